"""Checkpoints (c2sp.org/tlog-checkpoint): the size and root of a log, signed by whoever keeps it.

The text of the note has three lines: the *origin*, which names the log for ever; the size; the root in base64. Lines
after these are *extensions*; amends writes none, because nobody who follows the log can check them.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Final

from amends.core.ledger import note
from amends.core.ledger.tree import HASH_BYTES, Refused, quoted

LARGEST_SIZE: Final = 2**63 - 1

_DECIMAL: Final = re.compile(r"0|[1-9][0-9]{0,18}")


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The tree of a log at one moment: whose it is, how many entries, and the root of them all."""

    origin: str
    size: int
    root: bytes
    extensions: tuple[str, ...] = ()


def checkpoint_text(origin: str, size: int, root: bytes) -> str:
    """Write the text that is signed; raises `Refused` where `parse` would.

    >>> print(checkpoint_text("example.com/log", 0, bytes(32)), end="")
    example.com/log
    0
    AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=
    """
    text = f"{origin}\n{size:d}\n{base64.b64encode(root).decode()}\n"
    if parse(text) != Checkpoint(origin, size, root):
        raise Refused(f"The origin {quoted(origin)} holds a line break.")
    return text


def parse(text: str) -> Checkpoint:
    r"""Read the text of a checkpoint, without its signatures.

    Raises `Refused` with a sentence that says which line is wrong.

    >>> parse("example.com/log\n7\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n").size
    7
    >>> parse("example.com/log\n07\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n")
    Traceback (most recent call last):
    amends.core.ledger.tree.Refused: Line 2 of the checkpoint is not a size in plain digits: “07”.
    """
    lines = text.split("\n")
    if len(lines) < 4 or lines.pop():
        raise Refused("A checkpoint has three lines, origin, size and root, and each ends with a newline.")
    if not all(lines):
        raise Refused(f"Line {lines.index('') + 1} of the checkpoint is empty.")
    origin, size, root, *extensions = lines
    return Checkpoint(origin, size_in(size, "Line 2 of the checkpoint"), _root(root), tuple(extensions))


def size_in(digits: str, what: str) -> int:
    """Read a size or an index: plain digits without leading zeroes, below 2^63.

    >>> size_in("12", "Line 2")
    12
    """
    if _DECIMAL.fullmatch(digits) is None or int(digits) > LARGEST_SIZE:
        raise Refused(f"{what} is not a size in plain digits: {quoted(digits)}.")
    return int(digits)


def _root(line: str) -> bytes:
    root = note.decoded(line, "Line 3 of the checkpoint")
    if len(root) != HASH_BYTES:
        raise Refused(f"Line 3 of the checkpoint is a root of {len(root)} bytes; it must have 32.")
    return root


def read_checkpoint(found: str) -> Checkpoint:
    """Read a signed checkpoint without verifying it: for one's own, or to learn whose key to ask for.

    Raises `Refused` with a sentence where the note or the checkpoint has another form.

    >>> read_checkpoint(signed("example.com/log", 0, bytes(32), secret=bytes(32))).origin
    'example.com/log'
    """
    return parse(note.read_note(found).text)


def signed(origin: str, size: int, root: bytes, *, secret: bytes, cosignatures: Iterable[str] = ()) -> str:
    r"""Sign a checkpoint under its origin as key name, and add what witnesses signed (`note.cosign`).

    Never sign two different roots of one size, nor a smaller tree after a larger: keep the last one and look.

    >>> signed("example.com/log", 0, bytes(32), secret=bytes(32)).count("\n")
    5
    """
    text = checkpoint_text(origin, size, root)
    return note.written(text, [note.sign(text, origin, secret), *cosignatures])


def opened(found: str, keys: Collection[note.VerifierKey]) -> Checkpoint:
    """Verify a signed checkpoint and read it.

    At least one of the keys must bear the origin as its name and have signed. Raises `Refused` with a sentence where
    the note or the checkpoint cannot be read, or the signature does not hold.

    >>> key = note.VerifierKey("example.com/log", note.public_of(bytes(32)))
    >>> opened(signed("example.com/log", 0, bytes(32), secret=bytes(32)), [key]).size
    0
    """
    held = note.verify(found, keys)
    checkpoint = read_checkpoint(found)
    if not any(each.key.name == checkpoint.origin and each.key.algorithm == note.ED25519 for each in held):
        raise Refused(f"The checkpoint is of {quoted(checkpoint.origin)}, but not signed by the key of that name.")
    return checkpoint
