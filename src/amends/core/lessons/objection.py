"""How strongly a name travels with objection: whether those who object name it more often than those who do not.

It stands apart from `baggage`, which only says it: this needs arrays, and a look at a draft away from the site does
without them.
"""

from __future__ import annotations

from collections.abc import Sequence

from amends.core.case.association import Day, association
from amends.core.lessons.memory import Lift


def lift_of(objecting: Sequence[Day], others: Sequence[Day]) -> Lift | None:
    """Hold the days of those who object beside the days of those who do not; None where too few name it to tell.

    >>> told = lift_of([Day(10, 4)] * 8, [Day(40, 2)] * 8)
    >>> round(told.times), told.low > 4, lift_of([Day(10, 0)] * 8, [Day(40, 2)] * 8) is None
    (8, True, True)
    """
    told = association(others, objecting)
    return Lift(told.lift, told.low, told.high) if told is not None else None
