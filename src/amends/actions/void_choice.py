"""Void a question in public: the only way to change one. Its ballots bind nobody and stay where they are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from amends.actions.record import record
from amends.store import models

if TYPE_CHECKING:
    from amends.core.vocabulary import Instant


class NotVoided(ValueError):
    """The question was not voided; the message says why in a sentence."""


def void_choice(number: int, choice: int, reason: str, now: Instant) -> models.Choice:
    """Void an open question with a reason, which is public; raises `NotVoided`.

    Once the vote has closed the rule has run: then nothing can be voided any more.
    """
    reason = " ".join(reason.split())
    if not 0 < len(reason) <= 1000:
        raise NotVoided("Say in a sentence or two why. Everybody who voted will read it.")
    with transaction.atomic():
        row = (
            models.Choice.objects.select_for_update()
            .select_related("case")
            .filter(case__number=number, number=choice)
            .first()
        )
        if row is None or row.state != models.Choice.State.OPEN:
            raise NotVoided("There is no open question of that number. What is closed stays as it is.")
        if now >= row.closes_at:
            raise NotVoided("The vote has closed. The rule runs on it, and nothing can be voided any more.")
        row.state, row.void_reason = models.Choice.State.VOID, reason
        row.save()
        record("choice.voided", at=now, case=row.case, facts={"choice": choice}, said={"reason": reason})
    return row
