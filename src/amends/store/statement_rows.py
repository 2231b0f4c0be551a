"""Rows of a statement to the values of the core."""

from __future__ import annotations

from typing import TYPE_CHECKING

from amends.core.statement.connection import Connection, connection_of
from amends.core.statement.versions import Version
from amends.store.rows import storable

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from amends.store import models


def version(row: models.Version) -> Version:
    """Make a version of its row."""
    return Version(row.number, row.words, connections(row.connections), row.at, row.note)


def versions(case: models.Case) -> tuple[Version, ...]:
    """Make every published version of a case's statement, in their order."""
    return tuple(version(row) for row in case.versions.order_by("number"))


def connections(records: Iterable[Mapping[str, str]]) -> tuple[Connection, ...]:
    """Make ties of how they are kept."""
    return tuple(connection_of(record) for record in records)


def records(ties: Iterable[Connection]) -> list[dict[str, str]]:
    """Make of ties what is kept of them."""
    return [{name: storable(value) for name, value in tie.record().items()} for tie in ties]
