"""Keys with which other programs may ask about drafts: made, shown once, and taken away."""

from __future__ import annotations

import hashlib
import secrets
from typing import TYPE_CHECKING

from django.db import transaction

from amends.actions.record import record
from amends.store.models import AskingKey

if TYPE_CHECKING:
    from amends.core.vocabulary import Instant


class NamelessKey(ValueError):
    """A key needs a name, so that it can be told from others; the message says so."""


def make_key(name: str, now: Instant) -> str:
    """Make a key and return it; of it only a digest is kept. Raises `NamelessKey` without a name."""
    name = " ".join(name.split())[:100]
    if not name:
        raise NamelessKey("Say which program it is for.")
    key = secrets.token_urlsafe(32)
    with transaction.atomic():
        AskingKey.objects.create(digest=_digest(key), name=name, made_at=now)
        record("owner.action", at=now, facts={"what": "asking-key.made"}, said={"name": name})
    return key


def retire_key(key: int, now: Instant) -> None:
    """Take a key away: whoever holds it is answered no longer."""
    with transaction.atomic():
        if AskingKey.objects.filter(pk=key, retired_at=None).update(retired_at=now):
            record("owner.action", at=now, facts={"what": "asking-key.retired"})


def may_ask(key: str) -> bool:
    """Tell whether a key was made here and stands."""
    return AskingKey.objects.filter(digest=_digest(key), retired_at=None).exists()


def _digest(key: str) -> str:
    return hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()
