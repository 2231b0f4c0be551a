"""Write deeds into the ledger, in the transaction of the deeds themselves."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import rfc8785
from django.db.models import Max

from amends.actions import wake
from amends.actions.removals import words_leave
from amends.core.ledger.entry import SALT_BYTES, SEALED, Entry, Fact, body, committed, sealed_content
from amends.core.ledger.tree import leaf_hash
from amends.store import models

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from amends.core.vocabulary import Instant

TAKING_AWAY: Final = frozenset({"voice.hidden", "voice.erased"})
"""Deeds after which words that stood on public pages stand there no longer."""


@dataclass(frozen=True, slots=True)
class Deed:
    """One thing that was done, as the ledger shall hold it.

    ``deed`` is a type of `amends.core.ledger.entry`. ``facts`` stand openly in the log: numbers, and words from closed
    sets. ``said`` (words, names, ids) is only committed to, under a fresh salt, so that the log never holds any of it
    and both can be erased. ``erase`` is the SHA-256, in hex, of a token by which its author may take it back.
    """

    deed: str
    at: Instant
    case: models.Case | None = None
    facts: Mapping[str, Fact] = field(default_factory=dict)
    said: Mapping[str, object] = field(default_factory=dict)
    erase: str = ""


def record(
    deed: str,
    *,
    at: Instant,
    case: models.Case | None = None,
    facts: Mapping[str, Fact] | None = None,
    said: Mapping[str, object] | None = None,
    erase: str = "",
) -> models.Entry:
    """Append one entry, as `Deed` says; call it inside the transaction of its deed."""
    return record_all([Deed(deed, at, case, facts or {}, said or {}, erase)])[0]


def record_all(deeds: Sequence[Deed]) -> list[models.Entry]:
    """Append an entry for each deed, in their order; call it inside the transaction that holds them all.

    While a case is not public its entries are sealed: the log shows that something was written, and nothing else.
    """
    if not deeds:
        return []
    head = _locked_head()
    numbers = {case.pk: _last_number(case) for case in {each.case for each in deeds} if case is not None}
    entries = []
    for each in deeds:
        n = None
        if each.case is not None:
            n = numbers[each.case.pk] = numbers[each.case.pk] + 1
        entries.append(_entry(each, head, n))
    head.save(update_fields=["size", "last_at"])
    for subject in {each.case.subject_id for each in deeds if each.case is not None}:
        wake.changed(subject)
    if any(each.deed in TAKING_AWAY for each in deeds):
        words_leave()
    return models.Entry.objects.bulk_create(entries)


def _entry(done: Deed, head: models.LedgerHead, n: int | None) -> models.Entry:
    # What was heard may be told a moment after a deed that came later: the log's own time never runs backwards.
    at, case = max(done.at, head.last_at), done.case
    entry = Entry(done.deed, at, None if case is None else case.number, n, "", done.erase, done.facts)
    content: dict[str, Any] = dict(done.said)
    sealed = case is not None and not case.public
    if sealed:
        content = sealed_content(entry, content)
    salt = secrets.token_bytes(SALT_BYTES) if content else None
    open_entry = Entry(SEALED, at) if sealed else entry
    written = body(open_entry if salt is None else open_entry.committing(committed(salt, content)))
    head.size, head.last_at = head.size + 1, at
    return models.Entry(
        seq=head.size - 1,
        at=at,
        deed=done.deed,
        case=case,
        n=n,
        sealed=sealed,
        body=written.decode(),
        content=rfc8785.dumps(content).decode() if content else None,
        salt=salt,
        leaf=leaf_hash(written),
    )


def _locked_head() -> models.LedgerHead:
    """Take the log's one row, and with it the turn to write: indices have no holes and no two are alike."""
    head = models.LedgerHead.objects.select_for_update().first()
    return models.LedgerHead.objects.create(size=models.Entry.objects.count()) if head is None else head


def _last_number(case: models.Case) -> int:
    last: int | None = models.Entry.objects.filter(case=case).aggregate(last=Max("n"))["last"]
    return last or 0
