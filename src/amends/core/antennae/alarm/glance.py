"""One subject's unfinished bin: the same decision as `step`, at the moment of a post."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from amends.core.antennae.alarm.moment import moment, scores, two_hours
from amends.core.antennae.alarm.setting import BLOCKS, CASE, LOOK, MOST, QUIET_BINS, SETTLED
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
    seen = moment(state, row, (people, objecting, supporting), setting)
    return Glance(seen.fires[LOOK], seen.fires[CASE], any(seen.escalates), bool(state.blocks[row] >= BLOCKS))


def told(state: AlarmState, row: int, channel: Channel, people: int, objecting: int) -> AlarmState:
    """Return the memory after the owner was told about this subject's unfinished bin with these counts.

    >>> from amends.core.antennae.alarm.state import fresh
    >>> told(fresh(1), 0, Channel.CASE, 9, 9).told_people.tolist()
    [[0, 9]]
    """
    which = CASE if channel is Channel.CASE else LOOK
    now = (people, objecting, 0)
    sums = two_hours(state, row, now)
    quiet, people_told, score_told = state.quiet.copy(), state.told_people.copy(), state.told_score.copy()
    since, rang = state.since.copy(), state.rang.copy()
    quiet[row, which] = QUIET_BINS
    people_told[row, which] = min(sums[which], MOST)
    score_told[row, which] = scores(state, row, now, sums)[0][which]
    since[row, which] = 0
    rang[row, which] = 1
    return replace(state, quiet=quiet, since=since, told_people=people_told, told_score=score_told, rang=rang)


@dataclass(frozen=True, slots=True)
class Standing:
    """How a bin stands against its record: the window nearest to it, that window's score and threshold.

    ``suspicion`` rises with the score from 0 to 1 and is above one half exactly where the record is beaten;
    ``threshold`` is infinite, and suspicion nothing, while no record exists.
    """

    minutes: int
    score: float
    threshold: float
    suspicion: float


def standing(state: AlarmState, row: int, channel: Channel, people: int, objecting: int) -> Standing:
    """Return how an unfinished bin with these counts stands against the subject's record.

    >>> from amends.core.antennae.alarm.state import fresh
    >>> standing(fresh(1), 0, Channel.LOOK, 9, 0).suspicion
    0.0
    """
    which = CASE if channel is Channel.CASE else LOOK
    now = (people, objecting, 0)
    sure = scores(state, row, now, two_hours(state, row, now))[1][which]
    if state.blocks[row] < SETTLED:
        return Standing(120, sure[1], float("inf"), 0.0)
    five, long = (
        _standing(minutes, score, limit)
        for minutes, score, limit in zip((5, 120), sure, state.threshold[row, which].tolist(), strict=True)
    )
    return five if five.suspicion > long.suspicion else long


def _standing(minutes: int, score: float, threshold: float) -> Standing:
    """Return one window's standing: r / (1 + r), r being the score in thresholds (at least a quarter each)."""
    least = max(0.25 - threshold, 0.0)
    ratio = max(score + least, 0.0) / (threshold + least)
    return Standing(minutes, score, threshold, ratio / (1.0 + ratio))
