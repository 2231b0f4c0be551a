"""Read a verdict back from its canonical JSON, as it is kept and published."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from amends.core.choice.ballot import Tally
from amends.core.choice.question import Question
from amends.core.decision.count import Count, GroupCount
from amends.core.decision.judge import Outcome
from amends.core.decision.margins import Margins
from amends.core.decision.reasons import reasons
from amends.core.decision.sift import Finding
from amends.core.decision.verdict import GroupResult, TallyCount, Verdict, Without


def from_canonical(data: Mapping[str, Any], question: Question) -> Verdict:
    """Read back what `Verdict.canonical` wrote, as JSON reads it; the reasons are put in words again.

    It believes what it is given: whoever does not, counts again with `amends.core.decision.rule.decide`. Raises
    ``KeyError``, ``TypeError`` or ``ValueError`` where this is no verdict.

    >>> import json
    >>> from dataclasses import replace
    >>> from amends.core.choice.electorate import freeze
    >>> from amends.core.choice.question import EXAMPLE
    >>> from amends.core.decision.rule import decide
    >>> who = freeze([str(number) for number in range(60)], bytes(32))
    >>> asked = replace(EXAMPLE, electorate_root=who.root, electorate_size=60)
    >>> verdict = decide(asked, who, [])
    >>> from_canonical(json.loads(verdict.canonical()), asked) == verdict
    True
    """
    firm = _margins(data["about"], data["margins"])
    why = tuple(data["why"])
    cluster, removed = (_one(data[name]) for name in ("without_cluster", "with_removed"))
    return Verdict(
        question=data["question"],
        code=data["code"],
        electorate_root=data["electorate"]["root"],
        electorate_size=data["electorate"]["size"],
        ballots_root=data["ballots"]["root"],
        ballots=data["ballots"]["size"],
        outcome=Outcome(data["outcome"]),
        counted=Outcome(data["counted"]),
        option=data["option"],
        about=data["about"],
        why=why,
        reasons=reasons(question, why, firm, cluster=cluster, removed=removed),
        tallies=tuple(
            TallyCount(Tally(each["tally"]), _count(each["count"]), each["removed"], _count(each["everything"]))
            for each in data["tallies"]
        ),
        order=tuple(data["order"]),
        margins=firm,
        groups=tuple(
            GroupResult(
                GroupCount(tuple(each["names"]), _count(each["count"])), each["got"], each["of"], bool(each["agrees"])
            )
            for each in data["groups"]
        ),
        clusters=tuple(tuple(members) for members in data["clusters"]),
        without_cluster=cluster,
        with_removed=removed,
        without_groups=tuple(map(_without, data["without_groups"])),
        contradicted_by=tuple(Tally(each) for each in data["contradicted_by"]),
        findings=tuple(Finding(*each) for each in data["findings"]),
    )


def _margins(about: str, said: Mapping[str, Any]) -> Margins:
    return Margins(
        about=about,
        got=said["got"],
        of=said["of"],
        needed=said["needed"],
        above=said["above"],
        silent=said["silent"],
        low=Fraction(*said["low"]),
        high=Fraction(*said["high"]),
        settled=bool(said["settled"]),
        fakes=said.get("fakes"),
        silent_could=bool(said["silent_could"]),
    )


def _count(said: Mapping[str, Any]) -> Count:
    return Count(said["voters"], tuple(said["votes"]), tuple(map(tuple, said.get("pairs", ()))))


def _one(said: list[Mapping[str, Any]]) -> Without | None:
    return _without(said[0]) if said else None


def _without(said: Mapping[str, Any]) -> Without:
    return Without(
        name=said["name"],
        people=said["people"],
        behind=said["behind"],
        got=said["got"],
        of=said["of"],
        outcome=Outcome(said["outcome"]),
        option=said["option"],
        same=bool(said["same"]),
    )
