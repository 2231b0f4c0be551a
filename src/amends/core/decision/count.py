"""Count standing ballots: whole numbers and nothing else."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from amends.core.choice.question import Kind, Question


@dataclass(frozen=True, slots=True)
class Count:
    """What some ballots say, by option in the order offered.

    ``votes`` are those who chose it, ticked it, or placed it first. ``pairs`` (only where options are put in order)
    says how many place the option of the row above the option of the column; what is left out stands last.
    """

    voters: int
    votes: tuple[int, ...]
    pairs: tuple[tuple[int, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class GroupCount:
    """One group of opinion, or several that were counted together because few of them voted."""

    names: tuple[str, ...]
    count: Count


def count(question: Question, marks: Iterable[tuple[str, ...]]) -> Count:
    """Count the marks of valid ballots.

    >>> from amends.core.choice.question import EXAMPLE
    >>> count(EXAMPLE, [("keep",), ("withdraw",), ("keep",)])
    Count(voters=3, votes=(1, 0, 2), pairs=())
    """
    return weigh(question, Counter(marks))


def weigh(question: Question, alike: Mapping[tuple[str, ...], int], onto: Count | None = None) -> Count:
    """Count ballots given as how many marked alike, and add them onto a count of the same tally.

    >>> from amends.core.choice.question import EXAMPLE
    >>> weigh(EXAMPLE, {("keep",): 2}, onto=Count(1, (1, 0, 0)))
    Count(voters=3, votes=(1, 0, 2), pairs=())
    """
    place = {key: at for at, key in enumerate(question.keys)}
    ranked = question.kind == Kind.RANKED
    voters = onto.voters if onto else 0
    votes = list(onto.votes) if onto else [0] * len(place)
    pairs = [list(row) for row in onto.pairs] if onto else [[0] * len(place) for _ in place] if ranked else []
    for marks, people in alike.items():
        placed = [place[mark] for mark in marks]
        voters += people
        for at in placed[:1] if ranked else placed:
            votes[at] += people
        if ranked:
            below = set(range(len(place)))
            for above in placed:
                below.discard(above)
                for other in below:
                    pairs[above][other] += people
    return Count(voters, tuple(votes), tuple(map(tuple, pairs)))


def support(question: Question, counted: Count, at: int) -> tuple[int, int]:
    """Tell how many are for the option at a place, and of how many: the two numbers that the line is about.

    Where one option is chosen or several are ticked these are out of all who voted. Where options are put in order
    they are those who place it above the option that stands otherwise, out of all who place one above the other.

    >>> from amends.core.choice.question import EXAMPLE
    >>> support(EXAMPLE, Count(221, (118, 71, 32)), 0)
    (118, 221)
    """
    if question.kind != Kind.RANKED:
        return counted.votes[at], counted.voters
    otherwise = question.keys.index(question.otherwise)
    got = counted.pairs[at][otherwise]
    return got, got + counted.pairs[otherwise][at]
