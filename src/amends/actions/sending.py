"""What is due to be said or deleted elsewhere: claimed in the line, done outside of it, and noted as it then stands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.db import transaction
from django.db.models import F, Q

from amends.actions.own_accounts import opened
from amends.actions.record import record
from amends.actions.remembering import forget_memory, remember_root
from amends.actions.spoken import hang
from amends.core.case.telling import try_again
from amends.core.vocabulary import HOUR, SECOND
from amends.store import models
from amends.store.strongbox import DoesNotOpen

if TYPE_CHECKING:
    from collections.abc import Collection

    from amends.connectors.protocols import Stands
    from amends.connectors.speaking import Opened
    from amends.core.vocabulary import Instant

TRIED_FOR: Final = HOUR
"""Microseconds after which it is tried no more by itself: what is said later than that, its owner presses again.

Mastodon knows the key of a post for as long.
"""

FIRST_LOOK: Final = HOUR
"""Microseconds after which it is looked for the first time whether a post still stands."""


@dataclass(frozen=True, slots=True)
class Piece:
    """One post of a speech: ``id`` is what its server asks by, once it stands there."""

    pk: int
    words: str
    key: str
    at: Instant
    name: str
    id: str


@dataclass(frozen=True, slots=True)
class Due:
    """A speech that was claimed: with which account, whether it is to be deleted, and its posts in their order.

    ``under`` is the post it hangs under; ``again`` says that an earlier try may have come through.
    """

    speech: int
    account_row: int
    account: Opened
    delete: bool
    posts: tuple[Piece, ...]
    under: str
    again: bool
    link: str
    title: str


def claim_speeches(now: Instant, stale_before: Instant, *, sending: Collection[int] = ()) -> list[Due]:
    """Claim what is due and what nobody else sends, oldest first, and of each account one at a time.

    A claim older than ``stale_before`` was left by a process that died between claim and note: it is sent again under
    the same keys, so that it stands once.
    """
    with transaction.atomic():
        due = models.Speech.objects.filter(due_at__lte=now).exclude(pk__in=sending)
        due = due.filter(Q(claimed_at=None) | Q(claimed_at__lt=stale_before))
        busy = set(models.Speech.objects.filter(pk__in=sending).values_list("account", flat=True))
        claimed = []
        for row in due.select_related("account", "case").order_by("due_at", "pk"):
            if row.account_id not in busy and _claimed(row, now):
                busy.add(row.account_id)
                claimed.append(row)
        return [one for row in claimed if (one := _due(row)) is not None]


def note_stands(piece: int, stands: Stands, now: Instant) -> None:
    """Note that a post was read back where it was sent, and as what it stands there."""
    with transaction.atomic():
        row = models.SpokenPost.objects.select_for_update().get(pk=piece)
        row.name, row.local, row.address = stands.name[:500], stands.id[:500], stands.address[:1000]
        row.version, row.sent_at, row.look_at = stands.version[:200], now, now + FIRST_LOOK
        row.save()
        remember_root(row.words, row.address, now)


def note_said(speech: int, now: Instant) -> None:
    """Note that all of a speech stands, with its entry in the ledger."""
    with transaction.atomic():
        row = models.Speech.objects.select_for_update().select_related("account", "case", "about").get(pk=speech)
        row.sent_at, row.due_at, row.claimed_at, row.note = now, None, None, ""
        posts = list(row.posts.order_by("number"))
        said: dict[str, object] = {"posts": [{"name": one.name, "address": one.address} for one in posts]}
        facts: dict[str, int | bool | str] = {"of": row.about.n or 0, "network": row.account.network}
        facts |= {"posts": len(posts)}
        row.entry = record("crosspost.sent", at=now, case=row.case, facts=facts, said=said)
        row.save()
        models.OwnAccount.objects.filter(pk=row.account_id).update(note="")


def note_deleted(piece: int, now: Instant) -> None:
    """Note that a post was deleted, as its owner had said."""
    with transaction.atomic():
        row = models.SpokenPost.objects.select_for_update().get(pk=piece)
        row.gone_at, row.look_at = row.gone_at or now, None
        row.save(update_fields=["gone_at", "look_at"])
        forget_memory(row.address)


def note_all_deleted(speech: int) -> None:
    """Note that nothing of a speech is left to be deleted."""
    models.Speech.objects.filter(pk=speech).update(due_at=None, claimed_at=None, note="")


def note_failed(speech: int, sentence: str, now: Instant, *, wait: float | None = None) -> None:
    """Note why a try failed; it is tried again after ``wait`` seconds, or later and later, for an hour."""
    with transaction.atomic():
        row = models.Speech.objects.select_for_update().get(pk=speech)
        first = row.first_try_at or now
        again = try_again(row.tries + 1, first, now) if wait is None else now + round(wait * SECOND)
        row.claimed_at, row.tries, row.note = None, row.tries + 1, sentence[:300]
        row.due_at = again if again is not None and again - first < TRIED_FOR else None
        row.save(update_fields=["claimed_at", "tries", "note", "due_at"])


def note_waits(speech: int, sentence: str, *, shut: bool) -> None:
    """Note that a speech waits for its owner, and why; ``shut`` says that its account lets nobody speak."""
    with transaction.atomic():
        row = models.Speech.objects.select_for_update().get(pk=speech)
        row.claimed_at, row.due_at, row.tries, row.note = None, None, row.tries + 1, sentence[:300]
        row.save(update_fields=["claimed_at", "due_at", "tries", "note"])
        if shut:
            models.OwnAccount.objects.filter(pk=row.account_id, removed_at=None).update(note=sentence[:300])


def _claimed(row: models.Speech, now: Instant) -> bool:
    # Compare and swap: whoever changes the row first has it.
    same = models.Speech.objects.filter(pk=row.pk, due_at=row.due_at, claimed_at=row.claimed_at)
    return same.update(claimed_at=now, first_try_at=F("first_try_at") if row.first_try_at else now) == 1


def _due(row: models.Speech) -> Due | None:
    try:
        account = opened(row.account)
    except DoesNotOpen as error:
        note_waits(row.pk, str(error), shut=True)
        return None
    delete = row.withdrawn_at is not None
    if not delete and not row.posts.filter(sent_at__isnull=False).exists():
        # What it corrects may have come to stand, or have gone, since the button was pressed.
        hang(row)
        row.save(update_fields=["corrects", "under"])
    posts = row.posts.filter(gone_at=None, sent_at__isnull=False) if delete else row.posts.all()
    # The claim of a process that died stood here before: its try may have come through.
    again = row.claimed_at is not None or row.tries > 0
    return Due(
        speech=row.pk,
        account_row=row.account_id,
        account=account,
        delete=delete,
        posts=tuple(
            Piece(one.pk, one.words, one.key, row.pressed_at + one.number * 1000, one.name, one.local)
            for one in posts.order_by("number")
        ),
        under=row.under,
        again=again,
        link=row.link,
        title=row.case.title,
    )
