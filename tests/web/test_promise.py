"""Something promised with a statement: public at once, one entry, and neither swallowed nor mended by a decision."""

from __future__ import annotations

import json
import re
from html import unescape

import pytest

from amends.actions.case_life import NoSuchCase
from amends.actions.decide_case import UnfitDecision, decide_case
from amends.actions.duty import LONGEST, MOST, Owed, UnfitPromise, duty_done, duty_withdrawn, honoured, missed_due
from amends.actions.promise import promise
from amends.core.vocabulary import DAY, HOUR
from amends.store import models
from web import pages_story, statement_story

NOW = pages_story.NOW
PHONE = Owed("The phone goes back", NOW + DAY, "The parcel’s number, here")
PAGE = "/desk/cases/7/promise/"
SENT = {"words": PHONE.words, "due": "2026-03-13T23:48", "seen": "https://ines.example/parcel"}
DECIDED = ("owner", "I take it down.", "You were right.")


@pytest.fixture
def case(storm):
    statement_story.said()
    return models.Case.objects.get(pk=storm.pk)


def newest():
    return models.Entry.objects.order_by("-seq").first()


def test_it_is_kept_with_one_entry_that_says_which_version_made_it(case):
    before = models.Entry.objects.count()
    made = promise(7, PHONE, NOW)
    assert (made.number, made.words, made.due_at, made.seen_by) == (1, PHONE.words, PHONE.due_at, PHONE.seen_by)
    assert made.version.number == 2
    assert models.Entry.objects.count() == before + 1
    entry = newest()
    assert (entry.deed, json.loads(entry.body)["facts"]) == ("duty.set", {"duty": 1, "due_at": NOW + DAY, "version": 2})
    assert json.loads(entry.content) == {"words": PHONE.words, "seen_by": PHONE.seen_by}
    assert PHONE.words in [one.words for one in models.Duty.objects.filter(case__public=True)]


def test_what_is_decided_later_stands_beside_it(case):
    promise(7, PHONE, NOW)
    promise(7, Owed("No gifts in the letters"), NOW)
    decide_case(7, *DECIDED, [Owed("Take it down", NOW + HOUR)], NOW)
    rows = models.Duty.objects.order_by("number")
    assert [(row.number, row.version_id is None) for row in rows] == [(1, False), (2, False), (3, True)]
    duty_done(7, 3, "It is down.", NOW + 1)
    assert models.Case.objects.get(number=7).life == "decided"
    duty_done(7, 1, "Parcel 319", NOW + 2 * DAY)
    assert models.Case.objects.get(number=7).life == "honoured"
    assert honoured(case, NOW + 3 * DAY).late == 1
    with pytest.raises(UnfitPromise, match="not done"):
        promise(7, Owed("And more"), NOW + 3 * DAY)


def test_it_is_late_and_taken_back_like_any_other(case):
    promise(7, PHONE, NOW)
    promise(7, Owed("No gifts in the letters"), NOW)
    assert missed_due(NOW + 2 * DAY) == 1
    duty_withdrawn(7, 2, "A gift came that was a reply.", NOW)
    assert [newest().deed, models.Duty.objects.get(number=2).withdrawn_reason[:6]] == ["duty.missed", "A gift"]


def test_a_case_without_a_statement_or_before_the_floor_promises_nothing(storm):
    for life in ("noticed", "acknowledged", "open", "watched", "dismissed", "closed"):
        models.Case.objects.update(life=life)
        with pytest.raises(UnfitPromise, match="needs a statement"):
            promise(7, PHONE, NOW)
    with pytest.raises(NoSuchCase):
        promise(8, PHONE, NOW)
    assert not models.Duty.objects.exists()


@pytest.mark.parametrize(
    ("owed", "why"),
    [
        (Owed("  "), "Write what is to be done"),
        (Owed("x" * (LONGEST + 1)), "at most 500 letters"),
        (Owed("It", None, "y" * (LONGEST + 1)), "how it can be seen"),
        (Owed("It", NOW), "in the past"),
        (Owed("The phone goes back "), "promised this already"),
    ],
)
def test_what_cannot_stand_is_refused_in_words_and_leaves_nothing(case, owed, why):
    promise(7, PHONE, NOW)
    entries = models.Entry.objects.count()
    with pytest.raises(UnfitPromise, match=why):
        promise(7, owed, NOW)
    assert (models.Duty.objects.count(), models.Entry.objects.count()) == (1, entries)


def test_no_more_than_can_be_watched(case):
    for number in range(MOST):
        promise(7, Owed(f"Thing {number}"), NOW)
    with pytest.raises(UnfitPromise, match="at most 20"):
        promise(7, Owed("One more"), NOW)
    with pytest.raises(UnfitDecision, match="at most 20"):
        decide_case(7, *DECIDED, [Owed("One more")], NOW)


def said(answer):
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", re.sub(r"</?bdi>", "", answer.content.decode()))))


def test_the_first_press_shows_and_the_second_promises_in_public(desk, client, case):
    assert "What do you promise?" in said(desk.get(PAGE))
    look = said(desk.post(PAGE, {**SENT, "press": "look"}))
    assert "This is how it will stand" in look
    assert "Friday 13 March, 23:48" in look
    assert f">{PHONE.words}</textarea>" in desk.post(PAGE, {**SENT, "press": "edit"}).content.decode()
    assert not models.Duty.objects.exists()
    assert desk.post(PAGE, {**SENT, "press": "do"})["Location"] == "/desk/cases/7/duties/"
    desk.post(PAGE, {"words": "<b>No gifts</b>", "seen": "The first line of each review", "press": "do"})
    for path in ("/cases/7/", "/cases/7/statement/2/", "/promises/"):
        public = client.get(path).content.decode()
        assert 'href="https://ines.example/parcel"' in public, path
        assert "To be seen: <bdi>The first line of each review</bdi>" in public, path
        assert "&lt;b&gt;No gifts" in public, path
    assert "What was promised with it" in said(client.get("/cases/7/"))
    assert "What was promised with it" not in said(client.get("/cases/7/statement/1/"))
    assert "Promised: The phone goes back" in client.get("/cases/7/feed.atom").content.decode()
    assert "2 promises" in said(client.get("/"))
    assert "See what you promised" in said(desk.get("/desk/"))


def test_once_decided_it_stands_with_all_that_is_owed(client, case):
    promise(7, PHONE, NOW)
    decide_case(7, *DECIDED, [Owed("Take it down", NOW + HOUR, "The old address")], NOW)
    page = said(client.get("/cases/7/"))
    assert "What was promised with it" not in page
    assert page.count("The phone goes back") == 1
    verdict = said(client.get("/cases/7/verdict/"))
    assert "To be seen: The old address" in verdict
    assert "To be seen: The parcel’s number, here" in verdict


@pytest.mark.parametrize(
    ("sent", "why"),
    [
        ({"words": " "}, "Write what is to be done"),
        ({"due": "soon"}, "year, month, day and hour"),
        ({"due": "2026-03-01T08:00"}, "in the past"),
        ({"words": "x" * 501}, "at most 500 letters"),
        ({"words": "x", "seen": "\u202ey" * 400}, "how it can be seen"),
    ],
)
@pytest.mark.parametrize("press", ["look", "do"])
def test_what_does_not_fit_is_said_and_nothing_is_lost(desk, case, sent, why, press):
    answer = desk.post(PAGE, {**SENT, **sent, "press": press})
    assert (answer.status_code, models.Duty.objects.count()) == (400, 0)
    assert why in said(answer)
    if "seen" not in sent:
        assert SENT["seen"] in answer.content.decode()


def test_nobody_but_the_owner_promises(client, case):
    for answer in (client.get(PAGE), client.post(PAGE, {**SENT, "press": "do"})):
        assert answer["Location"].startswith("/accounts/login/")
    assert not models.Duty.objects.exists()


def test_there_is_no_promise_in_a_case_that_is_not(desk):
    assert desk.get("/desk/cases/99/promise/").status_code == 404
