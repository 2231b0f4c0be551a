r"""What a witness is asked, and what it may countersign (c2sp.org/tlog-witness).

A log sends its checkpoint to another site, with a proof that it only added to what that site saw last. The request is
text: ``old`` and a size, the hashes of the proof in base64, an empty line, and the signed checkpoint.

>>> from amends.core.ledger.checkpoint import signed
>>> from amends.core.ledger.tree import leaf_hash
>>> first = asked_text(0, [], signed("example.com/log", 1, leaf_hash(b"a"), secret=bytes(32)))
>>> key = note.VerifierKey("example.com/log", note.public_of(bytes(32)))
>>> judge(parse(first), key, None).size
1
"""

from __future__ import annotations

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from amends.core.ledger import note
from amends.core.ledger.checkpoint import Checkpoint, opened, read_checkpoint, size_in
from amends.core.ledger.tree import EMPTY_ROOT, HASH_BYTES, Refused, continues

MOST_HASHES: Final = 63
"""Hashes in a proof: what a tree of 2^63 entries needs."""


class NotSigned(Refused):
    """The key that is known for this log did not sign the checkpoint."""


class NotProven(Refused):
    """The proof does not show that the log only grew."""


class SeenOther(Refused):
    """The log was last seen at another size, or with another root at this one; ``size`` is what was seen last."""

    def __init__(self, size: int, says: str) -> None:
        super().__init__(says)
        self.size = size


@dataclass(frozen=True, slots=True)
class Asked:
    """A request taken apart; nothing in it is verified yet."""

    old: int
    proof: tuple[bytes, ...]
    checkpoint: str

    @property
    def origin(self) -> str:
        """Whose log this says it is."""
        return read_checkpoint(self.checkpoint).origin


def asked_text(old: int, proof: Sequence[bytes], checkpoint: str) -> str:
    """Write a request: ``old`` is the size that the witness saw last, 0 where it never saw this log."""
    hashes = "".join(f"{base64.b64encode(each).decode()}\n" for each in proof)
    return f"old {old}\n{hashes}\n{checkpoint}"


def parse(text: str) -> Asked:
    """Take a request apart; raises `Refused` with a sentence where it has another form."""
    head, parted, checkpoint = text.partition("\n\n")
    first, *lines = head.split("\n")
    if not parted or not first.startswith("old "):
        raise Refused("A request begins with a line “old” and a size; an empty line stands before the checkpoint.")
    if len(lines) > MOST_HASHES:
        raise Refused(f"The proof has {len(lines)} hashes; at most {MOST_HASHES} are read.")
    proof = tuple(note.decoded(line, f"Line {place} of the proof") for place, line in enumerate(lines, 1))
    for place, found in enumerate(proof, 1):
        if len(found) != HASH_BYTES:
            raise Refused(f"Line {place} of the proof has {len(found)} bytes; a SHA-256 hash has 32.")
    read_checkpoint(checkpoint)
    return Asked(size_in(first.removeprefix("old "), "The old size"), proof, checkpoint)


def judge(asked: Asked, key: note.VerifierKey, last: Checkpoint | None) -> Checkpoint:
    """Tell which tree may be countersigned: one signed by the log's key that continues what was seen ``last``.

    Raises `NotSigned`, `SeenOther`, `NotProven`, and plain `Refused` where the request contradicts itself.
    """
    try:
        tree = opened(asked.checkpoint, [key])
    except Refused as refused:
        raise NotSigned(str(refused)) from refused
    if asked.old > tree.size:
        raise Refused(f"The old size is {asked.old}, and the checkpoint has only {tree.size} entries.")
    seen = 0 if last is None else last.size
    if asked.old != seen:
        raise SeenOther(seen, f"This log was last seen here with {seen} entries, not with {asked.old}.")
    if last is not None and tree.size == seen and tree.root != last.root:
        raise SeenOther(seen, f"This log showed another root for the same {seen} entries before.")
    if not _grown(asked, tree, last):
        raise NotProven(f"The proof does not show that {tree.size} entries only add to the {seen} seen before.")
    return tree


def _grown(asked: Asked, tree: Checkpoint, last: Checkpoint | None) -> bool:
    if last is None or last.size == 0:  # from nothing, nothing can be proven, and everything continues it
        return not asked.proof and (tree.size > 0 or tree.root == EMPTY_ROOT)
    return continues(last.size, last.root, tree.size, tree.root, asked.proof)
