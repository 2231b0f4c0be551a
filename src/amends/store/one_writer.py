"""One writer at a time, in whichever process: what SQLite sees to by itself, PostgreSQL is asked for."""

from __future__ import annotations

from typing import Final

from django.db import connection

_KEY: Final = int.from_bytes(b"amends")
"""The number that all processes of one database take in turn."""


def wait_for_turn() -> None:
    """Wait until no other process is in the middle of a deed; the turn ends with the running transaction.

    A command that is called while the site runs would otherwise read what a deed of the site is about to change. On
    SQLite every transaction of ours begins IMMEDIATE, which says the same.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_KEY])
