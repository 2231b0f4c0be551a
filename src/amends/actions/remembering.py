"""Posts elsewhere that hold a root of the ledger are memories outside of it, for as long as they stand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from amends.actions.seal import read_tile
from amends.core.ledger.remembered import root_in
from amends.core.ledger.tiles import Tiles
from amends.store import models

if TYPE_CHECKING:
    from amends.core.vocabulary import Instant


def remember_root(words: str, address: str, now: Instant) -> None:
    """Keep that a post holds a root, where it is the root of this ledger; call it inside a transaction."""
    found = root_in(words)
    head = models.LedgerHead.objects.first()
    if found is None or head is None or not 0 < found[0] <= head.sealed:
        return
    size, root = found
    if Tiles(read_tile).root(size) == root:
        kept = {"size": size, "at": now}
        models.Memory.objects.update_or_create(kind=models.Memory.Kind.POST, where=address[:400], defaults=kept)


def forget_memory(address: str) -> None:
    """Count a post no longer that nobody can read any more."""
    models.Memory.objects.filter(kind=models.Memory.Kind.POST, where=address[:400]).delete()
