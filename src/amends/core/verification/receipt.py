"""What somebody takes home: a proof of the log (c2sp.org/tlog-proof@v1) with the entry and the words it is for.

The proof is what any tool reads. Its ``extra`` line, which the format leaves to the writer, holds as canonical JSON
(RFC 8785) the entry's body, the content that the body commits to with its salt, and the log's key: all that it takes to
check the words again in ten years, without the site. No signature covers that line; each part of it is checked.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any, Final

import rfc8785

from amends.core.ledger import proof
from amends.core.ledger.audit import Opening
from amends.core.ledger.checkpoint import Checkpoint
from amends.core.ledger.entry import SEALED, Entry, opens, parse, unsealed
from amends.core.ledger.note import VerifierKey, read_key
from amends.core.ledger.tree import Refused, leaf_hash

SCHEMA: Final = "amends/receipt/1"

_SALT: Final = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Receipt:
    """A receipt taken apart; nothing in it is verified yet.

    ``text`` is the receipt itself, ``body`` the entry; ``opening`` is nothing where no words went with it, and ``key``
    is empty where none was named.
    """

    text: str
    body: bytes
    opening: Opening | None = None
    key: str = ""


@dataclass(frozen=True, slots=True)
class Held:
    """What a receipt proves: the entry, its index, and the signed tree it is in."""

    entry: Entry
    index: int
    tree: Checkpoint


def receipt_text(found: proof.Proof, body: bytes, opening: Opening | None = None, key: str = "") -> str:
    """Write a receipt; raises `Refused` where it could not be read again.

    >>> from amends.core.ledger.checkpoint import signed
    >>> body = b'{"t":5,"type":"lesson","v":1}'
    >>> given = proof.Proof(0, (), signed("example.com/log", 1, leaf_hash(body), secret=bytes(32)))
    >>> receipt_text(given, body).splitlines()[0]
    'c2sp.org/tlog-proof@v1'
    """
    said: dict[str, Any] = {"schema": SCHEMA, "body": body.decode()}
    if opening is not None:
        said |= {"salt": opening.salt.hex(), "content": dict(opening.content)}
    if key:
        said["key"] = key
    return proof.text(proof.Proof(found.index, found.hashes, found.checkpoint, rfc8785.dumps(said)))


def read_receipt(text: str) -> Receipt | None:
    """Take a receipt apart; nothing comes back for a plain proof, which says nothing of its entry.

    Raises `Refused` with a sentence where it cannot be read.

    >>> from amends.core.ledger.checkpoint import signed
    >>> body = b'{"t":5,"type":"lesson","v":1}'
    >>> given = proof.Proof(0, (), signed("example.com/log", 1, leaf_hash(body), secret=bytes(32)))
    >>> read_receipt(receipt_text(given, body)).body == body
    True
    """
    extra = proof.parse(text).extra
    if not extra:
        return None
    try:
        said = json.loads(extra)
        same = isinstance(said, dict) and rfc8785.dumps(said) == extra
    except (ValueError, RecursionError):
        same = False
    if not same or said.get("schema") != SCHEMA or not said.keys() <= {"schema", "body", "salt", "content", "key"}:
        raise Refused("The extra line of this receipt is not written as amends writes it.")
    body, key, salt, content = (said.get(name) for name in ("body", "key", "salt", "content"))
    if not isinstance(body, str) or not isinstance(key or "", str):
        raise Refused("This receipt does not hold the entry it was given for.")
    if salt is None and content is None:
        return Receipt(text, body.encode(), None, key or "")
    if not (isinstance(salt, str) and _SALT.fullmatch(salt) and isinstance(content, dict)):
        raise Refused("The words in this receipt come without the salt of 64 hex digits that opens their entry.")
    return Receipt(text, body.encode(), Opening(bytes.fromhex(salt), content), key or "")


def check_receipt(text: str, key: str = "") -> Held:
    """Check a receipt by itself: that its entry is in a signed tree, and that its words are those of the entry.

    ``key`` is the log's verifier key as it is known from elsewhere; without it the key in the receipt is taken, which
    proves that receipt and key belong together, and not whose key it is. Raises `Refused` with a sentence.

    >>> check_receipt("c2sp.org/tlog-proof@v1")
    Traceback (most recent call last):
    amends.core.ledger.tree.Refused: The proof ends before its checkpoint.
    """
    found = read_receipt(text)
    if found is None:
        raise Refused("This proof does not hold the entry it was given for; check it together with the case file.")
    if key and found.key and key != found.key:
        raise Refused("This receipt names another key than the one you gave.")
    trusted: VerifierKey = read_key(key or found.key)
    tree = proof.verify(found.text, leaf_hash(found.body), [trusted])
    return Held(entry_of(found), proof.parse(text).index, tree)


def entry_of(found: Receipt) -> Entry:
    """Read the entry of a receipt, unsealed, and hold the words beside it against what it committed to.

    Raises `Refused` with a sentence where they are others.

    >>> entry_of(Receipt("", b'{"t":5,"type":"lesson","v":1}')).type
    'lesson'
    """
    entry = parse(found.body)
    if found.opening is None:
        return entry
    if not opens(entry, found.opening.salt, found.opening.content):
        raise Refused("The words in this receipt are not those that its entry committed to.")
    return unsealed(entry, found.opening.content) if entry.type == SEALED else entry
