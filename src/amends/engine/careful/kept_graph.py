"""The network as it is kept beside the site's data: made once, known by its digest, made anew where it is not whole."""

from __future__ import annotations

import contextlib
import hashlib
import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


def kept(folder: Path | None, name: str, make: Callable[[], bytes]) -> bytes:
    """Return a file of a folder, or what ``make`` makes, which is then kept there with its SHA-256.

    ``name`` is a reader's, a dash, and the number of its network. A file that is not what its digest says was cut off
    or changed: it is made again. Without a folder, or where it cannot be written, nothing is kept and everything
    works, a second later at each start.
    """
    if folder is None:
        return make()
    path, digest = folder / name, folder / f"{name}.sha256"
    with contextlib.suppress(OSError, ValueError):
        data = path.read_bytes()
        if hashlib.sha256(data).hexdigest() == digest.read_text(encoding="ascii").strip():
            return data
    data = make()
    with contextlib.suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
        _put(path, data)
        _put(digest, hashlib.sha256(data).hexdigest().encode() + b"\n")
        _clear(folder, name.rpartition("-")[0])
    return data


def _put(path: Path, data: bytes) -> None:
    """Write a file whole or not at all, also for somebody who reads it meanwhile."""
    number, fresh = tempfile.mkstemp(dir=path.parent, prefix=".fresh-")
    try:
        with os.fdopen(number, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(fresh).replace(path)
    finally:
        Path(fresh).unlink(missing_ok=True)  # there is none unless something went wrong


def _clear(folder: Path, reader: str) -> None:
    """Let go of what an older version kept: it is large, and nobody reads it any more."""
    for old in folder.glob("careful-*"):
        if not old.name.startswith(f"{reader}-"):
            old.unlink(missing_ok=True)
