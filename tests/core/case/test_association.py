"""How two names travel together: bounded under few data, wider where days differ, and silent where it says nothing."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from amends.core.case.association import LEAST_NAMING, Day, association

DAYS = st.lists(
    st.tuples(st.integers(0, 60), st.integers(0, 60)).map(lambda two: Day(max(two), min(two))), min_size=1, max_size=40
)


@given(before=DAYS, since=DAYS)
def test_a_lift_lies_within_its_interval_and_is_never_without_bound(before, since):
    told = association(before, since)
    if told is None:
        assert sum(day.naming for day in since) < LEAST_NAMING or not sum(day.people for day in before)
        return
    assert 0 < told.low <= told.lift <= told.high < 1e9
    assert 0 <= told.now <= told.peak <= 1
    if told.fading is not None:
        assert told.fading.low <= told.fading.days <= told.fading.high


@settings(max_examples=20)
@given(before=DAYS, since=DAYS)
def test_the_order_of_the_days_before_means_nothing(before, since):
    first, second = association(before, since), association(before[::-1], since)
    assert first is second is None or first.low == pytest.approx(second.low)


def test_a_name_that_is_named_as_ever_says_nothing():
    told = association([Day(30, 2)] * 60, [Day(30, 2)] * 20)
    assert told.lift == pytest.approx(1, abs=0.05)
    assert not told.tells


def test_days_that_differ_leave_more_doubt():
    even = association([Day(30, 1)] * 60, [Day(30, 3)] * 20)
    uneven = association([Day(30, 1)] * 60, [Day(30, 0), Day(30, 6)] * 10)
    assert even.since == uneven.since
    assert uneven.high - uneven.low > even.high - even.low


def test_what_halves_every_ten_days_is_found_to():
    since = [Day(200, round(200 * 0.3 * 0.5 ** (day / 10))) for day in range(60)]
    told = association([Day(200, 0)] * 60, since)
    assert told.fading.low < 10 < told.fading.high
    assert told.fading.days == pytest.approx(10, rel=0.1)
    assert told.now < told.peak / 10


def test_one_person_before_who_named_it_is_no_certainty():
    told = association([Day(1, 1)], [Day(0, 0), *[Day(1, 0)] * 4, Day(8, 8)])
    assert told.low < 1 < told.high


def test_what_stays_is_not_said_to_fade():
    assert association([Day(50, 0)] * 60, [Day(50, 10)] * 40).fading.high == float("inf")


def test_who_names_the_other_speaks_of_the_subject():
    with pytest.raises(ValueError, match="among those who speak"):
        Day(3, 4)
