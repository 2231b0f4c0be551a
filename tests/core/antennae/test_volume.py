from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.core.antennae.volume import RULES, volume_rules
from amends.core.vocabulary import DAY, HOUR, MINUTE, WEEK

NAMES = list(RULES)


def hourly(counts):
    return np.arange(len(counts)) * HOUR, np.array(counts)


def fired(counts, **options):
    return {rule.rule: rule for rule in volume_rules(*hourly(counts), **options)}


def test_a_steady_series_fires_nothing():
    assert not any(rule.alerts for rule in volume_rules(*hourly([2] * 24 * 30)))


def test_what_each_rule_needs_to_fire():
    days = [10, 12, 8, 11, 9, 10, 10]
    flat = [count for day in days for count in [0] * 23 + [day]]

    def names(last):
        return [name for name, rule in fired(flat + [0] * 23 + [last]).items() if rule.alerts]

    assert NAMES[0] not in names(11)
    assert NAMES[0] in names(13)
    assert NAMES[1] not in names(13)
    assert NAMES[1] in names(14)
    assert NAMES[2] not in names(15)
    assert NAMES[2] in names(16)


def test_an_hour_is_held_against_the_twelve_before_it():
    assert fired([2] * 13 + [6])[NAMES[3]].alerts == ()
    assert fired([2] * 13 + [7])[NAMES[3]].alerts == (14 * HOUR,)
    assert fired([0] * 20)[NAMES[3]].alerts == ()


def test_crossings_within_an_hour_are_one_alert():
    times = np.arange(12 * 24) * 5 * MINUTE
    counts = np.full(len(times), 1)
    counts[250:254] = 40
    (rule,) = [rule for rule in volume_rules(times, counts) if rule.rule == NAMES[3]]
    assert len(rule.alerts) == 1


def test_quiet_weeks_leave_storms_out():
    counts = [1] * 24 * 21
    counts[24 * 15] = 90
    storm = (15 * DAY - HOUR, 17 * DAY)
    assert fired(counts)[NAMES[2]].per_quiet_week == pytest.approx(1 / 3, abs=1e-3)
    assert fired(counts, storms=[storm])[NAMES[2]].per_quiet_week == 0
    assert fired(counts, storms=[(0, 4 * WEEK)])[NAMES[2]].per_quiet_week is None


@given(st.lists(st.integers(0, 50), max_size=24 * 12), st.integers(1, 5))
def test_the_rules_do_not_depend_on_scale_and_alerts_are_in_order(counts, factor):
    whole, scaled = fired(counts), fired([count * factor for count in counts])
    for name, rule in whole.items():
        assert rule.alerts == tuple(sorted(rule.alerts))
        if name == NAMES[3]:
            assert scaled[name].alerts == rule.alerts


@given(st.lists(st.integers(0, 9), min_size=2, max_size=24 * 10))
def test_an_oracle_that_adds_by_hand_agrees(counts):
    expected = []
    for end in range(24 * 8, len(counts) + 1):
        today, before = (
            sum(counts[end - 24 : end]),
            [sum(counts[end - 24 * (k + 1) : end - 24 * k]) for k in range(1, 8)],
        )
        if today > 1.5 * sum(before) / 7:
            expected.append(end * HOUR)
    told = fired(counts)[NAMES[2]].alerts
    assert set(told) <= set(expected)
    assert bool(told) == bool(expected)


def test_bins_of_two_widths_are_refused():
    with pytest.raises(ValueError, match="one width"):
        volume_rules(np.array([0, HOUR, 3 * HOUR]), np.array([1, 1, 1]))
