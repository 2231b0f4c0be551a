"""Bring a list of people who follow or subscribe, so that they can bind too; addresses become keyed hashes."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.db import transaction

from amends.actions.prove import email_person_key
from amends.actions.record import record
from amends.core.antennae.people import person_key
from amends.core.floor.email_syntax import can_receive
from amends.store import models

if TYPE_CHECKING:
    from amends.core.vocabulary import Instant

MOST_ROWS: Final = 1_000_000
MOST_REFUSED: Final = 100
"""Refused lines that are named; the others are counted."""


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
    """Read a list, one person a line: an e-mail address, or ``network:author``; further columns are passed over.

    A first line that is no person is a heading. The list counts for questions that are asked from here on; those that
    are open keep the people they were asked with. Raises `NoSuchSubject`.
    """
    keys, refused = _read(text)
    with transaction.atomic():
        row = models.Subject.objects.filter(name=subject).first()
        if row is None:
            raise NoSuchSubject(f"Nobody called {subject} is watched here.")
        people = _people(list(keys))
        known = set(models.Listed.objects.filter(subject=row, name=name).values_list("person_id", flat=True))
        fresh = [person for person in people if person not in known]
        models.Listed.objects.bulk_create(
            [models.Listed(subject=row, person_id=person, name=name[:100], added_at=now) for person in fresh],
            batch_size=200,
        )
        record("owner.action", at=now, facts={"what": "list-imported", "people": len(fresh)}, said={"list": name})
    return Imported(len(fresh), len(people) - len(fresh), tuple(refused[:MOST_REFUSED]), len(refused))


def _read(text: str) -> tuple[dict[str, None], list[tuple[int, str]]]:
    keys: dict[str, None] = {}
    refused: list[tuple[int, str]] = []
    for number, cells in enumerate(csv.reader(io.StringIO(text.replace("\0", ""))), 1):
        cell = cells[0].strip() if cells else ""
        if not cell or number > MOST_ROWS:
            continue
        network, colon, author = cell.partition(":")
        if can_receive(cell):
            keys[email_person_key(cell)] = None
        elif colon and network.isalnum() and author.strip():
            keys[person_key(network.casefold(), author.strip())[:500]] = None
        elif number > 1:
            refused.append((number, "This is neither an e-mail address nor a network and an author id."))
    return keys, refused


def _people(keys: list[str]) -> list[int]:
    found: list[int] = []
    for start in range(0, len(keys), 300):
        chunk = keys[start : start + 300]
        models.Person.objects.bulk_create([models.Person(key=key) for key in chunk], ignore_conflicts=True)
        # An account that was joined to another person counts as that person.
        found += models.Person.objects.filter(key__in=chunk).values_list("pk", flat=True)
    return list(dict.fromkeys(found))
