"""Claim a message on the floor: whoever holds its key and has shown who they are stands on their side with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from amends.actions import wake
from amends.actions.link_people import BOTH_SHOWN, link
from amends.actions.one_vote import everybody_behind
from amends.actions.prove import NotProven, proof_of
from amends.actions.record import record
from amends.actions.take_back import message_of
from amends.store import models

if TYPE_CHECKING:
    from amends.core.ledger.entry import Fact
    from amends.core.vocabulary import Instant


def claim_message(token: str, key: str, now: Instant) -> models.Message:
    """Take the message that ``key`` opens for one of whoever holds a private link; a second time changes nothing.

    Its words and its name stay as they are; it counts in the tally of the person. The ledger says so and names nobody.
    Raises `NotProven`, and `amends.actions.take_back.NotYours` for a key of no message of this case.
    """
    with transaction.atomic():
        proof = proof_of(token)
        if proof is None or proof.person is None or not proof.voter:
            raise NotProven("Show who you are first. Nothing was changed.")
        message = message_of(proof.choice.case.number, key)
        writer = models.Person.objects.get(key=f"{message.post.network}:{message.post.account.author}")
        if writer in everybody_behind(proof.person):
            return message
        if writer.joined_to is not None:
            raise NotProven("This message is claimed by somebody already. Nothing was changed.")
        link(proof.person.key, writer.key, BOTH_SHOWN, now)
        message.tally = proof.tally
        message.save(update_fields=["tally"])
        facts: dict[str, Fact] = {"of": message.entry.n or 0, "message": message.number, "tally": proof.tally}
        record("voice.claimed", at=now, case=message.case, facts=facts)
        wake.changed(message.case.subject_id)
    return message
