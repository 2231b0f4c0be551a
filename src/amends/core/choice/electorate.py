"""Who may bind: a list of pseudonyms, frozen before the storm, and its Merkle root.

A pseudonym is a person's key under the salt of this one choice. The list can be published whole: without the salt
nobody can tell who is on it by guessing names, and the pseudonyms of two choices cannot be joined. Who holds the salt
can: the list is not secret from the owner.
"""

from __future__ import annotations

import hmac
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from amends.core.ledger.tree import included, inclusion_proof, leaf_hash, root_of

SALT_BYTES: Final = 32
_PSEUDONYM: Final = re.compile(r"[0-9a-f]{64}")


class UnfitElectorate(ValueError):
    """A list of who may bind cannot stand; the message says why."""


@dataclass(frozen=True, slots=True)
class Electorate:
    """Everybody who may bind, as pseudonyms in rising order, each once, with the root of their Merkle tree (hex).

    Made by `freeze` from people, or by `listed` from published pseudonyms; nothing else gives a root that holds.
    """

    members: tuple[str, ...]
    root: str

    @property
    def size(self) -> int:
        """How many people may bind."""
        return len(self.members)


@dataclass(frozen=True, slots=True)
class Membership:
    """The proof that one pseudonym is on the list: its place, the list's size, and the hashes up to the root (hex)."""

    index: int
    size: int
    path: tuple[str, ...]


def pseudonym(salt: bytes, person: str) -> str:
    """Hide a person's key under the salt of one choice: HMAC-SHA-256 (RFC 2104) in hex.

    Raises `UnfitElectorate` where the salt does not have 32 bytes or the key is empty.

    >>> pseudonym(bytes(32), "mastodon:1")[:16]
    'd65c8a88470123e4'
    """
    if len(salt) != SALT_BYTES:
        raise UnfitElectorate(f"The salt of a choice has {SALT_BYTES} bytes; this one has {len(salt)}.")
    if not person:
        raise UnfitElectorate("A person on the list has no key, so nobody could be told apart from them.")
    return hmac.digest(salt, person.encode(), "sha256").hex()


def freeze(people: Iterable[str], salt: bytes) -> Electorate:
    """Freeze the list of who may bind, from people's keys in any order.

    A person with several accounts has one key, and however often it is given they count once. Raises
    `UnfitElectorate` where nobody is left.

    >>> freeze(["mastodon:1", "bluesky:2", "mastodon:1"], bytes(32)).size
    2
    """
    return listed(pseudonym(salt, person) for person in set(people))


def listed(pseudonyms: Iterable[str]) -> Electorate:
    """Make the list of published pseudonyms in any order; the root is computed here and never taken on trust.

    Leaves are the 32 bytes of each pseudonym, in rising order (RFC 6962, section 2.1). Raises `UnfitElectorate` for
    an empty list, one that names somebody twice, and for what is no pseudonym.

    >>> listed(["ab" * 32, "0c" * 32]).members[0][:4]
    '0c0c'
    """
    members = tuple(sorted(pseudonyms))
    if not members:
        raise UnfitElectorate("Nobody is on the list, so nobody could bind.")
    for place, member in enumerate(members):
        if not _PSEUDONYM.fullmatch(member):
            raise UnfitElectorate("The list holds something that is no pseudonym of 64 hex digits.")
        if place and member == members[place - 1]:
            raise UnfitElectorate(f"The list names {member[:8]}… twice; one person has one voice.")
    return Electorate(members, root_of(_leaves(members)).hex())


def prove(electorate: Electorate, member: str) -> Membership:
    """Prove that a pseudonym is on the list; raises `UnfitElectorate` where it is not.

    >>> frozen = freeze(["mastodon:1", "bluesky:2"], bytes(32))
    >>> prove(frozen, frozen.members[1]).index
    1
    """
    if member not in electorate.members:
        raise UnfitElectorate("This pseudonym is not on the list of who may bind.")
    index = electorate.members.index(member)
    path = inclusion_proof(_leaves(electorate.members), index)
    return Membership(index, electorate.size, tuple(each.hex() for each in path))


def belongs(member: str, proof: Membership, root: str, size: int) -> bool:
    """Tell whether a proof shows that a pseudonym is on the list with this root and size, as the question fixed them.

    >>> frozen = freeze(["mastodon:1", "bluesky:2"], bytes(32))
    >>> belongs(frozen.members[1], prove(frozen, frozen.members[1]), frozen.root, 2)
    True
    """
    written = (member, root, *proof.path)
    if proof.size != size or not all(_PSEUDONYM.fullmatch(each) for each in written):
        return False
    path = [bytes.fromhex(each) for each in proof.path]
    return included(leaf_hash(bytes.fromhex(member)), proof.index, size, bytes.fromhex(root), path)


def _leaves(members: Iterable[str]) -> list[bytes]:
    return [leaf_hash(bytes.fromhex(member)) for member in members]
