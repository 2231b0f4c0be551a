"""Run the rule on the ballots.

`decide` is pure and counts in whole numbers: shuffled ballots, another machine or another year give the same bytes, so
that a stranger who has the published question, list and ballots finds the same verdict or finds out that it is not.

Only the network binds. A brigade that arrives after the list was frozen is counted beside it and changes nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Final

from amends.core.choice.ballot import TALLIES, Ballot, Tally, ballots_root
from amends.core.choice.electorate import Electorate, listed
from amends.core.choice.question import CODE, Kind, Question, digest
from amends.core.decision.count import Count, GroupCount, count, support
from amends.core.decision.groups import group_of
from amends.core.decision.judge import Judgement, Outcome, agrees, judge, passes
from amends.core.decision.margins import FEWEST_FOR_PERCENTAGES, Margins, margins
from amends.core.decision.reasons import reasons
from amends.core.decision.schulze import finishing_order
from amends.core.decision.sift import Entries, Finding, sift
from amends.core.decision.verdict import GroupResult, TallyCount, Verdict, Without
from amends.core.decision.what_if import Binding, stands

SIDED: Final = frozenset({"line-passed", "line-missed", "groups-missed", "otherwise-leads"})
"""Results that some voters stand behind; where too few came, it is the silent who made the result."""


class NotAsAsked(ValueError):
    """The question, the list or the code is not the one that was fixed before the vote; the message says which."""


def decide(
    question: Question,
    electorate: Electorate,
    ballots: Iterable[Ballot],
    *,
    clusters: Iterable[Collection[str]] = (),
    groups: Mapping[str, Iterable[str]] | None = None,
    entries: Entries | None = None,
) -> Verdict:
    """Decide a question from everything that was published.

    ``ballots`` are all that the ledger holds, also those that do not count; ``clusters`` are sets of binding voters
    who seem to have acted together (`amends.core.decision.together`; one that names an outsider is left out, since
    outsiders may have tied it); ``groups`` are the groups of opinion as pseudonyms of the frozen list; ``entries`` is
    what the ledger says of the question, without which its own entries are not checked.

    A result is contested where as many of those behind it acted together as could have changed it, or where it would
    be another without them, or with the ballots put back that were removed. Those of a cluster who voted against the
    result do not count for that: otherwise whoever loses could contest it by acting together in the open.

    Raises `NotAsAsked` where question, list or code are not those that were fixed.

    >>> from dataclasses import replace
    >>> from amends.core.choice.electorate import freeze
    >>> from amends.core.choice.preset import simple_majority
    >>> from amends.core.choice.question import EXAMPLE
    >>> who = freeze(["a", "b", "c"], bytes(32))
    >>> asked = replace(EXAMPLE, rule=simple_majority(), electorate_root=who.root, electorate_size=3)
    >>> said = zip(who.members, (("withdraw",), ("keep",), ("withdraw",)), range(4, 7))
    >>> verdict = decide(asked, who, [Ballot(v, Tally.NETWORK, m, i, asked.opens_at + i) for v, m, i in said])
    >>> str(verdict.outcome), verdict.option, verdict.binding.count.votes
    ('reached', 'withdraw', (2, 0, 1))
    """
    handed, fixed = tuple(ballots), digest(question)
    may_bind = _as_asked(question, fixed, electorate, entries)
    sifted = sift(question, may_bind, handed, entries)
    tallies = tuple(_tallied(question, tally, sifted.standing) for tally in TALLIES)
    standing = [ballot for ballot in sifted.standing if ballot.tally == Tally.NETWORK]
    kept = {ballot.voter: ballot for ballot in standing if ballot.removed is None}
    taken_out = [ballot for ballot in standing if ballot.removed is not None]
    member_of, odd = group_of(groups or {}, may_bind)
    counted = tallies[0].count
    binding = Binding(question, kept, taken_out, member_of, tuple(sorted(groups or {})), counted)
    grouped = binding.grouped()
    found = judge(question, counted, grouped)
    firm = margins(question, counted, grouped, found)
    acted, tied = _among(clusters, frozenset(kept), may_bind)
    without = [binding.without(f"cluster-{at}", members, found) for at, members in enumerate(acted, 1)]
    removed = binding.with_removed(found) if taken_out else None
    why, telling = _contested(found, firm, without, removed)
    absent = (Finding("groups-absent"),) if question.rule.every_group and not groups else ()
    outcome = Outcome.CONTESTED if len(why) > 1 else found.outcome
    return Verdict(
        question=fixed,
        code=question.code,
        electorate_root=question.electorate_root,
        electorate_size=question.electorate_size,
        ballots_root=ballots_root(handed),
        ballots=len(handed),
        outcome=outcome,
        counted=found.outcome,
        option=stands(question, outcome, found),
        about=question.keys[found.about],
        why=why,
        reasons=reasons(question, why, firm, cluster=telling, removed=removed),
        tallies=tallies,
        order=_order(question, counted),
        margins=firm,
        groups=tuple(_group_result(question, group, found.about) for group in grouped),
        clusters=acted,
        without_cluster=telling,
        with_removed=removed,
        without_groups=binding.without_each_group(found),
        contradicted_by=_contradicting(question, tallies, found.about),
        findings=tuple(sorted((*sifted.findings, *odd, *tied, *absent))),
    )


def _as_asked(question: Question, fixed: str, electorate: Electorate, entries: Entries | None) -> frozenset[str]:
    if question.code != CODE:
        raise NotAsAsked(
            f"The question was asked under the code “{question.code}” and this program runs “{CODE}”. "
            "Nothing was decided; count it with the version that was named."
        )
    if entries is not None and entries.digest != fixed:
        raise NotAsAsked(
            f"The ledger committed to question {entries.digest[:16]}…, and this one is {fixed[:16]}…: something in it "
            "was changed after it was asked. Nothing was decided."
        )
    # The root is computed here again: a list that only says that it has the right one must not bind.
    true = listed(electorate.members)
    if (true.root, true.size) != (question.electorate_root, question.electorate_size):
        raise NotAsAsked(
            f"The list of who may bind has {true.size} people and the root {true.root[:16]}…; the question fixed "
            f"{question.electorate_size} and {question.electorate_root[:16]}…. Nothing was decided."
        )
    return frozenset(true.members)


def _tallied(question: Question, tally: Tally, standing: Sequence[Ballot]) -> TallyCount:
    theirs = [ballot for ballot in standing if ballot.tally == tally]
    kept = [ballot.marks for ballot in theirs if ballot.removed is None]
    everything = count(question, (ballot.marks for ballot in theirs))
    return TallyCount(tally, count(question, kept), len(theirs) - len(kept), everything)


def _among(
    clusters: Iterable[Collection[str]], voters: frozenset[str], may_bind: frozenset[str]
) -> tuple[tuple[tuple[str, ...], ...], tuple[Finding, ...]]:
    """Keep what a cluster means for the binding count: its members who voted, where these are two or more."""
    sets = [frozenset(members) for members in clusters]
    tied = {Finding("cluster-not-on-list", voter=min(members - may_bind)) for members in sets if members - may_bind}
    found = {tuple(sorted(voters & members)) for members in sets if members <= may_bind}
    acted = sorted((members for members in found if len(members) > 1), key=lambda each: (-len(each), each))
    return tuple(acted), tuple(tied)


def _contested(
    found: Judgement, firm: Margins, without: Sequence[Without], removed: Without | None
) -> tuple[tuple[str, ...], Without | None]:
    """Say why a result is contested, if it is, after why it was counted so; and which cluster to show."""
    why = [found.why]
    telling = without[0] if without else None
    if found.outcome != Outcome.TIE and found.why in SIDED and firm.fakes is not None:
        strong = [each for each in without if each.behind >= firm.fakes]
        if strong:
            telling = strong[0]
            why.append("cluster")
    turning = [each for each in without if not each.same]
    if turning:
        telling = turning[0]
        why = [found.why, "without-cluster"]
    if removed is not None and not removed.same:
        why.append("removal")
    return tuple(why), telling


def _order(question: Question, counted: Count) -> tuple[str, ...]:
    """Put the options in order for showing: by Schulze, or by votes; those that share a place as they are offered."""
    keys = question.keys
    if question.kind == Kind.RANKED:
        return tuple(keys[at] for at in finishing_order(counted.pairs))
    return tuple(keys[at] for at in sorted(range(len(keys)), key=lambda at: (-counted.votes[at], at)))


def _group_result(question: Question, group: GroupCount, about: int) -> GroupResult:
    got, of = support(question, group.count, about)
    return GroupResult(group, got, of, agrees(question, group, about))


def _contradicting(question: Question, tallies: Sequence[TallyCount], about: int) -> tuple[Tally, ...]:
    rule = question.rule
    passed = {
        each.tally: passes(*support(question, each.count, about), rule.numerator, rule.denominator, rule.line)
        for each in tallies
    }
    return tuple(
        each.tally
        for each in tallies[1:]
        if each.count.voters >= FEWEST_FOR_PERCENTAGES and passed[each.tally] != passed[Tally.NETWORK]
    )
