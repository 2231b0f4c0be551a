"""Gather what a look at a draft away from the site may remember: what is public, and numbers of whoever objects."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from amends.actions.lessons import connections, promises
from amends.core.lessons.finding import Purpose, Stream
from amends.core.lessons.guard import guard_of
from amends.engine.memory_file import Kept, KeptGuard
from amends.store import models
from amends.store.memory_rows import memory
from amends.store.tied_cases import tied_cases

if TYPE_CHECKING:
    from collections.abc import Iterator

    from amends.core.vocabulary import Instant

MOST_PARTNERS: Final = 200
"""Partners that one memory holds: those of your ties, then those of past cases, then those of other sites."""


def to_keep(now: Instant) -> Kept:
    """Return what the memory file holds: of this site's cases only public ones, of promises only those made there."""
    wanted = list(dict.fromkeys(_partners()))[:MOST_PARTNERS]
    return Kept(
        memory(wanted, now),
        tuple(connections()),
        tuple(duty.words for duty in promises() if duty.case.public),
        tuple(_guards()),
        spaces(),
    )


def spaces() -> dict[int, Stream]:
    """Return the spaces that are declared, by their numbers."""
    rows = models.Stream.objects.filter(retired_at=None).order_by("pk")
    return {row.pk: Stream(Purpose(row.purpose), row.name) for row in rows}


def _partners() -> Iterator[str]:
    yield from models.Connection.objects.order_by("pk").values_list("with_whom", flat=True)
    for case in tied_cases():
        yield from case.parties
    for parties in models.ElsewhereCase.objects.filter(peer__left_at=None).values_list("parties", flat=True):
        yield from parties


def _guards() -> Iterator[KeptGuard]:
    for row in models.Guard.objects.filter(retired_at=None).select_related("duty__case").order_by("number"):
        promise = row.duty.words if row.duty is not None and row.duty.case.public else ""
        yield KeptGuard(row.number, promise, guard_of(row.rule))
