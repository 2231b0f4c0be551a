"""Take a ballot out of the count, with a public reason, or put it back; both counts are published."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from amends.actions.record import record
from amends.store import models

if TYPE_CHECKING:
    from amends.core.vocabulary import Instant


class NotRemoved(ValueError):
    """The ballot was left as it is; the message says why in a sentence."""


def remove_ballot(number: int, choice: int, voter: str, reason: str, now: Instant) -> models.Ballot:
    """Take the standing ballot of a voter out of the count of an open question; raises `NotRemoved`.

    The verdict is published with and without it, and is contested where that makes a difference.
    """
    reason = " ".join(reason.split())
    if not 0 < len(reason) <= 1000:
        raise NotRemoved("Say in a sentence or two why. It is published beside both counts.")
    ballot = _standing(number, choice, voter)
    if ballot.removed:
        raise NotRemoved("This ballot is out of the count already.")
    return take_out(ballot, reason, now)


def restore_ballot(number: int, choice: int, voter: str, reason: str, now: Instant) -> models.Ballot:
    """Put a ballot back that was taken out; raises `NotRemoved`."""
    ballot = _standing(number, choice, voter)
    if not ballot.removed:
        raise NotRemoved("This ballot is in the count already.")
    return put_back(ballot, " ".join(reason.split()), now)


def take_out(ballot: models.Ballot, reason: str, now: Instant) -> models.Ballot:
    """Leave a standing ballot out of the count, for a public reason."""
    return _changed(ballot, reason, "ballot.removed", reason, now)


def put_back(ballot: models.Ballot, reason: str, now: Instant) -> models.Ballot:
    """Count a ballot again that was left out."""
    return _changed(ballot, "", "ballot.restored", reason, now)


def _standing(number: int, choice: int, voter: str) -> models.Ballot:
    found = models.Ballot.objects.select_related("choice__case", "entry")
    ballot = found.filter(choice__case__number=number, choice__number=choice, voter=voter, stands=True).first()
    if ballot is None or ballot.choice.state != models.Choice.State.OPEN:
        raise NotRemoved("There is no such ballot in an open vote. What was counted stays counted.")
    return ballot


def _changed(ballot: models.Ballot, removed: str, deed: str, why: str, now: Instant) -> models.Ballot:
    with transaction.atomic():
        models.Ballot.objects.select_for_update().filter(pk=ballot.pk).update(removed=removed)
        ballot.removed = removed
        facts = {"choice": ballot.choice.number, "of": ballot.entry.n or 0}
        record(deed, at=now, case=ballot.choice.case, facts=facts, said={"reason": why})
    return ballot
