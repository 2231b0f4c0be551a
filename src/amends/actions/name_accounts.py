"""What people call themselves: a network whose stream tells only ids is asked for it, where their words are kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q

from amends.actions import wake
from amends.actions.notice import gather_again
from amends.core.vocabulary import MINUTE
from amends.store import models, rows

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from amends.core.vocabulary import Instant

AT_ONCE: Final = 25
"""Accounts asked for together: as many as Bluesky answers at once."""


SETTLES: Final = MINUTE
"""How long after a new handle was heard of its directory knows it, too."""


def nameless(network: str, now: Instant) -> list[str]:
    """Return the ids of some accounts heard live whose name was not asked yet, or changed since; the newest first."""
    live = models.Post.objects.filter(account=OuterRef("pk"), source__kind=network)
    unasked = Q(Exists(live), handle="", named_at=None)
    renamed = Q(renamed_at__lt=now - SETTLES) & (Q(named_at=None) | Q(named_at__lt=F("renamed_at") + SETTLES))
    asked = models.Account.objects.filter(unasked | renamed, network=network)
    return list(asked.order_by("-pk").values_list("author", flat=True)[:AT_ONCE])


def name_accounts(network: str, asked: Sequence[str], names: Mapping[str, tuple[str, str]], now: Instant) -> None:
    """Write down name and handle of those of the accounts ``asked`` for that are known; none is asked for again."""
    with transaction.atomic():
        accounts = list(models.Account.objects.select_for_update().filter(network=network, author__in=list(asked)))
        for row in accounts:
            name, handle = names.get(row.author, ("", ""))
            if handle and row.handle and handle != row.handle:
                _answers_to(row, handle)
            row.name, row.handle, row.named_at = rows.storable(name)[:200], rows.storable(handle)[:300], now
        models.Account.objects.bulk_update(accounts, ["name", "handle", "named_at"])
        people = [row.person_id for row in accounts if row.handle]
        for case in models.Case.objects.filter(voices__person__in=people).distinct():
            gather_again(case, list(case.voices.filter(person__in=people).values_list("person_id", flat=True)))
            wake.changed(case.subject_id)


def _answers_to(account: models.Account, handle: str) -> None:
    """Let a subject whose own account this is be found by its new handle, and no more by the one it gave up."""
    for subject in models.Subject.objects.filter(drill=False):
        if account.author in subject.accounts and account.handle in subject.handles:
            subject.handles = [handle if each == account.handle else each for each in subject.handles]
            was, now = (f"/profile/{each}" for each in (account.handle, handle))
            subject.links = [each.removesuffix(was) + now if each.endswith(was) else each for each in subject.links]
            subject.save(update_fields=["handles", "links"])
