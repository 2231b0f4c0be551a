"""The reasons of those who voted, in their own words and without their names."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import zip_longest
from typing import Final

from amends.core.choice import ballot as core
from amends.core.choice.question import Question
from amends.core.decision.dissent import dissent
from amends.core.decision.margins import FEWEST_FOR_PERCENTAGES
from amends.core.decision.verdict import Verdict
from amends.store.choice_rows import ballots, electorate
from amends.store.models import Choice
from amends.web import words

MOST: Final = 6
"""Reasons that are printed; the others are counted, and stand in the file."""


@dataclass(frozen=True, slots=True)
class Reason:
    """What one voter gave as a reason, and what they chose."""

    words: str
    chose: str


@dataclass(frozen=True, slots=True)
class Voices:
    """How many of the binding voters were not behind the result, some of their reasons, and how many more gave one.

    ``others`` are the reasons of those behind it: printed where so few voted that no percentage is.
    """

    people: int
    of: int
    reasons: tuple[Reason, ...]
    more: int
    others: tuple[Reason, ...]


def voices(choice: Choice, question: Question, found: Verdict) -> Voices:
    """Gather the reasons: each option that lost speaks in turn, in the order in which people voted."""
    who, cast = electorate(choice), ballots(choice)
    against = dissent(question, who, cast, found)
    printed = _in_turn(question, against.reasons)
    # What several wrote word for word is printed once; all of them are among those counted.
    distinct = list(dict.fromkeys(printed))
    others: tuple[Reason, ...] = ()
    if found.binding.count.voters < FEWEST_FOR_PERCENTAGES:
        voters = {ballot.voter for ballot in against.reasons}
        counted = {ballot.voter: ballot for ballot in cast if ballot.tally == core.Tally.NETWORK}
        behind = [
            ballot
            for voter, ballot in counted.items()
            if voter not in voters and ballot.reason.strip() and ballot.removed is None and voter in who.members
        ]
        others = tuple(dict.fromkeys(_in_turn(question, behind)))
    return Voices(against.people, against.of, tuple(distinct[:MOST]), len(printed) - min(len(distinct), MOST), others)


def _in_turn(question: Question, said: Iterable[core.Ballot]) -> list[Reason]:
    by_marks: defaultdict[tuple[str, ...], list[Reason]] = defaultdict(list)
    for ballot in said:
        chose = words.listed([words.quoted(question.said(mark)) for mark in ballot.marks])
        by_marks[ballot.marks].append(Reason(ballot.reason.strip(), chose))
    return [one for turn in zip_longest(*by_marks.values()) for one in turn if one is not None]
