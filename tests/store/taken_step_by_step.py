"""On PostgreSQL a database that took every step is as one that was made at once: run by tests/on_postgresql.py."""

from __future__ import annotations

import os
import subprocess
import sys

import psycopg
import pytest
from django.db import connection as here

from store.test_databases import STEPS

NAME = "amends_took_every_step"
COLUMNS = """
SELECT table_name, column_name, data_type, character_maximum_length, is_nullable FROM information_schema.columns
WHERE table_schema = 'public' AND NOT (column_name = 'id' AND table_name ~ '^auth_(group|user)_')
"""
"""Three tables of Django's own, which amends leaves empty, were given narrower ids by their first step."""

INDEXES = "SELECT tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'"
CONSTRAINTS = """
SELECT conrelid::regclass::text, contype::text, pg_get_constraintdef(oid) FROM pg_constraint
WHERE connamespace = 'public'::regnamespace
"""
TAKEN = "SELECT app, name FROM django_migrations"


def shape(cursor):
    """Tell every column, index, constraint and step."""
    found = []
    for question in (COLUMNS, INDEXES, CONSTRAINTS, TAKEN):
        cursor.execute(question)
        found.append(set(cursor.fetchall()))
    return found


@pytest.mark.django_db
def test_a_database_that_took_every_step_is_as_one_that_was_made_at_once(tmp_path):
    url = os.environ["AMENDS_DATABASE_URL"]
    with psycopg.connect(url, autocommit=True) as server:
        server.execute(f"CREATE DATABASE {NAME}")
        try:
            there = f"{url.rpartition('/')[0]}/{NAME}"
            around = {"AMENDS_DATABASE_URL": there, "AMENDS_DATA": str(tmp_path)}
            around |= {"DJANGO_SETTINGS_MODULE": "amends.settings"}
            subprocess.run([sys.executable, "-c", STEPS], check=True, env=os.environ | around)
            with psycopg.connect(there) as old, old.cursor() as theirs, here.cursor() as ours:
                took, made = shape(theirs), shape(ours)
        finally:
            server.execute(f"DROP DATABASE {NAME}")
    assert [sorted(one ^ other) for one, other in zip(took, made, strict=True)] == [[], [], [], []]
    assert len(made[0]) > 300
