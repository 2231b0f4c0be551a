"""Let somebody leave to sign in elsewhere, and know them again when they come back: once, and within a while."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.db import transaction

from amends.core.vocabulary import DAY, HOUR, MINUTE
from amends.store import models, strongbox

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from amends.core.vocabulary import Instant

LASTS: Final = 15 * MINUTE
"""How long somebody may be away."""

KEPT: Final = DAY
"""How long it is known afterwards that somebody had left, so that who comes late is told so and loses no mark."""

APP_LASTS: Final = 12 * HOUR
"""How long an app is used: servers let go of one that nobody holds a token of after a day, and nobody ever does."""

MOST_APPS: Final = 1000
"""Servers that are remembered; a name that somebody types may be of any."""

_PURPOSE: Final = "sign-in"
_APP: Final = "sign-in-app"


@dataclass(frozen=True, slots=True)
class CameBack:
    """Whose way back was found: the question, the marks, and what was kept; that is empty where it is too late."""

    choice: models.Choice
    marks: list[str]
    kept: str
    beside: int | None = None


@dataclass(frozen=True, slots=True)
class Left:
    """Somebody who leaves for a network: what their browser will bring back, and what is kept until then, locked.

    ``beside`` is the number of what they showed before in the same sitting.
    """

    network: str
    state: str
    locked: str
    beside: int | None = None


def lock(kept: str, data: Path) -> str:
    """Lock away what must be known again, under the strongbox's key in the directory ``data``."""
    return strongbox.lock_away(data, _PURPOSE, kept)


def leave(choice: models.Choice, left: Left, marks: Sequence[str], now: Instant) -> None:
    """Keep what is needed when somebody comes back; of ``state`` a hash alone."""
    with transaction.atomic():
        models.SignIn.objects.filter(expires_at__lt=now - KEPT).delete()
        models.SignIn.objects.filter(expires_at__lt=now).update(locked="")
        models.SignIn.objects.create(
            state=_hash(left.state),
            network=left.network,
            choice=choice,
            beside=None if left.beside is None else choice.proofs.filter(pk=left.beside).first(),
            marks=list(marks),
            locked=left.locked,
            expires_at=now + LASTS,
        )


def come_back(network: str, state: str, now: Instant, data: Path) -> CameBack | None:
    """Find what was kept for a browser that comes back, and forget it: it is good once. Nothing where it is unknown.

    Raises `strongbox.DoesNotOpen` where the key is not the one it was locked away with.
    """
    with transaction.atomic():
        found = models.SignIn.objects.select_for_update().select_related("choice__case__subject", "choice__entry")
        row = found.filter(state=_hash(state), network=network, choice__case__public=True).first()
        if row is None:
            return None
        locked = row.locked if now < row.expires_at else ""
        models.SignIn.objects.filter(pk=row.pk).update(locked="")
        kept = strongbox.take_out(data, _PURPOSE, locked) if locked else ""
        return CameBack(row.choice, row.marks, kept, row.beside_id)


def app_of(base: str, back: str, now: Instant, data: Path) -> str:
    """Return what was kept of our app at a server, for this way ``back``; nothing where there is none, or it is old."""
    row = models.SignInApp.objects.filter(base=base, back=back, made_at__gt=now - APP_LASTS).first()
    return "" if row is None else strongbox.take_out(data, _APP, row.locked)


def keep_app(base: str, back: str, app: str, now: Instant, data: Path) -> None:
    """Keep our app at a server, locked away, in place of an older one."""
    with transaction.atomic():
        models.SignInApp.objects.filter(made_at__lte=now - APP_LASTS).delete()
        newest = models.SignInApp.objects.order_by("-made_at").values_list("pk", flat=True)
        models.SignInApp.objects.filter(pk__in=list(newest[MOST_APPS - 1 :])).delete()
        locked = strongbox.lock_away(data, _APP, app)
        models.SignInApp.objects.update_or_create(base=base, defaults={"back": back, "locked": locked, "made_at": now})


def _hash(state: str) -> str:
    return hashlib.sha256(state.encode("utf-8", "replace")).hexdigest()
