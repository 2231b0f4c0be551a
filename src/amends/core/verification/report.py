"""What a stranger is told: whether a case holds, what is wrong and where, and how much was looked at."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from amends.core.ledger import finding as ledger

UNREADABLE: Final = "unreadable"
"""The kind of the one finding of a document that is no case file at all."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong: its kind in a word, the place in the file or the log, and a sentence."""

    kind: str
    where: str
    says: str


@dataclass(frozen=True, slots=True)
class Report:
    """What came of it.

    ``counts`` holds, by name: ``entries`` of the log, of them the case's ``own``; how many were ``opened``, and how
    many of its own are ``unopened``, because they were erased or are kept back; how many are ``sealed``, of cases that
    are not public or not this one; the ``ballots`` counted again in so many ``recounts``; and the ``receipts`` and
    ``posts``.
    """

    sound: bool
    findings: tuple[Finding, ...]
    counts: Mapping[str, int]

    @property
    def readable(self) -> bool:
        """Whether there was anything to check."""
        return all(found.kind != UNREADABLE for found in self.findings)


def of_the_log(found: ledger.Finding) -> Finding:
    """Say in this room's form what an audit of the log found.

    >>> of_the_log(ledger.Finding(ledger.Fault.COMMIT, "It is another.", 11, 7, 3)).where
    'entry 11 of the log, number 3 of case 7'
    """
    if found.index is None:
        where = "checkpoint"
    elif found.case is None:
        where = f"entry {found.index} of the log"
    else:
        where = f"entry {found.index} of the log, number {found.n} of case {found.case}"
    return Finding(str(found.fault), where, found.says)
