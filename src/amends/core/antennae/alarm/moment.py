"""One subject's moment in plain numbers: the arithmetic of `score` and `decide`, operation for operation.

Arrays cost more than they save below a handful of subjects, and a live post asks about one. Both forms give the
same bits; the tests hold them to it.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt
from typing import TYPE_CHECKING, TypeAlias

from amends.core.antennae.alarm.book import RISE
from amends.core.antennae.alarm.decide import DEFENDED, GROWN, LEAD, UNFRIENDLY
from amends.core.antennae.alarm.setting import (
    CASE,
    FLOOR,
    LOOK,
    PAUSE_BINS,
    SETTLED,
    SHARE_LEAST,
    SHARE_MARGIN,
    SHARE_MOST,
    SHARE_PRIOR,
    SHARE_SURE,
    WINDOW,
)

if TYPE_CHECKING:
    from amends.core.antennae.alarm.setting import Setting
    from amends.core.antennae.alarm.state import AlarmState

Pair: TypeAlias = tuple[float, float]
Flags: TypeAlias = tuple[bool, bool]
Triple: TypeAlias = tuple[int, int, int]

_REST = (1 << (WINDOW - 1)) - 1


@dataclass(frozen=True, slots=True)
class Moment:
    """What one heard bin means; pairs stand by channel (look, case), scores by channel and window."""

    sums: Triple
    plain: tuple[Pair, Pair]
    crosses: Flags
    fires: Flags
    escalates: Flags


def moment(state: AlarmState, row: int, now: Triple, setting: Setting) -> Moment:
    """Return what a bin with these counts means to one subject, as it stood before the bin."""
    sums = two_hours(state, row, now)
    plain, sure, unfriendly = scores(state, row, now, sums)
    limits = state.threshold[row].tolist()
    above = tuple((sure[c][0] > limits[c][0], sure[c][1] > limits[c][1]) for c in (LOOK, CASE))
    blocks = int(state.blocks[row])
    crosses = _crosses(blocks, above, sums, setting, unfriendly)
    told = state.quiet[row].tolist()
    fires, escalates = [False, False], [False, False]
    for channel in (LOOK, CASE):
        if not crosses[channel]:
            continue
        fires[channel] = not told[channel] or _grown(
            state, row, channel, plain=plain[channel], above=above[channel], people=sums[channel]
        )
        escalates[channel] = fires[channel] and told[channel] > 0
    return Moment(sums, plain, crosses, (fires[0], fires[1]), (escalates[0], escalates[1]))


def two_hours(state: AlarmState, row: int, now: Triple) -> Triple:
    """Return the people, objecting and supporting of the two hours that end with these counts."""
    people, objecting, supporting = state.recent[row].tolist()
    return (
        sum(people) - people[-1] + now[0],
        sum(objecting) - objecting[-1] + now[1],
        sum(supporting) - supporting[-1] + now[2],
    )


def scores(
    state: AlarmState, row: int, now: Triple, sums: Triple
) -> tuple[tuple[Pair, Pair], tuple[Pair, Pair], float]:
    """Return the plain scores, the sure ones, and the case's against a friendly crowd alone."""
    shared, level = state.share[row].tolist(), state.level[row].tolist()
    ordinary = min(max((shared[0] + SHARE_PRIOR[0]) / (shared[1] + SHARE_PRIOR[1]), SHARE_LEAST), SHARE_MOST)
    odds = ordinary / (1.0 - ordinary)
    bins = (int(state.heard[row]) & _REST).bit_count() + 1
    look, case = max(level[LOOK], FLOOR), max(level[CASE], FLOOR)
    crowd = odds * max(sums[LOOK] - sums[CASE], 0)
    low = sqrt(max(sums[CASE] - 0.125, 0.0))
    pairs = (
        _pair(now[LOOK], look, 0.0),
        _pair(sums[LOOK], look * bins, 0.0),
        _pair(now[CASE], case, odds * max(now[LOOK] - now[CASE], 0)),
        _pair(sums[CASE], case * bins, crowd),
    )
    plain = (pairs[0][0], pairs[1][0]), (pairs[2][0], pairs[3][0])
    sure = (pairs[0][1], pairs[1][1]), (pairs[2][1], pairs[3][1])
    return plain, sure, 2.0 * (low - sqrt(SHARE_MARGIN * crowd + 0.375))


def _pair(count: int, level: float, crowd: float) -> Pair:
    """Return a window's plain and sure score."""
    root, sure = sqrt(max(level, crowd) + 0.375), sqrt(max(level, SHARE_SURE * crowd) + 0.375)
    return 2.0 * (sqrt(count + 0.375) - root), 2.0 * (sqrt(max(count - 0.125, 0.0)) - sure)


def _crosses(blocks: int, above: tuple[Flags, ...], sums: Triple, setting: Setting, unfriendly: float) -> Flags:
    """Return which channels cross, as `decide.decide` says it."""
    people, objecting, supporting = sums
    hostile = unfriendly > (UNFRIENDLY if objecting > supporting + LEAD else DEFENDED)
    if blocks >= SETTLED:
        look = any(above[LOOK]) and people >= setting.fewest
        ranked = any(above[CASE]) and objecting >= setting.fewest_objecting and 2 * objecting > supporting
        return look, ranked and hostile
    first = objecting >= setting.fewest_unknown and objecting > supporting
    return False, first and hostile and (above[CASE][1] or blocks == 0)


def _grown(state: AlarmState, row: int, channel: int, *, plain: Pair, above: Flags, people: int) -> bool:
    """Return whether a storm already told has grown enough to speak of again."""
    if people >= GROWN * max(int(state.told_people[row, channel]), 1):
        return True
    if state.blocks[row] < SETTLED or state.since[row, channel] < PAUSE_BINS:
        return False
    before = state.told_score[row, channel].tolist()
    return any(
        over and value >= last + RISE * max(last, 1.0) for over, value, last in zip(above, plain, before, strict=True)
    )
