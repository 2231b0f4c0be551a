"""How bad, how fast: measured against the subject's own quiet weeks."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.core.case.severity import OrdinaryWeek, Pace, Size, ordinary_week, severity
from amends.core.case.voices import Spoken
from amends.core.vocabulary import HOUR, MINUTE, Stance

CALM = OrdinaryWeek(weeks=8, middle=4, low=2, high=7)


def storm(*objecting_by_hour, start=0, stance=Stance.OBJECTS, heat=1):
    """Make that many new people speak in each hour, the first at the very start."""
    posts = []
    for hour, people in enumerate(objecting_by_hour):
        for n in range(people):
            at = start + hour * HOUR + n * HOUR // people
            person = f"x:{stance}-{hour}-{n}"
            posts.append(Spoken(person, "", "x", at, stance, heat, (), "No.", id=f"{hour}-{n}"))
    return posts


@pytest.mark.parametrize(
    ("hours", "pace"),
    [
        ((5,), Pace.TOO_EARLY),
        ((2, 5, 9), Pace.GROWING),
        ((9, 9, 9), Pace.STEADY),
        ((9, 10, 7), Pace.STEADY),
        ((9, 10, 6), Pace.SLOWING),
        ((9, 10, 0), Pace.OVER),
    ],
)
def test_the_last_full_hour_against_the_worst(hours, pace):
    assert severity(storm(*hours), len(hours) * HOUR, CALM).pace == pace


def test_an_hour_that_is_not_over_says_nothing_yet():
    posts = storm(9, 9, 9)
    assert severity(posts, 3 * HOUR + 5 * MINUTE, CALM).pace == Pace.STEADY
    assert severity(posts, 3 * HOUR - 1, CALM).last.start == HOUR


@pytest.mark.parametrize(
    ("people", "ordinary", "size"),
    [
        (0, CALM, Size.QUIET),
        (2, OrdinaryWeek(weeks=8), Size.QUIET),
        (7, CALM, Size.QUIET),
        (8, CALM, Size.STIR),
        (16, CALM, Size.STORM),
        (131, CALM, Size.GREAT_STORM),
        (131, OrdinaryWeek(8, 100, 80, 120), Size.QUIET),
        (9, OrdinaryWeek(), Size.STIR),
        (30, OrdinaryWeek(), Size.STORM),
    ],
)
def test_the_word_for_it(people, ordinary, size):
    found = severity(storm(people), HOUR, ordinary)
    assert (found.objecting, found.size) == (people, size)


def test_praise_is_no_storm():
    found = severity(storm(200, stance=Stance.SUPPORTS), HOUR, CALM)
    assert (found.people, found.objecting, found.size, found.began_at) == (200, 0, Size.QUIET, None)
    assert found.worst is None
    assert found.pace == Pace.TOO_EARLY


def test_the_hours_count_from_the_first_objection():
    posts = storm(3, 7, 7, start=10 * HOUR + 17 * MINUTE)
    found = severity(posts, 14 * HOUR, CALM)
    assert found.began_at == 10 * HOUR + 17 * MINUTE
    assert (found.worst.start, found.worst.objects) == (11 * HOUR + 17 * MINUTE, 7)


def test_without_an_ordinary_week_there_is_no_ratio():
    assert severity(storm(9), HOUR, OrdinaryWeek()).ratio is None
    assert severity(storm(9), HOUR, OrdinaryWeek(weeks=3)).ratio == 9.0


def test_heat_is_counted_by_people_at_their_hottest():
    found = severity(storm(4, heat=3) + storm(5, start=HOUR, heat=0), 2 * HOUR, CALM)
    assert found.heat == (1, 0, 0, 4)
    assert sum(found.heat) == found.objecting


def test_an_ordinary_week_is_a_week_that_was():
    assert ordinary_week([]) == OrdinaryWeek()
    assert ordinary_week([5]) == OrdinaryWeek(1, 5, 5, 5)
    assert ordinary_week(range(1, 22)) == OrdinaryWeek(21, 11, 3, 19)
    with pytest.raises(ValueError, match="A week cannot hold -1 people"):
        ordinary_week([3, -1])


@given(st.lists(st.integers(0, 1000), min_size=1), st.randoms(use_true_random=False))
def test_the_span_holds_eight_weeks_in_ten(weeks, chance):
    week = ordinary_week(weeks)
    assert week.low <= week.middle <= week.high
    assert {week.low, week.middle, week.high} <= set(weeks)
    assert sum(week.low <= people <= week.high for people in weeks) >= 0.8 * len(weeks)
    chance.shuffle(weeks)
    assert ordinary_week(weeks) == week


@given(st.lists(st.integers(0, 12), max_size=8), st.integers(0, 10 * HOUR), st.randoms(use_true_random=False))
def test_order_free_and_deaf_to_what_comes_later(hours, now, chance):
    posts = storm(*hours)
    heard = [post for post in posts if post.at <= now]
    chance.shuffle(posts)
    assert severity(posts, now, CALM) == severity(heard, now, CALM)


@given(st.lists(st.integers(0, 12), max_size=6), st.integers(1, 40))
def test_more_people_are_never_less_of_a_storm(hours, more):
    order = list(Size)
    now = 7 * HOUR
    before = severity(storm(*hours), now, CALM)
    after = severity(storm(*hours) + storm(more, start=6 * HOUR, heat=2), now, CALM)
    assert order.index(after.size) >= order.index(before.size)
