"""One subject's unfinished bin: the same decision as `step`, in plain numbers, at the moment of a post."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import sqrt
from typing import TYPE_CHECKING

from amends.core.antennae.alarm.decide import GROWN, UNKNOWN
from amends.core.antennae.alarm.setting import (
    BLOCKS,
    CASE,
    FLOOR,
    LOOK,
    QUIET_BINS,
    SETTLED,
    SHARE_MARGIN,
    SHARE_MOST,
    SHARE_PRIOR,
    WINDOW,
)
from amends.core.vocabulary import Channel

if TYPE_CHECKING:
    from amends.core.antennae.alarm.setting import Setting
    from amends.core.antennae.alarm.state import AlarmState


@dataclass(frozen=True, slots=True)
class Glance:
    """What an unfinished bin means so far: see `Verdict`, for one subject."""

    look: bool
    case: bool
    escalation: bool
    calibrated: bool


def glance(  # noqa: PLR0917 - the three counts stand in the order of `Counts`
    state: AlarmState, row: int, people: int, objecting: int, supporting: int, setting: Setting
) -> Glance:
    """Return what `step` would say of this subject if the bin ended with these counts.

    >>> from amends.core.antennae.alarm.setting import Setting
    >>> from amends.core.antennae.alarm.state import fresh
    >>> glance(fresh(1), 0, 9, 9, 0, Setting()).case, glance(fresh(1), 0, 7, 7, 0, Setting()).case
    (True, False)
    """
    now = (people, objecting, supporting)
    sums = [sum(bins[:-1]) + new for bins, new in zip(state.recent[row].tolist(), now, strict=True)]
    plain, sure, unknown = _scores(state, row, now, sums)
    threshold = state.threshold[row].tolist()
    above = [[sure[c][w] > threshold[c][w] for w in (0, 1)] for c in (LOOK, CASE)]
    crosses = _crosses(int(state.blocks[row]), above, sums, setting, unknown)
    fires, told = [], [bins > 0 for bins in state.quiet[row].tolist()]
    for channel in (LOOK, CASE):
        loud = not told[channel] or _grown(
            state, row, channel, plain=plain[channel], above=above[channel], people=sums[channel]
        )
        fires.append(crosses[channel] and loud)
    escalation = any(fire and known for fire, known in zip(fires, told, strict=True))
    return Glance(fires[LOOK], fires[CASE], escalation, bool(state.blocks[row] >= BLOCKS))


def told(state: AlarmState, row: int, channel: Channel, people: int, objecting: int) -> AlarmState:
    """Return the memory after the owner was told about this subject's unfinished bin with these counts.

    >>> from amends.core.antennae.alarm.state import fresh
    >>> told(fresh(1), 0, Channel.CASE, 9, 9).told_people.tolist()
    [[0, 9]]
    """
    which = CASE if channel is Channel.CASE else LOOK
    now = (people, objecting, 0)
    sums = [sum(bins[:-1]) + new for bins, new in zip(state.recent[row].tolist(), now, strict=True)]
    plain, _, _ = _scores(state, row, now, sums)
    quiet, people_told, score_told = state.quiet.copy(), state.told_people.copy(), state.told_score.copy()
    rang = state.rang.copy()
    quiet[row, which] = QUIET_BINS
    people_told[row, which] = sums[which]
    score_told[row, which] = plain[which]
    rang[row, which] = 1
    return replace(state, quiet=quiet, told_people=people_told, told_score=score_told, rang=rang)


def _scores(
    state: AlarmState, row: int, now: tuple[int, int, int], sums: list[int]
) -> tuple[list[list[float]], list[list[float]], float]:
    """Repeat the arithmetic of `score.score`, operation for operation, so that both give the same bits."""
    shared, level = state.share[row].tolist(), state.level[row].tolist()
    ordinary = (shared[0] + SHARE_PRIOR[0]) / (shared[1] + SHARE_PRIOR[1])
    part = SHARE_MARGIN * min(ordinary, SHARE_MOST)
    bins = min((int(state.heard[row]) & ((1 << (WINDOW - 1)) - 1)).bit_count() + 1, WINDOW)
    plain, sure = [], []
    for channel in (LOOK, CASE):
        base = max(level[channel], FLOOR)
        counts, expected = (float(now[channel]), float(sums[channel])), [base, base * bins]
        if channel == CASE:
            expected = [max(expected[0], part * now[LOOK]), max(expected[1], part * sums[LOOK])]
        roots = [sqrt(value + 0.375) for value in expected]
        pairs = list(zip(counts, roots, strict=True))
        plain.append([2.0 * (sqrt(count + 0.375) - root) for count, root in pairs])
        sure.append([2.0 * (sqrt(max(count - 0.125, 0.0)) - root) for count, root in pairs])
    low = sqrt(max(float(sums[CASE]) - 0.125, 0.0))
    return plain, sure, 2.0 * (low - sqrt(part * sums[LOOK] + 0.375))


def _crosses(
    blocks: int, above: list[list[bool]], sums: list[int], setting: Setting, unknown: float
) -> tuple[bool, bool]:
    """Return which channels cross, as `decide.decide` says it."""
    people, objecting, supporting = sums
    look = blocks >= SETTLED and any(above[LOOK]) and people >= setting.fewest
    if blocks >= SETTLED:
        return look, any(above[CASE]) and objecting >= setting.fewest and 2 * objecting > supporting
    first = objecting >= setting.fewest_unknown and objecting > supporting and unknown > UNKNOWN
    return look, first and (above[CASE][1] or blocks == 0)


def _grown(state: AlarmState, row: int, channel: int, *, plain: list[float], above: list[bool], people: int) -> bool:
    """Return whether a storm already told has grown enough to speak of again."""
    if people >= GROWN * max(int(state.told_people[row, channel]), 1):
        return True
    before = state.told_score[row, channel].tolist()
    higher = any(
        over and value >= last + 0.25 * max(last, 1.0) for over, value, last in zip(above, plain, before, strict=True)
    )
    return higher and bool(state.blocks[row] >= SETTLED)
