"""Secrets of other places (tokens, passwords, signing keys), kept in the database as bytes that only a file opens.

The key lies beside the database and not inside it: who has a copy of the database alone has no secret of it. Each
secret is bound to its ``purpose`` (a word for what it opens, such as ``channel`` or ``bluesky``): put into a row of
another purpose it does not open. AES-256-GCM, a fresh nonce each time.
"""

from __future__ import annotations

import base64
import os
import secrets
from typing import TYPE_CHECKING, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

if TYPE_CHECKING:
    from pathlib import Path

KEY_FILE: Final = "strongbox-key"
KEY_BYTES: Final = 32
_NONCE_BYTES: Final = 12
_VERSION: Final = "s1."


class DoesNotOpen(ValueError):
    """A secret was kept under another key, or for another purpose; the message says what to do."""


def make_key(data: Path) -> bytes:
    """Return the strongbox's 32 bytes, made at the first call; only this user can read them.

    Raises ``OSError`` where the directory cannot be written and `DoesNotOpen` for a file that holds no key.
    """
    path = data / KEY_FILE
    try:
        # O_EXCL: a key that is there opens what is kept already, so it is never written over.
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return _kept_key(path)
    key = secrets.token_bytes(KEY_BYTES)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(key.hex() + "\n")
        file.flush()
        os.fsync(file.fileno())
    return key


def lock_away(data: Path, purpose: str, secret: str) -> str:
    """Return a secret as it may stand in the database: text of about four thirds its length and 50 letters more."""
    nonce = secrets.token_bytes(_NONCE_BYTES)
    locked = nonce + AESGCM(make_key(data)).encrypt(nonce, secret.encode(), purpose.encode())
    return _VERSION + base64.urlsafe_b64encode(locked).decode()


def take_out(data: Path, purpose: str, locked: str) -> str:
    """Return a secret that was locked away for a purpose; raises `DoesNotOpen`."""
    path = data / KEY_FILE
    if not path.is_file():
        raise DoesNotOpen(
            f"What was locked away cannot be opened: the file {KEY_FILE} is not in the data directory. Put it back, or"
            " enter the secret anew."
        )
    try:
        raw = base64.b64decode(locked.removeprefix(_VERSION), altchars=b"-_", validate=True)
        opened = AESGCM(_kept_key(path)).decrypt(raw[:_NONCE_BYTES], raw[_NONCE_BYTES:], purpose.encode())
    except (ValueError, InvalidTag) as error:
        if isinstance(error, DoesNotOpen):
            raise
        raise DoesNotOpen(
            f"What was locked away does not open with the file {KEY_FILE} of this data directory. Put the right one"
            " back, or enter the secret anew."
        ) from error
    return opened.decode()


def grown(data: Path, purpose: str) -> bytes:
    """Return 32 bytes that grow from the strongbox's key for a purpose: always the same, and telling nothing of it."""
    return HKDF(algorithm=hashes.SHA256(), length=KEY_BYTES, salt=None, info=purpose.encode()).derive(make_key(data))


def _kept_key(path: Path) -> bytes:
    try:
        key = bytes.fromhex(path.read_text(encoding="ascii").strip())
    except ValueError:
        key = b""
    if len(key) != KEY_BYTES:
        raise DoesNotOpen(f"{path} does not hold the strongbox's key: 64 hexadecimal digits. Put the right one back.")
    return key
