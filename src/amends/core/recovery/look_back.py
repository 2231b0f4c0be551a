"""One look back from a deed: every cohort apart, never as one average."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from amends.core.recovery.cohorts import Cohort, Moments, Said, cohorts
from amends.core.recovery.respect import Turned, turned
from amends.core.recovery.soothed import Soothed, soothed
from amends.core.recovery.trust import Change, came_back
from amends.core.vocabulary import WEEK, Instant, Stance


@dataclass(frozen=True, slots=True)
class CohortNow:
    """How one cohort stands: its people, those who left the network since, and whether they came back to speak.

    ``trust`` is None where too few were there before to tell.
    """

    cohort: Cohort
    people: int
    left: int
    trust: Change | None


@dataclass(frozen=True, slots=True)
class Recovery:
    """What became of the people of a case since a deed. Nothing here says that the deed was the cause."""

    moments: Moments
    cohorts: tuple[CohortNow, ...]
    soothed: Soothed | None
    respect: Turned


def look_back(
    heard: Iterable[Said],
    left: Mapping[int, Instant],
    moments: Moments,
    draws: np.random.Generator,
    *,
    named: Collection[int] = frozenset(),
) -> Recovery:
    """Follow everybody who was there before the deed; ``left`` says when somebody left the network, of those who did.

    ``named`` are the people who named what was changed (`who_named`).
    Trust compares the second half of the ordinary weeks with all since the deed, for people who had spoken in the
    first half: who is chosen for having spoken would seem to fall silent whatever happened. What was not listened to
    counts on neither side, as no time at all: it is neither calm nor silence.

    >>> when = Moments(0, 8 * WEEK, 9 * WEEK, 13 * WEEK)
    >>> told = look_back([Said(1, 8 * WEEK, Stance.OBJECTS)], {}, when, np.random.Generator(np.random.PCG64(1)))
    >>> [(str(one.cohort), one.people) for one in told.cohorts], told.soothed, told.respect.silent
    ([('objected', 1), ('asked', 0), ('supported', 0), ('watched', 0)], None, 1)
    """
    said = sorted((one for one in heard if one.at < moments.until), key=lambda one: (one.at, one.person))
    of_whom = cohorts(said, moments)
    objectors = [person for person, cohort in of_whom.items() if cohort is Cohort.OBJECTED]
    later: dict[int, list[Instant]] = {person: [] for person in objectors}
    for one in said:
        if one.stance is Stance.OBJECTS and one.at > moments.deed and one.person in later:
            later[one.person].append(one.at)
    return Recovery(
        moments,
        tuple(_cohorts(said, of_whom, left, moments, draws)),
        _soothed(later, left, moments),
        turned(objectors, said, moments.deed, named),
    )


def _soothed(later: Mapping[int, Sequence[Instant]], left: Mapping[int, Instant], moments: Moments) -> Soothed | None:
    """Follow the objections by a clock that stands still while nobody listens, and tell them by the ordinary one."""

    def heard(at: Instant) -> int:
        return moments.listened(moments.deed, at)

    objections = {person: [heard(at) for at in instants] for person, instants in later.items()}
    told = soothed(objections, {person: heard(at) for person, at in left.items()}, 0, heard(moments.until))
    return None if told is None else told.read_by(moments.passed)


def _cohorts(
    said: Sequence[Said],
    of_whom: Mapping[int, Cohort],
    left: Mapping[int, Instant],
    moments: Moments,
    draws: np.random.Generator,
) -> Iterable[CohortNow]:
    spoke: dict[Cohort, dict[int, list[int]]] = defaultdict(dict)
    for one in said:
        if one.at < moments.middle and one.person in of_whom:
            spoke[of_whom[one.person]].setdefault(one.person, [0, 0])
    for one in said:
        counted = spoke[of_whom[one.person]].get(one.person) if one.person in of_whom else None
        if counted is not None and one.stance is not Stance.OBJECTS:
            counted[0] += moments.middle <= one.at < moments.began
            counted[1] += one.at > moments.deed
    pairs = {cohort: [(before, now) for before, now in spoke[cohort].values()] for cohort in Cohort}
    weeks = (
        moments.listened(moments.middle, moments.began) / WEEK,
        moments.listened(moments.deed, moments.until) / WEEK,
    )
    calm = [pair for cohort in Cohort if cohort is not Cohort.OBJECTED for pair in pairs[cohort]]
    for cohort in Cohort:
        people = [person for person, one in of_whom.items() if one is cohort]
        against = calm if cohort is Cohort.OBJECTED else None
        trust = came_back(pairs[cohort], against, weeks, draws) if min(weeks) > 0 else None
        gone = sum(left.get(person, moments.until) < moments.until for person in people)
        yield CohortNow(cohort, len(people), gone, trust)
