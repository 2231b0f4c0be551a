"""What was decided, with everything a page needs to show it and a stranger to compare it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

import rfc8785

from amends.core.choice.ballot import Tally
from amends.core.choice.sentences import Sentence
from amends.core.decision.count import Count, GroupCount
from amends.core.decision.judge import Outcome
from amends.core.decision.margins import Margins
from amends.core.decision.sift import Finding

SCHEMA: Final = "amends/verdict/1"


@dataclass(frozen=True, slots=True)
class TallyCount:
    """One tally on its own. ``removed`` ballots are not in ``count``; ``everything`` holds them too."""

    tally: Tally
    count: Count
    removed: int
    everything: Count


@dataclass(frozen=True, slots=True)
class Without:
    """The binding count with some people left out, or with removed ballots put back: what it would have decided.

    ``people`` is how many that concerns; ``behind`` how many of them were behind the result as it was counted.
    """

    name: str
    people: int
    behind: int
    got: int
    of: int
    outcome: Outcome
    option: str
    same: bool


@dataclass(frozen=True, slots=True)
class GroupResult:
    """One group of opinion as the rule looks at it: how many are for the option in question, and whether it agrees."""

    group: GroupCount
    got: int
    of: int
    agrees: bool


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the rule made of the ballots.

    ``outcome`` is what binds, ``counted`` what the count alone said before anybody asked who acted together;
    ``option`` is the key of the option that now stands, empty for a tie or a contested result, whose consequences the
    owner wrote beforehand. ``about`` is the option that margins and reasons speak of. ``tallies`` stand in the order
    of `amends.core.choice.ballot.TALLIES` and are never added. ``clusters`` are the coordinated clusters among the
    binding voters, the largest first, and ``without_cluster`` the result without the one that matters most;
    ``with_removed`` is nothing where no binding ballot was removed. ``contradicted_by`` names the tallies that do not
    bind and, with at least 20 voters, fall on the other side of the line.
    """

    question: str
    code: str
    electorate_root: str
    electorate_size: int
    ballots_root: str
    ballots: int
    outcome: Outcome
    counted: Outcome
    option: str
    about: str
    why: tuple[str, ...]
    reasons: tuple[Sentence, ...]
    tallies: tuple[TallyCount, ...]
    order: tuple[str, ...]
    margins: Margins
    groups: tuple[GroupResult, ...]
    clusters: tuple[tuple[str, ...], ...]
    without_cluster: Without | None
    with_removed: Without | None
    without_groups: tuple[Without, ...]
    contradicted_by: tuple[Tally, ...]
    findings: tuple[Finding, ...]

    @property
    def binding(self) -> TallyCount:
        """The network's tally: the one that decides."""
        return self.tallies[0]

    def canonical(self) -> bytes:
        """Write the verdict as canonical JSON (RFC 8785) of whole numbers and texts: the same bytes on every machine.

        Reasons are written as their keys, so that a better sentence does not change a verdict.
        """
        return rfc8785.dumps(_said(self))

    @property
    def digest(self) -> str:
        """The SHA-256 of `canonical` in hex: what two people compare who counted on their own."""
        return hashlib.sha256(self.canonical()).hexdigest()


def _said(verdict: Verdict) -> dict[str, Any]:
    firm = verdict.margins
    return {
        "schema": SCHEMA,
        "question": verdict.question,
        "code": verdict.code,
        "electorate": {"root": verdict.electorate_root, "size": verdict.electorate_size},
        "ballots": {"root": verdict.ballots_root, "size": verdict.ballots},
        "outcome": str(verdict.outcome),
        "counted": str(verdict.counted),
        "option": verdict.option,
        "about": verdict.about,
        "why": list(verdict.why),
        "tallies": [
            {
                "tally": str(each.tally),
                "count": _count(each.count),
                "removed": each.removed,
                "everything": _count(each.everything),
            }
            for each in verdict.tallies
        ],
        "order": list(verdict.order),
        "margins": {
            "got": firm.got,
            "of": firm.of,
            "needed": firm.needed,
            "above": firm.above,
            "silent": firm.silent,
            "low": [firm.low.numerator, firm.low.denominator],
            "high": [firm.high.numerator, firm.high.denominator],
            "settled": int(firm.settled),
            "silent_could": int(firm.silent_could),
            **({} if firm.fakes is None else {"fakes": firm.fakes}),
        },
        "groups": [
            {
                "names": list(each.group.names),
                "count": _count(each.group.count),
                "got": each.got,
                "of": each.of,
                "agrees": int(each.agrees),
            }
            for each in verdict.groups
        ],
        "clusters": [list(members) for members in verdict.clusters],
        "without_cluster": _without([verdict.without_cluster]),
        "with_removed": _without([verdict.with_removed]),
        "without_groups": _without(verdict.without_groups),
        "contradicted_by": [str(tally) for tally in verdict.contradicted_by],
        "findings": [[each.kind, each.index, each.voter] for each in verdict.findings],
    }


def _count(counted: Count) -> dict[str, Any]:
    said: dict[str, Any] = {"voters": counted.voters, "votes": list(counted.votes)}
    return {**said, "pairs": [list(row) for row in counted.pairs]} if counted.pairs else said


def _without(those: Iterable[Without | None]) -> list[dict[str, Any]]:
    return [
        {
            "name": each.name,
            "people": each.people,
            "behind": each.behind,
            "got": each.got,
            "of": each.of,
            "outcome": str(each.outcome),
            "option": each.option,
            "same": int(each.same),
        }
        for each in those
        if each is not None
    ]
