"""What the alarm is told to keep: its budget, and the constants it is built from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from amends.core.vocabulary import MINUTE, WEEK, Instant

BIN: Final[Instant] = 5 * MINUTE
"""The alarm's grain of time."""

WINDOW: Final = 24
"""Bins in the long window: two hours."""

BLOCK: Final = 84
"""Bins in a block: seven hours. Dependence inside a block cannot disturb a rank among blocks."""

BLOCKS: Final = 96
"""Blocks in the record book: four weeks, in less than a kilobyte a subject."""

LOOK: Final = 0
CASE: Final = 1
"""Rows of the two channels in every array."""

PEOPLE: Final = 0
OBJECTING: Final = 1
SUPPORTING: Final = 2
"""Rows of the three counts."""

FLOOR: Final = 0.02
"""The least level, in people a bin, that a score is set against."""

DISCOUNT: Final = 0.5 ** (1 / 2016)
"""The level forgets half in a week."""

SHARE_DISCOUNT: Final = 0.5 ** (1 / 4032)
"""The ordinary share of objecting people forgets half in two weeks."""

SHARE_PRIOR: Final = (2.0, 10.0)
"""Two objecting among ten people: what a reader that misreads one harmless post in five shows anyway."""

SHARE_MOST: Final = 0.25
"""Above a quarter, objections are the subject's daily bread and no longer a reader's noise."""

SHARE_MARGIN: Final = 1.5
"""A crowd is friendly while its objecting share stays below one and a half times the ordinary one."""

QUIET_BINS: Final = 144
"""Twelve hours of silence after an alert, unless the storm grows."""

PAUSE_BINS: Final = 12
"""An hour between two alerts about one storm that grows steadily; one that triples does not wait."""

MOST: Final = 65_535
"""More people than this in five minutes are counted as this many."""

SETTLED: Final = 7
"""Blocks (two days) before the record book judges alone."""


@dataclass(frozen=True, slots=True)
class Setting:
    """How often the alarm may be wrong, and the fewest people it speaks of.

    ``budget_per_week`` is the stated rate of false alerts a week, per channel: 0.125 is one in eight weeks.
    ``spent`` is the part of it that is used nominally: half, because a rate below one in four weeks rests on a
    tail that four weeks of records can only extrapolate. ``fewest`` is the least number of distinct people in
    two hours for an alert, ``fewest_unknown`` the same for a case while there is no record to judge by.
    Raises ``ValueError`` for a budget that is not positive.

    >>> Setting().nominal_per_week
    0.0625
    """

    budget_per_week: float = 0.125
    spent: float = 0.5
    fewest: int = 3
    fewest_unknown: int = 8

    def __post_init__(self) -> None:
        """Refuse a budget that could never be kept."""
        if not 0 < self.budget_per_week < 100:
            raise ValueError("The budget must be above 0 and below 100 false alerts a week.")
        if not 0 < self.spent <= 1 or min(self.fewest, self.fewest_unknown) < 1:
            raise ValueError("An alert needs at least one person, and a budget must be spent in part or whole.")

    @property
    def nominal_per_week(self) -> float:
        """The rate of alarm blocks a week that the record book is set to."""
        return self.budget_per_week * self.spent

    @property
    def ranks(self) -> tuple[float, float]:
        """Which record of the book each window must beat: (five minutes, two hours), one to three."""
        unit = self.nominal_per_week * (BLOCKS + 1) * (BLOCK * BIN / WEEK) / 4
        return unit, 3 * unit
