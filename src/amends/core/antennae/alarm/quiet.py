"""Many bins in which nobody spoke, at once: a year of a small account in a breath."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from amends.core.antennae.alarm.step import Counts, step

if TYPE_CHECKING:
    from amends.core.antennae.alarm.setting import Setting
    from amends.core.antennae.alarm.state import AlarmState


def skip_quiet(state: AlarmState, bins: int, setting: Setting) -> AlarmState:
    """Return the memory after this many heard bins in which nobody spoke of any of these subjects.

    Exactly what that many calls of `step` give. Raises ``ValueError`` where people still stand in the two-hour
    window, because such a bin may yet mean something.

    >>> from amends.core.antennae.alarm.setting import Setting
    >>> from amends.core.antennae.alarm.state import fresh
    >>> skip_quiet(fresh(1), 30, Setting()).age.tolist()
    [30]
    """
    if state.recent[:, :, :-1].any():
        raise ValueError("Somebody spoke within the last two hours: close these bins one by one.")
    none = np.zeros(len(state), np.int64)
    empty = Counts(none, none, none, np.ones(len(state), bool))
    for _ in range(bins):
        state, _ = step(state, empty, setting)
    return state
