"""Refuse to start on a database that could lose an acknowledged word."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from amends.store.databases import PRAGMAS

if TYPE_CHECKING:
    from pathlib import Path

    from django.db.backends.base.base import BaseDatabaseWrapper


OVERWRITE_FILE: Final = "overwrite-at-start"
"""Lies in the data directory while rows were erased whose bytes may still be in the database's file."""


class UnsafeDatabase(Exception):
    """The database does not answer as durability needs; the message says what differs."""


def pragmas(connection: BaseDatabaseWrapper) -> dict[str, str]:
    """Ask a SQLite connection for the settings that `PRAGMAS` names."""
    with connection.cursor() as cursor:
        answers = {}
        for name in PRAGMAS:
            cursor.execute(f"PRAGMA {name}")
            row = cursor.fetchone()
            answers[name] = str(row[0]) if row else ""
    return answers


def assert_durable(connection: BaseDatabaseWrapper) -> None:
    """Raise `UnsafeDatabase` unless a commit on this connection survives a power cut; PostgreSQL sees to it itself."""
    if connection.vendor != "sqlite":
        return
    answers = pragmas(connection)
    wrong = [
        f"{name} is {answers[name]} and must be {value}" for name, value in PRAGMAS.items() if answers[name] != value
    ]
    # Django keeps the mode by which transactions begin on the wrapper; SQLite has no way to ask for it.
    if getattr(connection, "transaction_mode", None) != "IMMEDIATE":
        wrong.append("transactions do not begin IMMEDIATE")
    if wrong:
        raise UnsafeDatabase(
            f"The database is not set up to keep every word through a power cut: {'; '.join(wrong)}."
            " A network drive cannot hold it: put the data directory on a local disk."
        )


def overwrite_erased(connection: BaseDatabaseWrapper) -> None:
    """Write the database anew without the bytes of rows that were erased; call it outside any transaction.

    SQLite leaves erased words in its file, and in the log beside it, until something else is written over them.
    PostgreSQL keeps old rows likewise, and its own write-ahead log for as long as it is told to.
    """
    sqlite = connection.vendor == "sqlite"
    with connection.cursor() as cursor:
        cursor.execute("VACUUM" if sqlite else "VACUUM FULL")
        if sqlite:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def overwrite_at_start(data: Path) -> None:
    """Let the next start write the database anew: while people read and write, nobody must wait for that."""
    (data / OVERWRITE_FILE).touch()


def overwrite_is_due(data: Path) -> bool:
    """Tell whether the next start is to write the database anew."""
    return (data / OVERWRITE_FILE).exists()


def overwrite_if_due(connection: BaseDatabaseWrapper, data: Path) -> None:
    """Do `overwrite_erased` where it was put off until now."""
    if overwrite_is_due(data):
        overwrite_erased(connection)
        (data / OVERWRITE_FILE).unlink(missing_ok=True)
