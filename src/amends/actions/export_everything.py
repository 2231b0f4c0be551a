"""Hand everything out to its owner: every kind of thing in open formats, and the files of the public cases."""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import msgspec
import rfc8785
from django.db import connection

from amends.actions.export_case import NothingSigned, export_case
from amends.actions.export_files import new_copy, write_kind
from amends.actions.export_readme import readme
from amends.store import models
from amends.store.one_view import one_view
from amends.store.outgoing import Level, instant_text
from amends.store.outgoing_kinds import KINDS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from amends.core.vocabulary import Instant

SCHEMA: Final = "amends/export/1"
MANIFEST: Final = "manifest.json"
_CHUNK: Final = 1 << 20


class AlreadyThere(FileExistsError):
    """Something has the name already; the message says so in a sentence."""


@dataclass(frozen=True, slots=True)
class Exported:
    """What an export holds: rows by kind, public cases, and how many cases are not public yet."""

    rows: dict[str, int]
    cases: tuple[int, ...]
    private: int


def export_everything(out: Path, levels: frozenset[Level], now: Instant) -> Exported:
    """Write everything that may leave at these levels into a new directory, as it stands at one moment.

    A few thousand rows are held at once, and of the cases one at a time. The directory is there whole or not at all.
    Raises `AlreadyThere`, ``OSError`` and ``sqlite3.Error``.
    """
    with _whole(out) as place:
        with one_view(connection):
            told = Exported(_kinds(place, levels), *_cases(place))
        (place / "README.txt").write_text(readme(levels, told.rows, told.private), encoding="utf-8")
        (place / MANIFEST).write_bytes(_manifest(place, levels, told, now))
    return told


def _kinds(place: Path, levels: frozenset[Level]) -> dict[str, int]:
    with new_copy(place) as copy:
        going = [kind for kind in KINDS if kind.level is Level.OPEN or kind.level in levels]
        return {kind.name: write_kind(kind, levels, place, copy) for kind in going}


def _cases(place: Path) -> tuple[tuple[int, ...], int]:
    """Write each public case as whoever reads it can check it; tell which, and how many are not public yet."""
    (place / "case-files").mkdir()
    cases = models.Case.objects.order_by("number")
    written = []
    for number in cases.filter(public=True).values_list("number", flat=True):
        try:
            document = export_case(number)
        except NothingSigned:
            continue
        (place / "case-files" / f"case-{number}.json").write_bytes(rfc8785.dumps(document))
        written.append(number)
    return tuple(written), cases.count() - len(written)


def _manifest(place: Path, levels: frozenset[Level], told: Exported, now: Instant) -> bytes:
    files = [_described(path, place) for path in sorted(place.rglob("*")) if path.is_file()]
    kinds = [
        {"name": kind.name, "rows": told.rows[kind.name], "columns": [column.name for column in kind.columns(levels)]}
        for kind in KINDS
        if kind.name in told.rows
    ]
    written = {
        "schema": SCHEMA,
        "amends": version("amends"),
        "made_at": instant_text(now),
        "names": Level.NAMES in levels,
        "addresses": Level.ADDRESSES in levels,
        "kinds": kinds,
        "cases": told.cases,
        "files": files,
    }
    return msgspec.json.format(msgspec.json.encode(written), indent=1) + b"\n"


def _described(path: Path, place: Path) -> dict[str, Any]:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
    return {"name": str(path.relative_to(place)), "bytes": path.stat().st_size, "sha256": digest.hexdigest()}


@contextmanager
def _whole(out: Path) -> Iterator[Path]:
    """Give a directory to write into that gets its name when all of it is written, and is gone where that failed.

    Only this user can read it.
    """
    if out.exists() or out.is_symlink():
        raise AlreadyThere(f"{out} is there already. Name a directory that is not; nothing was written over.")
    place = Path(tempfile.mkdtemp(prefix=f".{out.name}.", suffix=".unfinished", dir=out.parent))
    try:
        yield place
        _sync(place)
        os.rename(place, out)  # noqa: PTH104 - Path.rename says the same and hides that it is one step
        _sync(out.parent)
    finally:
        # Where it got its name, there is nothing of the old one left.
        shutil.rmtree(place, ignore_errors=True)


def _sync(directory: Path) -> None:
    handle = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
