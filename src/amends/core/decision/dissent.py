"""Those who voted otherwise, in their own words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from amends.core.choice.ballot import Ballot, Tally
from amends.core.choice.electorate import Electorate
from amends.core.choice.question import Question
from amends.core.decision.judge import Judgement
from amends.core.decision.sift import sift
from amends.core.decision.verdict import Verdict
from amends.core.decision.what_if import stands_behind


@dataclass(frozen=True, slots=True)
class Dissent:
    """How many of the binding voters were not behind the result, and the ballots of those who said why."""

    people: int
    of: int
    reasons: tuple[Ballot, ...]


def dissent(question: Question, electorate: Electorate, ballots: Iterable[Ballot], verdict: Verdict) -> Dissent:
    """Gather those of the network who voted otherwise than it was decided, in the order in which they voted.

    Whoever did not support the result as it was counted, whatever they chose instead. Removed ballots are not among
    them.

    >>> from dataclasses import replace
    >>> from amends.core.choice.electorate import freeze
    >>> from amends.core.choice.preset import simple_majority
    >>> from amends.core.choice.question import EXAMPLE
    >>> from amends.core.decision.rule import decide
    >>> who = freeze(["a", "b", "c"], bytes(32))
    >>> asked = replace(EXAMPLE, rule=simple_majority(), electorate_root=who.root, electorate_size=3)
    >>> said = zip(who.members, (("withdraw",), ("keep",), ("withdraw",)), range(4, 7))
    >>> cast = [Ballot(v, Tally.NETWORK, m, i, asked.opens_at + i, "We are grown.") for v, m, i in said]
    >>> found = dissent(asked, who, cast, decide(asked, who, cast))
    >>> found.people, found.of, found.reasons[0].reason
    (1, 3, 'We are grown.')
    """
    standing = sift(question, frozenset(electorate.members), ballots).standing
    binding = [ballot for ballot in standing if ballot.tally == Tally.NETWORK and ballot.removed is None]
    found = Judgement(verdict.counted, question.keys.index(verdict.about), verdict.why[0])
    against = [ballot for ballot in binding if not stands_behind(question, ballot.marks, found)]
    return Dissent(len(against), len(binding), tuple(ballot for ballot in against if ballot.reason.strip()))
