"""At the command line somebody is told about, taken away with everything, and erased to the last byte of any file."""

from __future__ import annotations

import fcntl
import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from actions.told_everywhere import TRACES
from amends.actions.removals import FILE
from amends.cli import main
from amends.store.sqlite import overwrite_at_start, overwrite_is_due
from cli.processes import amends, surroundings

WORDS = [word.encode() for word in TRACES]

_MADE = """
import sys; sys.path.insert(0, {tests!r})
from pathlib import Path
from amends.cli.site import run_site
with run_site(Path({data!r}), quiet=True):
    from actions.plain_storm import INES, NOON, PlainReader
    from actions.told_everywhere import LATER, TRACES, tell_everywhere
    from amends.actions.add_source import add_source
    from amends.actions.add_subject import add_subject
    from amends.actions.line import do
    from amends.engine import packaged_reader

    packaged_reader.load = PlainReader
    do(lambda: NOON, add_subject, INES, NOON)
    source = do(lambda: NOON, add_source, "a network", "paced-archive", "storm.jsonl", NOON)
    do(lambda: LATER, tell_everywhere, source)

    from django.apps import apps

    for model in apps.get_models():
        for row in model.objects.values():
            for column, value in row.items():
                told = bytes(value) if isinstance(value, (bytes, memoryview)) else str(value).encode()
                if any(trace.encode() in told.lower() for trace in TRACES):
                    print(f"{{model.__name__}}.{{column}}")
"""

HELD = {
    "Account.author", "Account.handle", "Account.name", "Address.address", "Arrival.body", "Entry.content",
    "Link.one", "Link.other", "Passkey.credential", "Person.key", "Post.origin_id", "Post.quote_of", "Post.reply_to",
    "Post.text", "Post.url", "Proof.address", "SignInApp.base", "Source.cursor", "Speech.under",
    "SpokenPost.words", "Thread.origin_id", "Voice.name",
}  # fmt: skip
"""Every column that holds anything of one person in words: where another turns up, it is to be erased there too."""


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A site on which they are everywhere: made once, as it takes longer than to erase them."""
    path = tmp_path_factory.mktemp("made") / "site"
    code = _MADE.format(tests=str(Path(__file__).parent.parent), data=str(path))
    ran = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False, env=surroundings(), timeout=120
    )
    assert ran.returncode == 0, ran.stderr
    assert set(ran.stdout.split()) == HELD
    return path


@pytest.fixture
def data(made, tmp_path):
    return shutil.copytree(made, tmp_path / "site")


def kept_bytes(data):
    return b"".join(path.read_bytes() for path in data.rglob("*") if path.is_file()).lower()


def test_no_byte_of_any_file_holds_them_and_a_stranger_finds_the_case_sound(data, tmp_path):
    assert [word for word in WORDS if word not in kept_bytes(data)] == []
    with (data / "lock").open("a") as held:
        fcntl.flock(held, fcntl.LOCK_EX)  # as a site that runs holds it
        would = amends("erase", "@mopsa.example", "--dry-run", "--data", data)
    assert would.stdout.startswith(
        "Kept of this person: 3 accounts, 6 posts, 6 messages on a floor, 1 ballot.\nWhat would"
    )
    assert would.stdout.endswith("Nothing was erased.\n")
    assert [word for word in WORDS if word not in kept_bytes(data)] == []
    said = amends("erase", "@mopsa.example", "--yes", "--data", data)
    assert said.returncode == 0, said.stderr
    assert "What stays: 6 stubs on a floor" in said.stdout
    assert "It is whole: it was checked as `amends verify` does" in said.stdout
    noticed = (data / FILE).stat().st_size
    assert amends("forget", "email", "harriet@mopsa.example", "--yes", "--data", data).returncode == 0
    assert (data / FILE).stat().st_size > noticed > 0
    after = kept_bytes(data)
    assert [word for word in WORDS if word in after] == []
    assert b"i put it there." in after
    assert b"https://o.example/8" in after
    out = tmp_path / "case.json"
    assert amends("export", "1", out, "--data", data).returncode == 0
    checked = amends("verify", out)
    assert (checked.returncode, checked.stdout.splitlines()[0]) == (0, "Nothing was changed.")
    overwrite_at_start(data)
    again = amends("erase", "bluesky", "did:mopsa", "--yes", "--data", data)
    assert not overwrite_is_due(data)
    assert again.returncode == 1
    assert again.stderr.startswith("Error: Nobody called “did:mopsa” on “bluesky” is known here")


def test_nothing_is_erased_before_one_is_sure(data):
    said = subprocess.run(
        [sys.executable, "-m", "amends", "erase", "bluesky", "did:mopsa", "--data", str(data)],
        input="n\n", capture_output=True, text=True, check=False, env=surroundings(), timeout=120,
    )  # fmt: skip
    assert (said.returncode, "This cannot be undone." in said.stdout) == (1, True)
    assert b"walrus" in kept_bytes(data)


def test_what_is_held_is_told_in_words_and_as_json_and_never_how_they_voted(made):
    said = amends("person", "@mopsa.example", "--data", made)
    assert said.returncode == 0, said.stderr
    lines = said.stdout.splitlines()
    assert lines[0] == "3 accounts:"
    told = [
        "An e-mail address, left with message",
        "On the list “readers”",
        "Question 1 of case 1: among those who could bind, and voted.",
        "(as you said)",
        "1 passkey",
        "The ledger commits to 6 messages of theirs",
    ]
    assert [each for each in told if each not in said.stdout] == []
    as_json = amends("person", "bluesky", "did:mopsa", "--json", "--data", made)
    document = json.loads(as_json.stdout)
    assert (document["schema"], len(document["posts"]), document["opinions"]) == ("amends/person/1", 6, 1)
    for each in (said.stdout, as_json.stdout):
        assert "withdraw" not in each
        assert "It was a gift." not in each


def test_who_is_not_found_or_not_named_is_a_sentence(made, tmp_path):
    asked = amends("person", "nobody.example", "--data", made)
    assert asked.returncode == 1
    assert asked.stderr.startswith("Error: Nobody called “nobody.example” is known here, so nothing of them is kept.")
    assert amends("person", tmp_path / "none.txt", "--data", made).returncode == 2
    assert amends("person", "a", "b", "c", "--data", made).returncode == 2


def test_everything_is_taken_away_without_the_keys_and_twice_is_refused(made, tmp_path):
    out = tmp_path / "taken"
    said = amends("export", "everything", out, "--names", "--addresses", "--data", made)
    assert said.returncode == 0, said.stderr
    assert said.stdout.splitlines()[1].startswith("It is private")
    taken = kept_bytes(out)
    keys = [(made / name).read_bytes().strip() for name in ("secret-key", "strongbox-key", "ledger-key")]
    assert [key for key in keys if key.lower() in taken] == []
    assert [word for word in WORDS if word not in taken] == []
    for arguments, says in (
        ((out,), "is there already"),
        ((tmp_path / "no" / "where",), "could not be written: No such file"),
    ):
        refused = amends("export", "everything", *arguments, "--data", made)
        assert (refused.returncode, says in refused.stderr) == (1, True)
    assert [path.name for path in tmp_path.iterdir()] == ["taken"]


def test_what_makes_no_sense_to_hand_out_is_a_sentence(tmp_path):
    for given in (("banana", tmp_path / "x"), ("0", tmp_path / "x"), ("1", tmp_path / "x", "--names")):
        ran = CliRunner().invoke(main, ["export", *map(str, given)])
        assert (ran.exit_code, ran.output.startswith("Error: ")) == (2, True)
    assert [*tmp_path.iterdir()] == []
