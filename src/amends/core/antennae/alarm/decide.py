"""From scores to alerts: what crosses its record, and what of it the owner is told."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from amends.core.antennae.alarm.book import RISE, risen
from amends.core.antennae.alarm.setting import CASE, OBJECTING, PAUSE_BINS, SETTLED, SUPPORTING

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from amends.core.antennae.alarm.score import Scores
    from amends.core.antennae.alarm.setting import Setting
    from amends.core.antennae.alarm.state import AlarmState

UNFRIENDLY: Final = 1.5
"""How far two hours' objecting people must stand above a friendly crowd's, whatever the record says."""

DEFENDED: Final = 3.0
"""The same where about as many support as object: what a reader mistakes in a loving crowd is no storm."""

LEAD: Final = 4
"""Objecting people up to this many more than the supporting ones are about as many."""

GROWN: Final = 3
"""A storm that counts three times the people last told has grown."""


@dataclass(frozen=True, slots=True, eq=False)
class Decision:
    """By subject and channel: what crosses, what is told now, and which of that speaks of a known storm."""

    crosses: NDArray[np.bool_]
    fires: NDArray[np.bool_]
    escalates: NDArray[np.bool_]


def decide(state: AlarmState, scores: Scores, heard: NDArray[np.bool_], setting: Setting) -> Decision:
    """Return what a bin with these scores means to the state as it stood before the bin.

    A bin that was not heard crosses nothing.
    """
    above = scores.sure > state.threshold
    settled = state.blocks >= SETTLED
    enough = scores.sums[:, :2] >= (setting.fewest, setting.fewest_objecting)
    crosses = above.any(axis=2) & enough & settled[:, None]
    crosses[:, CASE] = _case(state, scores, setting, above[:, CASE], crosses[:, CASE])
    crosses &= heard[:, None]
    grown = (scores.plain >= risen(state.told_score.astype(np.float64), RISE)) & above
    tripled = scores.sums[:, :2] >= GROWN * np.maximum(state.told_people, 1).astype(np.int64)
    patient = state.since >= PAUSE_BINS
    loud = grown.any(axis=2) & patient & settled[:, None] | tripled
    told = state.quiet > 0
    fires = crosses & (~told | loud)
    return Decision(crosses, fires, fires & told)


def _case(
    state: AlarmState,
    scores: Scores,
    setting: Setting,
    above: NDArray[np.bool_],
    ranked: NDArray[np.bool_],
) -> NDArray[np.bool_]:
    """Return whether objecting people make a case: by rank and not drowned in support; by the prior before that."""
    objecting, supporting = scores.sums[:, OBJECTING], scores.sums[:, SUPPORTING]
    ranked = ranked & (2 * objecting > supporting)
    first = (objecting >= setting.fewest_unknown) & (objecting > supporting)
    first &= above[:, 1] | (state.blocks == 0)
    known: NDArray[np.bool_] = np.where(state.blocks >= SETTLED, ranked, first)
    return known & (scores.unfriendly > np.where(objecting > supporting + LEAD, UNFRIENDLY, DEFENDED))
