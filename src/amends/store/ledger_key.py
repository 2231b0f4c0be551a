"""The key that signs the ledger, and what it last signed: two files beside the database, and not inside it.

A database that is put back from a backup is shorter than what was already published. The second file outlives that, so
the key never signs two different trees of one size: that is what tampering looks like.
"""

from __future__ import annotations

import os
import secrets
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from pathlib import Path

KEY_FILE: Final = "ledger-key"
LAST_FILE: Final = "ledger-last"
SEED_LENGTH: Final = 32


def signing_seed(data: Path) -> bytes:
    """Return the 32 bytes the ledger's Ed25519 key grows from, made at the first call; only this user can read them.

    Raises ``OSError`` where the directory cannot be written and ``ValueError`` for a file that holds no key.
    """
    path = data / KEY_FILE
    try:
        # O_EXCL: a key that is there has signed receipts, so it is never written over.
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        seed = bytes.fromhex(path.read_text(encoding="ascii").strip())
        if len(seed) != SEED_LENGTH:
            raise ValueError(f"{path} does not hold the ledger's key: 64 hexadecimal digits.") from None
        return seed
    seed = secrets.token_bytes(SEED_LENGTH)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(seed.hex() + "\n")
        file.flush()
        os.fsync(file.fileno())
    return seed


def last_signed(data: Path) -> str:
    """Return the newest checkpoint this key is known to have given out, or nothing."""
    path = data / LAST_FILE
    return path.read_text(encoding="utf-8") if path.is_file() else ""


def keep_last_signed(data: Path, checkpoint: str) -> None:
    """Remember a checkpoint that is about to be given out; the file is whole at any moment."""
    fresh = data / f"{LAST_FILE}.new"
    fresh.write_text(checkpoint, encoding="utf-8")
    fresh.replace(data / LAST_FILE)
