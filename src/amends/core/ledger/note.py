"""Signed notes (c2sp.org/signed-note): text that ends in a newline, an empty line, and a line for each signature.

Keys are Ed25519 (RFC 8032). A secret is its 32-byte seed; a verifier key is text, ``name+id+key``, as it is published.
Two kinds of signature are known: a plain one, by whoever wrote the text, and the timestamped cosignature of a witness
(c2sp.org/tlog-cosignature, ``cosignature/v1``). Lines of others are passed over, as the format demands.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from amends.core.ledger.tree import Refused, quoted

ED25519: Final = 0x01
COSIGNATURE: Final = 0x04
LONGEST_NOTE: Final = 1_000_000
"""Characters."""
MOST_SIGNATURES: Final = 100
LATEST_SECOND: Final = 2**63 - 1

_DASH: Final = "— "
_SIGNATURE_BYTES: Final = {ED25519: 64, COSIGNATURE: 72}


@dataclass(frozen=True, slots=True)
class VerifierKey:
    """The public half of a key, with the name it signs under and what it signs (`ED25519` or `COSIGNATURE`).

    As text (``str(key)``) it is ``name+id+base64``. Raises `Refused` for a name that is empty or holds a space, a plus
    or a control character, for another kind of signature, and for a key that has not 32 bytes.
    """

    name: str
    public: bytes
    algorithm: int = ED25519

    def __post_init__(self) -> None:
        """Refuse what could not be published."""
        if not _is_name(self.name):
            raise Refused(f"{quoted(self.name)} cannot name a key: a name is not empty and holds no space and no plus.")
        if self.algorithm not in _SIGNATURE_BYTES:
            raise Refused(
                f"Key {quoted(self.name)} signs by method {self.algorithm}; known are 1 (Ed25519) and 4 (cosignature)."
            )
        if len(self.public) != 32:
            raise Refused(f"Key {quoted(self.name)} has {len(self.public)} bytes; an Ed25519 key has 32.")

    @property
    def id(self) -> bytes:
        """The four bytes that stand before its signatures."""
        return hashlib.sha256(self.name.encode() + b"\n" + bytes([self.algorithm]) + self.public).digest()[:4]

    def __str__(self) -> str:
        return f"{self.name}+{self.id.hex()}+{base64.b64encode(bytes([self.algorithm]) + self.public).decode()}"


@dataclass(frozen=True, slots=True)
class Signature:
    """One signature line: the key's name, its four-byte id, and the signature itself."""

    name: str
    id: bytes
    value: bytes


@dataclass(frozen=True, slots=True)
class Note:
    """A note taken apart; nothing in it is verified yet."""

    text: str
    signatures: tuple[Signature, ...]


@dataclass(frozen=True, slots=True)
class Signed:
    """A signature that holds: whose, and for a cosignature when it was made (seconds since 1970)."""

    key: VerifierKey
    at: int | None = None


def _is_name(name: str) -> bool:
    printable = all(character >= " " and character != "+" and not character.isspace() for character in name)
    return bool(name) and printable and not any("\ud800" <= character <= "\udfff" for character in name)


def decoded(text: str, what: str) -> bytes:
    r"""Decode standard base64, written as it would be written again: one value has one form.

    ``what`` begins the sentence of the `Refused` that anything else raises.

    >>> decoded("AAE=", "This line")
    b'\x00\x01'
    >>> decoded("AAF=", "This line")
    Traceback (most recent call last):
    amends.core.ledger.tree.Refused: This line is not base64.
    """
    try:
        found = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        found = b""
    if not text or base64.b64encode(found).decode() != text:
        raise Refused(f"{what} is not base64.")
    return found


def read_key(text: str) -> VerifierKey:
    """Read a verifier key as it is published: ``name+id+base64``.

    Raises `Refused` where the text has another form, or the id does not belong to the key.

    >>> read_key("example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k").name
    'example.com/foo'
    """
    name, _, rest = text.partition("+")
    shown, _, encoded = rest.partition("+")
    material = decoded(encoded, f"The key in {quoted(text)}")
    key = VerifierKey(name, material[1:], material[0])
    if str(key) != text:
        raise Refused(
            f"The id {quoted(shown)} does not belong to this key of {quoted(name)}, whose id is {key.id.hex()}."
        )
    return key


def public_of(secret: bytes) -> bytes:
    """Compute the public half of a 32-byte secret.

    >>> public_of(bytes(32)).hex()[:16]
    '3b6a27bcceb6a42d'
    """
    from cryptography.hazmat.primitives.asymmetric.ed25519 import (  # noqa: PLC0415 - the core stays light without it
        Ed25519PrivateKey,
    )

    return Ed25519PrivateKey.from_private_bytes(secret).public_key().public_bytes_raw()


def _sign(message: bytes, secret: bytes) -> tuple[bytes, bytes]:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import (  # noqa: PLC0415 - the core stays light without it
        Ed25519PrivateKey,
    )

    if len(secret) != 32:
        raise Refused(f"The secret has {len(secret)} bytes; the seed of an Ed25519 key has 32.")
    key = Ed25519PrivateKey.from_private_bytes(secret)
    return key.public_key().public_bytes_raw(), key.sign(message)


def _holds(public: bytes, signature: bytes, message: bytes) -> bool:
    from cryptography.exceptions import InvalidSignature  # noqa: PLC0415 - the core stays light without it
    from cryptography.hazmat.primitives.asymmetric.ed25519 import (  # noqa: PLC0415 - as above
        Ed25519PublicKey,
    )

    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


def sign(text: str, name: str, secret: bytes) -> str:
    r"""Sign the text of a note; gives the signature line, to be handed to `written`.

    Raises `Refused` where the name cannot name a key or the secret has not 32 bytes.

    >>> sign("hello\n", "example.com/log", bytes(32))[:28]
    '— example.com/log Hd5FMb0jqZ'
    """
    public, signature = _sign(_message(text), secret)
    return _line(VerifierKey(name, public), signature)


def cosign(text: str, name: str, secret: bytes, at: int) -> str:
    r"""Cosign a checkpoint as a witness who saw it at ``at`` (seconds since 1970); gives the signature line.

    Says: this is the largest tree of this log that I have seen, and it continues all I saw before. The caller has
    checked that. Raises `Refused` for a time outside 0 to 2^63 - 1, and as `sign` does.

    >>> cosign("example.com/log\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n", "w.example", bytes(32), 1)[:18]
    '— w.example XtqI6Q'
    """
    if not 0 <= at <= LATEST_SECOND:
        raise Refused(f"A cosignature cannot be made at second {at}.")
    public, signature = _sign(_cosigned(text, at), secret)
    return _line(VerifierKey(name, public, COSIGNATURE), at.to_bytes(8, "big") + signature)


def _line(key: VerifierKey, signature: bytes) -> str:
    return f"{_DASH}{key.name} {base64.b64encode(key.id + signature).decode()}"


def _message(text: str) -> bytes:
    try:
        return text.encode()
    except UnicodeEncodeError:
        raise Refused("The text cannot be written as UTF-8, so it cannot be signed.") from None


def _cosigned(text: str, at: int) -> bytes:
    return f"cosignature/v1\ntime {at}\n".encode() + _message(text)


def written(text: str, lines: Iterable[str]) -> str:
    r"""Write a note: the text, an empty line, and the signature lines.

    Raises `Refused` where a reader would refuse it.

    >>> print(written("hello\n", ["— example.com/log AAAAAAA="]), end="")
    hello
    <BLANKLINE>
    — example.com/log AAAAAAA=
    """
    note = text + "\n" + "".join(f"{line}\n" for line in lines)
    if read_note(note).text != text:
        raise Refused("A signature line of this note is no signature line.")
    return note


def read_note(note: str) -> Note:
    r"""Take a note apart. Nothing is verified by it.

    Raises `Refused` with a sentence where it has another form, is longer than a million characters, or has no
    signatures or more than a hundred.

    >>> read_note("hello\n\n— example.com/log AAAAAAA=\n").text
    'hello\n'
    """
    if len(note) > LONGEST_NOTE:
        raise Refused(f"The note has {len(note)} characters; at most {LONGEST_NOTE:,} are read.")
    if any(character < " " and character != "\n" for character in note):
        raise Refused("The note holds a control character.")
    _message(note)
    text, parted, tail = note.rpartition("\n\n")
    if not parted or not tail.endswith("\n"):
        raise Refused("The note is not signed: after its last empty line there must be a line for each signature.")
    lines = tail[:-1].split("\n")
    if len(lines) > MOST_SIGNATURES:
        raise Refused(f"The note has {len(lines)} signatures; at most {MOST_SIGNATURES} are read.")
    return Note(text + "\n", tuple(_signature(line) for line in lines))


def _signature(line: str) -> Signature:
    name, _, encoded = line.removeprefix(_DASH).partition(" ")
    if not line.startswith(_DASH) or not _is_name(name):
        raise Refused(f"{quoted(line)} is no signature line: a dash, the key's name, and the signature in base64.")
    value = decoded(encoded, f"The signature of {quoted(name)}")
    if len(value) < 5:
        raise Refused(f"The signature of {quoted(name)} is empty.")
    return Signature(name, value[:4], value[4:])


def verify(note: str, keys: Iterable[VerifierKey]) -> tuple[Signed, ...]:
    r"""Verify every signature of a note that one of these keys made.

    Gives those that hold, in the order of the note: at least one. Raises `Refused` where the note cannot be read, no
    key signed it, or a signature that names one of the keys does not hold, whatever others say.

    >>> verify("hello\n\n— example.com/log AAAAAAA=\n", [])
    Traceback (most recent call last):
    amends.core.ledger.tree.Refused: No key that is trusted here signed this; it is signed by “example.com/log”.
    """
    read = read_note(note)
    known = {(key.name, key.id): key for key in keys}
    held = []
    for signature in read.signatures:
        key = known.get((signature.name, signature.id))
        if key is not None:
            held.append(_verified(read.text, signature, key))
    if not held:
        names = ", ".join(f"{quoted(name)}" for name in dict.fromkeys(each.name for each in read.signatures[:5]))
        raise Refused(f"No key that is trusted here signed this; it is signed by {names}.")
    return tuple(held)


def _verified(text: str, signature: Signature, key: VerifierKey) -> Signed:
    value, at = signature.value, None
    message = text.encode()
    if key.algorithm == COSIGNATURE:
        at, value = int.from_bytes(value[:8], "big"), value[8:]
        message = _cosigned(text, at)
    whole = len(signature.value) == _SIGNATURE_BYTES[key.algorithm] and (at or 0) <= LATEST_SECOND
    if not whole or not _holds(key.public, value, message):
        raise Refused(f"The signature of {quoted(key.name)} does not hold: the text is not what was signed.")
    return Signed(key, at)
