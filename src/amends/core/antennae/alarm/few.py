"""Close a bin for a handful of subjects, in plain numbers: what `step` does below a few rows."""

from __future__ import annotations

from dataclasses import replace
from math import sqrt
from typing import TYPE_CHECKING

from amends.core.antennae.alarm.moment import Moment, Triple, moment
from amends.core.antennae.alarm.score import HEARD_ALL
from amends.core.antennae.alarm.setting import (
    CASE,
    DISCOUNT,
    FLOOR,
    LONG_AGO,
    LOOK,
    MOST,
    QUIET_BINS,
    SHARE_DISCOUNT,
)

if TYPE_CHECKING:
    from amends.core.antennae.alarm.setting import Setting
    from amends.core.antennae.alarm.state import AlarmState

_ALL = int(HEARD_ALL)


def step_few(
    state: AlarmState, rows: list[tuple[Triple, bool]], setting: Setting
) -> tuple[AlarmState, list[Moment | None]]:
    """Return the memory after the bin, its blocks still open, and each heard subject's moment."""
    after = replace(
        state,
        level=state.level.copy(),
        share=state.share.copy(),
        threshold=state.threshold.copy(),
        peak=state.peak.copy(),
        told_score=state.told_score.copy(),
        gain=state.gain.copy(),
        told_people=state.told_people.copy(),
        heard=state.heard.copy(),
        age=state.age.copy(),
        blocks=state.blocks.copy(),
        position=state.position.copy(),
        recent=state.recent.copy(),
        quiet=state.quiet.copy(),
        since=state.since.copy(),
        rang=state.rang.copy(),
    )
    after.recent[:, :, 1:] = state.recent[:, :, :-1]
    moments: list[Moment | None] = []
    for row, (now, heard) in enumerate(rows):
        seen = moment(state, row, now, setting) if heard else None
        moments.append(seen)
        after.recent[row, :, 0] = now if heard else 0
        after.heard[row] = window = (int(state.heard[row]) << 1 | heard) & _ALL
        after.quiet[row] = [max(bins, 1) - 1 for bins in state.quiet[row].tolist()]
        after.since[row] = [min(bins + 1, LONG_AGO) for bins in state.since[row].tolist()]
        if seen is not None:
            _learn(state, after, row, now)
            _tell(after, row, seen)
            if window == _ALL:
                _record(after, row, seen)
    return after, moments


def _learn(state: AlarmState, after: AlarmState, row: int, now: Triple) -> None:
    """Move the level and the objecting share, as `step` does."""
    age = int(state.age[row])
    after.age[row] = age + 1
    weight = max(1.0 / (age + 2.0), 1.0 - DISCOUNT)
    before, levels = state.level[row].tolist(), []
    for channel in (LOOK, CASE):
        level = max(before[channel], FLOOR)
        most = max(level + 4.0 * sqrt(level + level * level), 1.0)
        levels.append(before[channel] + weight * (min(now[channel], most) - before[channel]))
    after.level[row] = levels
    crowd = max(4.0 * max(before[LOOK], FLOOR), 1.0)
    part = crowd / max(now[LOOK], crowd)
    objecting, people = state.share[row].tolist()
    after.share[row] = (
        objecting * SHARE_DISCOUNT + now[CASE] * part,
        people * SHARE_DISCOUNT + now[LOOK] * part,
    )


def _tell(after: AlarmState, row: int, seen: Moment) -> None:
    """Note what crossed and what was told."""
    for channel in (LOOK, CASE):
        if seen.crosses[channel]:
            after.rang[row, channel] = 1
            after.quiet[row, channel] = QUIET_BINS
        if seen.fires[channel]:
            after.since[row, channel] = 0
            after.told_people[row, channel] = min(seen.sums[channel], MOST)
            after.told_score[row, channel] = seen.plain[channel]


def _record(after: AlarmState, row: int, seen: Moment) -> None:
    """Let the bin stand in its block's maximum."""
    after.position[row] += 1
    peak = after.peak[row].tolist()
    after.peak[row] = [
        [max(old, new) for old, new in zip(*pair, strict=True)] for pair in zip(peak, seen.plain, strict=True)
    ]
