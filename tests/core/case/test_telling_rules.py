"""When the owner is told: whatever the hours, an alarm and a deadline are never lost, and nothing is told too early."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from amends.core.case.telling import (
    GIVES_UP_AFTER,
    LONGEST_WAIT,
    Level,
    Quiet,
    Standing,
    Way,
    held_until,
    try_again,
    when,
)
from amends.core.vocabulary import DAY, HOUR, MINUTE, SECOND

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
INSTANTS = st.integers(1_700_000_000, 1_900_000_000).map(lambda second: second * SECOND)
MINUTES = st.integers(0, 1439)
ZONES = st.sampled_from([UTC, AMSTERDAM, ZoneInfo("Asia/Kathmandu"), timezone(timedelta(hours=-11))])
QUIETS = st.builds(
    lambda begins, ends, alarms: Quiet(begins, ends, alarms) if begins != ends else None,
    MINUTES,
    MINUTES,
    st.booleans(),
)
LEVELS = st.sampled_from(Level)
WAYS = st.builds(Way, least=LEVELS, quiet=QUIETS, after=st.integers(0, 24 * 60).map(lambda n: n * MINUTE))
STANDINGS = st.builds(
    Standing, level=LEVELS, since=INSTANTS, seen=st.booleans(), snoozed_until=INSTANTS, snoozed_at=LEVELS
)


def clock(at, zone):
    here = datetime.fromtimestamp(at // SECOND, UTC).astimezone(zone)
    return here.hour * 60 + here.minute


@given(WAYS, STANDINGS, ZONES)
def test_nothing_is_told_before_it_is_so_and_what_was_seen_is_not_told(way, standing, zone):
    at = when(way, standing, zone)
    if standing.seen:
        assert at is None
    if at is not None:
        assert at >= standing.since + way.after


@given(WAYS, STANDINGS, ZONES)
def test_a_deadline_waits_for_no_night_and_no_pause(way, standing, zone):
    standing = Standing(Level.DEADLINE, standing.since, snoozed_until=standing.snoozed_until, snoozed_at=Level.DEADLINE)
    assert when(way, standing, zone) == standing.since + way.after


@given(QUIETS, INSTANTS, ZONES)
def test_an_alarm_is_held_only_where_its_owner_said_so(quiet, since, zone):
    told = when(Way(quiet=quiet), Standing(Level.ALARM, since), zone)
    if quiet is None or not quiet.alarms_too:
        assert told == since
    assert since <= told <= since + DAY + HOUR


@given(QUIETS, INSTANTS, ZONES)
@example(Quiet(22 * 60, 7 * 60), int(datetime(2026, 10, 25, 0, 30, tzinfo=UTC).timestamp()) * SECOND, AMSTERDAM)
def test_what_is_held_is_told_as_soon_as_the_hours_end(quiet, at, zone):
    told = held_until(quiet, Level.LOOK, at, zone)
    if told != at:
        assert clock(told, zone) == quiet.ends or held_until(quiet, Level.LOOK, told, zone) == told
    if quiet is not None and quiet.ends not in range(60, 240):  # the hours that a change of clocks doubles or skips
        assert held_until(quiet, Level.LOOK, told, zone) == told


def test_a_night_ends_by_the_owners_clock_and_not_by_ours():
    night = Quiet(22 * 60, 7 * 60)
    before_the_change = int(datetime(2026, 10, 24, 21, 0, tzinfo=UTC).timestamp()) * SECOND  # 23:00 there
    told = held_until(night, Level.LOOK, before_the_change, AMSTERDAM)
    assert datetime.fromtimestamp(told // SECOND, UTC) == datetime(2026, 10, 25, 6, 0, tzinfo=UTC)  # 07:00, winter


def test_a_pause_holds_what_was_known_and_lets_through_what_rises():
    paused = {"snoozed_until": HOUR, "snoozed_at": Level.LOOK}
    assert when(Way(), Standing(Level.LOOK, 0, **paused), UTC) == HOUR
    assert when(Way(), Standing(Level.ALARM, 0, **paused), UTC) == 0
    assert when(Way(after=MINUTE), Standing(Level.LOOK, 0, **paused), UTC) == HOUR + MINUTE


def test_a_second_person_is_told_later_and_only_from_their_level_on():
    second = Way(least=Level.ALARM, after=15 * MINUTE)
    assert when(second, Standing(Level.ALARM, HOUR), UTC) == HOUR + 15 * MINUTE
    assert when(second, Standing(Level.LOOK, HOUR), UTC) is None
    assert when(second, Standing(Level.ALARM, HOUR, seen=True), UTC) is None


@pytest.mark.parametrize(("begins", "ends"), [(60, 60), (-1, 60), (0, 1440)])
def test_hours_that_no_clock_shows_are_refused(begins, ends):
    with pytest.raises(ValueError, match="two different times"):
        Quiet(begins, ends)


@given(st.integers(1, 500), INSTANTS, st.integers(0, GIVES_UP_AFTER + DAY))
def test_tries_go_on_for_two_days_and_never_rest_long(tries, first_at, passed):
    again = try_again(tries, first_at, first_at + passed)
    if passed < GIVES_UP_AFTER:
        assert first_at + passed < again <= first_at + passed + LONGEST_WAIT
    else:
        assert again is None
