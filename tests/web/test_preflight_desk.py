"""Before you publish, on the desk: spaces and ties declared, a draft looked at, a guard set, heard and not heeded."""

from __future__ import annotations

import json
import re

import pytest

from amends.core.vocabulary import HOUR, Stance
from amends.store import models
from web import pages_story

NOW = pages_story.NOW
PROMISE = "I will name every gift in the first line."
DRAFT = "What an evening.\n\nThe best lamp I ever had, from Nordlys <b>."


@pytest.fixture
def declared(desk):
    desk.post("/desk/spaces/", {"do": "stream", "name": "family", "purpose": "personal"})
    tie = {"do": "tie", "with_whom": "Nordlys", "kind": "free-goods", "detail": "a lamp, to keep"}
    desk.post("/desk/spaces/", tie)
    return models.Stream.objects.get(), models.Connection.objects.get()


@pytest.fixture
def promised(storm, declared):
    from django.db import transaction

    from amends.actions.duty import Owed, set_duties

    with transaction.atomic():
        set_duties(storm, [Owed(PROMISE)], NOW)
    return models.Duty.objects.get()


def look(desk, stream, tie, text=DRAFT):
    given = {"text": text, "stream": stream.pk, "tie": [tie.pk], "jurisdiction": "us"}
    return desk.post("/desk/preflight/", given).content.decode()


@pytest.mark.parametrize("path", ["/desk/preflight/", "/desk/spaces/", "/desk/guards/"])
def test_nobody_but_the_owner_sees_it(client, db, path):
    assert client.get(path)["Location"].startswith("/accounts/login/")
    assert client.post(path, {"text": "x"})["Location"].startswith("/accounts/login/")
    assert not models.Stream.objects.exists()


def test_spaces_and_ties_are_declared_and_end_in_the_ledger(desk, declared):
    stream, tie = declared
    page = desk.get("/desk/spaces/").content.decode()
    assert "family" in page
    assert "free things: a lamp, to keep" in page
    again = desk.post("/desk/spaces/", {"do": "stream", "name": "family", "purpose": "personal"})
    assert again.status_code == 400
    assert "“family” stands here already" in again.content.decode()
    desk.post(f"/desk/spaces/{stream.pk}/retire/")
    desk.post(f"/desk/ties/{tie.pk}/end/")
    assert "No space is declared yet" in desk.get("/desk/spaces/").content.decode()
    bodies = list(models.Entry.objects.order_by("seq").values_list("body", flat=True))
    whats = [
        what
        for body in bodies
        for what in ("stream.declared", "connection.declared", "stream.retired", "connection.ended")
        if what in body
    ]
    assert whats == ["stream.declared", "connection.declared", "stream.retired", "connection.ended"]
    assert not any("Nordlys" in body for body in bodies)


def test_a_draft_is_looked_at_and_not_kept(desk, declared):
    page = look(desk, *declared)
    assert "Two things to look at" in page or "2 things to look at" in page
    assert "A tie is not named well" in page
    assert "you called “family” a personal space" in page
    assert "<mark>Nordlys</mark>" in page
    assert "&lt;b&gt;." in page
    assert "no legal advice" in page
    assert not models.Firing.objects.exists()
    clear = look(desk, *declared, text="Rain all day.")
    assert "Nothing found" in clear
    assert "You have declared no" not in clear


def test_a_personal_space_is_asked_about_until_another_is_chosen(desk, declared):
    desk.post("/desk/spaces/", {"do": "stream", "name": "a shop", "purpose": "commercial"})
    chosen = re.findall(r'<option value="(\d*)" selected>', desk.get("/desk/preflight/").content.decode())
    assert chosen[0] == str(declared[0].pk)
    elsewhere = desk.post("/desk/preflight/", {"text": DRAFT, "stream": "", "jurisdiction": "us"}).content.decode()
    assert f'<option value="{declared[0].pk}" selected>' not in elsewhere


def test_who_declared_nothing_is_told_that_little_was_asked(desk):
    page = desk.post("/desk/preflight/", {"text": "Use code INES10", "jurisdiction": "us"}).content.decode()
    assert "You have declared no space of yours and no tie to anybody" in page


def test_an_empty_and_a_huge_draft_are_refused_in_words(desk, declared):
    assert "this field is still empty" in look(desk, *declared, text="  ")
    assert "longer than 200,000 characters" in look(desk, *declared, text="a " * 100_001)


def test_what_was_promised_in_a_case_is_held_against_the_draft(desk, declared, promised):
    page = look(desk, *declared)
    assert f"You promised: “{PROMISE}”" in page
    assert f"/cases/{promised.case.number}/verdict/" in page


def test_promises_are_shown_to_be_read_beside_a_draft_that_says_nothing_of_them(desk, declared, promised):
    page = look(desk, *declared, text="Rain all day.")
    assert f'<li dir="auto">“{PROMISE}”</li>' in page
    assert "misses one broken promise in three" in page
    models.Duty.objects.update(withdrawn_at=NOW)
    assert "What you promised" not in look(desk, *declared, text="Rain all day.")


def test_a_guard_is_tried_set_heard_once_a_draft_and_overridden_with_a_reason(desk, declared, promised):
    stream, tie = declared
    rule = {"tie": "free-goods", "stream": stream.pk, "duty": promised.pk}
    trial = desk.post("/desk/guards/", {**rule, "do": "try"}).content.decode()
    assert "of your last" in trial or "no past posts" in trial
    assert not models.Guard.objects.exists()
    assert desk.post("/desk/guards/", {**rule, "do": "set"})["Location"] == "/desk/guards/"
    page = look(desk, stream, tie)
    assert "A guard of yours speaks up" in page
    look(desk, stream, tie)
    firing = models.Firing.objects.get()
    assert firing.guard.duty == promised
    path = f"/desk/preflight/firings/{firing.pk}/"
    assert "Write why you publish it all the same" in desk.post(path, {"reason": " "}, follow=True).content.decode()
    desk.post(path, {"reason": "It is a joke between us."})
    firing.refresh_from_db()
    assert firing.reason == "It is a joke between us."
    assert "That was said of this draft already" in desk.post(path, {"reason": "x"}, follow=True).content.decode()
    assert "You said why you publish it all the same" in look(desk, stream, tie)
    told = desk.get("/desk/guards/").content.decode()
    assert "It spoke up at 1 draft; 1 time you published all the same" in told
    deeds = list(
        models.Entry.objects.filter(deed__in=("lesson", "guard.fired")).order_by("seq").values_list("deed", flat=True)
    )
    assert deeds == ["lesson", "guard.fired", "guard.fired"]


def test_a_guard_that_would_stop_everything_is_refused(desk, declared):
    refused = desk.post("/desk/guards/", {"stream": declared[0].pk, "do": "set"})
    assert refused.status_code == 400
    assert "This guard would stop everything" in refused.content.decode()
    assert not models.Guard.objects.exists()


def test_contradicting_guards_stand_side_by_side_and_one_is_taken_away(desk, declared):
    desk.post("/desk/guards/", {"tie": "free-goods", "do": "set"})
    desk.post("/desk/guards/", {"tie": "free-goods", "needs": "ad", "do": "set"})
    page = desk.get("/desk/guards/").content.decode()
    assert "One stops everything of the kind for which the other only asks for a word." in page
    beside = page[page.index("These contradict each other") : page.index("What stands")]
    told = re.findall(r"<h3>(Guard \d)</h3><p>([^<]+)</p>", beside)
    assert told == [
        ("Guard 1", "somebody who gives you free things"),
        ("Guard 2", "somebody who gives you free things, unless the first line says “ad”"),
    ]
    desk.post("/desk/guards/1/retire/")
    assert "contradict" not in desk.get("/desk/guards/").content.decode()


@pytest.mark.parametrize(
    ("path", "given"),
    [
        ("/desk/guards/", {"stream": "²", "duty": "²", "words": "lamp", "do": "try"}),
        ("/desk/guards/", {"stream": "9" * 5_000, "duty": "9" * 40, "words": "lamp\0", "do": "set"}),
        ("/desk/preflight/", {"text": DRAFT, "tie": "²", "stream": "9" * 5_000, "jurisdiction": "\u202e"}),
    ],
)
def test_numbers_that_are_none_are_left_out(desk, declared, path, given):
    assert desk.post(path, given).status_code in {200, 302}
    assert not models.Guard.objects.exclude(rule__streams=[]).exists()


def test_a_guard_is_tried_on_the_last_four_hundred_of_a_thousand_posts(desk, quiet_years, soon):
    with soon(6):
        page = desk.post("/desk/guards/", {"words": "mattress", "do": "try"}).content.decode()
    assert "This guard would have stopped 3 of your last 400 posts." in page
    assert re.findall(r"“(A mattress, day \d+)”", page) == [
        "A mattress, day 999",
        "A mattress, day 800",
        "A mattress, day 601",
    ]
    refused = desk.post("/desk/guards/", {"words": "day", "do": "set"})
    assert refused.status_code == 400
    assert "stopped 400 of your last 400 posts. A guard that speaks up that often is soon not heard." in (
        refused.content.decode()
    )


@pytest.fixture
def quiet_years(storm):
    """A thousand posts of the owner's; five name what a guard looks for, three of them among the last four hundred."""
    teller = pages_story.Teller(storm.subject, models.Source.objects.first())
    teller.ids = iter(range(90_000, 99_000))
    models.Post.objects.filter(readings__by_subject=True).delete()
    teller.accounts[("Ines Marlow", "bluesky")] = models.Account.objects.get(name="Ines Marlow")
    me = teller.account("Ines Marlow")
    for day in range(1_000):
        words = f"A mattress, day {day}" if day in {7, 300, 601, 800, 999} else f"Rain and a book, day {day}"
        teller.say(me, words, Stance.NEUTRAL, NOW - (2_000 - day) * HOUR, by_subject=True)
    teller.keep()


def ask(client, key, body, **more):
    return client.post(
        "/preflight", body, content_type="application/json", headers={"Authorization": f"Bearer {key}"}, **more
    )


def test_another_program_asks_with_a_key_that_is_shown_once(desk, declared, client):
    shown = desk.post("/desk/spaces/", {"do": "key", "program": "scheduler"}).content.decode()
    key = re.search(r'<p class="fp">([\w-]{43})</p>', shown)[1]
    assert key not in desk.get("/desk/spaces/").content.decode()
    assert not models.AskingKey.objects.filter(digest__contains=key).exists()
    told = ask(client, key, json.dumps({"id": 7, "text": DRAFT, "stream": {"purpose": "personal"}})).json()
    assert told["id"] == 7
    assert [one["kind"] for one in told["findings"]] == ["disclosure", "crossed-stream"], "by the ties declared here"
    assert ask(client, key, json.dumps({"text": DRAFT, "connections": []})).json()["findings"] == []
    for body in (
        "{",
        "[]",
        "{}",
        '{"text": 7}',
        '{"text": "a", "stream": 7}',
        '{"text": "a", "jurisdiction": [1]}',
        "[" * 9_000,
    ):
        refused = ask(client, key, body)
        assert refused.status_code == 400, body
        assert refused.json()["error"].endswith(".")
    assert ask(client, key, json.dumps({"text": "a" * 1_000_001})).status_code == 413
    assert ask(client, "x" * 43, "{}").status_code == 401
    assert client.post("/preflight", "{}", content_type="application/json").status_code == 401
    desk.post(f"/desk/asking-keys/{models.AskingKey.objects.get().pk}/retire/")
    assert ask(client, key, "{}").status_code == 401


def test_a_key_needs_a_name(desk):
    assert "Say which program it is for" in desk.post("/desk/spaces/", {"do": "key", "program": " "}).content.decode()
    assert not models.AskingKey.objects.exists()
