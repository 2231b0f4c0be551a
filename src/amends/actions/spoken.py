"""What an account has said already of something, and what of it still stands."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from amends.store import models

if TYPE_CHECKING:
    from django.db.models import QuerySet

Kind = models.Speech.Kind
_FOLLOWING: Final = (Kind.VERSION, Kind.CHOICE)
"""What corrects the one before it, and hangs under it."""


def standing(account: models.OwnAccount, case: models.Case, kind: str, which: int) -> models.Speech | None:
    """Return what an account has said of something, or is about to say; nothing where that is gone."""
    said = models.Speech.objects.filter(account=account, case=case, kind=kind, number=which)
    said = said.filter(dropped_at=None, withdrawn_at=None).order_by("-pressed_at")
    return next((one for one in said if one.sent_at is None or one.posts.filter(gone_at=None).exists()), None)


def corrected(account: models.OwnAccount, case: models.Case, kind: str, which: int) -> models.Speech | None:
    """Return what an account said of the newest earlier one of its kind, where its first post still stands."""
    if kind not in _FOLLOWING:
        return None
    before = models.Speech.objects.filter(account=account, case=case, kind=kind, number__lt=which, withdrawn_at=None)
    standing_first = before.filter(posts__number=1, posts__gone_at=None, posts__sent_at__isnull=False)
    return standing_first.order_by("-number", "-pressed_at").first()


def hang(speech: models.Speech) -> None:
    """Let a speech of which nothing was sent hang under what it corrects, as that stands now; it is not saved."""
    if speech.kind not in _FOLLOWING:
        return
    before = corrected(speech.account, speech.case, speech.kind, speech.number)
    speech.corrects, speech.under = before, "" if before is None else before.posts.order_by("number")[0].name


def waiting() -> QuerySet[models.Speech]:
    """Return what waits for its owner: it was not sent, or not deleted, and is not tried again by itself."""
    rows = models.Speech.objects.filter(due_at=None, dropped_at=None, account__removed_at=None)
    unsent = rows.filter(sent_at=None, withdrawn_at=None)
    undeleted = rows.filter(withdrawn_at__isnull=False, posts__gone_at=None, posts__sent_at__isnull=False)
    return (unsent | undeleted).distinct()
