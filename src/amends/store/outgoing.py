"""What an owner may take away, column by column: a kind of thing, what goes out of it and why the rest stays.

The decisions themselves stand in `amends.store.outgoing_kinds`; a test holds that no table and no column is left out
of them, so that a new one has to be decided on before it can leave, or stay.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final

from django.db import models
from django.db.models import Q

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

BATCH: Final = 2000
"""Rows that are held at once, however many there are."""

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_NO_INSTANTS: Final = {("Way", "after"), ("Drill", "rang_after"), ("Drill", "raised_after")}
"""Columns of whole numbers of microseconds that are a time between two instants."""

_SHORTENED: Final = {("Source", "name"), ("Source", "address")}
"""Columns that hold addresses by which something may be opened."""

_WHO_AT: Final = re.compile(r"(?<=//)[^\s/?#]*@")
_ASKED_WITH: Final = re.compile(r"\?\S+")


class Level(StrEnum):
    """How private something is, and by which word it has to be asked for."""

    OPEN = "open"
    NAMES = "names"
    ADDRESSES = "addresses"


class Holds(StrEnum):
    """What a column of a file holds."""

    TEXT = "text"
    NUMBER = "whole number"
    DECIMAL = "number"
    TRUTH = "true or false"
    INSTANT = "instant"
    JSON = "JSON"
    BYTES = "bytes in hex"


_HOLDS: Final = (
    (models.BooleanField, Holds.TRUTH),
    (models.JSONField, Holds.JSON),
    (models.BinaryField, Holds.BYTES),
    (models.FloatField, Holds.DECIMAL),
    ((models.PositiveBigIntegerField, models.AutoField), Holds.NUMBER),
    (models.BigIntegerField, Holds.INSTANT),
    ((models.CharField, models.TextField), Holds.TEXT),
)
"""By the first kind of column that fits; any other holds a whole number."""


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of thing, and the file it goes into.

    ``goes`` and ``names`` are columns, the latter only where names were asked for; ``stays`` gives a reason for each
    other one. ``only`` says which rows go, and ``rows`` the same in a sentence.
    """

    name: str
    model: type[models.Model]
    says: str
    goes: str
    names: str = ""
    stays: dict[str, str] = field(default_factory=dict)
    level: Level = Level.OPEN
    only: Q = field(default_factory=Q)
    rows: str = ""

    def columns(self, levels: frozenset[Level]) -> list[models.Field[Any, Any]]:
        """Return the columns that go out at these levels, in the order of the table."""
        named = {*self.goes.split(), *(self.names.split() if Level.NAMES in levels else ())}
        return [column for column in self.model._meta.concrete_fields if column.name in named]  # noqa: SLF001 - Django's own name for it


def holds(column: models.Field[Any, Any]) -> Holds:
    """Tell what a column of a file holds; an instant is told in UTC, with a `Z`."""
    if (column.model.__name__, column.name) in _NO_INSTANTS:
        return Holds.NUMBER
    return next((what for kind, what in _HOLDS if isinstance(column, kind)), Holds.NUMBER)


def refers(column: models.Field[Any, Any]) -> type[models.Model] | None:
    """Return the table whose ``id`` a column holds, where it holds one."""
    target = column.related_model
    return target if isinstance(target, type) else None


def rows(kind: Kind, levels: frozenset[Level]) -> Iterator[list[Any]]:
    """Give the rows of a kind in the order in which they were made, a batch at a time, as they are to be written.

    Texts, numbers, truths, JSON values and nothing are left as they are; instants and bytes become text.
    """
    columns = kind.columns(levels)
    written = [(place, write) for place, write in enumerate(map(_written, columns)) if write is not None]
    found = kind.model._default_manager.filter(kind.only).order_by("pk")  # noqa: SLF001 - Django's own name for it
    for row in found.values_list(*(column.name for column in columns)).iterator(chunk_size=BATCH):
        values = list(row)
        for place, write in written:
            if values[place] is not None:
                values[place] = write(values[place])
        yield values


def instant_text(at: int) -> str:
    """Write an instant as ISO 8601 in UTC.

    >>> instant_text(1_600_000_000_000_001)
    '2020-09-13T12:26:40.000001Z'
    """
    return (_EPOCH + timedelta(microseconds=at)).isoformat(timespec="microseconds").replace("+00:00", "Z")


def shortened(words: str) -> str:
    """Take out of addresses what may open something, or names a mailbox.

    >>> shortened("imaps://anna%40mail.example@imap.mail.example/INBOX")
    'imaps://…@imap.mail.example/INBOX'
    >>> shortened("feed https://forum.example/latest?key=abc")
    'feed https://forum.example/latest?…'
    """
    return _ASKED_WITH.sub("?…", _WHO_AT.sub("…@", words))


def _written(column: models.Field[Any, Any]) -> Callable[[Any], str] | None:
    if (column.model.__name__, column.name) in _SHORTENED:
        return shortened
    return _WRITTEN.get(holds(column))


def _hex(held: bytes | memoryview) -> str:
    return bytes(held).hex()


_WRITTEN: Final[dict[Holds, Callable[[Any], str]]] = {Holds.INSTANT: instant_text, Holds.BYTES: _hex}
