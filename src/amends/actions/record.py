"""Write a deed into the ledger, in the transaction of the deed itself."""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
from typing import TYPE_CHECKING, Final

from django.db.models import Max

from amends.actions import wake
from amends.store import models

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from amends.core.vocabulary import Instant

SCHEMA: Final = "amends/entry/1"


def leaf_hash(body: str) -> bytes:
    """Hash an entry as a leaf of a Merkle tree (RFC 6962, section 2.1): SHA-256 of a zero byte and the entry.

    >>> leaf_hash("").hex()[:16]
    '6e340b9cffb37a98'
    """
    return hashlib.sha256(b"\0" + body.encode()).digest()


def commitment(salt: bytes, parts: Iterable[str]) -> str:
    """Commit to words or ids without saying them: HMAC-SHA-256 under the entry's own salt, in hex.

    Each part is preceded by its length, so that no two lists commit alike.
    """
    keyed = hmac.new(salt, digestmod=hashlib.sha256)
    for part in parts:
        encoded = part.encode()
        keyed.update(len(encoded).to_bytes(8, "big") + encoded)
    return keyed.hexdigest()


def record(
    deed: str,
    *,
    at: Instant,
    case: models.Case | None = None,
    counts: Mapping[str, int | bool] | None = None,
    committed: Mapping[str, Iterable[str]] | None = None,
) -> models.Entry:
    """Append one entry; call it inside the transaction of its deed.

    ``counts`` are said openly; ``committed`` lists are only committed to (`commitment`), so the ledger never holds
    words, names or handles.
    """
    salt = secrets.token_bytes(32)
    said: dict[str, object] = {"schema": SCHEMA, "deed": deed, "at": at, **(counts or {})}
    if case is not None:
        said["case"] = case.number
    for name, parts in (committed or {}).items():
        said[name] = commitment(salt, parts)
    body = json.dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    last: int | None = models.Entry.objects.aggregate(last=Max("seq"))["last"]
    if case is not None:
        wake.changed(case.subject_id)
    return models.Entry.objects.create(
        seq=0 if last is None else last + 1, at=at, deed=deed, case=case, body=body, salt=salt, leaf=leaf_hash(body)
    )
