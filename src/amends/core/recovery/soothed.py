"""Soothed: for how long the people who objected went on objecting.

Kaplan and Meier's estimate (JASA 53, 1958), with Rothman's interval (Journal of Chronic Diseases 31, 1978): Wilson's,
for as many people as would give an ordinary share the variance that Greenwood's formula gives this one. It stays
within 0 and 1, and keeps its promise where few people are left.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise
from operator import itemgetter
from typing import Final, Self

from amends.core.interval import wilson
from amends.core.recovery.respect import LEAST_PEOPLE, Share
from amends.core.vocabulary import DAY, Instant

QUIET: Final = 14 * DAY
"""Whoever has not objected for as long has stopped; nobody is said to have stopped before it has passed."""


@dataclass(frozen=True, slots=True)
class Step:
    """How many still objected at some time after the deed: ``at`` in microseconds since it."""

    at: Instant
    share: Share


@dataclass(frozen=True, slots=True)
class Soothed:
    """The curve of those who still object, from the deed to the last day that can be judged.

    ``people`` objected in the storm, ``stopped`` of them went quiet, ``again`` of those objected once more later, and
    ``left`` of all left the network meanwhile: they are counted as long as they were there. ``half`` is when one in
    two had stopped, in microseconds after the deed, or None where it has not come to that. ``judged`` is how long
    after it the last moment lies that a fortnight has followed.
    """

    people: int
    stopped: int
    again: int
    left: int
    steps: tuple[Step, ...]
    half: Instant | None
    judged: Instant

    def read_by(self, clock: Callable[[int], int]) -> Self:
        """Return the same by another clock, which turns each time after the deed into its own."""
        steps = tuple(replace(step, at=clock(step.at)) for step in self.steps)
        half = None if self.half is None else clock(self.half)
        return replace(self, steps=steps, half=half, judged=clock(self.judged))


def soothed(
    objections: Mapping[int, Sequence[Instant]], left: Mapping[int, Instant], deed: Instant, until: Instant
) -> Soothed | None:
    """Follow everybody who objected in the storm from the deed on; None where too few did, or it is too soon to tell.

    ``objections`` holds, a person, when they objected after the deed, which may be never. ``left`` says when somebody
    left the network, of those who did. Somebody stopped at the objection that a first fortnight without any follows.

    >>> told = soothed({person: [DAY * person] for person in range(12)}, {}, 0, 40 * DAY)
    >>> told.stopped, told.half // DAY, round(told.steps[-1].share.value, 2)
    (12, 5, 0.0)
    """
    last = until - deed - QUIET
    if len(objections) < LEAST_PEOPLE or last <= 0:
        return None
    spells, again = [], 0
    for person, instants in objections.items():
        end = min(until, left.get(person, until))
        after = [0, *sorted(at - deed for at in instants if deed < at <= end)]
        stopped = next((a for a, b in pairwise(after) if b - a >= QUIET), None)
        again += stopped is not None
        ended = stopped is not None or end - deed - after[-1] >= QUIET
        spells.append((after[-1] if stopped is None else stopped, ended))
    steps = tuple(step for step in survival(spells) if step.at <= last)
    half = next((step.at for step in steps if step.share.value <= 0.5), None)
    gone = sum(left.get(person, until) < until for person in objections)
    return Soothed(len(objections), sum(ended for _, ended in spells), again, gone, steps, half, last)


def survival(spells: Iterable[tuple[Instant, bool]]) -> Iterator[Step]:
    """Estimate the share that goes on beyond each time at which somebody ended; others were only watched for so long.

    >>> [(step.at, step.share.value) for step in survival([(1, True), (2, False), (3, True), (3, False)])]
    [(1, 0.75), (3, 0.375)]
    """
    spells = list(spells)
    share, variance, at_risk = 1.0, 0.0, len(spells)
    worth = float(at_risk)
    for at, here in groupby(sorted(spells), key=itemgetter(0)):
        ended = [ended for _, ended in here]
        if stopped := sum(ended):
            share *= 1 - stopped / at_risk
            variance += stopped / (at_risk * max(at_risk - stopped, 1))
            if 0 < share < 1:  # at its ends a share has no variance to tell by: as many as before
                worth = (1 - share) / (share * variance)
            yield Step(at, Share(share, *wilson(share * worth, worth)))
        at_risk -= len(ended)
