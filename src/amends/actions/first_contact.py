"""Meet somebody's network: listen from now on, and keep what was said before as history."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from amends.actions.add_source import add_source
from amends.actions.add_subject import add_subject
from amends.actions.import_history import import_history
from amends.store import models

if TYPE_CHECKING:
    from collections.abc import Sequence

    from amends.actions.import_history import ImportSummary
    from amends.connectors.contact import Contact
    from amends.core import vocabulary
    from amends.core.vocabulary import Instant, Post


def listen_to(contact: Contact, now: Instant, *, history_from: Instant | None = None) -> models.Source:
    """Watch whom a contact names, and listen where it says from now on; done twice it adds nothing twice.

    ``history_from`` leaves it to the running site to fetch what was said since then (`past_due`).
    """
    with transaction.atomic():
        add_subject(contact.subject, now)
        name = f"{contact.network.capitalize()}: {contact.subject.name}"[:200]
        source = add_source(name, contact.kind, contact.address, now, options=contact.options)
        if history_from is not None:
            source.history_from = history_from
            source.options = {**source.options, **contact.options}
            source.save(update_fields=["history_from", "options"])
    return source


def past_due() -> models.Source | None:
    """Return a source of which it has still to be fetched what was said before, if there is one."""
    return models.Source.objects.exclude(history_from=None).order_by("pk").first()


def keep_past(source: models.Source, subject: vocabulary.Subject, said: Sequence[Post], now: Instant) -> ImportSummary:
    """Keep what was said before as history, which never alarms, and ask for it no more."""
    with transaction.atomic():
        kept = import_history(subject, [said], now)
        models.Source.objects.filter(pk=source.pk).update(history_from=None)
    return kept
