"""The desk's pages of a decision: two presses to make it, and then what was promised."""

from __future__ import annotations

import re
from html import unescape

import pytest

from amends.actions.decide_case import decide_case
from amends.actions.duty import Owed
from amends.core.choice.preset import simple_majority
from amends.core.vocabulary import DAY, HOUR
from amends.store import models
from web import answer_story, pages_story

NOW = pages_story.NOW
SAID = {"kind": "rule", "headline": "The network said withdraw.", "reasons": "I *asked*."}


def said(answer):
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", re.sub(r"</?bdi>", "", answer.content.decode()))))


@pytest.fixture
def choice(db):
    return answer_story.voted(rule=simple_majority(60), others=False)


def test_the_form_shows_what_the_rule_fixed(desk, choice):
    page = desk.get("/desk/cases/7/decide/")
    text = said(page)
    for part in ("What the rule found", "118 of 221 were for “Withdraw it”; it needed 111.", "“Withdraw it” stands.",
                 "You fixed beforehand: I take the review down within 24 hours.", "As the rule found"):  # fmt: skip
        assert part in text, part
    html = page.content.decode()
    assert ">I take the review down</textarea>" in html
    assert 'name="due-0" value="2026-03-13T17:48"' in html
    assert 'value="owner"' not in html


def test_the_first_press_shows_and_the_second_decides(desk, choice):
    rows = {"words-0": "Take it down", "due-0": "2026-03-13T17:48", "words-1": "Never again", "due-1": ""}
    rows |= {"seen-1": "The first line of each review"}
    look = desk.post("/desk/cases/7/decide/", {**SAID, **rows, "press": "look"})
    assert (look.status_code, models.Decision.objects.count()) == (200, 0)
    text = said(look)
    assert "This is how it will stand" in text
    assert "<em>asked</em>" in look.content.decode()
    assert "Never again from now on To be seen: The first line of each review" in text
    again = desk.post("/desk/cases/7/decide/", {**SAID, **rows, "press": "edit"})
    assert ">Take it down</textarea>" in again.content.decode()
    done = desk.post("/desk/cases/7/decide/", {**SAID, **rows, "press": "do"})
    assert done["Location"] == "/desk/cases/7/duties/"
    assert models.Duty.objects.get(number=1).due_at == answer_story.CLOSES + 24 * HOUR
    assert models.Duty.objects.get(number=2).seen_by == "The first line of each review"
    assert models.Duty.objects.count() == 2
    twice = desk.post("/desk/cases/7/decide/", {**SAID, **rows, "press": "do"})
    assert (twice.status_code, models.Decision.objects.count()) == (302, 1)


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"headline": ""}, "Write one line"),
        ({"reasons": " "}, "Write your reasons"),
        ({"kind": "owner"}, "cannot be decided like this"),
        ({"kind": "watch"}, "cannot be decided like this"),
        ({"words-0": "Later", "due-0": "2026-03-20T08:00"}, "One duty at least must be due by then"),
        ({"words-0": "Past", "due-0": "2026-03-01T08:00"}, "would be due in the past"),
        ({"words-0": "", "due-0": "2026-03-20T08:00"}, "Write what is to be done"),
        ({"words-0": "", "seen-0": "The first line"}, "Write what is to be done"),
        ({"words-0": "When", "due-0": "2026-03-13T08:00", "seen-0": "y" * 501}, "how it can be seen"),
        ({"words-0": "When", "due-0": "soon"}, "year, month, day and hour"),
        ({"words-0": "When", "due-0": "9999-99-99T99:99"}, "year, month, day and hour"),
    ],
)
@pytest.mark.parametrize("press", ["look", "do"])
def test_what_does_not_fit_is_said_and_nothing_is_lost(desk, choice, sent, words, press):
    answer = desk.post("/desk/cases/7/decide/", {**SAID, **sent, "press": press})
    assert answer.status_code == 400
    assert words in said(answer)
    assert (models.Decision.objects.count(), models.Case.objects.get().life) == (0, "asked")
    if "reasons" not in sent:
        assert "I *asked*." in answer.content.decode()


def test_while_the_vote_is_open_there_is_no_form(desk, choice):
    models.Choice.objects.update(state="open", verdict=None, closes_at=NOW + HOUR)
    page = desk.get("/desk/cases/7/decide/")
    assert "the vote is open until" in said(page)
    assert "<textarea" not in page.content.decode()
    assert "118" not in page.content.decode()


@pytest.mark.parametrize(
    ("life", "ways"), [("noticed", ["wrong"]), ("acknowledged", ["wrong"]), ("watched", ["watch", "wrong"]),
                       ("open", ["owner", "wrong"])],
)  # fmt: skip
def test_each_state_has_its_honest_endings(desk, life, ways):
    answer_story.case(life=life, public=False, acknowledged_at=None, opened_at=None, asked_at=None)
    html = desk.get("/desk/cases/7/decide/").content.decode()
    assert re.findall(r'name="kind" value="([a-z]+)"', html) == ways


def test_they_are_wrong_is_said_in_public(desk):
    answer_story.case(life="noticed", public=False, acknowledged_at=None, opened_at=None, asked_at=None)
    sent = {"kind": "wrong", "headline": "", "reasons": "I never had that phone.", "press": "do"}
    assert desk.post("/desk/cases/7/decide/", sent).status_code == 302
    case = models.Case.objects.get()
    assert (case.life, case.public) == ("dismissed", True)


def test_watching_to_the_end_needs_no_reason(desk):
    answer_story.case(life="watched", public=False, acknowledged_at=None, opened_at=None, asked_at=None)
    sent = {"kind": "watch", "headline": "It went by.", "reasons": "", "press": "do"}
    assert desk.post("/desk/cases/7/decide/", sent).status_code == 302
    assert models.Case.objects.get().life == "closed"
    assert "This case has ended." in said(desk.get("/desk/cases/7/duties/"))


def test_a_duty_is_done_and_the_case_is_closed(desk, choice):
    decide_case(7, "rule", "Done.", "Because.", [], NOW - 1)
    page = said(desk.get("/desk/cases/7/duties/"))
    assert "I take the review down" in page
    assert desk.post("/desk/cases/7/duties/").status_code == 400
    assert "What shows it?" in said(desk.get("/desk/cases/7/duties/1/"))
    assert "Give something that shows it" in said(desk.post("/desk/cases/7/duties/1/", {"press": "done"}))
    assert desk.post("/desk/cases/7/duties/1/", {"press": "done", "evidence": "It is down."}).status_code == 302
    assert models.Case.objects.get().life == "honoured"
    assert "Done as decided" in said(desk.get("/desk/cases/7/duties/"))
    assert "It is down." in said(desk.get("/desk/cases/7/duties/1/"))
    assert desk.post("/desk/cases/7/duties/1/", {"press": "done", "evidence": "Again."}).status_code == 400
    assert desk.post("/desk/cases/7/duties/").status_code == 302
    assert models.Case.objects.get().life == "closed"


def test_a_promise_is_taken_back_with_a_reason(desk, choice):
    decide_case(7, "rule", "Done.", "Because.", [Owed("It", answer_story.CLOSES), Owed("Always")], NOW - DAY)
    assert "What shows it?" not in said(desk.get("/desk/cases/7/duties/2/"))
    assert "Write why" in said(desk.post("/desk/cases/7/duties/2/", {"press": "withdraw", "reason": ""}))
    assert desk.post("/desk/cases/7/duties/2/", {"press": "withdraw", "reason": "I was wrong."}).status_code == 302
    page = said(desk.get("/desk/cases/7/duties/"))
    assert "will not be called done as decided" in page


@pytest.mark.parametrize("path", ["decide/", "duties/", "duties/1/"])
def test_nobody_else_decides(client, desk, choice, path):
    desk.logout()
    answer = client.get(f"/desk/cases/7/{path}")
    assert answer.status_code == 302
    assert "/accounts/login/" in answer["Location"]


def test_what_is_not_there_is_not_there(desk, choice):
    for path in ("cases/8/decide/", "cases/8/duties/", "cases/7/duties/5/"):
        assert desk.get(f"/desk/{path}").status_code == 404
