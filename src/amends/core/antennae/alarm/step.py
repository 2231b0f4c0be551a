"""Close one five-minute bin for every subject at once."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Final, TypeAlias

import numpy as np

from amends.core.antennae.alarm.book import close_blocks
from amends.core.antennae.alarm.decide import Decision, decide
from amends.core.antennae.alarm.few import step_few
from amends.core.antennae.alarm.needs import needed
from amends.core.antennae.alarm.score import HEARD_ALL, Scores, score
from amends.core.antennae.alarm.setting import (
    BLOCK,
    BLOCKS,
    CASE,
    DISCOUNT,
    FLOOR,
    LONG_AGO,
    LOOK,
    MOST,
    OBJECTING,
    PEOPLE,
    QUIET_BINS,
    SHARE_DISCOUNT,
    Setting,
)
from amends.core.antennae.alarm.state import AlarmState

if TYPE_CHECKING:
    from numpy.typing import NDArray

FEW: Final = 5
"""Up to this many subjects plain numbers are quicker than arrays."""


@dataclass(frozen=True, slots=True, eq=False)
class Counts:
    """Distinct people newly speaking in one bin, by subject; ``heard`` false marks a gap in listening."""

    people: NDArray[np.integer]
    objecting: NDArray[np.integer]
    supporting: NDArray[np.integer]
    heard: NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Verdict:
    """What a closed bin means, by subject.

    ``look`` and ``case`` are alerts that a person receives; ``escalation`` that one of them speaks of a storm
    already told; ``calibrated`` that four weeks of the subject's own record stand behind them.
    """

    look: NDArray[np.bool_]
    case: NDArray[np.bool_]
    escalation: NDArray[np.bool_]
    calibrated: NDArray[np.bool_]
    after: AlarmState
    setting: Setting

    @cached_property
    def needs_look(self) -> NDArray[np.int64]:
        """The fewest distinct people within two hours that would alarm now."""
        return needed(self.after, LOOK, self.setting)

    @cached_property
    def needs_case(self) -> NDArray[np.int64]:
        """The fewest distinct objecting people within two hours that would alarm now."""
        return needed(self.after, CASE, self.setting)


def step(state: AlarmState, counts: Counts, setting: Setting) -> tuple[AlarmState, Verdict]:
    """Return the memory after a bin with these counts, and what the bin means. Nothing is changed in place.

    A bin that was not heard moves the clock and the silences and writes to no book.

    >>> one = Counts(np.array([1]), np.array([0]), np.array([0]), np.array([True]))
    >>> from amends.core.antennae.alarm.state import fresh
    >>> after, verdict = step(fresh(1), one, Setting())
    >>> bool(verdict.look[0]), int(after.age[0])
    (False, 1)
    """
    if len(state) <= FEW:
        after, fires, escalates = _few(state, counts, setting)
    else:
        after, fires, escalates = _many(state, counts, setting)
    ends = after.position >= BLOCK
    if ends.any():
        after = replace(after, book=state.book.copy())
        close_blocks(after, ends, setting)
    escalation = escalates[:, LOOK] | escalates[:, CASE]
    calibrated = state.blocks >= BLOCKS
    return after, Verdict(fires[:, LOOK], fires[:, CASE], escalation, calibrated, after, setting)


_Told: TypeAlias = "tuple[AlarmState, NDArray[np.bool_], NDArray[np.bool_]]"


def _few(state: AlarmState, counts: Counts, setting: Setting) -> _Told:
    """Close the bin in plain numbers."""
    columns = (counts.people, counts.objecting, counts.supporting)
    triples = zip(*(np.minimum(column, MOST).tolist() for column in columns), strict=True)
    after, moments = step_few(state, list(zip(triples, counts.heard.tolist(), strict=True)), setting)
    none = (False, False)
    fires = np.array([seen.fires if seen else none for seen in moments], bool).reshape(-1, 2)
    return after, fires, np.array([seen.escalates if seen else none for seen in moments], bool).reshape(-1, 2)


def _many(state: AlarmState, counts: Counts, setting: Setting) -> _Told:
    """Close the bin in arrays."""
    now = np.minimum(np.array([counts.people, counts.objecting, counts.supporting]).T, MOST)
    now = now * counts.heard[:, None]
    recent = np.empty_like(state.recent)
    recent[:, :, 1:] = state.recent[:, :, :-1]
    recent[:, :, 0] = now
    heard = (((state.heard << 1) | counts.heard) & HEARD_ALL).astype(np.uint32)
    scores = score(recent, heard, state.level, state.share)
    decision = decide(state, scores, counts.heard, setting)
    after = _remember(state, now, recent=recent, window=heard, heard=counts.heard, scores=scores, decision=decision)
    return after, decision.fires, decision.escalates


def _remember(
    state: AlarmState,
    now: NDArray[np.int64],
    *,
    recent: NDArray[np.uint16],
    window: NDArray[np.uint32],
    heard: NDArray[np.bool_],
    scores: Scores,
    decision: Decision,
) -> AlarmState:
    """Return the memory after the bin, its blocks still open. Books are shared with the memory before."""
    fires = decision.fires
    whole = heard & (window == HEARD_ALL)
    level, share = _learn(state, now)
    return AlarmState(
        level=np.where(heard[:, None], level, state.level),
        share=np.where(heard[:, None], share, state.share),
        threshold=state.threshold.copy(),
        peak=np.where(whole[:, None, None], np.maximum(state.peak, scores.plain.astype(np.float32)), state.peak),
        told_score=np.where(fires[:, :, None], scores.plain.astype(np.float32), state.told_score),
        gain=state.gain.copy(),
        told_people=np.where(fires, np.minimum(scores.sums[:, :2], MOST), state.told_people).astype(np.uint16),
        heard=window,
        age=state.age + heard,
        blocks=state.blocks.copy(),
        position=state.position + whole,
        recent=recent,
        book=state.book,
        quiet=np.where(decision.crosses, QUIET_BINS, np.maximum(state.quiet, 1) - 1).astype(np.uint16),
        since=np.where(fires, 0, np.minimum(state.since, LONG_AGO - 1) + 1).astype(np.uint8),
        rang=state.rang | decision.crosses,
    )


def _learn(state: AlarmState, now: NDArray[np.int64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the level and the objecting share after the bin, a burst counted for no more than a busy bin."""
    weight = np.maximum(1.0 / (state.age + 2.0), 1.0 - DISCOUNT)[:, None]
    level = np.maximum(state.level, FLOOR)
    most = np.maximum(level + 4.0 * np.sqrt(level + level * level), 1.0)
    learned = state.level + weight * (np.minimum(now[:, :2], most) - state.level)
    crowd = np.maximum(4.0 * level[:, LOOK], 1.0)
    part = crowd / np.maximum(now[:, PEOPLE], crowd)
    share = state.share * SHARE_DISCOUNT + now[:, [OBJECTING, PEOPLE]] * part[:, None]
    return learned, share
