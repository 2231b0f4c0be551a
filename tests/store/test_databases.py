from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection as here
from django.db import connections
from django.db.backends.sqlite3.base import DatabaseWrapper
from django.db.migrations.recorder import MigrationRecorder

from amends.store import databases, rows
from amends.store.new_database import make_tables_if_new
from amends.store.one_view import one_view
from amends.store.sqlite import (
    UnsafeDatabase,
    assert_durable,
    overwrite_at_start,
    overwrite_if_due,
    overwrite_is_due,
    pragmas,
)

on_sqlite = pytest.mark.skipif(
    bool(os.environ.get("AMENDS_DATABASE_URL")),
    reason="SQLite tells what a table was made by, and PostgreSQL does not.",
)


def connection_of(described):
    full = {
        "TIME_ZONE": None, "CONN_MAX_AGE": 0, "CONN_HEALTH_CHECKS": False, "AUTOCOMMIT": True, "ATOMIC_REQUESTS": False,
        "USER": "", "PASSWORD": "", "HOST": "", "PORT": "", "TEST": {}, **described,
    }  # fmt: skip
    return DatabaseWrapper(full, alias="durable")


@pytest.mark.django_db
def test_the_embedded_database_survives_a_power_cut(tmp_path):
    with closing(connection_of(databases.sqlite(tmp_path))) as connection:
        assert_durable(connection)
        assert pragmas(connection) == {
            "journal_mode": "wal", "synchronous": "2", "foreign_keys": "1", "busy_timeout": "20000",
        }  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("broken", "said"),
    [
        ({"init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL"}, "synchronous is 1 and must be 2"),
        ({"init_command": "PRAGMA synchronous=FULL"}, "journal_mode is delete and must be wal"),
        ({"transaction_mode": "DEFERRED"}, "transactions do not begin IMMEDIATE"),
    ],
)
def test_one_that_does_not_is_refused(tmp_path, broken, said):
    described = databases.sqlite(tmp_path)
    described["OPTIONS"] |= broken
    with closing(connection_of(described)) as connection, pytest.raises(UnsafeDatabase, match=said):
        assert_durable(connection)


@pytest.mark.django_db
def test_words_that_were_erased_are_in_no_file(tmp_path):
    def files():
        return b"".join(path.read_bytes() for path in tmp_path.iterdir())

    with closing(connection_of(databases.sqlite(tmp_path))) as connection:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA secure_delete")
            assert cursor.fetchone() == (1,)
            cursor.execute("PRAGMA secure_delete=OFF")
            cursor.execute("CREATE TABLE said (words TEXT)")
            cursor.execute("INSERT INTO said VALUES ('a walrus'), ('a hat')")
            cursor.execute("DELETE FROM said WHERE words = 'a walrus'")
        assert b"a walrus" in files()
        overwrite_if_due(connection, tmp_path)
        assert b"a walrus" in files()
        overwrite_at_start(tmp_path)
        overwrite_if_due(connection, tmp_path)
        assert not overwrite_is_due(tmp_path)
        assert b"a walrus" not in files()
        assert b"a hat" in files()


def test_an_address_becomes_a_connection():
    described = databases.postgresql("postgres://ann:p%40ss@db.example:5433/amends?sslmode=require")
    assert described == {
        "ENGINE": "django.db.backends.postgresql", "NAME": "amends", "USER": "ann", "PASSWORD": "p@ss",
        "HOST": "db.example", "PORT": "5433", "OPTIONS": {"sslmode": "require"},
    }  # fmt: skip
    assert databases.postgresql("postgresql:///amends?host=/run/postgresql")["HOST"] == "/run/postgresql"


@pytest.mark.parametrize("address", ["mysql://x/y", "postgres://host", "amends.sqlite3", ""])
def test_an_address_that_is_none_is_told_in_a_sentence(address):
    with pytest.raises(ValueError, match="AMENDS_DATABASE_URL must look like"):
        databases.postgresql(address)


@pytest.mark.django_db
def test_every_change_of_the_models_has_its_migration():
    told = StringIO()
    call_command("makemigrations", "--check", "--dry-run", "store", stdout=told)
    assert "No changes" in told.getvalue()


def parts(definition):
    """Take a table's definition apart: one part a column or a constraint, in whatever order they were added."""
    body, depth, found = definition.partition("(")[2].rpartition(")")[0], 0, [""]
    for letter in body:
        depth += (letter == "(") - (letter == ")")
        if letter == "," and not depth:
            found.append("")
        else:
            found[-1] += letter
    return sorted(" ".join(part.split()) for part in found)


def shape(cursor):
    """Tell every table by its parts, and every index by what made it."""
    told = cursor.execute(
        "SELECT type, name, sql FROM sqlite_master WHERE sql NOT NULL AND name NOT LIKE 'sqlite_%'"
    ).fetchall()
    return {(kind, name): parts(sql) if kind == "table" else sql for kind, name, sql in told}


STEPS = """
import django; django.setup()
from django.core.management import call_command
call_command("migrate", "store", "0001_initial", verbosity=0, skip_checks=True)
call_command("migrate", verbosity=0, skip_checks=True)
"""


@on_sqlite
@pytest.mark.django_db
def test_a_database_that_took_every_step_is_as_one_that_was_made_at_once(tmp_path):
    """The database of the tests is made at once, as every new site's is."""
    around = os.environ | {"AMENDS_DATA": str(tmp_path), "DJANGO_SETTINGS_MODULE": "amends.settings"}
    subprocess.run([sys.executable, "-c", STEPS], check=True, env=around)
    steps = "SELECT app, name FROM django_migrations ORDER BY 1, 2"
    with closing(sqlite3.connect(tmp_path / databases.FILE_NAME)) as old, here.cursor() as new:
        assert shape(old) == shape(new)
        assert old.execute(steps).fetchall() == new.execute(steps).fetchall()


@on_sqlite
@pytest.mark.django_db
def test_a_new_database_is_made_whole_or_not_at_all(tmp_path, monkeypatch):
    with closing(connection_of(databases.sqlite(tmp_path))) as connection:
        connections[connection.alias] = connection
        try:
            with monkeypatch.context() as broken:
                broken.setattr(MigrationRecorder, "migration_qs", None)
                with pytest.raises(AttributeError, match="bulk_create"):
                    make_tables_if_new(connection)
            assert connection.introspection.table_names() == []
            assert make_tables_if_new(connection)
            assert not make_tables_if_new(connection)
        finally:
            del connections[connection.alias]


def test_an_id_too_long_for_its_column_is_still_its_own():
    assert rows.name_of("x" * 500, 500) == "x" * 500
    assert rows.name_of("x" * 501, 500) != rows.name_of("x" * 502, 500)
    assert len(rows.name_of("x" * 9999, 400)) < 400


@pytest.mark.django_db
def test_much_is_read_as_of_one_moment_while_others_write(tmp_path):
    def count(cursor):
        return cursor.execute("SELECT count(*) FROM said").fetchone()[0]

    with closing(connection_of(databases.sqlite(tmp_path))) as connection:
        connections["durable"] = connection
        try:
            with connection.cursor() as cursor, closing(sqlite3.connect(tmp_path / databases.FILE_NAME, 0.1)) as other:
                cursor.execute("CREATE TABLE said (words TEXT)")
                with one_view(connection):
                    assert count(cursor) == 0
                    other.execute("INSERT INTO said VALUES ('meanwhile')")
                    other.commit()
                    assert count(cursor) == 0
                assert count(cursor) == 1
            assert_durable(connection)
        finally:
            del connections["durable"]
