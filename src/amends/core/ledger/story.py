"""What the entries of a log tell, held against itself: numbers, time, erasures, hidden messages, choices and ballots.

Order is the order of the log, never that of the claimed times: the log was signed, the times were only written down.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final, TypeAlias

from amends.core.ledger.entry import SEALED, Entry, Fact, erase_hash
from amends.core.ledger.finding import Fault, Finding

Told: TypeAlias = tuple[int, Entry]
"""An entry that can be read, with its index in the log."""

OPEN: Final = "open"
CLOSED: Final = "closed"
VOIDED: Final = "voided"


@dataclass(slots=True)
class _Case:
    """What was told of one case so far."""

    entries: dict[int, Told] = field(default_factory=dict)
    last: int = 0
    dark: int = 0
    """How many entries of the log could not be read when this case was last heard of."""
    hidden: set[Fact] = field(default_factory=set)
    choices: dict[Fact | None, str] = field(default_factory=dict)
    early: set[Fact | None] = field(default_factory=set)
    """Choices in which ballots were cast before they were opened."""


def contradictions(told: Sequence[Told]) -> Iterator[Finding]:
    """Find what cannot be true together, in the order of the log; entries that cannot be read are simply not given.

    A number that is missing in a case is a finding, except where an erasure names it and an entry that cannot be read
    stands where it must have stood: its salt was destroyed with its words.

    >>> first, second = Entry("case.opened", 5, case=7, n=1), Entry("lesson", 4, case=7, n=3)
    >>> [finding.says for finding in contradictions([(0, first), (1, second)])]
    ['It says it was written before the entry in front of it.', 'Number 2 of case 7 is missing in front of it.']
    """
    erased = _erased(told)
    cases: defaultdict[int, _Case] = defaultdict(_Case)
    latest, before, dark = 0, -1, 0
    for index, entry in told:
        dark += index - before - 1 + (entry.type == SEALED)
        before = index
        if entry.t < latest:
            yield _finding(Fault.TIME, "It says it was written before the entry in front of it.", index, entry)
        latest = entry.t
        if entry.case is None or entry.n is None:
            continue
        case = cases[entry.case]
        excused = erased[entry.case] if dark > case.dark else set()
        for fault, says in _faults(case, entry, excused, dark - case.dark):
            yield _finding(fault, says, index, entry)
        case.entries.setdefault(entry.n, (index, entry))
        case.last, case.dark = max(case.last, entry.n), dark


def _finding(fault: Fault, says: str, index: int, entry: Entry) -> Finding:
    return Finding(fault, says, index, entry.case, entry.n)


def _erased(told: Sequence[Told]) -> defaultdict[int, set[Fact]]:
    erased: defaultdict[int, set[Fact]] = defaultdict(set)
    for _, entry in told:
        if entry.type == "voice.erased" and entry.case is not None and "of" in entry.facts:
            erased[entry.case].add(entry.facts["of"])
    return erased


def _faults(case: _Case, entry: Entry, excused: set[Fact], dark: int) -> Iterator[tuple[Fault, str]]:
    yield from _numbering(case, entry, excused, dark)
    if entry.type in {"voice.hidden", "voice.shown"}:
        yield from _hiding(case, entry)
    elif entry.type == "voice.erased":
        yield from _erasing(case, entry)
    elif entry.type.startswith("choice."):
        yield from _choosing(case, entry)
    elif entry.type == "ballot.cast":
        yield from _voting(case, entry)


def _numbering(case: _Case, entry: Entry, excused: set[Fact], dark: int) -> Iterator[tuple[Fault, str]]:
    number, expected = entry.n or 0, case.last + 1
    if number in case.entries:
        first = case.entries[number][0]
        yield Fault.NUMBER, f"Case {entry.case} has number {number} twice; the first is entry {first} of the log."
    elif number < expected:
        yield Fault.NUMBER, f"Number {number} of case {entry.case} comes after number {case.last}."
    elif number > expected:
        missing = number - expected
        # Of more numbers than there are unreadable entries, some were never in the log.
        if missing <= dark and all(each in excused for each in range(expected, number)):
            return
        which = f"Number {expected}" if missing == 1 else f"Each number from {expected} to {number - 1}"
        yield Fault.NUMBER, f"{which} of case {entry.case} is missing in front of it."


def _hiding(case: _Case, entry: Entry) -> Iterator[tuple[Fault, str]]:
    about = entry.facts.get("of")
    if about is None:
        return
    if entry.type == "voice.shown":
        case.hidden.discard(about)
    elif about in case.hidden:
        yield Fault.HIDDEN, f"It hides number {about} of case {entry.case}, which is hidden already."
    else:
        case.hidden.add(about)


def _erasing(case: _Case, entry: Entry) -> Iterator[tuple[Fault, str]]:
    token, about = entry.facts.get("token"), entry.facts.get("of")
    if token is None:
        if entry.facts.get("by") == "token":
            yield Fault.ERASE, "It says that the author asked, but shows no token."
        return
    found = case.entries.get(about) if type(about) is int else None
    if found is None:
        yield Fault.ERASE, f"It shows a token, but names no earlier entry of case {entry.case} that can be read."
    elif not _token_fits(token, found[1].erase):
        yield Fault.ERASE, f"The token it shows is not the one that number {about} of case {entry.case} was given."


def _token_fits(token: Fact, erase: str) -> bool:
    try:
        return isinstance(token, str) and erase_hash(bytes.fromhex(token)) == erase
    except ValueError:
        return False


def _choosing(case: _Case, entry: Entry) -> Iterator[tuple[Fault, str]]:
    which = entry.facts.get("choice")
    state = case.choices.get(which)
    if entry.type == "choice.opened":
        if state == OPEN or (state == CLOSED and which is not None):
            yield Fault.CHOICE, f"It opens a choice of case {entry.case} that was opened already."
        if {which, None} & case.early:
            yield Fault.CHOICE, f"It opens a choice of case {entry.case} after ballots were cast in it."
        case.choices[which] = OPEN
        case.early -= {which, None}
        return
    verb, after = ("closes", CLOSED) if entry.type == "choice.closed" else ("voids", VOIDED)
    # A question that was answered may still be voided in public; nothing else follows an end.
    if state != OPEN and not (state == CLOSED and after == VOIDED):
        yield Fault.CHOICE, f"It {verb} a choice of case {entry.case} that is not open."
    case.choices[which] = after


def _voting(case: _Case, entry: Entry) -> Iterator[tuple[Fault, str]]:
    which = entry.facts.get("choice")
    known = case.choices.values() if which is None else [case.choices[which]] if which in case.choices else []
    if OPEN in known:
        return
    if not known:
        case.early.add(which)
        yield Fault.BALLOT, f"A ballot of case {entry.case} was cast before its choice was opened."
    else:
        ended = "closed" if CLOSED in known else "voided"
        yield Fault.BALLOT, f"A ballot of case {entry.case} was cast after its choice was {ended}."
