"""The database made ready: reachable, of our own making, brought up to date, and safe against power cuts."""

from __future__ import annotations

import os
import sqlite3
from contextlib import ExitStack, closing, contextmanager
from typing import TYPE_CHECKING, Final

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.utils import DatabaseError

from amends import clock
from amends.actions.seal import ForkedLedger, begin_ledger
from amends.store.one_writer import HeldElsewhere, held
from amends.store.sqlite import UnsafeDatabase, assert_durable, overwrite_if_due
from amends.worker.trouble import Trouble

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PATIENCE: Final = 3.0
"""Seconds that a start waits for a locked database: long enough for a backup's last page, too short to seem dead."""


def prepare_database() -> None:
    """Bring the database up to date; raises `Trouble` with a sentence where that cannot be."""
    if connection.vendor == "sqlite":
        _probe(connection.settings_dict["NAME"])
    try:
        newer = unknown_migrations()
        if newer:
            raise Trouble(
                f"This data was written by a newer amends (it knows {', '.join(newer)}). Install that version again:"
                " an older one could damage it."
            )
        # The system checks need the whole site; a migration needs the models alone.
        call_command("migrate", verbosity=0, interactive=False, skip_checks=True)
        assert_durable(connection)
        overwrite_if_due(connection, settings.AMENDS_DATA)
        begin_ledger(clock.now())
    except DatabaseError as error:
        said = " ".join(str(error).split()).rstrip(".?")
        raise Trouble(f"The database cannot be used: {said}. Nothing was changed.") from error
    except (UnsafeDatabase, ForkedLedger) as error:
        raise Trouble(str(error)) from error


@contextmanager
def held_database() -> Iterator[None]:
    """Hold the database for this site while the block runs; raises `Trouble` where another one has it."""
    with ExitStack() as holding:
        try:
            holding.enter_context(held())
        except (HeldElsewhere, DatabaseError) as error:
            raise Trouble(" ".join(str(error).split())) from error
        yield


def unknown_migrations() -> list[str]:
    """Name the steps this database has taken that this version of amends does not know."""
    loader = MigrationLoader(connection)
    known = set(loader.disk_migrations)
    return sorted(name for app, name in loader.applied_migrations if app == "store" and (app, name) not in known)


def missing_migrations() -> list[str]:
    """Name the steps this version of amends knows that the database has not taken yet."""
    loader = MigrationLoader(connection)
    applied = set(loader.applied_migrations)
    return sorted(f"{app}.{name}" for app, name in loader.disk_migrations if (app, name) not in applied)


def _probe(path: Path) -> None:
    """Ask the file itself whether it can be written, with less patience than a running site has."""
    try:
        # SQLite gives the files beside it the rights of this one: what people wrote is for this user alone.
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
        with closing(sqlite3.connect(path, timeout=PATIENCE)) as probe:
            probe.execute("BEGIN IMMEDIATE")
            probe.rollback()
    except (OSError, sqlite3.OperationalError) as error:
        if "locked" in str(error):
            raise Trouble(
                f"The database {path} is locked by another program. Close it (a database browser, a copy in"
                " progress) and start again."
            ) from error
        raise Trouble(
            f"The database {path} cannot be opened for writing ({error}). Let this user write it, or choose another"
            " directory with --data.",
            code=2,
        ) from error
    except sqlite3.DatabaseError as error:
        raise Trouble(
            f"The file {path} is not a database that amends can read ({error}). Move it away, or put back a copy."
        ) from error
