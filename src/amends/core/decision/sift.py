"""Sort all ballots that were handed in: which stand, and what is wrong with the others.

No ballot is dropped without a `Finding`, and what is wrong with a ballot never depends on the order in which they come.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from amends.core.choice import sentences
from amends.core.choice.ballot import TALLIES, Ballot, Tally, fault, standing, written
from amends.core.choice.question import Question
from amends.core.choice.sentences import Sentence, say


@dataclass(frozen=True, slots=True)
class Entries:
    """What the ledger itself says of a question: the digest it committed to, and where it was asked and closed.

    ``asked`` and ``closed`` are places of entries; ``closed`` is nothing while no close was written.
    """

    digest: str
    asked: int
    closed: int | None = None


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """Something a stranger should see: its kind is a key of `amends.core.choice.sentences.FINDINGS`.

    ``index`` is the ballot's place in the ledger, or -1 where it is not about one ballot; ``voter`` the id it is about.
    """

    kind: str
    index: int = -1
    voter: str = ""

    @property
    def sentence(self) -> Sentence:
        """What was found, in words."""
        return say(sentences.FINDINGS[self.kind], index=self.index)


@dataclass(frozen=True, slots=True)
class Sifted:
    """Each voter's last valid ballot, in the order of the ledger and each in one tally only, and what was found."""

    standing: tuple[Ballot, ...]
    findings: tuple[Finding, ...]


def sift(
    question: Question, may_bind: frozenset[str], ballots: Iterable[Ballot], entries: Entries | None = None
) -> Sifted:
    """Sort ballots into those that stand and findings about the others; removed ballots stand, marked as removed.

    >>> from amends.core.choice.question import EXAMPLE
    >>> stranger = Ballot("ab" * 32, Tally.NETWORK, ("keep",), 4, EXAMPLE.opens_at)
    >>> sifted = sift(EXAMPLE, frozenset(), [stranger])
    >>> str(sifted.standing[0].tally), sifted.findings[0].kind
    ('unverified', 'not-on-list')
    """
    findings: list[Finding] = []
    taken = []
    for ballot in _one_an_entry(ballots, findings):
        wrong = _out_of_place(ballot, entries) or (fault(question, ballot) or ("",))[0]
        if wrong:
            findings.append(_about(wrong, ballot))
        else:
            taken.append(_in_its_tally(ballot, may_bind, findings))
    findings.extend(_backward(taken))
    kept = _strongest(standing(question, taken), findings)
    return Sifted(kept, tuple(sorted(findings)))


def _about(kind: str, ballot: Ballot) -> Finding:
    return Finding(kind, ballot.cast_index, ballot.voter)


def _one_an_entry(ballots: Iterable[Ballot], findings: list[Finding]) -> list[Ballot]:
    """Keep one ballot an entry of the ledger: copies are one, and two that differ are none."""
    by_entry: defaultdict[int, list[Ballot]] = defaultdict(list)
    for ballot in ballots:
        by_entry[ballot.cast_index].append(ballot)
    kept = []
    for _, claiming in sorted(by_entry.items()):
        if len(claiming) == 1:
            kept.extend(claiming)
        # The reason may have been erased from one copy, so it does not make two copies differ.
        elif len({written(ballot) for ballot in claiming}) == 1:
            kept.append(max(claiming, key=lambda ballot: ballot.reason))
            findings.append(_about("repeated", kept[-1]))
        else:
            findings.extend(_about("same-entry", ballot) for ballot in claiming)
    return kept


def _out_of_place(ballot: Ballot, entries: Entries | None) -> str:
    if entries is None:
        return ""
    if ballot.cast_index <= entries.asked:
        return "before-question"
    return "after-close" if entries.closed is not None and ballot.cast_index >= entries.closed else ""


def _in_its_tally(ballot: Ballot, may_bind: frozenset[str], findings: list[Finding]) -> Ballot:
    if ballot.tally == Tally.NETWORK and ballot.voter not in may_bind:
        findings.append(_about("not-on-list", ballot))
        # Whoever claimed what is not so has shown nothing else either.
        return replace(ballot, tally=Tally.UNVERIFIED)
    if ballot.tally == Tally.NEWCOMERS and ballot.voter in may_bind:
        findings.append(_about("on-the-list", ballot))
    return ballot


def _backward(taken: Sequence[Ballot]) -> list[Finding]:
    """Find where the clock runs back while the ledger goes on: a sign of a ballot dated into the vote afterwards."""
    latest, found = taken[0].cast_at if taken else 0, []
    for ballot in taken:
        if ballot.cast_at < latest:
            found.append(_about("clock-back", ballot))
        latest = max(latest, ballot.cast_at)
    return found


def _strongest(standing_ballots: Sequence[Ballot], findings: list[Finding]) -> tuple[Ballot, ...]:
    """Keep each voter in one tally, the strongest: nobody's claim in a weaker one can touch a binding ballot."""
    strongest: dict[str, int] = {}
    for ballot in standing_ballots:
        at = TALLIES.index(ballot.tally)
        strongest[ballot.voter] = min(at, strongest.get(ballot.voter, at))
    kept = []
    for ballot in standing_ballots:
        if TALLIES.index(ballot.tally) == strongest[ballot.voter]:
            kept.append(ballot)
        else:
            findings.append(_about("second-tally", ballot))
    return tuple(kept)
