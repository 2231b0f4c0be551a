"""Many bins in which nobody spoke, at once: a year of a small account in a breath."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from amends.core.antennae.alarm.score import HEARD_ALL
from amends.core.antennae.alarm.setting import BLOCK, DISCOUNT, LONG_AGO, SHARE_DISCOUNT
from amends.core.antennae.alarm.step import Counts, step

if TYPE_CHECKING:
    from amends.core.antennae.alarm.setting import Setting
    from amends.core.antennae.alarm.state import AlarmState


def skip_quiet(state: AlarmState, bins: int, setting: Setting) -> AlarmState:
    """Return the memory after this many heard bins in which nobody spoke of any of these subjects.

    Exactly what that many calls of `step` give, none of which could have told anything: an alert needs people.
    Raises ``ValueError`` where people still stand in the two-hour window, because such a bin may yet mean
    something.

    >>> from amends.core.antennae.alarm.setting import Setting
    >>> from amends.core.antennae.alarm.state import fresh
    >>> skip_quiet(fresh(1), 30, Setting()).age.tolist()
    [30]
    """
    if state.recent[:, :, :-1].any():
        raise ValueError("Somebody spoke within the last two hours: close these bins one by one.")
    none = np.zeros(len(state), np.int64)
    empty = Counts(none, none, none, np.ones(len(state), bool))
    while bins > 0 and len(state):
        if bool((state.heard == HEARD_ALL).all()):
            # Within a block an empty bin's score only rises while the level falls, so that the block's maximum
            # is set by the last bin, which `step` itself closes.
            run = min(bins, BLOCK - int(state.position.max())) - 1
            state, bins = _forget(state, run), bins - run
        state, _ = step(state, empty, setting)
        bins -= 1
    return state


def _forget(state: AlarmState, bins: int) -> AlarmState:
    """Return the memory after empty bins that end no block, all but the block's maximum."""
    level, share = state.level.tolist(), state.share.tolist()
    for row, age in enumerate(state.age.tolist()):
        (look, case), (objecting, people) = level[row], share[row]
        for bin_age in range(age, age + bins):
            weight = max(1.0 / (bin_age + 2.0), 1.0 - DISCOUNT)
            look += weight * (0.0 - look)
            case += weight * (0.0 - case)
            objecting *= SHARE_DISCOUNT
            people *= SHARE_DISCOUNT
        level[row], share[row] = (look, case), (objecting, people)
    return replace(
        state,
        level=np.array(level, np.float64).reshape(-1, 2),
        share=np.array(share, np.float64).reshape(-1, 2),
        age=state.age + np.uint32(bins),
        position=state.position + np.uint8(bins),
        quiet=np.maximum(state.quiet.astype(np.int64) - bins, 0).astype(np.uint16),
        since=np.minimum(state.since.astype(np.int64) + bins, LONG_AGO).astype(np.uint8),
        recent=np.zeros_like(state.recent) if bins else state.recent,
    )
