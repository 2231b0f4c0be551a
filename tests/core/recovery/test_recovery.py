"""The same people before and after: nothing hangs on the order, and each figure is what its name says."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from amends.core.interval import wilson
from amends.core.recovery import Cohort, Moments, Said, came_back, cohorts, look_back, soothed, turned
from amends.core.recovery.soothed import QUIET, survival
from amends.core.vocabulary import DAY, HOUR, WEEK, Stance

WHEN = Moments(0, 16 * WEEK, 17 * WEEK, 27 * WEEK)
STORM, AFTER = WHEN.began + DAY, WHEN.deed + DAY

SAID = st.builds(
    Said, st.integers(0, 20), st.integers(0, 28 * 7).map(lambda days: days * DAY + 5), st.sampled_from(list(Stance))
)


def draws(seed=1):
    return np.random.Generator(np.random.PCG64(seed))


def crowd(seed):
    """Sixty people who say five hundred things over all of the story, and a hundred in the storm itself."""
    rng = draws(seed)
    days = np.concatenate([rng.integers(0, 27 * 7, 500), rng.integers(16 * 7, 17 * 7, 100)])
    people = rng.integers(0, 60, days.size)
    stances = rng.choice(list(Stance), days.size, p=[0.3, 0.3, 0.2, 0.2])
    rows = zip(people.tolist(), days.tolist(), stances.tolist(), strict=True)
    return [Said(person, day * DAY + DAY // 2, Stance(stance)) for person, day, stance in rows]


@given(heard=st.lists(SAID, max_size=120), seed=st.randoms(use_true_random=False))
def test_the_order_in_which_things_are_read_means_nothing(heard, seed):
    shuffled = heard[:]
    seed.shuffle(shuffled)
    first, second = (look_back(given, {}, WHEN, draws()) for given in (heard, shuffled))
    assert first.cohorts == second.cohorts
    assert first.soothed == second.soothed
    assert (first.respect.people, first.respect.silent) == (second.respect.people, second.respect.silent)


@given(heard=st.lists(SAID, max_size=80))
def test_everybody_who_was_there_is_in_one_cohort_and_nobody_else(heard):
    told = cohorts(heard, WHEN)
    assert set(told) == {one.person for one in heard if one.at < WHEN.deed}
    objected = {one.person for one in heard if WHEN.began <= one.at < WHEN.deed and one.stance is Stance.OBJECTS}
    assert {person for person, cohort in told.items() if cohort is Cohort.OBJECTED} == objected


@given(heard=st.lists(SAID, max_size=120))
def test_the_curve_only_falls_and_stays_within_its_interval(heard):
    told = look_back(heard, {}, WHEN, draws()).soothed
    for one, later in pairwise(told.steps if told else ()):
        assert one.at < later.at
        assert one.share.value > later.share.value
    for step in told.steps if told else ():
        assert 0 <= step.share.low <= step.share.value + 1e-12
        assert step.share.value <= step.share.high + 1e-12 <= 1 + 2e-12


@given(
    seed=st.integers(0, 10_000),
    cut=st.integers(0, 27 * 7 - 1).map(lambda days: days * DAY + HOUR),
    length=st.integers(1, 200).map(lambda days: days * DAY),
)
def test_a_time_in_which_nobody_listened_counts_as_no_time_at_all(seed, cut, length):
    heard = crowd(seed)

    def moved(at):
        return at + length if at >= cut else at

    apart = [Said(one.person, moved(one.at), one.stance) for one in heard]
    when = Moments(0, moved(WHEN.began), moved(WHEN.deed), moved(WHEN.until), unheard=((cut, cut + length),))
    first, second = look_back(heard, {}, WHEN, draws()), look_back(apart, {}, when, draws())
    assert first.soothed
    assume(any(one.trust for one in first.cohorts))  # now and then a crowd says too little before the storm
    if cut > WHEN.began:  # before it, the middle of the ordinary weeks is another
        assert first.cohorts == second.cohorts
    assert second.soothed == first.soothed.read_by(lambda at: moved(WHEN.deed + at) - when.deed)


def test_the_curve_is_that_of_the_textbook():
    """Freireich's 21 patients on 6-MP (Blood 21, 1963), as every textbook on survival has them."""
    ended = (6, 6, 6, 7, 10, 13, 16, 22, 23)
    watched = (6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35)
    curve = {
        step.at: step.share.value
        for step in survival([*((at, True) for at in ended), *((at, False) for at in watched)])
    }
    known = {6: 0.857, 7: 0.807, 10: 0.753, 13: 0.690, 16: 0.627, 22: 0.538, 23: 0.448}
    assert curve == pytest.approx(known, abs=0.0006)


def test_nobody_has_stopped_before_a_fortnight_has_passed():
    people = {person: [WHEN.deed + DAY] for person in range(10)}
    assert soothed(people, {}, WHEN.deed, WHEN.deed + QUIET) is None
    told = soothed(people, {}, WHEN.deed, WHEN.deed + QUIET + DAY)
    assert (told.stopped, told.half) == (10, DAY)
    still = soothed(
        {**people, 10: [WHEN.deed + day * DAY for day in range(1, 60)]}, {}, WHEN.deed, WHEN.deed + 60 * DAY
    )
    assert still.stopped == 10


def test_who_objects_once_more_after_a_fortnight_is_counted_apart():
    people = {person: [WHEN.deed + DAY, WHEN.deed + 40 * DAY] for person in range(3)}
    people |= {person: [WHEN.deed + DAY] for person in range(3, 10)}
    told = soothed(people, {}, WHEN.deed, WHEN.until)
    assert (told.stopped, told.again, told.half) == (10, 3, DAY)


def test_who_left_is_counted_as_long_as_they_were_there_and_never_as_soothed():
    people = {person: [WHEN.deed + DAY] for person in range(10)}
    told = soothed(people, {9: WHEN.deed + 2 * DAY}, WHEN.deed, WHEN.until)
    assert (told.left, told.stopped) == (1, 9)


def test_who_objected_is_told_by_what_they_said_last():
    heard = [Said(person, AFTER, Stance.OBJECTS) for person in range(10)]
    heard += [Said(person, AFTER + DAY, Stance.SUPPORTS) for person in range(4)]
    told = turned(range(12), heard, WHEN.deed)
    assert (told.people, told.silent, told.now[Stance.SUPPORTS], told.now[Stance.OBJECTS]) == (12, 2, 4, 6)
    assert told.share.value == 0.4
    assert told.share.low < 0.4 < told.share.high


@given(people=st.integers(1, 400), share=st.floats(0, 1))
def test_an_interval_holds_the_share_and_narrows_with_people(people, share):
    low, high = wilson(share * people, people)
    assert 0 <= low <= share + 1e-9
    assert share - 1e-9 <= high <= 1
    wider = wilson(share * people / 2, people / 2)
    assert wider[1] - wider[0] > high - low


PAIRS = st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), min_size=12, max_size=60)


@given(mine=PAIRS, theirs=PAIRS, weeks=st.floats(1, 30))
def test_a_change_lies_within_its_interval_whatever_the_lengths(mine, theirs, weeks):
    told = came_back(mine, theirs, (weeks, 10), draws())
    if told is None:
        assert min(sum(before for before, _ in mine), sum(before for before, _ in theirs)) < 25
        return
    assert told.low < told.against < told.high
    assert told.against == pytest.approx(told.own / told.others)
    assert told == came_back(mine[::-1], theirs[::-1], (weeks, 10), draws())


def test_without_others_a_cohort_is_set_against_its_own_past():
    told = came_back([(6, 3)] * 30, None, (8, 4), draws())
    assert told.others is None
    assert told.against == told.own == pytest.approx(1, abs=0.02)
    assert told.low < 1 < told.high


def test_a_curve_that_ends_where_nobody_is_left_is_as_sure_as_it_was():
    told = soothed({person: [WHEN.deed + person * DAY // 10] for person in range(100)}, {}, WHEN.deed, WHEN.until)
    before, last = told.steps[-2:]
    assert last.share.value == 0
    assert last.share.high < before.share.high + 0.01


def test_a_tide_that_takes_everybody_is_no_loss_of_trust():
    told = came_back([(6, 3)] * 30 + [(4, 2)] * 30, [(8, 4)] * 60 + [(2, 1)] * 40, (8, 8), draws())
    assert told.own == pytest.approx(0.5, abs=0.01)
    assert told.against == pytest.approx(1, abs=0.02)
    assert not told.tells


def test_who_was_chosen_for_having_spoken_is_not_thought_to_have_fallen_silent():
    """People who speak once in four months: choosing those who spoke must not look as if they went."""
    rng = np.random.default_rng(3)
    heard = [
        Said(person, int(at), Stance.NEUTRAL)
        for person in range(4000)
        for at in rng.uniform(0, WHEN.until, rng.poisson(WHEN.until / (16 * WEEK)))
        if not WHEN.began <= at < WHEN.deed
    ]
    heard += [Said(person, STORM, Stance.OBJECTS) for person in range(800)]
    heard += [Said(person, STORM, Stance.QUESTIONS) for person in range(800, 2000)]
    told = {one.cohort: one for one in look_back(heard, {}, WHEN, draws()).cohorts}
    assert told[Cohort.OBJECTED].trust.own == pytest.approx(1, abs=0.15)
    assert not told[Cohort.OBJECTED].trust.tells


def test_moments_follow_one_another():
    with pytest.raises(ValueError, match="must follow one another"):
        Moments(0, 5, 4, 9)
    with pytest.raises(ValueError, match="nobody listened"):
        Moments(0, 1, 2, 9, unheard=((3, 7), (6, 8)))
