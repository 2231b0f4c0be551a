"""Run the rule again: each closed choice, from the question, the list and the ballots that were opened.

What the owner's program found is only its hash, written into the log when the choice closed. Here the same rule runs on
what was handed out, and the bytes must be the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from amends.core.choice.ballot import Ballot, Tally
from amends.core.choice.electorate import UnfitElectorate, listed
from amends.core.choice.question import Question, UnfitQuestion, digest, from_canonical
from amends.core.decision.rule import NotAsAsked, decide
from amends.core.decision.sift import Entries
from amends.core.decision.verdict import Verdict
from amends.core.verification.report import Finding
from amends.core.verification.told import Opened


@dataclass(frozen=True, slots=True)
class Recount:
    """What came of counting again: verdicts by the number of their choice, how many ballots, and what is wrong."""

    verdicts: Mapping[int, Verdict]
    ballots: int
    findings: tuple[Finding, ...]


class _Unlike(ValueError):
    """Something stands in the way of a recount; where it stands, and the sentence."""

    def __init__(self, opened: Opened, says: str) -> None:
        super().__init__(says)
        self.finding = Finding("recount", place(opened), says)


@dataclass(slots=True)
class _Asked:
    """One choice as the log tells it up to here: its opening, its ballots, and which of them were taken out."""

    opening: Opened
    cast: list[Opened] = field(default_factory=list)
    removed: dict[object, Opened] = field(default_factory=dict)
    """By the number, within the case, of the ballot's entry: the entry that took it out."""


def place(opened: Opened) -> str:
    """Say where an entry stands.

    >>> from amends.core.ledger.entry import Entry
    >>> place(Opened(11, Entry("ballot.cast", 5, case=7, n=3), {}))
    'entry 11 of the log, number 3 of case 7'
    """
    return f"entry {opened.index} of the log, number {opened.entry.n} of case {opened.entry.case}"


def recount(told: Iterable[Opened], electorates: Mapping[int, Sequence[str]]) -> Recount:
    """Count every closed choice of a case again; ``told`` are its entries in the order of the log.

    Questions that are still open are held against the hash that the log has of them, and so is each list of who may
    bind. A list that was handed out for a choice nobody opened is a finding.

    >>> recount([], {1: ["ab" * 32]}).findings[0].says
    'A list was handed out for a choice that the log does not know.'
    """
    asked: dict[object, _Asked] = {}
    verdicts: dict[int, Verdict] = {}
    findings: list[Finding] = []
    counted = 0
    for each in told:
        which = each.entry.facts.get("choice")
        if each.entry.type == "choice.opened":
            asked[which] = _Asked(each)
            findings += _of_the_list(each, electorates)
        elif which not in asked:
            continue
        elif each.entry.type == "choice.closed":
            try:
                verdict = _counted(asked[which], each, electorates)
            except _Unlike as unlike:
                findings.append(unlike.finding)
                continue
            counted += verdict.ballots
            findings += _unlike_the_log(each, verdict)
            if type(which) is int:
                verdicts[which] = verdict
        else:
            _hear(asked[which], each)
    foreign = sorted(electorates.keys() - {which for which in asked if type(which) is int})
    unknown = "A list was handed out for a choice that the log does not know."
    findings += [Finding("electorate", f"electorates, choice {which}", unknown) for which in foreign]
    return Recount(verdicts, counted, tuple(findings))


def _hear(asked: _Asked, told: Opened) -> None:
    about = told.entry.facts.get("of")
    if told.entry.type == "ballot.cast":
        asked.cast.append(told)
    elif told.entry.type == "ballot.removed":
        asked.removed[about] = told
    elif told.entry.type == "ballot.restored":
        asked.removed.pop(about, None)


def _of_the_list(opening: Opened, electorates: Mapping[int, Sequence[str]]) -> Iterator[Finding]:
    """Hold the list that was handed out against the root and the size that the log fixed."""
    facts = opening.entry.facts
    which, fixed = facts.get("choice"), (facts.get("root"), facts.get("size"))
    members = electorates.get(which) if type(which) is int else None
    where = f"electorates, choice {which}"
    if members is None:
        yield Finding("electorate", where, "The list of who may bind was not handed out, so nothing can be counted.")
        return
    try:
        true = listed(members)
    except UnfitElectorate as unfit:
        yield Finding("electorate", where, str(unfit))
        return
    if (true.root, true.size) != fixed:
        says = f"The list has {true.size} people, and is not the one whose root the log fixed for {fixed[1]} people."
        yield Finding("electorate", where, says)
    try:
        _question(opening)
    except _Unlike as unlike:
        yield unlike.finding


def _question(opening: Opened) -> Question:
    """Read the question that was put, and hold it against what the log openly says of it."""
    if opening.said is None:
        raise _Unlike(opening, "The question was not handed out.")
    try:
        question = from_canonical(opening.said.get("question"))
    except (UnfitQuestion, RecursionError) as unfit:
        raise _Unlike(opening, f"What was asked is no question. {unfit}") from None
    facts = opening.entry.facts
    if digest(question) != facts.get("digest"):
        raise _Unlike(opening, "The question is not the one whose hash the log holds.")
    if (question.electorate_root, question.electorate_size) != (facts.get("root"), facts.get("size")):
        raise _Unlike(opening, "The question names another list of who may bind than the log.")
    return question


def _counted(asked: _Asked, closing: Opened, electorates: Mapping[int, Sequence[str]]) -> Verdict:
    question = _question(asked.opening)
    which = closing.entry.facts.get("choice")
    members = electorates.get(which) if type(which) is int else None
    if members is None:
        raise _Unlike(closing, "Without the list of who may bind it cannot be counted again.")
    if closing.said is None and closing.entry.commit:
        raise _Unlike(closing, "Who acted together was not handed out, so it cannot be counted again.")
    said = closing.said or {}
    ballots = [_ballot(each, asked.removed) for each in asked.cast]
    try:
        return decide(
            question,
            listed(members),
            ballots,
            clusters=_sets(closing, said.get("clusters", [])),
            groups=_groups(closing, said.get("groups")),
            entries=Entries(digest(question), asked.opening.index, closing.index),
        )
    except (NotAsAsked, UnfitElectorate) as unlike:
        raise _Unlike(closing, str(unlike)) from None


def _ballot(cast: Opened, removed: Mapping[object, Opened]) -> Ballot:
    """Read a ballot as it was committed to, with the reason for which it was taken out, if it was."""
    if cast.said is None:
        raise _Unlike(cast, "This ballot was not opened, so its choice cannot be counted again.")
    voter, tally, marks, reason = (cast.said.get(name, "") for name in ("voter", "tally", "marks", "reason"))
    if not (isinstance(voter, str) and isinstance(reason, str) and isinstance(marks, list)):
        raise _Unlike(cast, "This is no ballot: a voter, a tally, marks and a reason.")
    if not all(isinstance(mark, str) for mark in marks) or tally not in list(Tally):
        raise _Unlike(cast, "This is no ballot: a voter, a tally, marks and a reason.")
    out = removed.get(cast.entry.n)
    why = None
    if out is not None:
        why = (out.said or {}).get("reason")
        if not isinstance(why, str):
            raise _Unlike(out, "The reason for which a ballot was taken out was not handed out.")
    return Ballot(voter, Tally(tally), tuple(marks), cast.index, cast.entry.t, reason, why)


def _sets(closing: Opened, found: object) -> list[list[str]]:
    if isinstance(found, list) and all(map(_is_texts, found)):
        return found
    raise _Unlike(closing, "Who acted together is not written as lists of voters.")


def _groups(closing: Opened, found: object) -> Mapping[str, Sequence[str]] | None:
    if found is None:
        return None
    if isinstance(found, dict) and all(map(_is_texts, found.values())):
        return found
    raise _Unlike(closing, "The groups of opinion are not written as lists of voters.")


def _is_texts(found: object) -> bool:
    return isinstance(found, list) and all(isinstance(each, str) for each in found)


def _unlike_the_log(closing: Opened, verdict: Verdict) -> Iterator[Finding]:
    facts = closing.entry.facts
    if verdict.digest != facts.get("verdict"):
        says = (
            f"Counted again, the {verdict.ballots} ballots give another verdict than the one whose hash the log holds:"
            f" {verdict.outcome}, where the log says {facts.get('outcome')}."
        )
        yield Finding("recount", place(closing), says)
    elif str(verdict.outcome) != facts.get("outcome"):
        says = f"The log says {facts.get('outcome')}, but the ballots and the rule give {verdict.outcome}."
        yield Finding("recount", place(closing), says)
