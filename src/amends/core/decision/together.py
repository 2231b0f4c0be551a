"""Which of those who bind seem to have acted together, found in their standing ballots alone.

What outsiders write, and what anybody writes on the floor, is flagged for people to see but ties nobody together here.
If it did, two people could copy the words of everybody who voted for a result, tie them into one cluster, and so have
any result contested. With one standing ballot each they can copy one reason, and must vote like those they copy.
"""

from __future__ import annotations

from collections.abc import Iterable

from amends.core.choice.ballot import Ballot, Tally
from amends.core.choice.brigade import Act, Cluster, Flag, Watch, clusters, flags
from amends.core.choice.electorate import Electorate
from amends.core.choice.question import Question
from amends.core.decision.sift import Entries, sift


def acted_together(
    question: Question,
    electorate: Electorate,
    ballots: Iterable[Ballot],
    *,
    entries: Entries | None = None,
    watch: Watch | None = None,
) -> tuple[tuple[Flag, ...], tuple[Cluster, ...]]:
    """Flag the network's standing ballots, and tie together whom a flag of `TYING` names.

    The clusters are what `decide` wants. Keep them with the verdict: they stand on the reasons people gave, and a
    reason may be erased later.

    >>> from amends.core.choice.electorate import freeze
    >>> from amends.core.choice.question import EXAMPLE
    >>> who = freeze(["a", "b", "c"], bytes(32))
    >>> said = "You told us that it was free."
    >>> cast = [
    ...     Ballot(voter, Tally.NETWORK, ("keep",), at, EXAMPLE.opens_at + at, said)
    ...     for at, voter in enumerate(who.members)
    ... ]
    >>> len(acted_together(EXAMPLE, who, cast)[1][0].members)
    3
    """
    standing = sift(question, frozenset(electorate.members), ballots, entries).standing
    acts = [
        Act(
            person=ballot.voter,
            id=str(ballot.cast_index),
            at=ballot.cast_at,
            did=" ".join(ballot.marks),
            words=ballot.reason,
            ballot=True,
        )
        for ballot in standing
        if ballot.tally == Tally.NETWORK and ballot.removed is None
    ]
    found = flags(acts, watch)
    return found, clusters(found)
