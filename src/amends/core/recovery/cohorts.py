"""Who did what in the storm: the people whose later weeks are compared with their own earlier ones."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby
from typing import Final

from amends.core.vocabulary import Instant, Stance


class Cohort(StrEnum):
    """What somebody did in the storm. Whoever objected once objected, whatever else they said."""

    OBJECTED = "objected"
    ASKED = "asked"
    SUPPORTED = "supported"
    WATCHED = "watched"


@dataclass(frozen=True, slots=True)
class Said:
    """One thing that one person said about the subject, as it was read; ``person`` is a row's key, never a name."""

    person: int
    at: Instant
    stance: Stance


@dataclass(frozen=True, slots=True)
class Moments:
    """The instants that part a story: the ordinary weeks, the storm, and all since the deed that is looked back from.

    Ordinary are ``[heard_from, began)``, the storm is ``[began, deed)``, and what came after is ``[deed, until)``.
    ``unheard`` are the times in which nobody listened, in their order and apart: nobody fell silent in them.
    Raises ``ValueError`` where they do not follow one another.
    """

    heard_from: Instant
    began: Instant
    deed: Instant
    until: Instant
    unheard: tuple[tuple[Instant, Instant], ...] = ()

    def __post_init__(self) -> None:
        if not self.heard_from <= self.began <= self.deed <= self.until:
            raise ValueError("The ordinary weeks, the storm, the deed and now must follow one another.")
        edges = [edge for silence in self.unheard for edge in silence]
        if edges != sorted(edges):
            raise ValueError("The times in which nobody listened must follow one another.")

    def listened(self, start: Instant, end: Instant) -> int:
        """Return for how many microseconds between two instants somebody listened.

        >>> Moments(0, 0, 0, 100, unheard=((10, 30), (50, 90))).listened(20, 60)
        20
        """
        silent = (min(end, ended) - max(start, began) for began, ended in self.unheard)
        return end - start - sum(overlap for overlap in silent if overlap > 0)

    def passed(self, listened: int) -> int:
        """Return how long after the deed somebody had listened for so long: `listened` read backwards.

        >>> when = Moments(0, 0, 0, 100, unheard=((10, 30), (50, 90)))
        >>> when.passed(10), when.passed(15), when.passed(35)
        (10, 35, 95)
        """
        at = self.deed + listened
        for began, ended in self.unheard:
            if self.deed < ended and began < at:
                at += ended - max(began, self.deed)
        return at - self.deed

    @property
    def middle(self) -> Instant:
        """Half-way through the ordinary weeks: who spoke before it was there already, and is compared after it."""
        return (self.heard_from + self.began) // 2


_STRONGEST: Final = (
    (Stance.OBJECTS, Cohort.OBJECTED),
    (Stance.QUESTIONS, Cohort.ASKED),
    (Stance.SUPPORTS, Cohort.SUPPORTED),
)


def cohorts(heard: Iterable[Said], moments: Moments) -> Mapping[int, Cohort]:
    """Put everybody who was there before the deed into one cohort, by what they did in the storm.

    Who spoke before the storm and not in it watched. Who came only after the deed is in none.

    >>> when = Moments(heard_from=0, began=100, deed=200, until=300)
    >>> told = [Said(1, 120, Stance.SUPPORTS), Said(1, 130, Stance.OBJECTS), Said(2, 50, Stance.NEUTRAL)]
    >>> {person: str(cohort) for person, cohort in cohorts([*told, Said(3, 250, Stance.SUPPORTS)], when).items()}
    {1: 'objected', 2: 'watched'}
    """
    before = [one for one in heard if moments.heard_from <= one.at < moments.deed]
    people = groupby(sorted(before, key=lambda one: one.person), key=lambda one: one.person)
    return {person: _cohort({one.stance for one in said if one.at >= moments.began}) for person, said in people}


def _cohort(stances: set[Stance]) -> Cohort:
    return next((cohort for stance, cohort in _STRONGEST if stance in stances), Cohort.WATCHED)
