"""The owner has seen it, or wants to be reminded: from the desk, or by a link that a message carries.

A link is a signed text and no row: which notification, up to which of its news, and until when the link is good. It
needs no cookie and no sign-in, because it can do nothing but this.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.db import transaction

from amends.actions.raise_notification import remind
from amends.core.vocabulary import DAY, HOUR, SECOND
from amends.store import models

if TYPE_CHECKING:
    from amends.core.vocabulary import Instant

LASTS: Final = 7 * DAY
PAUSE: Final = HOUR
_SALT: Final = "amends.told"


class DeadLink(LookupError):
    """A link is not ours, or too old; the message says so in a sentence."""


def link_to(row: models.Notification, revision: int, now: Instant, site: str, later: bool) -> str:  # noqa: FBT001 - one of two links
    """Return the address at which what is told up to a revision is acknowledged, or put off."""
    token = _signer().sign(f"{row.pk}.{revision}.{(now + LASTS) // SECOND}")
    return f"{site}/desk/told/{token}/" + ("later/" if later else "")


def told_by(token: str, now: Instant) -> tuple[models.Notification, int]:
    """Return which notification a link is about, and up to which revision; raises `DeadLink`."""
    try:
        pk, revision, until = (int(part) for part in _signer().unsign(token[:300]).split("."))
    except (BadSignature, ValueError):
        raise DeadLink("This link is not whole. Open it from the message itself.") from None
    row = models.Notification.objects.filter(pk=pk).first()
    if row is None:
        raise DeadLink("What this link was about is over. The desk shows how things stand.")
    if now >= until * SECOND:
        raise DeadLink("This link is older than a week, so it does nothing any more. The desk shows how things stand.")
    return row, revision


def seen(token: str, now: Instant) -> models.Notification:
    """Acknowledge what a link told; what came after it is not acknowledged with it. Raises `DeadLink`."""
    with transaction.atomic():
        row, revision = told_by(token, now)
        _seen(row, revision, now)
    return row


def snooze(token: str, now: Instant) -> models.Notification:
    """Be left alone for an hour, and reminded then; what rises meanwhile gets through. Raises `DeadLink`."""
    with transaction.atomic():
        row, _ = told_by(token, now)
        row = models.Notification.objects.select_for_update().get(pk=row.pk)
        if row.closed_at is None and row.seen_revision < row.revision:
            row.snoozed_until, row.snoozed_level = now + PAUSE, row.level
            row.save(update_fields=["snoozed_until", "snoozed_level"])
            remind(row, now)
    return row


def seen_on_the_desk(case: models.Case, now: Instant) -> None:
    """Acknowledge all that is told of a case: its owner just did something about it."""
    for row in case.notifications.filter(closed_at=None):
        _seen(row, row.revision, now)


def _seen(row: models.Notification, revision: int, now: Instant) -> None:
    if revision > row.seen_revision:
        row.seen_revision, row.seen_at = revision, now
        row.save(update_fields=["seen_revision", "seen_at"])


def _signer() -> Signer:
    return Signer(key=settings.SECRET_KEY, salt=_SALT, sep="~")
