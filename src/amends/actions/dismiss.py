"""Dismiss a case: they are wrong, or this is nothing, and here is why."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from amends.actions.case_life import moved
from amends.actions.record import record
from amends.core.case.life import Life

if TYPE_CHECKING:
    from amends.core.vocabulary import Instant
    from amends.store import models


class NoReason(ValueError):
    """No reason was given; the message says so in a sentence."""


def dismiss(number: int, reason: str, now: Instant) -> models.Case:
    """Dismiss a case with a reason in the owner's words, which stands on its page.

    Raises `NoReason` when there are no words, `amends.actions.case_life.NoSuchCase`, and
    `amends.core.case.life.UnlawfulMove` for a case that is past this.
    """
    reason = reason.strip()
    if not reason:
        raise NoReason("Write your reason first: this field is still empty.")
    with transaction.atomic():
        case = moved(number, Life.DISMISSED, {"reason": reason, "ended_at": now})
        record("case.dismissed", at=now, case=case, said={"reason": reason})
    return case
