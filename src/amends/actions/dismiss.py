"""Dismiss a case: they are wrong, or this is nothing, and here is why."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from amends.actions.case_life import moved
from amends.actions.heed import seen_on_the_desk
from amends.actions.record import record
from amends.core.case.life import Life
from amends.store import models

if TYPE_CHECKING:
    from amends.core.vocabulary import Instant

WRONG = "They are wrong, and here is why"


class NoReason(ValueError):
    """No reason was given; the message says so in a sentence."""


def dismiss(number: int, reason: str, now: Instant, *, openly: bool = False, headline: str = "") -> models.Case:
    """Dismiss a case with a reason in the owner's words, which stands on its page.

    ``openly`` is for people who object and are, the owner says, wrong: the case becomes public with this answer, which
    is a decision like any other. Raises `NoReason` when there are no words,
    `amends.actions.case_life.NoSuchCase`, and `amends.core.case.life.UnlawfulMove` for a case that is past this.
    """
    reason, headline = reason.strip(), " ".join(headline.split())[:300] or WRONG
    if not reason:
        raise NoReason("Write your reason first: this field is still empty.")
    with transaction.atomic():
        ended: dict[str, Instant | str | bool] = {"reason": reason, "ended_at": now}
        if openly:
            ended |= {"decided_at": now, "public": True}
        case = moved(number, Life.DISMISSED, ended)
        record("case.dismissed", at=now, case=case, said={"reason": reason})
        seen_on_the_desk(case, now)
        if openly:
            said = {"headline": headline, "reasons": reason}
            kind = models.Decision.Kind.WRONG
            entry = record("decision", at=now, case=case, facts={"kind": kind.value}, said=said)
            models.Decision.objects.create(case=case, kind=kind, headline=headline, reasons=reason, at=now, entry=entry)
    return case
