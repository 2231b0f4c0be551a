"""Proofs to take home (c2sp.org/tlog-proof@v1): an entry's place, the hashes up to the root, and the signed checkpoint.

A proof is text and needs nothing but the entry and the log's published key to be checked, offline and for ever. It is
what amends hands to everybody who says something, in the same answer that says "received".
"""

from __future__ import annotations

import base64
from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from amends.core.ledger import checkpoint, note
from amends.core.ledger.tree import HASH_BYTES, Refused, included, quoted

HEADER: Final = "c2sp.org/tlog-proof@v1"
MOST_HASHES: Final = 63
"""A log has fewer than 2^63 entries, so no path is longer."""


@dataclass(frozen=True, slots=True)
class Proof:
    """A proof taken apart; nothing in it is verified yet.

    ``hashes`` lead from the leaf's neighbour up; ``checkpoint`` is the signed note word for word; ``extra`` is opaque,
    and must not be trusted: no signature covers it.
    """

    index: int
    hashes: tuple[bytes, ...]
    checkpoint: str
    extra: bytes | None = None


def text(proof: Proof) -> str:
    """Write a proof; raises `Refused` where `parse` would.

    >>> signed = checkpoint.signed("example.com/log", 1, bytes(32), secret=bytes(32))
    >>> text(Proof(0, (), signed)).splitlines()[:4]
    ['c2sp.org/tlog-proof@v1', 'index 0', '', 'example.com/log']
    """
    extra = [] if proof.extra is None else [f"extra {base64.b64encode(proof.extra).decode()}"]
    hashes = [base64.b64encode(each).decode() for each in proof.hashes]
    found = "\n".join([HEADER, *extra, f"index {proof.index:d}", *hashes, "", proof.checkpoint])
    if parse(found) != proof:
        raise Refused("This proof cannot be written so that it reads the same.")
    return found


def parse(found: str) -> Proof:
    r"""Read a proof. Nothing is verified by it.

    Raises `Refused` with a sentence that says which line is wrong.

    >>> parse("c2sp.org/tlog-proof@v1\n")
    Traceback (most recent call last):
    amends.core.ledger.tree.Refused: The proof ends before its checkpoint.
    """
    if len(found) > note.LONGEST_NOTE:
        raise Refused(f"The proof has {len(found)} characters; at most {note.LONGEST_NOTE:,} are read.")
    head, parted, signed = found.partition("\n\n")
    header, *lines = head.split("\n")
    if header != HEADER:
        raise Refused(f"A proof begins with the line “{HEADER}”; this one with {quoted(header)}.")
    if not parted:
        raise Refused("The proof ends before its checkpoint.")
    extra = None
    if lines and lines[0].startswith("extra "):
        extra = _extra(lines.pop(0).removeprefix("extra "))
    if not lines or not lines[0].startswith("index "):
        raise Refused("The proof does not say the index of its entry where it should.")
    index = checkpoint.size_in(lines.pop(0).removeprefix("index "), "The index in the proof")
    if len(lines) > MOST_HASHES:
        raise Refused(f"The proof has {len(lines)} hashes; no log is so large that it needs more than {MOST_HASHES}.")
    hashes = tuple(_hash(line, place) for place, line in enumerate(lines, 1))
    note.read_note(signed)
    return Proof(index, hashes, signed, extra)


def _extra(line: str) -> bytes:
    return note.decoded(line, "The extra line of the proof") if line else b""


def _hash(line: str, place: int) -> bytes:
    found = note.decoded(line, f"Hash {place} of the proof")
    if len(found) != HASH_BYTES:
        raise Refused(f"Hash {place} of the proof has {len(found)} bytes; it must have 32.")
    return found


def verify(found: str, leaf: bytes, keys: Collection[note.VerifierKey]) -> checkpoint.Checkpoint:
    """Verify that the log's keeper signed a tree with this leaf hash (`tree.leaf_hash`) in it, and give that tree.

    ``keys`` are the log's keys that are trusted, each under the log's origin as its name; witnesses are asked of
    `note.verify` over the proof's checkpoint. Raises `Refused` with a sentence that says what is wrong.

    >>> from amends.core.ledger.tree import leaf_hash
    >>> signed = checkpoint.signed("example.com/log", 1, leaf_hash(b"a"), secret=bytes(32))
    >>> key = note.VerifierKey("example.com/log", note.public_of(bytes(32)))
    >>> verify(text(Proof(0, (), signed)), leaf_hash(b"a"), [key]).size
    1
    >>> verify(text(Proof(0, (), signed)), leaf_hash(b"b"), [key])
    Traceback (most recent call last):
    amends.core.ledger.tree.Refused: The proof does not lead from this entry to the signed root.
    """
    proof = parse(found)
    tree = checkpoint.opened(proof.checkpoint, keys)
    if proof.index >= tree.size:
        raise Refused(f"The proof speaks of entry {proof.index}, but its checkpoint counts only {tree.size} entries.")
    if not included(leaf, proof.index, tree.size, tree.root, proof.hashes):
        raise Refused("The proof does not lead from this entry to the signed root.")
    return tree
