"""Begin to watch a name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from amends.actions.record import record
from amends.store import models, rows

if TYPE_CHECKING:
    from amends.core import vocabulary
    from amends.core.vocabulary import Instant


def add_subject(subject: vocabulary.Subject, now: Instant, *, public_at_once: bool = False) -> models.Subject:
    """Watch a subject, or take what is new about one that is watched under this name already.

    ``public_at_once`` says that its owner agreed beforehand that a noticed case is public; an existing agreement is
    left as it is.
    """
    fresh = rows.subject_row(subject)
    with transaction.atomic():
        known = models.Subject.objects.filter(name=fresh.name).first()
        if known is not None:
            return _widen(known, fresh)
        fresh.public_at_once = public_at_once
        fresh.save()
        record("subject.added", at=now, facts={"public_at_once": public_at_once}, said={"subject": fresh.name})
    return fresh


def _widen(known: models.Subject, fresh: models.Subject) -> models.Subject:
    for column in ("terms", "handles", "accounts", "links", "exclusions"):
        setattr(known, column, list(dict.fromkeys([*getattr(known, column), *getattr(fresh, column)])))
    known.everything = known.everything or fresh.everything
    known.save()
    return known
