"""Count the groups of opinion of the frozen electorate, small ones together.

Groups come from the list that was frozen before the storm and from nothing later: whoever can add people to a group can
veto what every group must agree to.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from amends.core.choice.ballot import Ballot
from amends.core.choice.question import Question
from amends.core.decision.count import Count, GroupCount, count, weigh
from amends.core.decision.sift import Finding


def group_of(
    groups: Mapping[str, Iterable[str]], may_bind: frozenset[str]
) -> tuple[dict[str, str], tuple[Finding, ...]]:
    """Tell the one group of each person on the list; whoever is named twice stands in the first by name.

    >>> group_of({"B": ["ab"], "A": ["ab", "cd"]}, frozenset({"ab"}))[0]
    {'ab': 'A'}
    """
    found: dict[str, str] = {}
    odd: set[Finding] = set()
    for name in sorted(groups):
        for voter in groups[name]:
            if voter not in may_bind:
                odd.add(Finding("group-not-on-list", voter=voter))
            elif found.setdefault(voter, name) != name:
                odd.add(Finding("group-twice", voter=voter))
    return found, tuple(sorted(odd))


def count_groups(
    question: Question, names: Iterable[str], member_of: Mapping[str, str], binding: Sequence[Ballot]
) -> tuple[GroupCount, ...]:
    """Count the binding ballots of every named group, in the order of their names.

    >>> from amends.core.choice.ballot import Tally
    >>> from amends.core.choice.question import EXAMPLE
    >>> ballot = Ballot("ab", Tally.NETWORK, ("keep",), 4, EXAMPLE.opens_at)
    >>> count_groups(EXAMPLE, ["A"], {"ab": "A"}, [ballot])[0].count.voters
    1
    """
    marks: dict[str, list[tuple[str, ...]]] = {name: [] for name in sorted(names)}
    for ballot in binding:
        if ballot.voter in member_of:
            marks[member_of[ballot.voter]].append(ballot.marks)
    return tuple(GroupCount((name,), count(question, said)) for name, said in marks.items())


def merge_small(question: Question, groups: Sequence[GroupCount], smallest: int) -> tuple[GroupCount, ...]:
    """Count groups in which fewer than ``smallest`` voted together, so that no handful holds a veto.

    Where they are too few even together, they join the smallest group that is large enough, the first of equals.

    >>> from amends.core.choice.question import EXAMPLE
    >>> groups = [GroupCount((name,), Count(n, (n, 0, 0))) for name, n in (("A", 30), ("B", 3), ("C", 6))]
    >>> [(group.names, group.count.voters) for group in merge_small(EXAMPLE, groups, 8)]
    [(('A',), 30), (('B', 'C'), 9)]
    """
    large = [group for group in groups if group.count.voters >= smallest]
    small = [group for group in groups if group.count.voters < smallest]
    if not small:
        return tuple(sorted(large, key=lambda group: group.names))
    together = _together(question, small)
    if together.count.voters < smallest and large:
        host = min(large, key=lambda group: (group.count.voters, group.names))
        large.remove(host)
        together = _together(question, [host, together])
    return tuple(sorted([*large, together], key=lambda group: group.names))


def _together(question: Question, groups: Sequence[GroupCount]) -> GroupCount:
    joint = weigh(question, {})
    for group in groups:
        joint = _added(joint, group.count)
    return GroupCount(tuple(sorted(name for group in groups for name in group.names)), joint)


def _added(one: Count, other: Count) -> Count:
    # Two groups of one tally; counts of different tallies never come here.
    return Count(
        one.voters + other.voters,
        tuple(map(sum, zip(one.votes, other.votes, strict=True))),
        tuple(tuple(map(sum, zip(*rows, strict=True))) for rows in zip(one.pairs, other.pairs, strict=True)),
    )
