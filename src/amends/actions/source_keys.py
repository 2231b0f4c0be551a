"""Give a source what opens it: a key of its owner's account, or the secret its deliveries are signed with."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.db import transaction

from amends.actions.record import record
from amends.store import models, strongbox

if TYPE_CHECKING:
    from pathlib import Path

    from amends.core.ledger.entry import Fact
    from amends.core.vocabulary import Instant

TOKEN: Final = "token"  # noqa: S105 - the name of an option
SECRET: Final = "webhook_secret"  # noqa: S105 - as above
SESSION: Final = "session"
"""The options of a source in which they lie, locked away."""

_PURPOSES: Final = {TOKEN: "source", SECRET: "webhook", SESSION: "session"}


def keep_key(source: models.Source, option: str, key: str, data: Path, now: Instant) -> None:
    """Lock a key away for a source, in place of one it had; the listener takes it up when it next begins.

    ``option`` is `TOKEN` or `SECRET`; ``data`` is the directory with the strongbox's own key.
    """
    with transaction.atomic():
        row = models.Source.objects.select_for_update().get(pk=source.pk)
        # What an older key had opened is closed with it.
        kept = {name: value for name, value in row.options.items() if name != SESSION}
        row.options = {**kept, option: strongbox.lock_away(data, _PURPOSES[option], key)}
        row.save(update_fields=["options"])
        record("owner.action", at=now, facts={"what": "source-key-kept"}, said={"source": row.name})


def keep_budget(source: models.Source, amount: int, now: Instant) -> None:
    """Note how much a source may spend; the listener takes it up when it next begins."""
    with transaction.atomic():
        row = models.Source.objects.select_for_update().get(pk=source.pk)
        row.options = {**row.options, "budget": amount}
        row.save(update_fields=["options"])
        facts: dict[str, Fact] = {"what": "source-budget-set", "budget": amount}
        record("owner.action", at=now, facts=facts, said={"source": row.name})


def keep_session(source: int, session: str, data: Path) -> None:
    """Lock away what a source's key has opened, so that it need not be opened anew at each start."""
    with transaction.atomic():
        row = models.Source.objects.select_for_update().filter(pk=source).first()
        if row is not None:
            row.options = {**row.options, SESSION: strongbox.lock_away(data, _PURPOSES[SESSION], session)}
            row.save(update_fields=["options"])


def key_of(source: models.Source, option: str, data: Path) -> str:
    """Take a key of a source out; nothing where it has none. Raises `strongbox.DoesNotOpen`."""
    locked = source.options.get(option)
    return strongbox.take_out(data, _PURPOSES[option], locked) if isinstance(locked, str) else ""
