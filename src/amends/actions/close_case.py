"""Close a case in which nothing is owed any more, kept or not; a later storm is a case of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from amends.actions.case_life import moved
from amends.actions.duty import honoured
from amends.actions.record import record
from amends.core.case.life import Life, UnlawfulMove
from amends.store import models

if TYPE_CHECKING:
    from amends.core.ledger.entry import Fact
    from amends.core.vocabulary import Instant


class FloorOpen(ValueError):
    """The floor is open until an hour that was promised; the message says so in a sentence."""


class StillOwed(UnlawfulMove):
    """Something waits to be done; the message says what to do in a sentence."""


def close_case(number: int, now: Instant) -> models.Case:
    """Close a case that was honoured, or one in which nothing waits to be done any more.

    What was taken back in public lets a case be closed and never makes it honoured: the entry says how much that was.
    Raises `FloorOpen` before the floor closes, `amends.actions.case_life.NoSuchCase`, `StillOwed`, and
    `amends.core.case.life.UnlawfulMove` before a decision.
    """
    with transaction.atomic():
        case = models.Case.objects.filter(number=number).first()
        if case is not None and case.floor_closes_at is not None and now < case.floor_closes_at:
            raise FloorOpen("The floor is open until the hour you named. The case can be closed after that.")
        facts = {} if case is None else _what_was_kept(case, now)
        case = moved(number, Life.CLOSED, {"ended_at": now})
        record("case.closed", at=now, case=case, facts=facts)
    return case


def _what_was_kept(case: models.Case, now: Instant) -> dict[str, Fact]:
    """Return what the entry says of a case that was not honoured; raises `StillOwed` while something waits."""
    if case.life != Life.DECIDED:
        return {}
    stands = honoured(case, now)
    if not stands.settled:
        raise StillOwed("Something is still to be done here. Do it, or take it back in public with a reason.")
    return {"honoured": False, "withdrawn": stands.withdrawn} if stands.withdrawn else {}
