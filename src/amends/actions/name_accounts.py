"""What people call themselves: a network whose stream tells only ids is asked for it, where their words are kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.db import transaction
from django.db.models import Exists, OuterRef

from amends.actions import wake
from amends.actions.notice import gather_again
from amends.store import models, rows

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from amends.core.vocabulary import Instant

AT_ONCE: Final = 25
"""Accounts asked for together: as many as Bluesky answers at once."""


def nameless(network: str) -> list[str]:
    """Return the ids of some accounts heard live that nobody has asked the name of, the newest first."""
    live = models.Post.objects.filter(account=OuterRef("pk"), source__kind=network)
    unasked = models.Account.objects.filter(Exists(live), network=network, handle="", named_at=None)
    return list(unasked.order_by("-pk").values_list("author", flat=True)[:AT_ONCE])


def name_accounts(network: str, asked: Sequence[str], names: Mapping[str, tuple[str, str]], now: Instant) -> None:
    """Write down name and handle of those of the accounts ``asked`` for that are known; none is asked for again."""
    with transaction.atomic():
        accounts = list(models.Account.objects.select_for_update().filter(network=network, author__in=list(asked)))
        for row in accounts:
            name, handle = names.get(row.author, ("", ""))
            row.name, row.handle, row.named_at = rows.storable(name)[:200], rows.storable(handle)[:300], now
        models.Account.objects.bulk_update(accounts, ["name", "handle", "named_at"])
        people = [row.person_id for row in accounts if row.handle]
        for case in models.Case.objects.filter(voices__person__in=people).distinct():
            gather_again(case, list(case.voices.filter(person__in=people).values_list("person_id", flat=True)))
            wake.changed(case.subject_id)
