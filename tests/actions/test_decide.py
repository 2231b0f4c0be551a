"""What comes of a case: decided by its rule or without one, owed, honoured, closed."""

from __future__ import annotations

import json

import pytest

from amends.actions.case_life import NoSuchCase
from amends.actions.close_case import FloorOpen, StillOwed, close_case
from amends.actions.decide_case import Kind, UnfitDecision, decide_case, fixed_duty
from amends.actions.dismiss import NoReason, dismiss
from amends.actions.duty import DutySettled, NoSuchDuty, Owed, duty_done, duty_withdrawn, honoured, missed_due
from amends.core.case.life import UnlawfulMove
from amends.core.choice.preset import simple_majority
from amends.core.vocabulary import DAY, HOUR
from amends.store import models
from core.choice.asked import network
from web import answer_story, pages_story

pytestmark = pytest.mark.django_db
NOW = pages_story.NOW
SAID = ("The network said withdraw. I have.", "I asked, and named the rule before I knew the reply.")


def deeds(case):
    return list(models.Entry.objects.filter(case=case).order_by("seq").values_list("deed", flat=True))


def life(number=7):
    return models.Case.objects.get(number=number).life


def facts(deed):
    return json.loads(models.Entry.objects.filter(deed=deed).order_by("-seq").first().body)["facts"]


@pytest.fixture
def choice():
    return answer_story.voted(rule=simple_majority(60), others=False)


def test_by_the_rule_what_the_question_fixed_is_owed(choice):
    decision = decide_case(7, "rule", *SAID, [], NOW)
    assert (decision.choice, decision.kind, decision.at, life()) == (choice, Kind.RULE, NOW, "decided")
    duty = models.Duty.objects.get()
    assert (duty.number, duty.words, duty.due_at) == (1, "I take the review down", answer_story.CLOSES + 24 * HOUR)
    assert deeds(choice.case)[-2:] == ["decision", "duty.set"]
    assert facts("decision") == {"kind": "rule", "choice": 1}
    assert facts("duty.set") == {"duty": 1, "due_at": duty.due_at}
    case = models.Case.objects.get()
    assert (case.decided_at, case.public) == (NOW, True)
    opened = json.loads(decision.entry.content)
    assert opened == {"headline": SAID[0], "reasons": SAID[1]}


def test_the_owner_may_say_it_in_parts_but_not_later(choice):
    late = [Owed("Take it down", answer_story.CLOSES + 25 * HOUR)]
    with pytest.raises(UnfitDecision, match="due by then"):
        decide_case(7, "rule", *SAID, late, NOW)
    assert (life(), models.Duty.objects.count(), models.Decision.objects.count()) == ("asked", 0, 0)
    parts = [Owed("Take it down", answer_story.CLOSES + 23 * HOUR), *late, Owed("Never again")]
    decide_case(7, "rule", *SAID, parts, NOW)
    assert [(duty.number, duty.due_at is None) for duty in models.Duty.objects.order_by("number")] == [
        (1, False), (2, False), (3, True),
    ]  # fmt: skip


@pytest.mark.parametrize("kind", ["owner", "wrong"])
def test_whoever_asked_is_bound(choice, kind):
    with pytest.raises(UnfitDecision, match="binds you"):
        decide_case(7, kind, *SAID, [], NOW)
    assert life() == "asked"


def test_nothing_is_decided_while_the_vote_is_open(choice):
    models.Choice.objects.update(state="open", verdict=None)
    for kind, now, words in (("rule", answer_story.CLOSES - 1, "still open"), ("owner", NOW, "being counted")):
        with pytest.raises(UnfitDecision, match=words):
            decide_case(7, kind, *SAID, [], now)


def test_a_voided_question_binds_nobody(choice):
    models.Choice.objects.update(state="void", void_reason="An option was missing.")
    with pytest.raises(UnfitDecision, match="No rule has run"):
        decide_case(7, "rule", *SAID, [], NOW)
    assert decide_case(7, "owner", *SAID, [Owed("Say so")], NOW).choice is None


def test_a_question_asked_again_is_the_one_that_binds(choice):
    who = network(30)
    again = answer_story.question_of(who)
    answer_story.ask(choice.case, again, who, number=2)
    with pytest.raises(UnfitDecision):
        decide_case(7, "rule", *SAID, [], NOW)


@pytest.mark.parametrize(
    ("kind", "headline", "reasons", "words"),
    [
        ("rule", " ", "Because.", "one line"),
        ("rule", "x" * 301, "Because.", "at most 300"),
        ("rule", "Done", " \n", "Write your reasons"),
        ("fate", "Done", "Because.", "no way to decide"),
    ],
)
def test_what_is_missing_is_said(choice, kind, headline, reasons, words):
    with pytest.raises(UnfitDecision, match=words):
        decide_case(7, kind, headline, reasons, [], NOW)
    assert (life(), models.Decision.objects.count()) == ("asked", 0)


def test_a_case_is_decided_once(choice):
    decide_case(7, "rule", *SAID, [], NOW)
    with pytest.raises(UnlawfulMove):
        decide_case(7, "rule", *SAID, [], NOW)
    with pytest.raises(NoSuchCase):
        decide_case(8, "rule", *SAID, [], NOW)


def test_done_in_time_is_honoured_and_then_closed(choice):
    decide_case(7, "rule", *SAID, [], NOW)
    with pytest.raises(UnlawfulMove):
        close_case(7, NOW)
    done = duty_done(7, 1, " https://ines.example/down ", NOW + HOUR)
    assert (done.done_at, done.evidence) == (NOW + HOUR, "https://ines.example/down")
    case = models.Case.objects.get()
    assert (case.life, case.honoured_at) == ("honoured", NOW + HOUR)
    assert deeds(case)[-1] == "duty.done"
    assert close_case(7, NOW + DAY).ended_at == NOW + DAY
    assert (life(), deeds(case)[-1]) == ("closed", "case.closed")


def test_a_duty_is_settled_once_and_with_proof(choice):
    decide_case(7, "rule", *SAID, [Owed("It", answer_story.CLOSES), Owed("Always")], NOW)
    for evidence, duty, words in ((" ", 1, "shows it"), ("x" * 2001, 1, "at most"), ("Done.", 2, "from now on")):
        with pytest.raises(DutySettled, match=words):
            duty_done(7, duty, evidence, NOW)
    with pytest.raises(NoSuchDuty):
        duty_done(7, 3, "Done.", NOW)
    duty_done(7, 1, "Done.", NOW)
    for deed in (duty_done, duty_withdrawn):
        with pytest.raises(DutySettled, match="stays as it is"):
            deed(7, 1, "Again.", NOW)
    assert models.Duty.objects.get(number=1).withdrawn_at is None


def test_what_is_late_is_written_down_once_and_may_still_be_done(choice):
    decide_case(7, "rule", *SAID, [], NOW)
    due = answer_story.CLOSES + 24 * HOUR
    assert missed_due(due) == 0
    assert missed_due(due + 1) == 1
    assert missed_due(due + 2) == 0
    assert (deeds(choice.case)[-1], facts("duty.missed")) == ("duty.missed", {"duty": 1})
    assert honoured(models.Case.objects.get(), due + 1).broken
    duty_done(7, 1, "Late, and here it is.", due + HOUR)
    assert life() == "honoured"


def test_what_was_taken_back_is_public_and_never_honoured(choice):
    decide_case(7, "rule", *SAID, [Owed("One", NOW + HOUR), Owed("Two", answer_story.CLOSES)], NOW)
    with pytest.raises(DutySettled, match="Write why"):
        duty_withdrawn(7, 1, "", NOW)
    duty_withdrawn(7, 1, "Nobody wants it.", NOW)
    duty_done(7, 2, "Done.", NOW)
    assert life() == "decided"
    assert missed_due(NOW + DAY) == 0
    assert facts("duty.missed") == {"duty": 1, "withdrawn": True}


def test_what_was_taken_back_can_be_closed_and_the_ledger_says_that_it_was_not_kept(choice):
    decide_case(7, "rule", *SAID, [Owed("One", NOW + HOUR), Owed("Two", answer_story.CLOSES)], NOW)
    duty_withdrawn(7, 1, "Nobody wants it.", NOW)
    for at in (NOW, NOW + DAY):  # still to be done, and then late
        missed_due(at)
        with pytest.raises(StillOwed, match="take it back in public with a reason"):
            close_case(7, at + DAY)
    duty_withdrawn(7, 2, "I no longer have it.", NOW + DAY)
    case = close_case(7, NOW + 2 * DAY)
    assert (case.life, case.honoured_at, facts("case.closed")) == ("closed", None, {"honoured": False, "withdrawn": 2})


def test_what_was_done_is_closed_without_such_a_word(choice):
    decide_case(7, "rule", *SAID, [Owed("One", NOW + HOUR), Owed("Two", answer_story.CLOSES)], NOW)
    for each in (1, 2):
        duty_done(7, each, "Here.", NOW)
    close_case(7, NOW + 2 * DAY)
    assert "honoured" not in models.Entry.objects.get(deed="case.closed").body


def test_promises_without_a_date_are_honoured_from_the_first(choice):
    models.Choice.objects.update(state="void")
    decide_case(7, "owner", *SAID, [Owed("Name any gift, always")], NOW)
    assert life() == "honoured"


def test_without_anything_owed_a_decision_can_be_closed():
    answer_story.case(life="open", asked_at=None, floor_closes_at=NOW + DAY)
    decide_case(7, "wrong", "They are wrong, and here is why", "I never had that phone.", [], NOW)
    assert life() == "decided"
    with pytest.raises(FloorOpen):
        close_case(7, NOW)
    case = close_case(7, NOW + DAY)
    assert (case.life, case.honoured_at) == ("closed", None)


def test_watching_to_the_end_is_an_ending_as_public_as_the_others():
    answer_story.case(life="watched", public=False, acknowledged_at=None, opened_at=None, asked_at=None)
    with pytest.raises(UnlawfulMove):
        decide_case(7, "owner", *SAID, [], NOW)
    decision = decide_case(7, "watch", "Watched to its end. Nothing was said.", "", [], NOW)
    case = models.Case.objects.get()
    assert (case.life, case.public, case.ended_at, case.decided_at) == ("closed", True, NOW, NOW)
    assert deeds(case) == ["decision", "case.closed"]
    assert decision.entry.sealed is False


def test_only_what_is_watched_ends_by_watching(choice):
    with pytest.raises(UnlawfulMove):
        decide_case(7, "watch", "Watched.", "", [], NOW)


@pytest.mark.parametrize("state", ["noticed", "acknowledged", "watched"])
def test_they_are_wrong_and_here_is_why_is_public(state):
    answer_story.case(life=state, public=False, acknowledged_at=None, opened_at=None, asked_at=None)
    with pytest.raises(NoReason):
        dismiss(7, " ", NOW, openly=True)
    dismiss(7, "I never had that phone.", NOW, openly=True)
    case = models.Case.objects.get()
    assert (case.life, case.public, case.reason) == ("dismissed", True, "I never had that phone.")
    assert (case.decision.kind, case.decision.headline) == (Kind.WRONG, "They are wrong, and here is why")
    assert deeds(case) == ["case.dismissed", "decision"]


def test_a_false_alarm_stays_as_private_as_it_was():
    answer_story.case(life="noticed", public=False, acknowledged_at=None, opened_at=None, asked_at=None)
    dismiss(7, "They praise the talk.", NOW)
    assert (models.Case.objects.get().public, models.Decision.objects.count()) == (False, 0)


@pytest.mark.parametrize(
    ("by_option", "outcome", "words"),
    [
        ({"withdraw": 3, "keep": 1}, "reached", "I take it down"),
        ({"withdraw": 1, "keep": 3}, "not-reached", "It stays"),
        ({"withdraw": 2, "keep": 2}, "tie", "It stays"),
    ],
)
def test_each_outcome_owes_its_own(by_option, outcome, words):
    hours = {"reached": 24, "not_reached": 48, "tie": 0}
    made = answer_story.voted(by_option, size=30, others=False, consequences=answer_story.fixed(**hours))
    assert made.verdict["outcome"] == outcome
    fixed = fixed_duty(made)
    assert fixed.words == words
    wait = hours[outcome.replace("-", "_")]
    assert fixed.due_at == (answer_story.CLOSES + wait * HOUR if wait else None)
