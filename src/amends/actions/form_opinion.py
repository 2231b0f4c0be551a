"""Agree, disagree or pass on one short message: one opinion a voter, and the last one stands.

It explains the floor and decides nothing, so it has no entry of its own in the ledger: all of them together have one,
when a vote closes (`amends.actions.close_choice`).
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from django.db import transaction

from amends.actions import wake
from amends.core.floor.short import Opinion
from amends.store import models

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from amends.core.vocabulary import Instant


class NotTaken(ValueError):
    """An opinion could not be taken; the message says why in a sentence, and nothing was changed."""


def form_opinion(token: str, message: int, value: int, now: Instant, *, case: int | None = None) -> models.Opinion:
    """Take what the holder of a private voting link thinks of a message of that link's case.

    ``value`` is 1 (agrees), 0 (passes) or -1 (disagrees); ``case`` refuses a link of another case. Raises `NotTaken`
    for a link that is unknown or was not proven, for what is no short message that stands, and once the floor closed.
    """
    with transaction.atomic():
        proof = voter_of(token)
        home = proof.choice.case
        if case is not None and home.number != case:
            raise NotTaken("This link belongs to another case. Nothing was changed.")
        if value not in tuple(Opinion):
            raise NotTaken("Say whether you agree, disagree or pass. Nothing was changed.")
        if home.floor_closes_at is not None and now >= home.floor_closes_at:
            raise NotTaken("The floor has closed. What you said before stands.")
        row = votable(home).filter(number=message).first()
        if row is None:
            raise NotTaken("There is no short message of that number that stands here. Nothing was changed.")
        opinion, _ = models.Opinion.objects.update_or_create(
            message=row, voter=proof.voter, defaults={"value": value, "at": now}
        )
        wake.changed(home.subject_id)
    return opinion


def voter_of(token: str) -> models.Proof:
    """Return the proven voter behind a private link's token; raises `NotTaken`."""
    digest = hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()
    proof = models.Proof.objects.select_related("choice__case__subject").filter(token=digest).first()
    if proof is None:
        raise NotTaken("This link is not known here. Look at the address again: it must be whole.")
    if not proof.voter:
        raise NotTaken("Show who you are first, on the page this link leads to.")
    return proof


def votable(case: models.Case) -> QuerySet[models.Message]:
    """List the short messages of a case that stand and are no replies."""
    return case.messages.filter(short=True, state=models.Message.State.SHOWN, parent=None)
