"""The network's ballots as they are, and the result as it would have been without some of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from amends.core.choice.ballot import Ballot
from amends.core.choice.question import Kind, Question
from amends.core.decision.count import Count, GroupCount, support, weigh
from amends.core.decision.groups import count_groups, merge_small
from amends.core.decision.judge import Judgement, Outcome, judge
from amends.core.decision.verdict import Without


def stands(question: Question, outcome: Outcome, found: Judgement) -> str:
    """Name the option that stands after an outcome: the winner, the one fixed for otherwise, or none yet.

    >>> from amends.core.choice.question import EXAMPLE
    >>> stands(EXAMPLE, Outcome.NOT_REACHED, Judgement(Outcome.NOT_REACHED, 0, "line-missed"))
    'label'
    """
    if outcome == Outcome.REACHED:
        return question.keys[found.about]
    return question.otherwise if outcome == Outcome.NOT_REACHED else ""


def stands_behind(question: Question, marks: tuple[str, ...], found: Judgement) -> bool:
    """Whether a ballot helped to make the result what it was.

    >>> from amends.core.choice.question import EXAMPLE
    >>> stands_behind(EXAMPLE, ("keep",), Judgement(Outcome.NOT_REACHED, 0, "line-missed"))
    True
    """
    about, reached = question.keys[found.about], found.outcome == Outcome.REACHED
    if question.kind != Kind.RANKED:
        return (about in marks) == reached
    place = {key: at for at, key in enumerate(marks)}
    high, low = place.get(about, len(marks)), place.get(question.otherwise, len(marks))
    return high < low if reached else low < high


@dataclass(frozen=True, slots=True)
class Binding:
    """The standing ballots of the network: ``kept`` by voter, ``removed``, and the group of opinion of each voter."""

    question: Question
    kept: Mapping[str, Ballot]
    removed: Sequence[Ballot]
    member_of: Mapping[str, str]
    names: tuple[str, ...]
    counted: Count

    def grouped(self) -> tuple[GroupCount, ...]:
        """Count each group as the rule looks at it."""
        return self._grouped([*self.kept.values()])

    def without(self, name: str, members: Collection[str], found: Judgement) -> Without:
        """Judge without some voters; a group that loses all of them is a small one."""
        out = frozenset(members)
        theirs = Counter(self.kept[voter].marks for voter in out if voter in self.kept)
        left = [ballot for ballot in self.kept.values() if ballot.voter not in out] if self.names else []
        counted = weigh(self.question, {marks: -people for marks, people in theirs.items()}, self.counted)
        grouped = self._grouped(left)
        behind = sum(people for marks, people in theirs.items() if stands_behind(self.question, marks, found))
        return self._held(name, (theirs.total(), behind), (counted, grouped), found)

    def with_removed(self, found: Judgement) -> Without:
        """Judge as if nothing had been removed."""
        back = Counter(ballot.marks for ballot in self.removed)
        counted = weigh(self.question, back, self.counted)
        behind = sum(people for marks, people in back.items() if stands_behind(self.question, marks, found))
        grouped = self._grouped([*self.kept.values(), *self.removed])
        return self._held("removed", (back.total(), behind), (counted, grouped), found)

    def without_each_group(self, found: Judgement) -> tuple[Without, ...]:
        """Judge without each group in turn."""
        members: dict[str, set[str]] = {name: set() for name in self.names}
        for voter, name in self.member_of.items():
            members[name].add(voter)
        return tuple(self.without(name, members[name], found) for name in self.names)

    def _grouped(self, ballots: Sequence[Ballot]) -> tuple[GroupCount, ...]:
        if not self.names:
            return ()
        found = count_groups(self.question, self.names, self.member_of, ballots)
        asked = self.question.rule.every_group
        return found if asked is None else merge_small(self.question, found, asked.smallest)

    def _held(
        self, name: str, people: tuple[int, int], counts: tuple[Count, tuple[GroupCount, ...]], found: Judgement
    ) -> Without:
        counted, grouped = counts
        made = judge(self.question, counted, grouped)
        got, of = support(self.question, counted, found.about)
        return Without(
            name,
            people[0],
            people[1],
            got,
            of,
            made.outcome,
            stands(self.question, made.outcome, made),
            (made.outcome, made.winner) == (found.outcome, found.winner),
        )
