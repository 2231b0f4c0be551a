"""Seal the ledger: put new entries into the tree, and sign its root."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Final

from django.conf import settings
from django.db import transaction

from amends.actions.record import record
from amends.core.ledger import checkpoint, note
from amends.core.ledger.tiles import Tiles, appended
from amends.store import ledger_key, models

if TYPE_CHECKING:
    from collections.abc import Iterator

    from amends.core.vocabulary import Instant

AT_ONCE: Final = 4096
"""Entries put into the tree together, so that a long import fits into memory."""


class ForkedLedger(RuntimeError):
    """This database is older than what was given out of it; the message says so, and what to do."""


def begin_ledger(now: Instant) -> None:
    """Look, before anything is promised, whether the log can go on; a new key goes on under a new name, and says so.

    Raises `ForkedLedger` where this database is older than what its key has signed.
    """
    with transaction.atomic():
        head = models.LedgerHead.objects.select_for_update().first()
        if head is None or not head.origin:
            return
        seed = ledger_key.signing_seed(settings.AMENDS_DATA)
        if note.read_key(head.verifier).public != note.public_of(seed):
            _renew(head, seed, now)
        elif head.sealed:
            _refuse_fork(head.sealed, Tiles(read_tile).root(head.sealed))


def _renew(head: models.LedgerHead, seed: bytes, now: Instant) -> None:
    """Go on under a new key and a new name: who holds a receipt of the old one can tell that the log was restored."""
    models.Checkpoint.objects.update_or_create(size=head.sealed, defaults={"note": head.checkpoint, "at": now})
    base, _, times = head.origin.partition("/restored-")
    head.origin = f"{base}/restored-{int(times or 0) + 1}"
    head.verifier = str(note.VerifierKey(head.origin, note.public_of(seed)))
    head.save()
    record("ledger.restored", at=now, facts={"size": head.size})


def seal(now: Instant) -> models.LedgerHead | None:
    """Cover every entry by a signed checkpoint, inside the running transaction; nothing new gives nothing.

    Raises `ForkedLedger` where signing would say two different things about one tree.
    """
    head = models.LedgerHead.objects.select_for_update().first()
    if head is None or head.sealed == head.size:
        return None
    tiles: dict[tuple[int, int], bytes] = {}

    def known(level: int, index: int) -> bytes:
        if (level, index) not in tiles:
            tiles[level, index] = read_tile(level, index)
        return tiles[level, index]

    for fresh in _unsealed(head):
        for place, hashes in appended(head.sealed, fresh, known).items():
            _keep_tile(*place, hashes)
            tiles[place] = hashes
        head.sealed += len(fresh)
    root = Tiles(known).root(head.sealed)
    _refuse_fork(head.sealed, root)
    seed = ledger_key.signing_seed(settings.AMENDS_DATA)
    _name_itself(head, seed)
    head.checkpoint, head.sealed_at = checkpoint.signed(head.origin, head.sealed, root, secret=seed), now
    head.save()
    return head


def publish(head: models.LedgerHead | None) -> None:
    """Remember beside the database what is given out from here on; call it after the commit."""
    if head is not None:
        ledger_key.keep_last_signed(settings.AMENDS_DATA, head.checkpoint)


def read_tile(level: int, index: int) -> bytes:
    """Read a tile of the log, empty where there is none."""
    found = models.Tile.objects.filter(level=level, index=index).values_list("hashes", flat=True).first()
    return b"" if found is None else bytes(found)


def _keep_tile(level: int, index: int, hashes: bytes) -> None:
    if not models.Tile.objects.filter(level=level, index=index).update(hashes=hashes):
        models.Tile.objects.create(level=level, index=index, hashes=hashes)


def _unsealed(head: models.LedgerHead) -> Iterator[list[bytes]]:
    while True:
        rows = models.Entry.objects.filter(seq__gte=head.sealed).order_by("seq").values_list("leaf", flat=True)
        fresh = [bytes(leaf) for leaf in rows[:AT_ONCE]]
        if not fresh:
            return
        yield fresh
        if len(fresh) < AT_ONCE:
            return


def _name_itself(head: models.LedgerHead, seed: bytes) -> None:
    """Fix the name and the key of the log at its first checkpoint."""
    if not head.origin:
        head.origin = settings.AMENDS_ORIGIN or f"amends.invalid/{secrets.token_hex(8)}"
        head.verifier = str(note.VerifierKey(head.origin, note.public_of(seed)))


def _refuse_fork(size: int, root: bytes) -> None:
    last = ledger_key.last_signed(settings.AMENDS_DATA)
    if not last:
        return
    given = checkpoint.read_checkpoint(last)
    if given.size > size or (given.size == size and given.root != root):
        raise ForkedLedger(
            f"The ledger in this database has {size} entries, and {given.size} were already given out with a signature:"
            " it comes from an older copy. Put the newest copy back. If it is lost, move ledger-key and ledger-last out"
            " of the data directory: the ledger then goes on under a new name, and says that it was restored."
        )
