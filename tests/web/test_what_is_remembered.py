"""What a look at a draft remembers: what came beneath past posts, what partners bring, and what other sites tell."""

from __future__ import annotations

import json
import re

import pytest
from click.testing import CliRunner

from amends.actions.asking_keys import make_key
from amends.actions.duty import Owed, set_duties
from amends.actions.elsewhere import ask_elsewhere, claim_due, keep
from amends.actions.keep_memory import to_keep
from amends.actions.lessons import declare_connection, declare_stream, set_guard
from amends.actions.witness import remove_peer
from amends.cli import main
from amends.connectors.declared_ties import MOST_CASES, TiedCase, read, told
from amends.core.lessons.guard import Guard
from amends.core.vocabulary import DAY, HOUR, Ground, Stance
from amends.engine.memory_file import written
from amends.store import models
from amends.store.memory_rows import memory
from web import pages_story, statement_story

NOW = pages_story.NOW
HARBOUR = TiedCase(3, "The repairers", NOW - 9 * DAY, open=True, people=212, parties=("Larkspur Ltd", "somebody else"))
OFFER = "Get 15 % off at Velora with my code INES15"
PROMISE = "No more discount codes in my letters."


@pytest.fixture
def larkspur(storm):
    """The case is public, and says that Larkspur gave the phone; the tie is declared for drafts too."""
    statement_story.said()
    storm.refresh_from_db()
    declare_connection("Larkspur", "free-goods", "a phone, to keep", NOW)
    return storm


@pytest.fixture
def harbour(db):
    address = "https://harbour.example/ledger/witness"
    return models.Peer.objects.create(origin="harbour.example", verifier="x", address=address)


@pytest.fixture
def codes(storm):
    """Four posts with a code, which two in three of those who answer mind, and twenty that nobody minds."""
    teller = pages_story.Teller(storm.subject, models.Source.objects.first())
    teller.ids = iter(range(50_000, 60_000))
    teller.accounts[("Ines Marlow", "bluesky")] = models.Account.objects.get(name="Ines Marlow")
    me = teller.account("Ines Marlow")
    crowd = teller.crowd([f"Answerer {number}" for number in range(12)])
    for number in range(24):
        offers, at = number < 4, NOW - (40 + number) * DAY
        words = (
            f"Velora again: {10 + number} % off with my code INES{10 + number}" if offers else f"Rain, day {number}."
        )
        teller.say(me, words, Stance.NEUTRAL, at, by_subject=True)
        answered = teller.kept[-1][0].origin_id
        for place, one in enumerate(crowd):
            minds = offers and place < 8
            stance, grounds = (Stance.OBJECTS, ("ads",)) if minds else (Stance.SUPPORTS, ())
            teller.say(one, "Hm.", stance, at + HOUR, grounds=grounds, history=True)
            teller.kept[-1][0].reply_to = answered
    teller.keep()
    return storm


def titles(html):
    return re.findall(r"<h3><b>\d+</b> ([^<]+)</h3>", html)


def look(desk, text):
    ties = list(models.Connection.objects.values_list("pk", flat=True))
    return desk.post("/desk/preflight/", {"text": text, "tie": ties, "jurisdiction": "us"}).content.decode()


def test_it_counts_who_answered_each_post_and_who_of_them_objected(storm):
    (post,) = memory([], NOW).posts
    mine = models.Post.objects.get(readings__by_subject=True)
    beneath = models.Reading.objects.filter(post__reply_to=mine.origin_id, post__network="bluesky")
    assert post.beneath.people == beneath.values("person").distinct().count() > 100
    assert post.beneath.objecting == post.beneath.people, "the story's other voices answer nobody"
    by_ads = {row.person_id for row in beneath if "ads" in row.grounds}
    assert post.beneath.grounds[Ground.ADS] == len(by_ads)
    beneath.update(unread=True)
    assert memory([], NOW).posts[0].beneath.people == 0, "who could not be read takes no stance"


def test_the_desk_says_who_may_object(desk, codes):
    page = look(desk, OFFER)
    assert "Who may object" in titles(page)
    assert "4 posts of yours are much like this one, and 32 of the 48 people who answered them objected" in page
    assert "Who may object" not in titles(look(desk, "Rain, day 25."))
    models.Post.objects.filter(text="Hm.").update(withdrawn_at=NOW)
    assert "Who may object" not in titles(look(desk, OFFER)), "what was taken back is not counted"


def test_the_desk_says_what_a_partner_brings(desk, larkspur, harbour):
    assert "Larkspur stands in 1 storm that you heard yourself: case 7, “The phone I" in look(desk, "By Larkspur.")
    keep(harbour.pk, [HARBOUR], NOW)
    page = look(desk, "My new phone, by Larkspur.")
    assert "1 open case of other sites declares a tie with Larkspur: case 3 of harbour.example" in page
    assert "212 people objecting" in page
    assert "What the other side brings" not in look(desk, "Rain all day.")
    remove_peer("harbour.example", NOW)
    assert "harbour.example" not in look(desk, "My new phone, by Larkspur.")


def test_whether_those_who_object_name_a_partner_more_often(storm):
    against = models.Reading.objects.filter(at__gte=storm.began_at, stance=Stance.OBJECTS.value)
    (before,) = memory(["Larkspur"], NOW).partners
    assert before.lift is None
    posts = list(against.values_list("post", flat=True))[:60]
    models.Post.objects.filter(pk__in=posts).update(text="Larkspur pays for this, does it not?")
    (told_of,) = memory(["Larkspur, maker of the phone"], NOW).partners
    assert told_of.lift.low > 1
    people = against.filter(post__in=posts).values("person").distinct().count()
    assert told_of.named.objecting == told_of.named.people == people
    assert [storm.number for storm in told_of.storms] == ([] if not storm.public else [7])
    (own,) = memory(["Larkspur"], NOW, public=False).partners
    assert [storm.number for storm in own.storms] in ([], [7])


def test_other_sites_are_told_of_public_cases_that_declare_a_tie(client, storm):
    assert client.get("/cases/ties.json").json()["cases"] == []
    statement_story.said()
    (case,) = read(client.get("/cases/ties.json").content.decode())
    assert (case.number, case.open, case.parties) == (7, True, ("Larkspur",))
    assert case.people == models.Voice.objects.filter(stance=Stance.OBJECTS.value).count()
    models.Case.objects.update(public=False)
    assert client.get("/cases/ties.json").json()["cases"] == []
    models.Case.objects.update(public=True)
    models.Subject.objects.update(drill=True)
    assert client.get("/cases/ties.json").json()["cases"] == []


@pytest.mark.django_db
def test_a_peer_is_asked_once_a_day_and_what_it_told_takes_the_place_of_the_last(harbour):
    asked = []

    def get(address):
        asked.append(address)
        return 200, json.dumps(told([HARBOUR]))

    assert ask_elsewhere(get, NOW) == ask_elsewhere(get, NOW + DAY - 1) == []
    assert asked == ["https://harbour.example/cases/ties.json"]
    row = models.ElsewhereCase.objects.get()
    assert (row.number, row.title, row.parties, row.people) == (
        3,
        "The repairers",
        ["Larkspur Ltd", "somebody else"],
        212,
    )
    assert ask_elsewhere(lambda _: (200, json.dumps(told([]))), NOW + DAY) == []
    assert not models.ElsewhereCase.objects.exists()
    assert claim_due(NOW + DAY) == []


HOSTILE = [
    (404, "", "It answered 404."),
    (200, "<html>", "It is not JSON."),
    (200, "[" * 90_000, "It is not JSON."),
    (200, "[]", "It is no document of the schema amends/ties/1."),
    (200, '{"schema": "amends/ties/1"}', "It is no document of the schema amends/ties/1."),
    (200, '{"schema": "amends/ties/1", "cases": {}}', "It is no document of the schema amends/ties/1."),
]


@pytest.mark.django_db
@pytest.mark.parametrize(("status", "text", "why"), HOSTILE)
def test_a_peer_that_tells_nothing_readable_is_named_and_keeps_what_it_told(harbour, status, text, why):
    keep(harbour.pk, [HARBOUR], NOW)
    assert ask_elsewhere(lambda _: (status, text), NOW) == [f"harbour.example did not tell of its cases: {why}"]
    assert models.ElsewhereCase.objects.count() == 1


def test_of_what_a_peer_tells_only_what_fits_is_taken():
    whole = told([HARBOUR])["cases"][0]
    wrong = [
        {**whole, "number": -1}, {**whole, "number": True}, {**whole, "began": 10**30}, {**whole, "title": 7},
        {**whole, "with": []}, {**whole, "with": ["\u202e", 7]}, {**whole, "with": "Larkspur"}, "case", None, whole,
        {**whole, "number": 4, "title": "a\u202eb\x1b[2J\ud800" * 500, "with": ["N" * 900] * 900, "people": "many"},
    ]  # fmt: skip
    first, second = read(json.dumps({"schema": "amends/ties/1", "cases": wrong}))
    assert first == HARBOUR
    assert (len(second.title), second.people, len(second.parties)) == (200, None, 10)
    assert second.title.isprintable()
    assert len(second.parties[0]) == 100
    many = {"schema": "amends/ties/1", "cases": [{**whole, "number": number} for number in range(5_000)]}
    assert len(read(json.dumps(many))) == MOST_CASES


def ask(client, body):
    key = make_key("scheduler", NOW)
    return client.post(
        "/preflight", json.dumps(body), content_type="application/json", headers={"Authorization": f"Bearer {key}"}
    ).json()


@pytest.fixture
def guarded(codes):
    """A guard in the letters that watches for a promise of the case."""
    from django.db import transaction

    letters = declare_stream("Letters", "personal", NOW)
    with transaction.atomic():
        set_duties(codes, [Owed(PROMISE)], NOW)
    return set_guard(Guard(frozenset({letters.pk}), words=("code",)), models.Duty.objects.get().pk, NOW)


def test_a_guard_speaks_to_other_programs_too_and_is_written_down_once_a_draft(client, guarded):
    draft = {"text": OFFER, "stream": {"purpose": "personal", "name": "letters"}}
    answer = ask(client, draft)
    assert answer["guards"] == [{"number": 1, "overridden": False}]
    (spoke,) = (one for one in answer["findings"] if one["rule"].startswith("amends/guard-1@"))
    assert (spoke["kind"], OFFER[slice(*spoke["span"])]) == ("repeat", "code")
    assert PROMISE in spoke["why"]
    assert {"repeat", "audience"} <= {one["kind"] for one in answer["findings"]}
    ask(client, draft)
    assert models.Entry.objects.filter(deed="guard.fired").count() == 1
    assert ask(client, {**draft, "stream": {"purpose": "professional"}})["guards"] == []
    assert ask(client, {"text": OFFER})["guards"] == [], "a guard of one space does not speak in others"


@pytest.mark.django_db
def test_another_program_may_ask_about_anything_that_json_can_hold(client, storm):
    for words in ("\ud83d", "\u202eabc", "茶" * 300, "%_'\"", "#", " ", "<b>"):
        ties = [{"with": words, "kind": "paid", "detail": words}]
        answer = ask(client, {"text": f"By {words} lamp", "connections": ties, "promises": [words]})
        assert "findings" in answer or answer["error"].endswith("."), words


def test_a_memory_file_answers_as_the_site_does_but_writes_nothing_down(client, guarded, tmp_path):
    asked = {"text": OFFER, "stream": {"purpose": "personal", "name": "Letters"}}
    here = ask(client, asked)
    entries = models.Entry.objects.count()
    kept = tmp_path / "memory.json"
    kept.write_bytes(written(to_keep(NOW)))
    draft = tmp_path / "draft.txt"
    draft.write_text(OFFER, encoding="utf-8")
    run = CliRunner().invoke
    call = ["preflight", str(draft), "--memory", str(kept), "--stream-name", "letters"]
    there = run(main, [*call, "--json"])
    assert there.exit_code == 1
    answer = json.loads(there.stdout)
    for told_of in (here, answer):
        told_of["kinds"] = sorted({(one["kind"], tuple(one["span"])) for one in told_of["findings"]})
    assert answer["kinds"] == here["kinds"]
    assert (answer["guards"], answer["written_down"]) == ([1], False)
    words = run(main, call)
    assert "That your guard spoke up is written down nowhere" in words.stdout
    assert models.Entry.objects.count() == entries


def test_a_memory_file_holds_promises_made_in_public_alone(guarded):
    assert PROMISE not in written(to_keep(NOW)).decode()
    models.Case.objects.update(public=True)
    kept = to_keep(NOW)
    assert (kept.promises, kept.guards[0].promise) == ((PROMISE,), PROMISE)


def test_a_memory_file_names_nobody_who_objects_and_no_case_that_is_not_public(codes):
    held = written(to_keep(NOW)).decode()
    for account in models.Account.objects.exclude(name="Ines Marlow"):
        assert account.name not in held
    assert "Hm." not in held
    assert codes.title not in held
    assert "INES10" in held, "her own posts are her own"


def test_the_site_itself_can_be_asked_and_writes_its_guards_down(guarded, tmp_path, monkeypatch):
    monkeypatch.setattr("amends.cli.site.open_site", lambda _data: None)
    draft = tmp_path / "draft.txt"
    draft.write_text(OFFER, encoding="utf-8")
    told_of = CliRunner().invoke(main, ["preflight", str(draft), "--data", str(tmp_path), "--stream", "personal"])
    assert told_of.exit_code == 1
    assert PROMISE in told_of.stdout
    assert "That your guard spoke up is written down in your ledger." in told_of.stdout
    assert models.Entry.objects.filter(deed="guard.fired").count() == 1


def test_the_command_writes_a_memory(codes, tmp_path, monkeypatch):
    monkeypatch.setattr("amends.cli.memory.open_site", lambda _data: None)
    done = CliRunner().invoke(main, ["memory", str(tmp_path / "memory.json"), "--data", str(tmp_path)])
    assert "25 posts of yours, 0 partners, 0 guards" in done.stdout
    refused = CliRunner().invoke(main, ["memory", str(tmp_path / "no" / "memory.json"), "--data", str(tmp_path)])
    assert refused.exit_code == 1
    assert "could not be written: No such file or directory. Nothing was changed." in refused.stderr
