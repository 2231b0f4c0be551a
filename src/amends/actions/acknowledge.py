"""Acknowledge a case: I see it, I am reading, I answer by then."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from amends.actions.case_life import moved
from amends.actions.heed import seen_on_the_desk
from amends.actions.record import record
from amends.core.case.life import Life

if TYPE_CHECKING:
    from amends.core.vocabulary import Instant
    from amends.store import models


class LateAnswer(ValueError):
    """The hour named for an answer has passed already; the message says so in a sentence."""


def acknowledge(number: int, answer_by: Instant, now: Instant) -> models.Case:
    """Acknowledge a case and name the hour of an answer; from here on it is public.

    Raises `LateAnswer` when that hour is not ahead, `amends.actions.case_life.NoSuchCase`, and
    `amends.core.case.life.UnlawfulMove` for a case that is past this.
    """
    if answer_by <= now:
        raise LateAnswer("The hour you named has passed already. Name one that is still ahead.")
    with transaction.atomic():
        case = moved(number, Life.ACKNOWLEDGED, {"acknowledged_at": now, "answer_by": answer_by, "public": True})
        record("case.acknowledged", at=now, case=case, facts={"answer_by": answer_by})
        seen_on_the_desk(case, now)
    return case
