"""How two names travel together: bounded under few data, wider where days differ, and silent where it says nothing."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from amends.core.case.association import LEAST_NAMING, Day, association, by_week

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


@given(before=DAYS, days=DAYS)
def test_every_week_lies_within_its_intervals_and_tells_only_of_more_than_before(before, days):
    weeks = by_week(before, days)
    if not sum(day.people for day in before):
        assert weeks == []
        return
    assert sum(week.people for week in weeks) == sum(day.people for day in days)
    assert len(weeks) == -(-len(days) // 7)
    for week in weeks:
        assert 0 <= week.low <= week.share + 1e-12
        assert week.share - 1e-12 <= week.high <= 1
        assert 0 < week.least <= week.lift <= week.most < 1e9
        assert not week.tells or week.naming / week.people > sum(d.naming for d in before) / sum(
            d.people for d in before
        )


@given(before=DAYS, people=st.integers(1, 3))
def test_a_handful_of_people_in_a_week_say_nothing_by_themselves(before, people):
    assert not any(week.tells for week in by_week([Day(40, 1), *before], [Day(people, min(people, 1))]))


def test_a_week_in_which_more_name_it_tells_and_one_as_ever_does_not():
    told = by_week([Day(30, 1)] * 60, [Day(30, 9)] * 7 + [Day(30, 1)] * 7)
    assert [week.tells for week in told] == [True, False]
    assert told[0].least < 9 < told[0].most


def test_weeks_in_which_days_differ_leave_more_doubt():
    even = by_week([Day(30, 1)] * 60, [Day(30, 6)] * 14)
    uneven = by_week([Day(30, 1)] * 60, [Day(30, 0), Day(30, 12)] * 7)
    assert uneven[0].high - uneven[0].low > even[0].high - even[0].low
