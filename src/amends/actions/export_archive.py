"""Pack everything that may leave without names into one archive, for an owner who has only a browser."""

from __future__ import annotations

import shutil
import tempfile
import threading
import zipfile
from pathlib import Path
from typing import IO, TYPE_CHECKING, Final

from amends.actions.export_everything import export_everything

if TYPE_CHECKING:
    from amends.core.vocabulary import Instant

PREFIX: Final = ".taken-away."
_under_way = threading.Lock()


class UnderWay(RuntimeError):
    """An archive is being made already; the message says so in a sentence."""


def export_archive(data: Path, name: str, now: Instant) -> IO[bytes]:
    """Return an open ZIP file with all that leaves without names or addresses, in a folder ``name``.

    It is made in the data directory, which only the site's own user reads, one at a time. When it is returned it has no
    name any more: it is gone as soon as it is closed, whatever becomes of the process. What one that was killed left of
    an earlier one is cleared away first. Raises `UnderWay`, ``OSError`` and ``sqlite3.Error``.
    """
    if not _under_way.acquire(blocking=False):
        raise UnderWay(
            "Everything is being put together already, in another window or since a moment ago. "
            "Wait until that file has arrived, and press again if you need another."
        )
    try:
        clear_left_over(data)
        with tempfile.TemporaryDirectory(prefix=PREFIX, dir=data) as place:
            files = Path(place, name)
            export_everything(files, frozenset(), now)
            return _packed(files).open("rb")
    finally:
        _under_way.release()


def clear_left_over(data: Path) -> None:
    """Remove what a process that was killed while it packed has left: it holds people's words."""
    for left in data.glob(f"{PREFIX}*"):
        shutil.rmtree(left, ignore_errors=True)


def _packed(files: Path) -> Path:
    packed = files.with_suffix(".zip")
    with zipfile.ZipFile(packed, "x", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(files.rglob("*")):
            if path.is_file():
                archive.write(path, f"{files.name}/{path.relative_to(files).as_posix()}")
    return packed
