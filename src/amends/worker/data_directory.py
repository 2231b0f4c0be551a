"""The data directory: made, given its keys, and held by one process. No Django here."""

from __future__ import annotations

import fcntl
import os
import secrets
import string
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from amends.store import strongbox
from amends.worker.trouble import Trouble

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

KEY_FILE: Final = "secret-key"
LOCK_FILE: Final = "lock"
_KEY_LETTERS: Final = string.ascii_letters + string.digits


def make_ready(path: Path) -> None:
    """Make a data directory and its keys where they are missing; raises `Trouble` where that cannot be."""
    try:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
        (path / LOCK_FILE).open("a", encoding="ascii").close()
        _ensure_key(path / KEY_FILE)
        strongbox.make_key(path)
    except strongbox.DoesNotOpen as error:
        raise Trouble(str(error), code=2) from error
    except OSError as error:
        raise Trouble(
            f"The data directory {path} cannot be written ({(error.strerror or str(error)).lower()})."
            " Choose another one with --data, or let this user write there.",
            code=2,
        ) from error


@contextmanager
def hold(path: Path) -> Iterator[None]:
    """Hold a directory that is made ready, while the block runs; raises `Trouble` where another process holds it."""
    with (path / LOCK_FILE).open("a", encoding="ascii") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise Trouble(
                f"Another amends is running with the data directory {path}. Stop it first, or choose another"
                " directory with --data."
            ) from error
        yield


def _ensure_key(path: Path) -> None:
    """Write a fresh secret key that only this user can read, where there is none."""
    try:
        # O_EXCL: a key that is there already signs the sessions that exist, so it is never written over.
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write("".join(secrets.choice(_KEY_LETTERS) for _ in range(64)))
        file.flush()
        os.fsync(file.fileno())
