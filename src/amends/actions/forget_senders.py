"""Throw away what tells one part of the network from another, a day after it was used."""

from __future__ import annotations

from typing import TYPE_CHECKING

from amends.core.vocabulary import DAY
from amends.store import models

if TYPE_CHECKING:
    from amends.core.vocabulary import Instant


def forget_senders(now: Instant) -> None:
    """Delete the keyed hashes of senders that are a day old, and the proofs of work that have expired.

    It writes no entry: nothing in it was anybody's word. Call it with every message, and now and then without one.
    """
    models.Sender.objects.filter(at__lte=now - DAY).delete()
    models.SpentProof.objects.filter(expires_at__lt=now).delete()
