"""Write a deed into the ledger, in the transaction of the deed itself."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Any

import rfc8785
from django.db.models import Max

from amends.actions import wake
from amends.core.ledger.entry import SALT_BYTES, SEALED, Entry, Fact, body, committed, sealed_content
from amends.core.ledger.tree import leaf_hash
from amends.store import models

if TYPE_CHECKING:
    from collections.abc import Mapping

    from amends.core.vocabulary import Instant


def record(
    deed: str,
    *,
    at: Instant,
    case: models.Case | None = None,
    facts: Mapping[str, Fact] | None = None,
    said: Mapping[str, object] | None = None,
    erase: str = "",
) -> models.Entry:
    """Append one entry; call it inside the transaction of its deed.

    ``deed`` is a type of `amends.core.ledger.entry`. ``facts`` stand openly in the log: numbers, and words from closed
    sets. ``said`` (words, names, ids) is only committed to, under a fresh salt, so that the log never holds any of it
    and both can be erased. ``erase`` is the SHA-256, in hex, of a token by which its author may take it back.

    While a case is not public its entries are sealed: the log shows that something was written, and nothing else.
    """
    head = _locked_head()
    # What was heard may be told a moment after a deed that came later: the log's own time never runs backwards.
    at = max(at, head.last_at)
    n = None if case is None else _next_number(case)
    entry = Entry(deed, at, None if case is None else case.number, n, "", erase, facts or {})
    content: dict[str, Any] = dict(said or {})
    sealed = case is not None and not case.public
    if sealed:
        content = sealed_content(entry, content)
    salt = secrets.token_bytes(SALT_BYTES) if content else None
    open_entry = Entry(SEALED, at) if sealed else entry
    written = body(open_entry if salt is None else open_entry.committing(committed(salt, content)))
    head.size, head.last_at = head.size + 1, at
    head.save(update_fields=["size", "last_at"])
    if case is not None:
        wake.changed(case.subject_id)
    return models.Entry.objects.create(
        seq=head.size - 1,
        at=at,
        deed=deed,
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


def _next_number(case: models.Case) -> int:
    last: int | None = models.Entry.objects.filter(case=case).aggregate(last=Max("n"))["last"]
    return (last or 0) + 1
