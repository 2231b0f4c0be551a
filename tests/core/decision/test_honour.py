"""What is owed, and how it stands whenever somebody looks."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.core.choice.question import EXAMPLE
from amends.core.decision.honour import Duty, State, UnfitDuty, consequence, honour, owed, state
from amends.core.decision.judge import Outcome
from amends.core.vocabulary import DAY, HOUR

BACK = Duty("Send the phone back", since=0, by=6 * DAY)
ALWAYS = Duty("Name any gift in the first line, always", since=0)


def at(duty, day):
    return str(state(duty, day * DAY))


def test_a_duty_through_its_days():
    assert [at(BACK, day) for day in (0, 6, 7)] == ["due", "due", "missed"]
    assert state(replace(BACK, done_at=BACK.by), BACK.by) == State.DONE
    in_time, late = replace(BACK, done_at=5 * DAY), replace(BACK, done_at=8 * DAY)
    assert [at(in_time, day) for day in (4, 5, 9)] == ["due", "done", "done"]
    assert [at(late, day) for day in (6, 7, 8)] == ["due", "missed", "late"]
    taken_back = replace(BACK, withdrawn_at=3 * DAY, reason="The maker is gone.")
    assert [at(taken_back, day) for day in (2, 3, 9)] == ["due", "withdrawn", "withdrawn"]
    assert [at(ALWAYS, day) for day in (0, 9000)] == ["lasting", "lasting"]
    assert at(replace(ALWAYS, done_at=DAY), 2) == "done"


@given(st.integers(0, 9), st.none() | st.integers(0, 9), st.none() | st.integers(0, 9), st.integers(0, 12))
def test_there_is_always_one_state_and_it_never_goes_back(since, by, done_at, now):
    duty = Duty("Do it", since, by if by is None else since + by, done_at)
    after = {
        State.DUE: set(State),
        State.LASTING: {State.LASTING, State.DONE},
        State.MISSED: {State.MISSED, State.LATE},
        State.DONE: {State.DONE},
        State.LATE: {State.LATE},
    }
    assert state(duty, now + 1) in after[state(duty, now)]


def test_the_question_itself_says_what_is_owed_for_every_outcome():
    for outcome in Outcome:
        fixed = consequence(EXAMPLE, outcome)
        first, *rest = owed(EXAMPLE, outcome, [ALWAYS, BACK])
        assert first == Duty(fixed.words, EXAMPLE.closes_at, EXAMPLE.closes_at + fixed.hours * HOUR)
        assert rest == [BACK, ALWAYS]
    no_hour = replace(EXAMPLE, consequences=replace(EXAMPLE.consequences, reached=consequence_without_hour()))
    assert owed(no_hour, Outcome.REACHED)[0].by is None


def consequence_without_hour():
    return replace(EXAMPLE.consequences.reached, hours=0)


def test_a_decision_is_honoured_when_all_that_had_a_date_was_done():
    done, late = replace(BACK, done_at=DAY), replace(BACK, done_at=8 * DAY)
    assert honour([done, ALWAYS], 9 * DAY).honoured
    found = honour([done, late, ALWAYS], 9 * DAY)
    assert (found.done, found.late, found.lasting, found.honoured, found.broken) == (1, 1, 1, True, False)
    assert not honour([done, BACK], 5 * DAY).honoured
    assert not honour([], 5 * DAY).honoured


def test_a_decision_is_broken_by_what_was_missed_or_taken_back():
    taken_back = replace(BACK, withdrawn_at=DAY, reason="No.")
    for duties in ([BACK], [taken_back]):
        found = honour(duties, 9 * DAY)
        assert (found.honoured, found.broken) == (False, True)
    assert not honour([BACK], 5 * DAY).broken


def test_the_next_date_is_told():
    sooner = Duty("Say so in the same places", 0, 2 * DAY)
    assert honour([BACK, sooner, ALWAYS], DAY).next_by == 2 * DAY
    assert honour([BACK, sooner, ALWAYS], 3 * DAY).next_by == 6 * DAY
    assert honour([ALWAYS], DAY).next_by is None


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"words": " "}, "Write what is to be done"),
        ({"since": 7 * DAY}, "due before it is owed"),
        ({"done_at": 1, "withdrawn_at": 2, "reason": "x"}, "only be one of these"),
        ({"withdrawn_at": 2}, "without a reason"),
    ],
)
def test_a_duty_nobody_could_read_is_refused(changes, sentence):
    with pytest.raises(UnfitDuty, match=sentence):
        replace(BACK, **changes)
