"""What the alarm is told to keep: its budget, and the constants it is built from."""

from __future__ import annotations

from dataclasses import dataclass
from math import log
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

DISCOUNT: Final = 0.5 ** (1 / 288)
"""The level forgets half in a day: what is ordinary today is told by today and yesterday, the record by four weeks."""

SHARE_DISCOUNT: Final = 0.5 ** (1 / 4032)
"""The ordinary share of objecting people forgets half in two weeks."""

SHARE_PRIOR: Final = (2.0, 10.0)
"""Two objecting among ten people: what a reader that misreads one harmless post in five shows anyway."""

SHARE_LEAST: Final = 0.12
"""The share of kind words that a reader takes for objections, about as on real praise: no crowd counts as kinder."""

SHARE_MOST: Final = 0.25
"""Above a quarter, objections are the subject's daily bread and no longer a reader's noise."""

SHARE_MARGIN: Final = 1.5
"""A crowd is friendly while its objecting share stays below one and a half times the ordinary one."""

SHARE_SURE: Final = 0.75
"""The part of what an ordinary crowd of this size would object that is surely not news to the record."""

QUIET_BINS: Final = 288
"""Silence after an alert, unless the storm grows: until for a day nothing has beaten the record.

A storm that comes back each evening, and a crowd that has grown for good, are told once.
"""

PAUSE_BINS: Final = 12
"""An hour between two alerts about one storm that grows steadily; one that triples does not wait."""

LONG_AGO: Final = 255
"""Bins since an alert are counted up to this many."""

MOST: Final = 65_535
"""More people than this in five minutes are counted as this many."""

SETTLED: Final = 7
"""Blocks (two days) before the record book judges alone."""


RARE: Final = 0.125
COMMON: Final = 1.0
"""Budgets a week between which more and more of them is used."""


@dataclass(frozen=True, slots=True)
class Setting:
    """How often the alarm may be wrong, and the fewest people it speaks of.

    ``budget_per_week`` is the stated rate of false alerts a week, per channel: 0.125 is one in eight weeks.
    ``fewest`` is the least number of distinct people in two hours for a look, ``fewest_objecting`` of people who
    object for a case, and ``fewest_unknown`` the same while there is no record to judge by.
    Raises ``ValueError`` for a budget that is not positive.

    >>> Setting().nominal_per_week, Setting(1.0).nominal_per_week
    (0.0625, 0.85)
    """

    budget_per_week: float = 0.125
    fewest: int = 3
    fewest_objecting: int = 5
    fewest_unknown: int = 8

    def __post_init__(self) -> None:
        """Refuse a budget that could never be kept."""
        if not 0 < self.budget_per_week < 100:
            raise ValueError("The budget must be above 0 and below 100 false alerts a week.")
        if min(self.fewest, self.fewest_objecting, self.fewest_unknown) < 1:
            raise ValueError("An alert needs at least one person.")

    @property
    def nominal_per_week(self) -> float:
        """The rate of alarm blocks a week that the record book is set to: a part of what is stated.

        Half where the budget is one in eight weeks or rarer: four weeks of records can only extrapolate to that.
        From one a week on, which records show, 0.85; between them in proportion to the logarithm.
        """
        known = (log(self.budget_per_week) - log(RARE)) / (log(COMMON) - log(RARE))
        return self.budget_per_week * (0.5 + 0.35 * min(max(known, 0.0), 1.0))

    @property
    def ranks(self) -> tuple[float, float]:
        """Which record of the book each window must beat: (five minutes, two hours), three to seven."""
        unit = self.nominal_per_week * (BLOCKS + 1) * (BLOCK * BIN / WEEK) / 10
        return 3 * unit, 7 * unit
