"""Find who wins when people put options in order, by the method of Markus Schulze.

M. Schulze, "A new monotonic, clone-independent, reversal symmetric, and Condorcet-consistent single-winner election
method", Social Choice and Welfare 36 (2011), section 2.3.1; strength by winning votes. The widest paths are found by
the algorithm of Floyd and Warshall. All counts are whole numbers.

>>> table = ((0, 5, 2), (4, 0, 6), (7, 3, 0))
>>> first_places(table), finishing_order(table)
((1,), (1, 2, 0))
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TypeAlias

Table: TypeAlias = Sequence[Sequence[int]]
"""How many people place the option of the row above the option of the column."""


def widest_paths(table: Table, among: Collection[int] | None = None) -> dict[tuple[int, int], int]:
    """Give the strength of the widest path between every two options, 0 where there is none.

    A step from one option to another is as wide as the number of people who prefer the one, where these are more than
    those who prefer the other; a path is as wide as its narrowest step. ``among`` leaves out all other options.

    >>> widest_paths(((0, 5, 2), (4, 0, 5), (7, 4, 0)))[0, 2]
    5
    """
    places = range(len(table)) if among is None else sorted(among)
    wide = {
        (one, other): table[one][other] if table[one][other] > table[other][one] else 0
        for one in places
        for other in places
        if one != other
    }
    for by in places:
        for one in places:
            for other in places:
                if len({by, one, other}) == 3:
                    wide[one, other] = max(wide[one, other], min(wide[one, by], wide[by, other]))
    return wide


def first_places(table: Table, among: Collection[int] | None = None) -> tuple[int, ...]:
    """Name every option that no other beats by a wider path: one winner, or several that share first place."""
    places = range(len(table)) if among is None else sorted(among)
    wide = widest_paths(table, among)
    return tuple(one for one in places if all(wide[one, other] >= wide[other, one] for other in places if other != one))


def finishing_order(table: Table) -> tuple[int, ...]:
    """Put all options in order, for showing; those that share a place stand in the order in which they are offered."""
    wide = widest_paths(table)
    beaten = [
        sum(wide[other, one] > wide[one, other] for other in range(len(table)) if other != one)
        for one in range(len(table))
    ]
    return tuple(sorted(range(len(table)), key=lambda one: (beaten[one], one)))
