"""The files of an export: one kind of thing as JSON Lines, as CSV and as a table, written row by row."""

from __future__ import annotations

import csv
import json
import os
import sqlite3
from contextlib import ExitStack, contextmanager
from typing import IO, TYPE_CHECKING, Any, Final

import msgspec

from amends.store.outgoing import BATCH, Holds, holds, refers, rows
from amends.store.outgoing_kinds import KINDS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from django.db.models import Field

    from amends.store.outgoing import Kind, Level

COPY: Final = "amends-export.sqlite3"

_TYPES: Final = {Holds.NUMBER: "INTEGER", Holds.TRUTH: "INTEGER", Holds.DECIMAL: "REAL"}
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


@contextmanager
def new_copy(place: Path) -> Iterator[sqlite3.Connection]:
    """Open a fresh SQLite file, and leave it whole and closed."""
    copy = sqlite3.connect(place / COPY, isolation_level=None)
    try:
        # Nobody else has it, and a copy that breaks half-way is thrown away.
        copy.execute("PRAGMA journal_mode=OFF")
        copy.execute("PRAGMA synchronous=OFF")
        yield copy
    finally:
        copy.close()
    with (place / COPY).open("rb") as written:
        os.fsync(written.fileno())


def write_kind(kind: Kind, levels: frozenset[Level], place: Path, copy: sqlite3.Connection) -> int:
    """Write all rows of a kind into the directory ``place`` and into the copy, and tell how many there are."""
    columns = kind.columns(levels)
    names = [column.name for column in columns]
    copy.execute(_table(kind, columns))
    insert = f'INSERT INTO "{kind.name}" VALUES ({", ".join("?" * len(names))})'  # noqa: S608 - names of our own
    count = 0
    with ExitStack() as stack:
        lines: IO[bytes] = stack.enter_context((place / f"{kind.name}.jsonl").open("wb"))
        sheet = stack.enter_context((place / f"{kind.name}.csv").open("w", encoding="utf-8", newline=""))
        table = csv.writer(sheet)
        table.writerow(names)
        copy.execute("BEGIN")
        for some in _batches(rows(kind, levels)):
            lines.writelines(_json(dict(zip(names, row, strict=True))) + b"\n" for row in some)
            flat = [_flat(row, columns) for row in some]
            table.writerows([_cell(value) for value in row] for row in flat)
            copy.executemany(insert, flat)
            count += len(some)
        copy.execute("COMMIT")
        for file in (lines, sheet):
            file.flush()
            os.fsync(file.fileno())
    for column in columns:
        if refers(column) is not None:
            copy.execute(f'CREATE INDEX "{kind.name}_by_{column.name}" ON "{kind.name}" ("{column.name}")')
    return count


def file_of(model: object) -> str:
    """Name the kind in which the rows of a table go out; empty where they do not.

    Where a table that stays is referred to, its number alone goes out.
    """
    return next((kind.name for kind in KINDS if kind.model is model), "")


def _table(kind: Kind, columns: list[Field[Any, Any]]) -> str:
    told = []
    for column in columns:
        line = f'"{column.name}" {_TYPES.get(holds(column), "TEXT")}'
        if column.primary_key:
            line += " PRIMARY KEY"
        elif name := file_of(refers(column)):
            line += f' REFERENCES "{name}" ("id")'
        told.append(line)
    return f'CREATE TABLE "{kind.name}" ({", ".join(told)})'


def _batches(found: Iterator[list[Any]]) -> Iterator[list[list[Any]]]:
    batch: list[list[Any]] = []
    for row in found:
        batch.append(row)
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def _json(value: object) -> bytes:
    try:
        return msgspec.json.encode(value)
    except UnicodeEncodeError:
        # Half of a pair of surrogates, which only JSON can hold.
        return json.dumps(value, separators=(",", ":")).encode()


def _flat(row: list[Any], columns: Iterable[Field[Any, Any]]) -> list[Any]:
    """Write JSON values as text: a cell holds one value."""
    return [
        _json(value).decode() if value is not None and holds(column) is Holds.JSON else value
        for value, column in zip(row, columns, strict=True)
    ]


def _cell(value: object) -> object:
    """Write a value as a cell that no spreadsheet takes for a formula, whoever wrote it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str) and value.startswith(_FORMULA):
        return "'" + value
    return value
