"""Meet somebody's network: keep what was said before as history, and listen from now on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from amends.actions.add_source import add_source
from amends.actions.import_history import import_history
from amends.store import models

if TYPE_CHECKING:
    from collections.abc import Sequence

    from amends.actions.import_history import ImportSummary
    from amends.connectors.contact import Contact
    from amends.core.vocabulary import Instant, Post


def first_contact(contact: Contact, said: Sequence[Post], now: Instant) -> tuple[models.Source, ImportSummary]:
    """Watch whom a contact names, keep ``said`` as their history, and listen where it says from now on.

    Done twice it adds nothing twice; history never alarms.
    """
    kept = import_history(contact.subject, [said], now)
    name = f"{contact.network.capitalize()}: {contact.subject.name}"[:200]
    return add_source(name, contact.kind, contact.address, now, options=contact.options), kept
