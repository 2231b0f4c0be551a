"""Numbers that are missing in a case because their entries are sealed: what of that is lawful, and what is not.

An entry that was written while its case was private is sealed. Of the case in the file every seal is opened, except
over words that were hidden or erased, and the log says of each that it was. Of other cases no seal is opened here, so
that their first numbers are missing; there must be as many sealed entries as numbers are missing, and more cannot be
said by anybody who is not handed their file.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from amends.core.ledger.entry import SEALED, Entry, parse
from amends.core.ledger.finding import Fault, Finding
from amends.core.ledger.tree import Refused
from amends.core.verification.case_file import CaseFile
from amends.core.verification.told import Opened


def unexplained(findings: Sequence[Finding], file: CaseFile, own: Sequence[Opened]) -> Iterator[Finding]:
    """Pass over the missing numbers that sealed entries account for, and give every other finding.

    >>> wrong = Finding(Fault.TIME, "It says it was written before the entry in front of it.", 1, 7, 2)
    >>> list(unexplained([wrong], CaseFile(7, "", None, "", (), {}, {}, {}), [])) == [wrong]
    True
    """
    about = {found.index for found in findings if found.fault == Fault.NUMBER}
    lawful = _lawful(about, file, own) if about else set()
    return (found for found in findings if found.fault != Fault.NUMBER or found.index not in lawful)


def _lawful(about: set[int | None], file: CaseFile, own: Sequence[Opened]) -> set[int]:
    """Tell at which entries the numbers in front of them may be missing.

    Each sealed entry accounts for one number of one case.
    """
    named = {each.entry.facts.get("of") for each in own if each.entry.type in {"voice.hidden", "voice.erased"}}
    opened = {each.index: each.entry for each in own}
    last: defaultdict[int, int] = defaultdict(int)
    sealed, lawful = 0, set()
    for index, body in enumerate(file.bodies):
        entry = opened.get(index) or _read(body)
        if entry is None or entry.case is None or entry.n is None:
            sealed += entry is not None and entry.type == SEALED
            continue
        missing = range(last[entry.case] + 1, entry.n)
        last[entry.case] = max(last[entry.case], entry.n)
        may_be_sealed = entry.case != file.case or named.issuperset(missing)
        if index in about and missing and len(missing) <= sealed and may_be_sealed:
            sealed -= len(missing)
            lawful.add(index)
    return lawful


def _read(body: bytes) -> Entry | None:
    try:
        return parse(body)
    except Refused:
        return None
