"""Merkle trees as RFC 6962 hashes them: roots, and proofs that an entry is in or that a tree only grew.

All hashes are 32 bytes of SHA-256. Leaves and nodes are hashed with different first bytes, so that neither can pass for
the other. Proofs are lists of hashes in the order of RFC 6962, section 2.1; they are checked by the algorithms of
RFC 9162, sections 2.1.3.2 and 2.1.4.2.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from typing import Final

HASH_BYTES: Final = 32
EMPTY_ROOT: Final = hashlib.sha256(b"").digest()
"""The root of a tree without leaves."""


class Refused(ValueError):
    """What was handed in cannot be right; the message is a sentence that says why."""


def quoted(found: object) -> str:
    """Quote what was handed in, for a sentence: at most 60 characters, and none that a terminal would obey.

    What is no text is named by its kind.

    >>> print(quoted("example.com/log" + chr(27) + "[2J"))
    “example.com/log�[2J”
    """
    shown = found[:60] if isinstance(found, str) else type(found).__name__
    return f"“{''.join(letter if letter.isprintable() else '�' for letter in shown)}”"


def leaf_hash(data: bytes) -> bytes:
    """Hash an entry as a leaf: SHA-256 of a zero byte and the entry.

    >>> leaf_hash(b"").hex()[:16]
    '6e340b9cffb37a98'
    """
    return hashlib.sha256(b"\0" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Hash two neighbours into the node above them: SHA-256 of a one byte and both.

    >>> node_hash(leaf_hash(b"a"), leaf_hash(b"b")).hex()[:16]
    'b137985ff484fb60'
    """
    return hashlib.sha256(b"\1" + left + right).digest()


def root_of(leaves: Sequence[bytes]) -> bytes:
    """Hash leaf hashes, in order, into the root of their tree.

    Raises `Refused` where one of them does not have 32 bytes.

    >>> root_of([leaf_hash(b"a")]) == leaf_hash(b"a")
    True
    """
    refuse_odd_lengths(leaves)
    if not leaves:
        return EMPTY_ROOT
    level = list(leaves)
    while len(level) > 1:
        paired = [node_hash(level[at], level[at + 1]) for at in range(0, len(level) - 1, 2)]
        # Who has no neighbour goes up as it is; this is the tree RFC 6962 cuts at the largest power of two.
        level = paired + level[len(paired) * 2 :]
    return level[0]


def refuse_odd_lengths(hashes: Iterable[bytes]) -> None:
    """Raise `Refused` at the first hash that does not have 32 bytes: two short ones could pass for a long one.

    >>> refuse_odd_lengths([bytes(32), bytes(31)])
    Traceback (most recent call last):
    amends.core.ledger.tree.Refused: Hash 2 has 31 bytes; a SHA-256 hash has 32.
    """
    for place, found in enumerate(hashes, 1):
        if len(found) != HASH_BYTES:
            raise Refused(f"Hash {place} has {len(found)} bytes; a SHA-256 hash has 32.")


def inclusion_ranges(index: int, size: int) -> list[tuple[int, int]]:
    """Name the ranges of leaves whose roots prove that leaf ``index`` is in a tree of ``size`` leaves.

    Each is a first leaf and the one after the last, from the leaf's neighbour up to the root's child. Raises `Refused`
    where there is no such leaf.

    >>> inclusion_ranges(2, 5)
    [(3, 4), (0, 2), (4, 5)]
    """
    if not 0 <= index < size:
        raise Refused(f"There is no entry {index} in a tree of {size}; the first is 0 and the last {size - 1}.")
    start, end, path = 0, size, []
    while end - start > 1:
        middle = _cut(start, end)
        if index < middle:
            path.append((middle, end))
            end = middle
        else:
            path.append((start, middle))
            start = middle
    return path[::-1]


def consistency_ranges(old: int, new: int) -> list[tuple[int, int]]:
    """Name the ranges of leaves whose roots prove that a tree of ``new`` leaves continues its first ``old`` leaves.

    Equal sizes need none. Raises `Refused` from size 0, of which there is nothing to prove, and from a larger size.

    >>> consistency_ranges(3, 5)
    [(2, 3), (3, 4), (0, 2), (4, 5)]
    """
    if not 1 <= old <= new:
        raise Refused(
            f"No proof leads from a tree of {old} to one of {new}; it goes from 1 or more to as many or more."
        )
    start, end, path = 0, new, []
    while old != end:
        middle = _cut(start, end)
        if old <= middle:
            path.append((middle, end))
            end = middle
        else:
            path.append((start, middle))
            start = middle
    # A left edge that is the whole old tree is the old root itself, which the verifier has.
    return ([(start, end)] if start else []) + path[::-1]


def _cut(start: int, end: int) -> int:
    """Cut a range at the largest power of two below its length."""
    return start + (1 << ((end - start - 1).bit_length() - 1))


def inclusion_proof(leaves: Sequence[bytes], index: int) -> list[bytes]:
    """Prove that a leaf hash is in the tree of all of them; for large logs see `tiles`.

    >>> leaves = [leaf_hash(b"a"), leaf_hash(b"b")]
    >>> inclusion_proof(leaves, 0) == [leaf_hash(b"b")]
    True
    """
    return [root_of(leaves[start:end]) for start, end in inclusion_ranges(index, len(leaves))]


def consistency_proof(leaves: Sequence[bytes], old: int) -> list[bytes]:
    """Prove that the tree of all leaf hashes continues the tree of the first ``old`` of them.

    >>> leaves = [leaf_hash(b"a"), leaf_hash(b"b")]
    >>> consistency_proof(leaves, 1) == [leaf_hash(b"b")]
    True
    """
    return [root_of(leaves[start:end]) for start, end in consistency_ranges(old, len(leaves))]


def included(leaf: bytes, index: int, size: int, root: bytes, proof: Sequence[bytes]) -> bool:
    """Tell whether a proof leads from a leaf hash at ``index`` to the root of a tree of ``size`` leaves.

    Lengths are checked before anything is hashed; a proof with one hash too many or too few is refused.

    >>> included(leaf_hash(b"a"), 0, 1, leaf_hash(b"a"), [])
    True
    """
    if not 0 <= index < size or any(len(each) != HASH_BYTES for each in (leaf, root, *proof)):
        return False
    at, last, reached = index, size - 1, leaf
    for neighbour in proof:
        if last == 0:
            return False
        if at & 1 or at == last:
            reached = node_hash(neighbour, reached)
            while at and not at & 1:
                at, last = at >> 1, last >> 1
        else:
            reached = node_hash(reached, neighbour)
        at, last = at >> 1, last >> 1
    return last == 0 and reached == root


def continues(old: int, old_root: bytes, new: int, new_root: bytes, proof: Sequence[bytes]) -> bool:
    """Tell whether a proof shows that the tree of ``new`` leaves only added to the tree of ``old``.

    Equal sizes want equal roots and an empty proof. From size 0 nothing is proven, so every proof is refused.

    >>> a, b = leaf_hash(b"a"), leaf_hash(b"b")
    >>> continues(1, a, 2, node_hash(a, b), [b])
    True
    """
    if not 1 <= old <= new:
        return False
    if old == new:
        return not proof and old_root == new_root
    if any(len(each) != HASH_BYTES for each in (old_root, new_root, *proof)):
        return False
    path = [old_root, *proof] if old & (old - 1) == 0 else list(proof)
    if not path:
        return False
    at, last = old - 1, new - 1
    while at & 1:
        at, last = at >> 1, last >> 1
    reached_old = reached_new = path[0]
    for neighbour in path[1:]:
        if last == 0:
            return False
        if at & 1 or at == last:
            reached_old, reached_new = node_hash(neighbour, reached_old), node_hash(neighbour, reached_new)
            while at and not at & 1:
                at, last = at >> 1, last >> 1
        else:
            reached_new = node_hash(reached_new, neighbour)
        at, last = at >> 1, last >> 1
    return last == 0 and reached_old == old_root and reached_new == new_root
