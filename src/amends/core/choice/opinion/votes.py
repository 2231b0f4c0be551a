"""Votes on statements, as they stand: the last vote of each person on each statement, sorted by person."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import ArrayLike, NDArray

MOST_STATEMENTS: Final = 2_048
"""More than this and the S x S matrices no longer fit a small server: 50 MB, and a second for the axes."""

PEOPLE_AT_ONCE: Final = 2_047
"""How many people are held dense at one time: at most 17 MB a matrix, and small enough for `moments_of` to pack."""


@dataclass(frozen=True, eq=False)
class Votes:
    """What stands of many acts of voting: one row a person and statement, ordered by person, then statement.

    ``people`` are those with at least one vote, ascending; the votes of ``people[i]`` are the slice
    ``starts[i]:starts[i + 1]`` of ``statement`` and ``value`` (-1 disagrees, 0 passes, 1 agrees). ``member`` says for
    each of ``people`` whether they are in the electorate.
    """

    statements: int
    people: NDArray[np.int32]
    starts: NDArray[np.int64]
    statement: NDArray[np.int16]
    value: NDArray[np.int8]
    member: NDArray[np.bool_]

    @property
    def answered(self) -> NDArray[np.int64]:
        """How many statements each of ``people`` voted on."""
        return np.diff(self.starts)

    def parts(self) -> Iterator[tuple[slice, slice, NDArray[np.int64]]]:
        """Cut into parts that fit in memory when dense: slices of people and of their votes, and votes a person."""
        edges = [*range(0, len(self.people), PEOPLE_AT_ONCE), len(self.people)]
        for first, last in pairwise(edges):
            starts = self.starts[first : last + 1]
            yield slice(first, last), slice(int(starts[0]), int(starts[-1])), np.diff(starts)


def standing_votes(
    person: ArrayLike, statement: ArrayLike, value: ArrayLike, electorate: ArrayLike, statements: int
) -> Votes:
    """Keep the last vote of each person on each statement; what came before it is no second person.

    The three arrays are parallel and in the order in which the votes were cast. ``electorate[p]`` says whether person
    ``p`` was in the frozen electorate, so persons are 0 to ``len(electorate) - 1`` and statements 0 to
    ``statements - 1``. Raises `ValueError` where a number is outside its range, and above `MOST_STATEMENTS`.

    >>> votes = standing_votes([1, 0, 1], [0, 0, 0], [1, -1, 0], [True, True], statements=1)
    >>> votes.people.tolist(), votes.value.tolist()
    ([0, 1], [-1, 0])
    """
    if not 1 <= statements <= MOST_STATEMENTS:
        raise ValueError(
            f"An opinion map holds 1 to {MOST_STATEMENTS:,} statements and was given {statements:,}. "
            "Give it the statements that most people answered."
        )
    members = np.asarray(electorate, np.bool_)
    who, what, how = np.asarray(person), np.asarray(statement), np.asarray(value)
    _refuse_strays(who, what, how, len(members), statements)
    below = max(1, len(who) - 1).bit_length() + 2
    width = (statements - 1).bit_length()
    if below + width + max(0, len(members) - 1).bit_length() > 63:
        raise ValueError(f"{len(who):,} votes of {len(members):,} people are too many for one map. Cut them in parts.")
    # One integer a vote: person, statement, place in the order, value. Sorting it leaves the last vote last in its run.
    key = who.astype(np.int64) << np.int64(width)
    key |= what.astype(np.int64)
    key <<= np.int64(below)
    key |= np.arange(len(who), dtype=np.int64) << np.int64(2)
    key |= how.astype(np.int64) + 1
    key.sort()
    cell = key >> np.int64(below)
    stands = np.ones(len(cell), np.bool_)
    np.not_equal(cell[1:], cell[:-1], out=stands[:-1])
    cell = cell[stands]
    kept = (key[stands].astype(np.int8) & 3) - np.int8(1)
    del key
    column = cell.astype(np.int16) & np.int16((1 << width) - 1)
    cell >>= np.int64(width)
    first = np.ones(len(cell), np.bool_)
    np.not_equal(cell[1:], cell[:-1], out=first[1:])
    new = np.flatnonzero(first)
    people = cell[new].astype(np.int32)
    return Votes(statements, people, np.append(new, len(cell)), column, kept, members[people])


def _refuse_strays(
    who: NDArray[np.integer], what: NDArray[np.integer], how: NDArray[np.integer], people: int, statements: int
) -> None:
    if not len(who) == len(what) == len(how):
        raise ValueError(f"{len(who):,} persons, {len(what):,} statements and {len(how):,} values are not parallel.")
    for name, numbers, low, high in (
        ("person", who, 0, people - 1),
        ("statement", what, 0, statements - 1),
        ("value", how, -1, 1),
    ):
        if not len(numbers):
            continue
        if numbers.dtype.kind not in "iu":
            raise ValueError(f"The {name} of a vote is a whole number, and these are {numbers.dtype}.")
        if numbers.min() < low or numbers.max() > high:
            stray = int(np.flatnonzero((numbers < low) | (numbers > high))[0])
            raise ValueError(
                f"Vote {stray:,} has the {name} {numbers[stray]}, outside {low} to {high:,}. Nothing was counted."
            )
