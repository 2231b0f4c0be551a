"""An owner takes everything away: in open formats, of one moment, and without what must never leave."""

from __future__ import annotations

import csv
import hashlib
import json
import sqlite3
import tracemalloc

import pytest

from actions.plain_storm import NOON, quiet_days, storm
from amends.actions import export_everything as module
from amends.actions.acknowledge import acknowledge
from amends.actions.add_source import add_source
from amends.actions.ask import Asked, ask
from amends.actions.cast import cast, link_hash
from amends.actions.close_choice import close_due
from amends.actions.export_everything import AlreadyThere, export_everything
from amends.actions.hear import hear
from amends.actions.publish_statement import publish_statement
from amends.actions.source_keys import TOKEN, keep_key
from amends.actions.take_message import Written, take_message
from amends.core.choice.preset import simple_majority
from amends.core.choice.question import EXAMPLE
from amends.core.verification import verify
from amends.core.vocabulary import HOUR, MINUTE
from amends.store import models
from amends.store.outgoing import BATCH, Level, rows
from amends.store.outgoing_kinds import KINDS

pytestmark = pytest.mark.django_db

LATER = NOON + 6 * HOUR
CLOSES = LATER + 3 * HOUR
EVERYTHING = frozenset(Level)


def tell(source):
    posts = [*quiet_days(3), *storm()]
    hear(source, posts, "all", posts[-1].created_at)
    acknowledge(1, NOON + 9 * HOUR, NOON + 5 * HOUR)
    publish_statement(1, "I put it there.", [], LATER, title="The phone")
    words = '=HYPERLINK("https://evil.example")\nand “more”, with\ttabs \U0001f600'
    form = Written("Harriet", words, email="harriet@walrus.example", made_at=LATER, sender="x")
    take_message(1, form, LATER + MINUTE)


@pytest.fixture
def source(told):
    return told


@pytest.fixture
def asked(source, tmp_path):
    """A vote in which one person of the network has voted, and a source that has a key."""
    keep_key(source, TOKEN, "the-key-of-another-place", tmp_path, LATER)
    given = {name: getattr(EXAMPLE, name) for name in ("words", "options", "kind", "proposal", "otherwise")}
    choice = ask(1, Asked(**given, rule=simple_majority(), consequences=EXAMPLE.consequences, closes_at=CLOSES), LATER)
    voter = choice.electors.order_by("pseudonym").first().pseudonym
    models.Proof.objects.create(
        choice=choice, kind="phrase", token=link_hash("the-private-link"), voter=voter, made_at=LATER,
        expires_at=CLOSES, tally="network", proven_at=LATER,
    )  # fmt: skip
    cast("the-private-link", ["withdraw"], "Because of the walrus.", LATER + MINUTE)
    return choice


def read(place, name):
    return [json.loads(line) for line in (place / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()]


def test_each_kind_is_there_three_times_with_the_same_rows(asked, tmp_path):
    close_due(CLOSES)
    out = tmp_path / "taken"
    told = export_everything(out, EVERYTHING, CLOSES + HOUR)
    assert {*told.rows} == {kind.name for kind in KINDS}
    copy = sqlite3.connect(out / "amends-export.sqlite3")
    for kind in KINDS:
        lines = read(out, kind.name)
        assert len(lines) == told.rows[kind.name] == kind.model.objects.filter(kind.only).count()
        with (out / f"{kind.name}.csv").open(encoding="utf-8", newline="") as file:
            cells = [*csv.DictReader(file)]
        table = copy.execute(f'SELECT * FROM "{kind.name}" ORDER BY id').fetchall()
        assert [row["id"] for row in lines] == [int(row["id"]) for row in cells] == [row[0] for row in table]
    assert copy.execute("PRAGMA foreign_key_check").fetchall() == []
    assert copy.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    copy.close()
    assert min(told.rows[name] for name in ("posts", "voices", "ballots", "addresses", "ledger_entries")) > 0
    first = models.Post.objects.order_by("pk").first()
    line = read(out, "posts")[0]
    assert (line["text"], line["account"], line["origin_id"]) == (first.text, first.account_id, first.origin_id)
    assert line["created_at"].endswith("Z")


def test_hostile_words_are_exact_in_json_and_no_formula_in_a_sheet(source, tmp_path):
    out = tmp_path / "taken"
    export_everything(out, frozenset(), CLOSES)
    words = models.Post.objects.get(text__startswith="=HYPER").text
    assert words in [post["text"] for post in read(out, "posts")]
    with (out / "posts.csv").open(encoding="utf-8", newline="") as file:
        assert "'" + words in [row["text"] for row in csv.DictReader(file)]


def everything_in(place):
    return b"".join(path.read_bytes() for path in place.rglob("*") if path.is_file())


def test_secrets_never_leave_and_names_only_where_they_were_asked_for(asked, source, tmp_path):
    source.refresh_from_db()
    close_due(CLOSES)
    plain, full = tmp_path / "plain", tmp_path / "full"
    export_everything(plain, frozenset(), CLOSES)
    export_everything(full, EVERYTHING, CLOSES)
    never = [source.options[TOKEN], asked.salt.hex(), link_hash("the-private-link"), "the-private-link"]
    never += [bytes(entry.salt).hex() for entry in models.Entry.objects.filter(deed="ballot.cast")]
    for place in (plain, full):
        held = everything_in(place)
        assert [each for each in never if each.encode() in held] == []
        assert b"Because of the walrus." in held
    private = ["harriet@walrus.example"]
    private += list(models.Account.objects.filter(network="bluesky").values_list("author", flat=True))[:5]
    assert [each for each in private if each.encode() not in everything_in(full)] == []
    left_out = b"".join(path.read_bytes() for path in plain.iterdir() if path.is_file())
    assert [each for each in private if each.encode() in left_out] == []
    assert not (plain / "addresses.jsonl").exists()
    assert "NAMES ARE IN IT" in (full / "README.txt").read_text()
    assert "Names, handles, ids of accounts and links to posts are left out" in (plain / "README.txt").read_text()


def test_an_address_by_which_a_source_is_opened_leaves_without_what_opens_it(source, tmp_path):
    for kind, address in (
        ("mailbox", "imaps://anna%40mail.example:xyzzy@imap.mail.example/INBOX"),
        ("feed", "https://forum.example/latest?key=xyzzy"),
    ):
        add_source(f"{kind} {address}", kind, address, NOON)
    out = tmp_path / "taken"
    export_everything(out, EVERYTHING, CLOSES)
    assert b"xyzzy" not in everything_in(out)
    assert b"anna%40" not in everything_in(out)
    assert "imaps://…@imap.mail.example/INBOX" in [source["address"] for source in read(out, "sources")]
    assert "feed https://forum.example/latest?…" in [source["name"] for source in read(out, "sources")]


def test_how_an_open_vote_stands_is_not_told(asked, tmp_path):
    out = tmp_path / "taken"
    told = export_everything(out, EVERYTHING, LATER + HOUR)
    assert (told.rows["ballots"], told.rows["electors"] > 0) == (0, True)
    assert b"Because of the walrus." not in everything_in(out)


def test_the_case_is_found_sound_and_the_manifest_names_every_file(source, tmp_path):
    from django.db import transaction

    from amends.actions.seal import seal

    with transaction.atomic():
        seal(LATER + HOUR)
    out = tmp_path / "taken"
    told = export_everything(out, frozenset(), CLOSES)
    assert (told.cases, told.private) == ((1,), 0)
    assert verify(json.loads((out / "case-files/case-1.json").read_bytes())).findings == ()
    manifest = json.loads((out / "manifest.json").read_bytes())
    assert (manifest["schema"], manifest["names"], manifest["addresses"]) == ("amends/export/1", False, False)
    found = {str(path.relative_to(out)): path for path in out.rglob("*") if path.is_file()}
    found.pop("manifest.json")
    assert {each["name"] for each in manifest["files"]} == {*found}
    for each in manifest["files"]:
        assert hashlib.sha256(found[each["name"]].read_bytes()).hexdigest() == each["sha256"]


def test_it_is_there_whole_or_not_at_all(source, tmp_path, monkeypatch):
    aside = tmp_path / "aside"
    aside.mkdir()
    (aside / "taken").mkdir()
    with pytest.raises(AlreadyThere, match="is there already"):
        export_everything(aside / "taken", frozenset(), CLOSES)
    (aside / "taken").rmdir()

    def full_disk(*_given):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(module, "readme", full_disk)
    with pytest.raises(OSError, match="No space"):
        export_everything(aside / "taken", frozenset(), CLOSES)
    assert [*aside.iterdir()] == []


def test_a_batch_is_held_and_not_all_of_them(source):
    account, heard = models.Account.objects.first(), models.Source.objects.first()
    many = 10 * BATCH
    models.Post.objects.bulk_create(
        [
            models.Post(
                network="n", origin_id=str(n), account=account, source=heard, text="x" * 500, created_at=n, heard_at=n
            )
            for n in range(many)
        ],
        batch_size=500,
    )
    kind = next(kind for kind in KINDS if kind.name == "posts")
    tracemalloc.start()
    assert sum(1 for _ in rows(kind, frozenset())) > many
    held = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert held < 500 * many / 2
