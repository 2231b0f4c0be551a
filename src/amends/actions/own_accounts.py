"""The accounts the owner speaks with on other networks: added with what opens them, locked away, and removed."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

from django.conf import settings
from django.db import transaction

from amends.actions.record import record
from amends.connectors.speaking import Opened
from amends.store import models
from amends.store.strongbox import lock_away, take_out

if TYPE_CHECKING:
    from collections.abc import Mapping

    from amends.core.vocabulary import Instant

PURPOSE: Final = "speaking"

IN_THE_DEMO: Final = (
    "This is the demo, and everybody in it is invented. Nothing can be posted to a network from here. Start your own"
    " site with: amends up"
)


class NoSpeaking(ValueError):
    """Nothing can be said from here; the message says why."""


def refuse_demo() -> None:
    """Refuse to speak from a demo: an invented person has no account. Raises `NoSpeaking`."""
    if settings.AMENDS_DEMO:
        raise NoSpeaking(IN_THE_DEMO)


def keep_account(account: Opened, now: Instant) -> models.OwnAccount:
    """Keep an account that was opened; one that is known is opened anew by what it is given now.

    Raises `NoSpeaking` in the demo.
    """
    refuse_demo()
    kept = {
        "place": account.place,
        "local": account.local,
        "handle": account.handle[:300],
        "letters": account.letters,
        "link": account.link,
        "locked": _locked(account.secrets),
        "note": "",
    }
    with transaction.atomic():
        row, made = models.OwnAccount.objects.update_or_create(
            network=account.network, author=account.author, removed_at=None, defaults=kept,
            create_defaults={**kept, "added_at": now},
        )  # fmt: skip
        what = "account-added" if made else "account-opened"
        record("owner.action", at=now, facts={"what": what, "network": row.network}, said={"handle": row.handle})
    return row


def remove_account(row: models.OwnAccount, now: Instant) -> None:
    """Speak with an account no longer, and forget what opened it; what it said stays where it stands.

    What was still to be sent with it is not sent.
    """
    with transaction.atomic():
        models.OwnAccount.objects.filter(pk=row.pk).update(removed_at=now, locked="", note="")
        waiting = models.Speech.objects.filter(account=row, sent_at=None, withdrawn_at=None, dropped_at=None)
        waiting.update(due_at=None, note="Its account was removed.")
        said = {"handle": row.handle}
        record("owner.action", at=now, facts={"what": "account-removed", "network": row.network}, said=said)


def opened(row: models.OwnAccount) -> Opened:
    """Return an account with what opens it; one that was removed can only look.

    Raises `amends.store.strongbox.DoesNotOpen`.
    """
    secrets = json.loads(take_out(settings.AMENDS_DATA, PURPOSE, row.locked)) if row.locked else {}
    return Opened(row.network, row.place, row.author, row.local, row.handle, row.letters, row.link, secrets)


def renew(account: int, secrets: Mapping[str, str]) -> None:
    """Keep the tokens that took the place of spent ones."""
    models.OwnAccount.objects.filter(pk=account, removed_at=None).update(locked=_locked(secrets))


def _locked(secrets: Mapping[str, str]) -> str:
    return lock_away(settings.AMENDS_DATA, PURPOSE, json.dumps(dict(secrets)))
