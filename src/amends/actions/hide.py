"""Hide a message by a rule and with a reason: a stub stays in its place, is counted, and can be undone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.db import transaction

from amends.actions.record import record
from amends.store import models, rows

if TYPE_CHECKING:
    from amends.core.ledger.entry import Fact
    from amends.core.vocabulary import Instant

RULES: Final = {
    "personal-data": "It prints something private about somebody",
    "street-address": "It prints somebody’s address",
    "phone-number": "It prints somebody’s phone number",
    "threat": "It threatens somebody",
    "slur": "It insults somebody for what they are",
    "spam": "It advertises something that has nothing to do with this",
    "illegal": "The law forbids showing it",
}
"""The closed list. That somebody objects, swears, or is wrong is on none of these, and never will be."""

State = models.Message.State


class NotHidden(ValueError):
    """The message was not hidden; the message of this error says why in a sentence."""


def hide(number: int, message: int, rule: str, reason: str, now: Instant) -> models.Message:
    """Hide a shown or held message by a rule of `RULES`, with a reason in the owner's words, which is public.

    Raises `NotHidden` where it is hidden or gone already, the rule is none of the list or no reason is given.
    """
    reason = " ".join(rows.storable(reason).split())
    if rule not in RULES:
        raise NotHidden("Choose one of the rules. A message is not hidden for what somebody thinks.")
    if not 0 < len(reason) <= 1000:
        raise NotHidden("Say in a sentence or two why. It stands in the place of the message, for everybody.")
    with transaction.atomic():
        row = found(number, message)
        if row.state not in (State.SHOWN, State.HELD):
            raise NotHidden("This message is not there to be hidden: it is hidden or gone already.")
        row.state, row.rule, row.reason, row.state_at = State.HIDDEN, rule, reason, now
        row.save()
        facts: dict[str, Fact] = {"of": row.entry.n or 0, "message": row.number, "rule": rule}
        record("voice.hidden", at=now, case=row.case, facts=facts, said={"reason": reason})
    return row


def show(number: int, message: int, now: Instant) -> models.Message:
    """Show a held or hidden message as it was written; raises `NotHidden` where there is nothing to show."""
    with transaction.atomic():
        row = found(number, message)
        if row.state not in (State.HIDDEN, State.HELD):
            raise NotHidden("This message stands on the floor already, or its author took it back.")
        row.state, row.rule, row.reason, row.state_at = State.SHOWN, "", "", now
        row.save()
        record("voice.shown", at=now, case=row.case, facts={"of": row.entry.n or 0, "message": row.number})
    return row


def found(number: int, message: int) -> models.Message:
    """Find a message of a case by its number, to be changed; raises `NotHidden` where there is none."""
    rows = models.Message.objects.select_for_update().select_related("case", "entry", "post")
    row = rows.filter(case__number=number, number=message).first()
    if row is None:
        raise NotHidden(f"There is no message {message} in case {number}.")
    return row
