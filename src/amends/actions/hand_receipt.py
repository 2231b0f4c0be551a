"""Make the receipt of an entry: its proof in the newest signed tree, with the words it stands for."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from amends.actions.seal import read_tile
from amends.core.ledger.audit import Opening
from amends.core.ledger.proof import Proof, text
from amends.core.ledger.tiles import Tiles
from amends.core.verification import receipt_text
from amends.store import models

if TYPE_CHECKING:
    from amends.core.ledger.tiles import Read


class NotSigned(LookupError):
    """No signed checkpoint covers the entry yet; the message says so in a sentence."""

    def __init__(self) -> None:
        super().__init__("This is kept, and its place in the ledger is just being signed. Try again in a moment.")


def hand_receipt(entry: models.Entry, *, with_words: bool, read: Read = read_tile) -> str:
    """Write the receipt of an entry, a text to be kept and checked without this site.

    ``with_words`` puts in what the entry commits to, and its salt: only for its author, or where everybody may read it.
    ``read`` may be shared by receipts that are made together. Raises `NotSigned`.
    """
    proof, verifier = _proof(entry.seq, read)
    opening = None
    if with_words and entry.content is not None and entry.salt is not None:
        opening = Opening(bytes(entry.salt), json.loads(entry.content))
    return receipt_text(proof, entry.body.encode(), opening, verifier)


def bare_proof(seq: int) -> str:
    """Write the proof that an entry is in the newest signed tree, and nothing else; raises `NotSigned`."""
    return text(_proof(seq, read_tile)[0])


def _proof(seq: int, read: Read) -> tuple[Proof, str]:
    head = models.LedgerHead.objects.first()
    if head is None or seq >= head.sealed:
        raise NotSigned
    return Proof(seq, tuple(Tiles(read).inclusion(seq, head.sealed)), head.checkpoint), head.verifier
