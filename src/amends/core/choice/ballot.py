"""One ballot, what makes it valid, and which of a person's ballots stands.

The three tallies are never added. The network binds; newcomers (who showed who they are, but came after the list was
closed) and the unverified are counted beside it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from amends.core.choice import sentences
from amends.core.choice.preset import FloorOf
from amends.core.choice.question import Kind, Question
from amends.core.choice.sentences import Sentence, say
from amends.core.ledger.tree import leaf_hash, root_of
from amends.core.vocabulary import Instant


class Tally(StrEnum):
    """The tally a ballot is counted in."""

    NETWORK = "network"
    NEWCOMERS = "newcomers"
    UNVERIFIED = "unverified"


TALLIES: Final = (Tally.NETWORK, Tally.NEWCOMERS, Tally.UNVERIFIED)
"""The order in which tallies stand everywhere, the strongest claim first."""


@dataclass(frozen=True, slots=True)
class Ballot:
    """One act of voting, as the ledger holds it.

    ``voter`` is a pseudonym of this choice, or for those who showed nothing any id of their own; ``marks`` are the
    options' keys, in order; ``cast_index`` is the place of its entry in the ledger. ``reason`` is in the voter's own
    words and decides nothing. ``removed`` is the public reason for which it was taken out of the count, or nothing.
    """

    voter: str
    tally: Tally
    marks: tuple[str, ...]
    cast_index: int
    cast_at: Instant
    reason: str = ""
    removed: str | None = None


@dataclass(frozen=True, slots=True)
class Turnout:
    """How many of those who may bind have voted: all that is shown before the close.

    ``floor`` is the least number who must vote, 0 where the rule asks for none or counts only those in favour (to show
    that would show how the votes fall); ``reached_at`` is when it was reached.
    """

    voted: int
    of: int
    floor: int
    reached_at: Instant | None


def fault(question: Question, ballot: Ballot) -> tuple[str, Sentence] | None:
    """Say why a ballot cannot be taken, as a key of the findings and a sentence for its voter, or nothing.

    The opening is the first instant that counts, the close the first that does not.

    >>> from amends.core.choice.question import EXAMPLE
    >>> late = Ballot("ab" * 32, Tally.NETWORK, ("keep",), 9, EXAMPLE.closes_at)
    >>> print(fault(EXAMPLE, late)[1])
    The vote closed on Saturday 14 March 2026, 08:10 UTC. You can still write on the floor.
    """
    if ballot.cast_at < question.opens_at:
        return "too-early", say(sentences.REFUSE_EARLY, opens_at=question.opens_at)
    if ballot.cast_at >= question.closes_at:
        return "too-late", say(sentences.REFUSE_LATE, closes_at=question.closes_at)
    marks = ballot.marks
    offered = question.keys
    for mark in marks:
        if mark not in offered:
            return "not-offered", say(sentences.REFUSE_NOT_OFFERED, mark=mark)
    if not marks or len(set(marks)) < len(marks) or (question.kind == Kind.ONE and len(marks) > 1):
        return "wrong-marks", say(sentences.REFUSE_KIND[question.kind], count=len(marks))
    return None


def standing(question: Question, ballots: Iterable[Ballot]) -> tuple[Ballot, ...]:
    """Return the last valid ballot of each voter in each tally, in the order of the ledger.

    A ballot that was removed stands all the same, marked as removed: taking out a person's last ballot must not bring
    back an earlier one. Nobody's claim in a weaker tally touches their ballot in a stronger one. Order-free.

    >>> from amends.core.choice.question import EXAMPLE
    >>> first = Ballot("ab" * 32, Tally.NETWORK, ("keep",), 4, EXAMPLE.opens_at)
    >>> second = Ballot("ab" * 32, Tally.NETWORK, ("label",), 9, EXAMPLE.opens_at + 5)
    >>> [ballot.marks for ballot in standing(EXAMPLE, [second, first])]
    [('label',)]
    """
    last: dict[tuple[str, Tally], Ballot] = {}
    for ballot in ballots:
        if fault(question, ballot) is None:
            who = (ballot.voter, ballot.tally)
            held = last.get(who)
            if held is None or _place(held) < _place(ballot):
                last[who] = ballot
    return tuple(sorted(last.values(), key=lambda ballot: ballot.cast_index))


def turnout(question: Question, members: Iterable[str], ballots: Iterable[Ballot]) -> Turnout:
    """Count who of the list has voted so far, and when the floor of turnout was reached.

    >>> from amends.core.choice.question import EXAMPLE
    >>> turnout(EXAMPLE, ["ab" * 32], [Ballot("ab" * 32, Tally.NETWORK, ("keep",), 4, EXAMPLE.opens_at)])
    Turnout(voted=1, of=412, floor=60, reached_at=None)
    """
    may_bind = frozenset(members)
    binding = [ballot for ballot in ballots if ballot.tally == Tally.NETWORK and ballot.voter in may_bind]
    first = {ballot.voter: ballot.cast_at for ballot in standing(question, binding) if ballot.removed is None}
    for ballot in binding:
        if ballot.voter in first and fault(question, ballot) is None:
            first[ballot.voter] = min(ballot.cast_at, first[ballot.voter])
    floor = question.rule.floor if question.rule.floor_of == FloorOf.TURNOUT else 0
    arrived = sorted(first.values())
    reached_at = arrived[floor - 1] if 0 < floor <= len(arrived) else None
    return Turnout(len(first), question.electorate_size, floor, reached_at)


def written(ballot: Ballot) -> bytes:
    """Write what decides of a ballot as a JSON list (the bytes of RFC 8785); its reason may be erased and is left out.

    >>> written(Ballot("ab", Tally.UNVERIFIED, ("keep",), 4, 17))
    b'["ab","unverified",["keep"],4,17]'
    """
    said: list[object] = [ballot.voter, ballot.tally, ballot.marks, ballot.cast_index, ballot.cast_at]
    if ballot.removed is not None:
        said.append(ballot.removed)
    return json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")


def ballots_root(ballots: Iterable[Ballot]) -> str:
    """Hash all ballots that were handed in, whether they count or not: a Merkle root (RFC 6962) in hex.

    Leaves stand in the order of the ledger, so that any shuffling gives the same root, and one ballot fewer another.

    >>> ballots_root([])[:16]
    'e3b0c44298fc1c14'
    """
    return root_of([leaf_hash(line) for _, line in sorted(map(_place, ballots))]).hex()


def _place(ballot: Ballot) -> tuple[int, bytes]:
    # Two ballots with one place in the ledger are refused before they get here; the bytes only keep any order equal.
    return ballot.cast_index, written(ballot)
