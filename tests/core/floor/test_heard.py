"""Who has been heard: people, once each, on the side they hold, and nothing counts for a side it was not said to."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from amends.core.floor.heard import Coverage, GroundAnswer, Hearing, heard, hearing, side
from amends.core.floor.message import STATES, TALLIES, Message, State, Tally
from amends.core.vocabulary import STANCES, Ground, Stance
from core.floor.talks import ANSWERS, floors


def said(number, person, stance, **more):
    return Message(number, person, number * 10, stance, **more)


def test_the_three_ways_of_being_heard_are_counted_apart():
    told = heard(
        [
            said(1, "a", Stance.OBJECTS),
            said(2, "b", Stance.OBJECTS, read_at=99),
            said(3, "c", Stance.OBJECTS, ground=Ground.ADS, read_at=99),
            said(4, "d", Stance.OBJECTS, ground=Ground.ADS, answered_at=99),
        ],
        [GroundAnswer(Ground.ADS)],
    )
    assert told.whole == Coverage(people=4, only_read=1, grouped=1, in_person=1)
    assert told.whole.heard == 3
    assert told.whole.answered == 2
    assert told.whole.share == Fraction(3, 4)
    assert told.whole.thousandths == 750
    assert [(one.person, one.read) for one in told.waiting] == [("a", False), ("b", True)]


def test_nobody_spoke_has_no_share():
    assert heard([]).whole.share is None
    assert heard([]).whole.thousandths is None
    assert set(heard([]).by_side) == set(STANCES)
    assert set(heard([]).by_tally) == set(TALLIES)


def test_the_share_is_whole_only_when_everybody_was_heard():
    messages = [said(n, f"p{n}", Stance.OBJECTS, read_at=None if n == 1 else 5) for n in range(1, 10_001)]
    assert heard(messages).whole.thousandths == 999


def test_one_person_with_many_messages_stands_once():
    told = heard([said(n, "a", Stance.OBJECTS, answered_at=99 if n == 2 else None) for n in range(1, 6)])
    assert told.whole == Coverage(people=1, in_person=1)
    assert told.waiting == ()


def test_an_old_kindness_that_was_answered_does_not_make_an_objection_heard():
    told = heard([said(1, "a", Stance.SUPPORTS, answered_at=15), said(2, "a", Stance.OBJECTS)])
    assert told.by_side[Stance.OBJECTS] == Coverage(people=1)
    assert told.by_side[Stance.SUPPORTS] == Coverage()
    assert [(one.number, one.since) for one in told.waiting] == [(2, 20)]


def test_an_aside_takes_no_stance_back():
    assert side([said(1, "a", Stance.OBJECTS), said(2, "a", Stance.NEUTRAL)]) == Stance.OBJECTS
    assert side([said(1, "a", Stance.NEUTRAL)]) == Stance.NEUTRAL


def test_an_answer_to_a_ground_reaches_only_those_of_its_side():
    messages = [
        said(1, "a", Stance.OBJECTS, ground=Ground.ADS),
        said(2, "b", Stance.SUPPORTS, ground=Ground.ADS),
        said(3, "c", Stance.OBJECTS, ground=Ground.TRUST),
    ]
    told = heard(messages, [GroundAnswer(Ground.ADS, Stance.OBJECTS)])
    assert told.by_side[Stance.OBJECTS] == Coverage(people=2, grouped=1)
    assert told.by_side[Stance.SUPPORTS] == Coverage(people=1)


def test_a_person_stands_in_the_tally_of_the_most_they_showed():
    told = heard(
        [said(1, "a", Stance.OBJECTS, tally=Tally.UNVERIFIED), said(2, "a", Stance.OBJECTS, tally=Tally.NETWORK)]
    )
    assert told.by_tally[Tally.NETWORK].people == 1
    assert told.by_tally[Tally.UNVERIFIED].people == 0


def test_whoever_took_everything_back_is_no_longer_counted():
    messages = [said(1, "a", Stance.OBJECTS, state=State.ERASED), said(2, "b", Stance.OBJECTS)]
    assert heard(messages).whole.people == 1


def test_the_longest_wait_comes_first_and_merely_read_still_waits():
    messages = [
        said(3, "c", Stance.SUPPORTS, read_at=99),
        said(1, "a", Stance.OBJECTS),
        said(2, "b", Stance.QUESTIONS, answered_at=50),
        said(4, "a", Stance.OBJECTS),
    ]
    assert [(one.person, one.number) for one in heard(messages).waiting] == [("a", 1), ("c", 3)]


@given(floors(), ANSWERS)
def test_the_figures_add_up(messages, answers):
    told = heard(messages, answers)
    everybody = {message.person for message in messages if message.state is not State.ERASED}
    assert told.whole.people == len(everybody)
    for parts in (told.by_side, told.by_tally, told.by_side_and_tally):
        for figure in ("people", "only_read", "grouped", "in_person"):
            assert sum(getattr(part, figure) for part in parts.values()) == getattr(told.whole, figure)
        assert all(0 <= part.heard <= part.people for part in parts.values())
        assert all(part.share is None or 0 <= part.share <= 1 for part in parts.values())
    assert len(told.waiting) == told.whole.people - told.whole.answered
    assert len({one.person for one in told.waiting}) == len(told.waiting)


@given(floors(), ANSWERS, st.randoms())
def test_the_order_does_not_matter(messages, answers, shuffled):
    mixed = list(messages)
    shuffled.shuffle(mixed)
    assert heard(mixed, answers) == heard(messages, answers)


ACTS = st.sampled_from(("read_at", "answered_at"))


@given(floors(), ANSWERS, ACTS, st.data())
def test_reading_and_answering_never_lower_coverage_and_reach_only_their_side(messages, answers, act, data):
    if not messages:
        return
    place = data.draw(st.integers(0, len(messages) - 1))
    after = [replace(one, **{act: 80}) if n == place else one for n, one in enumerate(messages)]
    _only_better(heard(messages, answers), heard(after, answers), messages[place].stance)


@given(floors(), ANSWERS, st.sampled_from((Ground.ADS, Ground.TRUST)), st.sampled_from(STANCES))
def test_a_public_answer_never_lowers_coverage_and_reaches_only_its_side(messages, answers, ground, stance):
    _only_better(heard(messages, answers), heard(messages, [*answers, GroundAnswer(ground, stance)]), stance)


def _only_better(before, after, stance):
    for one in STANCES:
        assert after.by_side[one].heard >= before.by_side[one].heard
        assert after.by_side[one].answered >= before.by_side[one].answered
        assert after.by_side[one].people == before.by_side[one].people
        if one != stance:
            assert after.by_side[one] == before.by_side[one]
    assert {one.person for one in after.waiting} <= {one.person for one in before.waiting}


@given(floors(), ANSWERS, st.data())
def test_nobody_is_heard_by_being_hidden(messages, answers, data):
    if not messages:
        return
    kept = [one for one in messages if one.state is not State.ERASED]
    states = data.draw(st.lists(st.sampled_from([s for s in STATES if s is not State.ERASED]), min_size=len(kept),
                                max_size=len(kept)))  # fmt: skip
    moved = [replace(one, state=state) for one, state in zip(kept, states, strict=True)]
    assert heard(moved, answers) == heard(kept, answers)


@given(floors(), ANSWERS)
def test_what_was_done_about_a_message_is_the_most_of_it(messages, answers):
    for message in messages:
        most = hearing(message, answers)
        assert (most is Hearing.IN_PERSON) == (message.answered_at is not None)
        assert most >= hearing(message)
