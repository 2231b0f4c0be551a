"""Every table and column was decided on: it goes out to the owner who takes everything away, or stays for a reason."""

from __future__ import annotations

from django.apps import apps
from django.db import models as django_models

from amends.store import models
from amends.store.outgoing import Holds, Level, holds
from amends.store.outgoing_kinds import KINDS, STAYS, STAYS_OF_OTHERS

EVERY_LEVEL = frozenset(Level)
DECIDE = "Decide on it in amends.store.outgoing_kinds: does its owner take it away, or why does it stay?"


def tables():
    return [*apps.get_models(include_auto_created=True)]


def ours():
    return [model for model in tables() if model._meta.app_label == "store"]


def undecided(kind, columns):
    """Name columns of a table that nothing was decided on, and decisions that no column is left for."""
    decided = [*kind.goes.split(), *kind.names.split(), *kind.stays]
    assert len(decided) == len(set(decided)), f"{kind.name}: decided on twice"
    return {*decided} ^ {*columns}


def test_every_table_goes_out_or_stays_for_a_reason():
    going = [kind.model for kind in KINDS]
    assert len(going) == len(set(going)) == len({kind.name for kind in KINDS})
    assert {model.__name__ for model in ours()} == {model.__name__ for model in going} | {*STAYS}, DECIDE
    assert {model.__name__ for model in going} & {*STAYS} == set()
    assert {model._meta.app_label for model in tables()} == {"store", *STAYS_OF_OTHERS}, DECIDE


def test_every_column_goes_out_or_stays_for_a_reason():
    for kind in KINDS:
        columns = [column.name for column in kind.model._meta.concrete_fields]
        assert undecided(kind, columns) == set(), f"{kind.model.__name__}: {DECIDE}"
        assert undecided(kind, [*columns, "new"]) == {"new"}
        through = {model._meta.auto_created for model in (kind.model for kind in KINDS)} - {False}
        assert not kind.model._meta.many_to_many or kind.model in through, DECIDE


def test_what_opens_or_proves_something_stays():
    secret = (
        "locked",
        "token",
        "secret",
        "salt",
        "erase_hash",
        "password",
        "session",
        "credential",
        "options",
        "cursor",
    )
    going = {(kind.name, column.name) for kind in KINDS for column in kind.columns(EVERY_LEVEL)}
    assert [(name, column) for name, column in going if column in secret] == []
    assert {("electors", "person"), ("choices", "salt"), ("links", "left_out")} & going == set()
    sealed = {column for name, column in going if name == "ledger_entries"} & {"content", "salt"}
    assert sealed == set()


def test_names_and_addresses_leave_only_where_they_were_asked_for():
    named = {"name", "handle", "author", "key", "origin_id", "url", "address", "one", "other"}
    about_people = (models.Person, models.Account, models.Post, models.Voice, models.Link, models.Address)
    for kind in (kind for kind in KINDS if kind.model in about_people and kind.level is Level.OPEN):
        assert {column.name for column in kind.columns(frozenset())} & named == set()
    assert [kind.name for kind in KINDS if kind.level is not Level.OPEN] == ["addresses"]


def test_instants_are_told_apart_from_other_numbers():
    told = {
        (kind.name, column.name): holds(column)
        for kind in KINDS
        for column in kind.columns(EVERY_LEVEL)
        if isinstance(column, django_models.BigIntegerField)
    }
    numbers = {name for name, what in told.items() if what is not Holds.INSTANT}
    at = ("at", "since", "by", "from")
    assert [name for name in told if name not in numbers and name[1].rpartition("_")[2] not in at] == []
    assert [name for name in numbers if name[1].endswith("_at")] == []
