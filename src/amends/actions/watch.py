"""Watch a case and say nothing yet: an honest choice, written down as one."""

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


def watch(number: int, now: Instant) -> models.Case:
    """Watch a case; whether it is public stays as it is.

    Raises `amends.actions.case_life.NoSuchCase`, and `amends.core.case.life.UnlawfulMove` for a case that is past
    this.
    """
    with transaction.atomic():
        case = moved(number, Life.WATCHED, {})
        record("case.watched", at=now, case=case)
        seen_on_the_desk(case, now)
    return case
