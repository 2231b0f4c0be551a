"""The opinion map, drawn: people's places and groups, what unites, what divides, or why there is too little to say."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from amends.core.choice.opinion.bridging import AGREE, DISAGREE, PASS, dividing, group_aware, representative, uniting
from amends.core.choice.opinion.projection import PLACE_UNIT
from amends.core.choice.opinion.survey import ENOUGH_VOTES, NO_GROUP, Survey, Told, surveyed
from amends.core.choice.opinion.votes import standing_votes

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from numpy.typing import ArrayLike, NDArray


@dataclass(frozen=True)
class Mark:
    """One person on the map, by their number in the votes; ``group`` is none for who is in none."""

    person: int
    x: float
    y: float
    group: int | None
    member: bool


@dataclass(frozen=True, eq=False)
class People:
    """Everybody who answered, ascending by ``person``: places in millionths, group (`NO_GROUP`: none), membership."""

    person: NDArray[np.int32]
    place: NDArray[np.int32]
    group: NDArray[np.int8]
    member: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.person)

    def __iter__(self) -> Iterator[Mark]:
        columns = self.person.tolist(), (self.place / PLACE_UNIT).tolist(), self.group.tolist(), self.member.tolist()
        for person, (x, y), group, member in zip(*columns, strict=True):
            yield Mark(person, x, y, None if group == NO_GROUP else group, member)


@dataclass(frozen=True)
class Answers:
    """How many people agree with a statement, disagree, and pass; people, not acts."""

    agree: int
    disagree: int
    passed: int

    @property
    def people(self) -> int:
        """How many answered at all."""
        return self.agree + self.disagree + self.passed

    @property
    def percent(self) -> int | None:
        """Who agrees of a hundred who answered, the half rounded up; none where nobody did."""
        return (200 * self.agree + self.people) // (2 * self.people) if self.people else None


@dataclass(frozen=True)
class StatementAnswers:
    """One statement's answers: of each group in turn, of the whole electorate, and of everybody else.

    The last two are never added. ``together`` is the chance that one person of each group all agree, ``hidden`` says
    that its words are not shown; its votes count like all others.
    """

    statement: int
    groups: tuple[Answers, ...]
    electorate: Answers
    outside: Answers
    together: float
    hidden: bool


@dataclass(frozen=True)
class OpinionGroup:
    """A group: how many people, where its middle stands, and what it would say, most telling statement first."""

    people: int
    x: float
    y: float
    representative: tuple[int, ...]


@dataclass(frozen=True, eq=False)
class OpinionMap:
    """All a page of the map shows.

    ``unites``, ``refuses`` and ``divides`` are numbers of statements: most of every group agree, most of every group
    disagree, the groups part (widest first). Hidden statements keep their rank, so that a stub stands where they stood.
    ``answered`` counts the electorate's people with at least one vote, ``ungrouped`` those of them with too few votes
    to be put in a group, ``outside`` everybody else who answered. ``silhouette`` (-1 to 1) says how clearly the groups
    stand apart.
    """

    told: Told
    people: People
    groups: tuple[OpinionGroup, ...]
    statements: tuple[StatementAnswers, ...]
    unites: tuple[int, ...]
    refuses: tuple[int, ...]
    divides: tuple[int, ...]
    answered: int
    ungrouped: int
    outside: int
    silhouette: float
    share: tuple[float, float]


def opinion_map(
    person: ArrayLike,
    statement: ArrayLike,
    value: ArrayLike,
    electorate: ArrayLike,
    statements: int,
    *,
    hidden: Collection[int] = (),
    enough_votes: int = ENOUGH_VOTES,
) -> OpinionMap:
    """Draw the opinion map of votes on statements.

    ``person``, ``statement`` and ``value`` (-1 disagrees, 0 passes, 1 agrees) are parallel and in the order of voting:
    the last vote of a person on a statement stands. ``electorate[p]`` says whether person ``p`` was there before: only
    they make axes and groups; everybody else is placed among them and moves nothing. The votes on ``hidden`` statements
    stay in the arithmetic, so that hiding words never moves a person. Raises `ValueError` where a number is outside its
    range.

    >>> people = [*range(20)] * 3
    >>> answers = [1] * 20 + [1] * 12 + [-1] * 8 + [1] * 12 + [-1] * 8
    >>> drawn = opinion_map(people, [0] * 20 + [1] * 20 + [2] * 20, answers, [True] * 20, statements=3)
    >>> [group.people for group in drawn.groups], drawn.unites, drawn.divides
    ([12, 8], (0,), (1, 2))
    """
    votes = standing_votes(person, statement, value, electorate, statements)
    return drawn(surveyed(votes, enough_votes), hidden)


def drawn(survey: Survey, hidden: Collection[int] = ()) -> OpinionMap:
    """Draw what was surveyed; ``hidden`` marks statements and changes nothing else.

    >>> votes = standing_votes([0, 1], [0, 0], [1, 1], [True, False], statements=1)
    >>> empty = drawn(surveyed(votes))
    >>> empty.told.value, empty.answered, empty.outside, len(empty.people)
    ('too few people', 1, 1, 0)
    """
    votes, counts = survey.votes, survey.group_counts
    silent = survey.told in {Told.TOO_FEW_PEOPLE, Told.TOO_FEW_STATEMENTS}
    shown = slice(0, 0) if silent else slice(None)
    return OpinionMap(
        told=survey.told,
        people=People(votes.people[shown], survey.places[shown], survey.group[shown], votes.member[shown]),
        groups=_groups(survey),
        statements=_statements(survey, frozenset(hidden)),
        unites=uniting(counts, AGREE) if len(counts) else (),
        refuses=uniting(counts, DISAGREE) if len(counts) else (),
        divides=dividing(counts) if len(counts) else (),
        answered=int(votes.member.sum()),
        ungrouped=int((votes.member & (survey.group == NO_GROUP)).sum()),
        outside=int((~votes.member).sum()),
        silhouette=survey.silhouette,
        share=survey.axes.share,
    )


def _groups(survey: Survey) -> tuple[OpinionGroup, ...]:
    middles = (survey.centres / PLACE_UNIT).round(6).tolist()
    told = representative(survey.group_counts)
    return tuple(
        OpinionGroup(people, x, y, would_say)
        for people, (x, y), would_say in zip(survey.sizes, middles, told, strict=True)
    )


def _statements(survey: Survey, hidden: frozenset[int]) -> tuple[StatementAnswers, ...]:
    counts = survey.counts
    together = group_aware(survey.group_counts, AGREE).round(6).tolist()
    electorate = counts[:-1].sum(axis=0).tolist()
    return tuple(
        StatementAnswers(
            statement=number,
            groups=tuple(map(_answers, by_group[:-2])),
            electorate=_answers(electorate[number]),
            outside=_answers(by_group[-1]),
            together=together[number] if survey.sizes else 0.0,
            hidden=number in hidden,
        )
        for number, by_group in enumerate(counts.transpose(1, 0, 2).tolist())
    )


def _answers(count: list[int]) -> Answers:
    return Answers(agree=count[AGREE], disagree=count[DISAGREE], passed=count[PASS])
