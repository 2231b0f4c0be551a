"""Take a message back: its author's words leave for good, and a line says that it was the author."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from amends.actions.notice import gather_again
from amends.actions.record import record
from amends.actions.stand_on_floor import NETWORK, token_hash
from amends.store import models

if TYPE_CHECKING:
    from amends.core.ledger.entry import Fact
    from amends.core.vocabulary import Instant


class NotYours(ValueError):
    """The token belongs to no message of this case; the message says so in a sentence."""


def take_back(number: int, token: str, now: Instant) -> models.Message:
    """Erase the words of the message whose author holds ``token`` (64 hex digits); twice changes nothing.

    Raises `NotYours`.
    """
    with transaction.atomic():
        message = message_of(number, token)
        if message.state != models.Message.State.ERASED:
            erase(message, now)
            of = message.entry.n or 0
            facts: dict[str, Fact] = {"of": of, "message": message.number, "by": "token", "token": token.lower()}
            record("voice.erased", at=now, case=message.case, facts=facts)
    return message


def erase(message: models.Message, now: Instant, *, state: str = models.Message.State.ERASED) -> None:
    """Empty every place that holds the words, the name or the address of a message; call it inside a transaction."""
    models.Address.objects.filter(message=message).delete()
    models.Entry.objects.filter(pk=message.entry_id).update(content=None, salt=None)
    models.Post.objects.filter(pk=message.post_id).update(text="", url="")
    if message.post.network == NETWORK:
        models.Account.objects.filter(pk=message.post.account_id).update(name="", handle="")
        _no_longer_a_voice(message)
    message.state, message.state_at, message.rule, message.reason = state, now, "", ""
    message.save()


def _no_longer_a_voice(message: models.Message) -> None:
    """Forget what was read in the words; who said nothing else is no voice of the case any longer."""
    person = message.post.account.person_id
    voices = models.Voice.objects.filter(case=message.case_id, person=person)
    answered_at = voices.values_list("answered_at", flat=True).first()
    voices.delete()
    models.Reading.objects.filter(post=message.post_id).delete()
    gather_again(message.case, [person])
    voices.update(answered_at=answered_at)


def message_of(number: int, token: str) -> models.Message:
    """Find the message of a case whose author holds a key, to change it; raises `NotYours`."""
    try:
        digest = token_hash(token)
    except ValueError:
        digest = ""
    held = models.Message.objects.select_for_update().filter(case__number=number, erase_hash=digest)
    message = held.select_related("case", "post__account", "entry").first() if digest else None
    if message is None:
        raise NotYours("This key opens no message of this case. It stands on your receipt: 64 letters and digits.")
    return message
