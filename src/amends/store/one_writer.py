"""One writer at a time, in whichever process: what SQLite sees to by itself, PostgreSQL is asked for."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from django.db import connection

if TYPE_CHECKING:
    from collections.abc import Iterator

_KEY: Final = int.from_bytes(b"amends")
"""The number that all processes of one database take in turn."""


_SITE: Final = int.from_bytes(b"a site")
"""And the number that one site holds for as long as it runs."""


class HeldElsewhere(RuntimeError):
    """A site with another data directory runs on this database; the message says so and what to do."""


@contextmanager
def held() -> Iterator[None]:
    """Hold the database for one site while the block runs; raises `HeldElsewhere`.

    Whoever shares a data directory is kept apart by its lock. On PostgreSQL a site elsewhere may have the same database
    and another key: two of them would write two ledgers into one.
    """
    if connection.vendor != "postgresql":
        yield
        return
    own = connection.copy()
    try:
        with own.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_lock(%s)", [_SITE])
            if not cursor.fetchone()[0]:
                raise HeldElsewhere(
                    "Another amends runs on this database, with another data directory. Stop it first, or give this one"
                    " a database of its own. Nothing was changed."
                )
        yield
    finally:
        own.close()


def wait_for_turn() -> None:
    """Wait until no other process is in the middle of a deed; the turn ends with the running transaction.

    A command that is called while the site runs would otherwise read what a deed of the site is about to change. On
    SQLite every transaction of ours begins IMMEDIATE, which says the same.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_KEY])
