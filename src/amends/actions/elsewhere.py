"""Ask peers once a day which of their public cases declare a tie, and keep what they tell.

It writes no entry: what a site has seen of others is no deed of its owner, as with `amends.actions.witness`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeAlias

from django.db import transaction
from django.db.models import Q

from amends.actions import line
from amends.connectors.declared_ties import PATH, NotTold, TiedCase, read
from amends.core.vocabulary import DAY
from amends.store import models

if TYPE_CHECKING:
    from collections.abc import Sequence

    from amends.core.vocabulary import Instant

EVERY: Final = DAY

Get: TypeAlias = Callable[[str], tuple[int, str]]
"""``get(address)`` hands back status and text; it raises `OSError` where nobody answers."""


@dataclass(frozen=True, slots=True)
class Due:
    """One peer whose turn it is, and where it tells of its cases."""

    peer: int
    origin: str
    address: str


def site_of(address: str) -> str:
    """Return the address of a peer's site from where it countersigns.

    >>> site_of("https://harbour.example/ledger/witness")
    'https://harbour.example'
    """
    return address.removesuffix("/ledger/witness")


def ask_elsewhere(get: Get, now: Instant) -> list[str]:
    """Ask every peer whose turn it is; returns a sentence for each that did not tell. Nothing is locked meanwhile."""
    failed = []
    for due in line.do(lambda: now, claim_due, now):
        try:
            line.do(lambda: now, keep, due.peer, _asked(get, due.address), now)
        except (OSError, NotTold) as error:
            failed.append(f"{due.origin} did not tell of its cases: {error}")
    return failed


def _asked(get: Get, address: str) -> list[TiedCase]:
    status, text = get(address)
    if status != 200:
        raise NotTold(f"It answered {status}.")
    return read(text)


def claim_due(now: Instant) -> list[Due]:
    """Claim the peers whose turn it is; their next turn is set at once, so that one that fails is left alone."""
    with transaction.atomic():
        peers = models.Peer.objects.select_for_update().filter(left_at=None).exclude(address="")
        due = list(peers.filter(Q(cases_due_at=None) | Q(cases_due_at__lte=now)).order_by("pk"))
        models.Peer.objects.filter(pk__in=[peer.pk for peer in due]).update(cases_due_at=now + EVERY)
    return [Due(peer.pk, peer.origin, f"{site_of(peer.address)}{PATH}") for peer in due]


def keep(peer: int, cases: Sequence[TiedCase], now: Instant) -> None:
    """Keep what a peer told in the place of what it told before."""
    with transaction.atomic():
        if not models.Peer.objects.filter(pk=peer, left_at=None).exists():
            return
        models.ElsewhereCase.objects.filter(peer=peer).delete()
        models.ElsewhereCase.objects.bulk_create(
            models.ElsewhereCase(
                peer_id=peer,
                number=one.number,
                title=one.title,
                began_at=one.began,
                open=one.open,
                people=one.people,
                parties=list(one.parties),
                told_at=now,
            )
            for one in cases
        )
