"""Bring a list of people who follow or subscribe, so that they can bind too; addresses become keyed hashes."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from django.db import transaction
from django.db.models.functions import Coalesce

from amends.actions.prove import email_person_key
from amends.actions.record import record
from amends.core.antennae.people import person_key
from amends.core.floor.email_syntax import can_receive
from amends.core.vocabulary import SECOND
from amends.store import models

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from amends.core.vocabulary import Instant

MOST_ROWS: Final = 1_000_000
MOST_REFUSED: Final = 100
"""Refused lines that are named; the others are counted."""


class UnreadableList(ValueError):
    """A list cannot be read at all; the message says why, and nothing of it was kept."""


class NoSuchSubject(LookupError):
    """Nobody of that name is watched; the message says so in a sentence."""


@dataclass(frozen=True, slots=True)
class Imported:
    """How many people a list brought, how many of them were on it already, and which lines could not be read."""

    people: int
    known: int
    refused: tuple[tuple[int, str], ...]
    refused_count: int


def import_list(subject: str, name: str, text: str, now: Instant) -> Imported:
    """Read a list, one person a line: an e-mail address, or ``network:author``, and since when, if it says so.

    The second column is a day or a moment of ISO 8601 (``2019-05-30``, taken as UTC); what stands there otherwise is
    passed over, and so are further columns. A first line that is no person is a heading. The list counts for questions
    that are asked from here on; those that are open keep the people they were asked with. Raises `NoSuchSubject`, and
    `UnreadableList` for what is no list.
    """
    since, refused = _read(text)
    if not since and not refused:
        raise UnreadableList("There is nobody on this list. Write one person a line.")
    with transaction.atomic():
        row = models.Subject.objects.filter(name=subject).first()
        if row is None:
            raise NoSuchSubject(f"Nobody called {subject} is watched here.")
        people = _people(since)
        known = set(models.Listed.objects.filter(subject=row, name=name).values_list("person_id", flat=True))
        fresh = [
            models.Listed(subject=row, person_id=person, name=name[:100], since=at, added_at=now)
            for person, at in people.items()
            if person not in known
        ]
        models.Listed.objects.bulk_create(fresh, batch_size=150)
        record("owner.action", at=now, facts={"what": "list-imported", "people": len(fresh)}, said={"list": name})
    return Imported(len(fresh), len(people) - len(fresh), tuple(refused[:MOST_REFUSED]), len(refused))


def _read(text: str) -> tuple[dict[str, Instant | None], list[tuple[int, str]]]:
    """Read a list into people's keys with since when they are on it, and the lines that name nobody."""
    since: dict[str, Instant | None] = {}
    refused: list[tuple[int, str]] = []
    lines = csv.reader(io.StringIO(text.replace("\0", "")))
    try:
        for number, cells in enumerate(lines, 1):
            cell = cells[0].strip() if cells else ""
            if not cell:
                continue
            if number > MOST_ROWS:
                raise UnreadableList(f"A list has at most {MOST_ROWS:,} lines. Send it in parts.")
            key = _key(cell)
            if key:
                since.setdefault(key, _moment(cells[1]) if len(cells) > 1 else None)
            elif number > 1:
                refused.append((number, "This is neither an e-mail address nor a network and an author id."))
    except csv.Error as error:
        raise UnreadableList(f"Line {lines.line_num} is no CSV: {error}. Nothing of the list was kept.") from None
    return since, refused


def _key(cell: str) -> str:
    network, colon, author = cell.partition(":")
    if can_receive(cell):
        return email_person_key(cell)
    if colon and network.isalnum() and author.strip():
        return person_key(network.casefold(), author.strip())[:500]
    return ""


def _moment(said: str) -> Instant | None:
    try:
        when = datetime.fromisoformat(said.strip())
    except ValueError:
        return None
    return int((when if when.tzinfo else when.replace(tzinfo=UTC)).timestamp()) * SECOND


def _people(since: Mapping[str, Instant | None]) -> dict[int, Instant | None]:
    """Find or make the person behind each key; an account that was joined to another person counts as that person."""
    found: dict[int, Instant | None] = {}
    keys = list(since)
    for start in range(0, len(keys), 300):
        chunk = keys[start : start + 300]
        accounts = _accounts(chunk)
        bare = [key for key in chunk if key not in accounts]
        models.Person.objects.bulk_create([models.Person(key=key) for key in bare], ignore_conflicts=True)
        made = dict(models.Person.objects.filter(key__in=bare).values_list("key", "pk"))
        for key in chunk:
            found.setdefault(accounts.get(key) or made[key], since[key])
    return found


def _accounts(keys: Sequence[str]) -> dict[str, int]:
    authors = [key.partition(":")[2] for key in keys]
    held = models.Account.objects.filter(author__in=authors).annotate(whose=Coalesce("holder", "person"))
    return {
        person_key(network, author): person
        for network, author, person in held.values_list("network", "author", "whose")
    }
