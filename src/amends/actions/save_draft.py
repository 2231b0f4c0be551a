"""Keep what the owner is writing: it is nobody else's, so no entry tells of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from amends.actions.case_life import NoSuchCase
from amends.store import models, rows
from amends.store.statement_rows import records

if TYPE_CHECKING:
    from collections.abc import Sequence

    from amends.core.statement.connection import Connection
    from amends.core.vocabulary import Instant

LONGEST_DRAFT = 200_000
"""Characters; more than can be published, so that nothing is lost before it is shortened."""


class DraftTooLong(ValueError):
    """The words are too many to be kept; the message says so in a sentence."""


def save_draft(number: int, words: str, connections: Sequence[Connection], now: Instant) -> models.Draft:
    """Keep the words and ties of a case's next version as they are now, in place of those kept before.

    Raises `DraftTooLong` and `amends.actions.case_life.NoSuchCase`.
    """
    if len(words) > LONGEST_DRAFT:
        raise DraftTooLong(f"A draft holds at most {LONGEST_DRAFT:,} letters. The words kept before still stand.")
    with transaction.atomic():
        case = models.Case.objects.filter(number=number).first()
        if case is None:
            raise NoSuchCase(f"There is no case {number}.")
        kept = {"words": rows.storable(words), "connections": records(connections)}
        draft, _ = models.Draft.objects.update_or_create(case=case, defaults={**kept, "saved_at": now})
    return draft
