"""The volume rules, held against a slow reading of their own words."""

from __future__ import annotations

import statistics

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from amends.core.antennae.volume import volume_rules
from amends.core.vocabulary import DAY, HOUR, MINUTE, WEEK

HOURS = 24


def spoken(counts):
    """The four rules on hourly counts, read aloud: for each, the hours that cross."""
    crossing = [[], [], [], []]
    for now in range(len(counts)):
        hour, before = counts[now], counts[max(now - 12, 0) : now]
        if now >= 13 and hour > 3 * sum(before) / 12:
            crossing[3].append(now)
        if now < 8 * HOURS:
            continue
        days = [sum(counts[now + 1 - HOURS * (k + 1) : now + 1 - HOURS * k]) for k in range(8)]
        mean, deviation = statistics.fmean(days[1:]), statistics.stdev(days[1:])
        for rule, limit in enumerate((mean + 1.5 * deviation, mean + 3 * deviation, 1.5 * mean)):
            if days[0] > limit * (1 + 1e-12):
                crossing[rule].append(now)
    return crossing


def starts(hours):
    return tuple((hour + 1) * HOUR for hour in hours if hour - 1 not in hours)


@pytest.mark.once
@given(st.integers(0, 9), st.integers(9 * HOURS, 12 * HOURS), st.randoms(use_true_random=False))
@settings(max_examples=30, deadline=None)
def test_each_rule_does_what_its_name_says(most, size, random):
    counts = [random.randint(0, most) * random.choice([1, 1, 1, 7]) for _ in range(size)]
    rules = volume_rules([hour * HOUR for hour in range(size)], counts, width=HOUR)
    assert [rule.alerts for rule in rules] == [starts(hours) for hours in spoken(counts)]


def test_a_finer_grain_finds_the_same_day():
    counts = [1] * (9 * 288)
    counts[8 * 288 + 10] = 400
    rules = volume_rules([bin_ * 5 * MINUTE for bin_ in range(len(counts))], counts)
    assert [rule.alerts for rule in rules] == [((8 * 288 + 11) * 5 * MINUTE,)] * 4
    assert [rule.rule for rule in rules] == [
        "24 h over the 7-day mean plus 1.5 standard deviations",
        "24 h over the 7-day mean plus 3 standard deviations",
        "24 h over 150 % of the 7-day daily mean",
        "1 h over three times the hourly mean of the past 12 h",
    ]


def test_crossings_less_than_an_hour_apart_are_one_alert():
    counts = [10] * 400
    for bin_ in (200, 206, 380):
        counts[bin_] = 2000
    (*_, hourly) = volume_rules([bin_ * 5 * MINUTE for bin_ in range(400)], counts)
    assert hourly.alerts == (201 * 5 * MINUTE, 381 * 5 * MINUTE)


def test_storms_are_left_out_of_the_quiet_rate():
    counts = [10] * (4 * 168)
    counts[300] = counts[500] = 900
    times = [hour * HOUR for hour in range(len(counts))]
    (*_, loud) = volume_rules(times, counts, width=HOUR)
    (*_, calm) = volume_rules(times, counts, [(295 * HOUR, 310 * HOUR)], width=HOUR)
    assert len(loud.alerts) == len(calm.alerts) == 2
    assert loud.per_quiet_week == pytest.approx(2 / (4 - 13 / 168), rel=0.01)
    assert calm.per_quiet_week == pytest.approx(1 / (4 - 13 / 168 - 16 / 168), rel=0.01)


def test_order_and_repetition_of_rows_mean_nothing():
    times = [hour * HOUR for hour in range(300)]
    counts = [(hour * 7) % 11 for hour in range(300)]
    assert volume_rules(times[::-1], counts[::-1], width=HOUR) == volume_rules(times, counts, width=HOUR)


def test_a_short_or_empty_series_is_not_judged():
    assert all(rule.alerts == () and rule.per_quiet_week is None for rule in volume_rules([], []))
    short = volume_rules([0, 5 * MINUTE], [1, 900])
    assert all(rule.alerts == () and rule.per_quiet_week is None for rule in short)


def test_bins_wider_than_a_rule_are_not_judged_by_it():
    rules = volume_rules([day * DAY for day in range(30)], [5] * 29 + [500], width=DAY)
    assert [len(rule.alerts) for rule in rules] == [1, 1, 1, 0]
    assert rules[3].per_quiet_week is None
    assert all(rule.alerts == () for rule in volume_rules([0, WEEK], [1, 9], width=WEEK))


def test_nonsense_is_refused():
    with pytest.raises(ValueError, match="1 times but 2 counts"):
        volume_rules([0], [1, 2])
    with pytest.raises(ValueError, match="wider than nothing"):
        volume_rules([0], [1], width=0)
