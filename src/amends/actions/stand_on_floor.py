"""Put what was heard in a case on its floor: every post once, under a number of its own, with an entry."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.db.models import Max, Q
from django.db.models.functions import Coalesce

from amends.actions.record import Deed, record_all
from amends.core.floor.message import Tally
from amends.core.floor.short import is_short
from amends.core.vocabulary import HOUR
from amends.store import models

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from amends.core.vocabulary import Instant

NETWORK: Final = "floor"
"""The network of what was written here."""

MARGIN: Final = HOUR
"""Who spoke for the first time within the hour before the first objection did not come before the storm for certain."""


def stand_on_floor(case: models.Case, readings: Sequence[models.Reading]) -> list[models.Message]:
    """Stand posts that were heard on the floor of a case; call it inside the transaction that keeps them.

    The subject's own posts and what stands on any floor are passed over. A reply to a post of the same floor hangs
    under it.
    """
    fresh = _fresh(readings)
    if not fresh:
        return []
    number = next_number(case)
    network = before_the_storm(case, {row.person_id for row in fresh})
    parents = _parents(case, [row.post for row in fresh])
    made: list[models.Message] = []
    for offset, row in enumerate(fresh):
        tally = Tally.NETWORK if row.person_id in network else Tally.NEWCOMERS
        at = max(row.at, case.noticed_at)
        message = stand(case, Standing(row, number + offset, tally, at, parents.get(row.post.reply_to)))
        made.append(message)
        parents.setdefault(row.post.origin_id, message)
    return made


@dataclass(frozen=True, slots=True)
class Standing:
    """One message that is to stand on a floor; its post and reading are kept already."""

    reading: models.Reading
    number: int
    tally: Tally
    at: Instant
    parent: models.Message | None = None
    state: str = models.Message.State.SHOWN
    rule: str = ""
    erase_hash: str = ""
    token_by_author: bool = False


def stand(case: models.Case, one: Standing) -> models.Message:
    """Keep one message of a case, with its entry."""
    message = _message(case, one, record_all([_deed(case, one)])[0])
    message.save(force_insert=True)
    return message


def stand_together(case: models.Case, standing: Sequence[Standing]) -> list[models.Message]:
    """Keep messages of a case, each with its entry; none of them hangs under another one of these."""
    entries = record_all([_deed(case, one) for one in standing])
    made = [_message(case, one, entry) for one, entry in zip(standing, entries, strict=True)]
    return models.Message.objects.bulk_create(made)


def stand_again(message: models.Message, at: Instant) -> None:
    """Stand a message whose old words have left under its number, in the words its author has put in their place."""
    reading = message.post.readings.filter(subject=message.case.subject_id).select_related("post__account").get()
    entry = record_all([_deed(message.case, Standing(reading, message.number, Tally(message.tally), at))])[0]
    message.entry, message.state, message.state_at = entry, models.Message.State.SHOWN, None
    message.stance, message.unread = reading.stance, reading.language if reading.unread else ""
    message.ground = reading.grounds[0] if reading.grounds else ""
    message.save()


def _deed(case: models.Case, one: Standing) -> Deed:
    post = one.reading.post
    said = {
        "message": one.number,
        "network": post.network,
        "name": post.account.name,
        "words": post.text,
        "stance": one.reading.stance,
    }
    facts = {"message": one.number, "held": one.state == models.Message.State.HELD}
    return Deed("voice.received", one.at, case, facts, said, one.erase_hash)


def _message(case: models.Case, one: Standing, entry: models.Entry) -> models.Message:
    reading = one.reading
    return models.Message(
        case=case,
        number=one.number,
        post=reading.post,
        parent=one.parent,
        at=reading.at,
        stance=reading.stance,
        unread=reading.language if reading.unread else "",
        ground=reading.grounds[0] if reading.grounds else "",
        tally=one.tally.value,
        short=one.parent is None and is_short(reading.post.text),
        state=one.state,
        rule=one.rule,
        state_at=one.at if one.state == models.Message.State.HELD else None,
        entry=entry,
        erase_hash=one.erase_hash,
        token_by_author=one.token_by_author,
    )


def next_number(case: models.Case) -> int:
    """Return the number the next message of a case stands under; ask it with the ledger's turn taken."""
    last: int | None = case.messages.aggregate(last=Max("number"))["last"]
    return (last or 0) + 1


def before_the_storm(case: models.Case, people: Iterable[int]) -> set[int]:
    """Tell which of these people were in the network before the storm: heard of before it began, or on a list."""
    people = list(people)
    heard = models.Reading.objects.filter(
        subject_id=case.subject_id, person_id__in=people, at__lt=case.began_at - MARGIN, by_subject=False
    )
    # A list may name somebody by another account than the one they speak with.
    named = Q(person__in=people) | Q(person__joined_to__in=people)
    listed = models.Listed.objects.filter(named, subject_id=case.subject_id)
    whose = listed.values_list(Coalesce("person__joined_to", "person"), flat=True)
    return {pk for pk in (*heard.values_list("person_id", flat=True), *whose) if pk is not None}


def token_hash(token: str) -> str:
    """Hash the token by which its author may take a message back, as the ledger's entry holds it."""
    return hashlib.sha256(bytes.fromhex(token)).hexdigest()


def _fresh(readings: Sequence[models.Reading]) -> list[models.Reading]:
    wanted = [row for row in readings if not row.by_subject]
    posts = [row.post_id for row in wanted]
    # On whichever floor: a post stands once, and a second storm may begin while the first is still told.
    standing = set(models.Message.objects.filter(post__in=posts).values_list("post_id", flat=True))
    return [row for row in wanted if row.post_id not in standing]


def _parents(case: models.Case, posts: Sequence[models.Post]) -> dict[str, models.Message]:
    replied = [post.reply_to for post in posts if post.reply_to]
    found = models.Message.objects.filter(case=case, post__origin_id__in=replied).select_related("post")
    return {message.post.origin_id: message for message in found}
