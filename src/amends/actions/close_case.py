"""Close a case in which nothing is owed any more; a later storm is a case of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from amends.actions.case_life import moved
from amends.actions.record import record
from amends.core.case.life import Life
from amends.store import models

if TYPE_CHECKING:
    from amends.core.vocabulary import Instant


class FloorOpen(ValueError):
    """The floor is open until an hour that was promised; the message says so in a sentence."""


def close_case(number: int, now: Instant) -> models.Case:
    """Close a case that was honoured, or one whose decision left nothing to do.

    Raises `FloorOpen` before the floor closes, `amends.actions.case_life.NoSuchCase`, and
    `amends.core.case.life.UnlawfulMove` while something is owed.
    """
    with transaction.atomic():
        case = models.Case.objects.filter(number=number).first()
        if case is not None and case.floor_closes_at is not None and now < case.floor_closes_at:
            raise FloorOpen("The floor is open until the hour you named. The case can be closed after that.")
        if case is not None and case.life == Life.DECIDED and not case.duties.exists():
            # Nothing was owed, so there is nothing to honour and no time at which it was.
            moved(number, Life.HONOURED, {})
        case = moved(number, Life.CLOSED, {"ended_at": now})
        record("case.closed", at=now, case=case)
    return case
