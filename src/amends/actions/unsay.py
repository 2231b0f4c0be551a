"""What was said elsewhere and is not to stand there, or was found gone: never without a line that everybody reads."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.db import transaction

from amends.actions.record import record
from amends.actions.remembering import forget_memory
from amends.core.vocabulary import DAY, HOUR
from amends.store import models, rows

if TYPE_CHECKING:
    from amends.connectors.protocols import Stands
    from amends.core.vocabulary import Instant

LONGEST_REASON: Final = 1_000
RARELY: Final = 7 * DAY
"""Microseconds after which a post is looked at again, however old it is."""


class NotWithdrawn(ValueError):
    """Nothing is deleted; the message says why in a sentence."""


def withdraw(speech: models.Speech, reason: str, now: Instant) -> models.Speech:
    """Have the posts of a speech deleted where they stand, with a reason that everybody reads.

    The entry is written now, before anything is deleted. Raises `NotWithdrawn`.
    """
    reason = rows.storable(reason).strip()
    if not reason:
        raise NotWithdrawn("Write why first: everybody reads it in the place of what was there.")
    if len(reason) > LONGEST_REASON:
        raise NotWithdrawn(f"Say why in at most {LONGEST_REASON:,} letters. Yours is still in the box.")
    with transaction.atomic():
        found = models.Speech.objects.select_for_update(of=("self",)).select_related("account", "case")
        row = found.get(pk=speech.pk)
        if row.withdrawn_at is not None:
            return row
        if not row.posts.filter(sent_at__isnull=False, gone_at=None).exists():
            raise NotWithdrawn("Nothing of this stands there, so nothing can be deleted.")
        row.withdrawn_at, row.reason, row.due_at, row.note = now, reason, now, ""
        row.tries, row.first_try_at = 0, None
        row.save()
        _record("crosspost.deleted", row, now, {"reason": reason})
    return row


def claim_looks(now: Instant, most: int) -> list[models.SpokenPost]:
    """Claim the posts whose turn it is to be looked at; the next turn of each is set at once."""
    with transaction.atomic():
        due = models.SpokenPost.objects.filter(look_at__lte=now).select_related("speech__account")
        # Compare and swap, as with everything that is due.
        return [row for row in due.order_by("look_at", "pk")[:most] if _looks(row, now)]


def note_look(piece: int, stands: Stands | None, now: Instant) -> bool:
    """Note what was found in the place of a post, and tell whether it was something else than before.

    A post that is gone, or has other words, is written down in public: nobody deletes silently.
    """
    with transaction.atomic():
        found = models.SpokenPost.objects.select_for_update(of=("self",))
        row = found.select_related("speech__account", "speech__case").get(pk=piece)
        if row.gone_at is not None or row.speech.withdrawn_at is not None:
            return False
        if stands is None:
            row.gone_at, row.look_at = now, None
            row.save(update_fields=["gone_at", "look_at"])
            forget_memory(row.address)
            _record("crosspost.gone", row.speech, now, {"name": row.name}, post=row.number)
        elif stands.version != row.version:
            row.changed_at, row.version = now, stands.version[:200]
            row.save(update_fields=["changed_at", "version"])
            _record("crosspost.changed", row.speech, now, {"name": row.name}, post=row.number)
        else:
            return False
    return True


def _looks(row: models.SpokenPost, now: Instant) -> bool:
    wait = min(max(now - (row.sent_at or now), HOUR), RARELY)
    return models.SpokenPost.objects.filter(pk=row.pk, look_at=row.look_at).update(look_at=now + wait) == 1


def _record(deed: str, speech: models.Speech, now: Instant, said: dict[str, object], **more: int) -> None:
    of = speech.entry if speech.entry is not None else speech.about
    facts: dict[str, int | bool | str] = {"of": of.n or 0, "network": speech.account.network, **more}
    record(deed, at=now, case=speech.case, facts=facts, said=said)
