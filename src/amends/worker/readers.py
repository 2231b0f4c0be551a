"""Which connector listens to a source."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path
from typing import TYPE_CHECKING, Final

from django.conf import settings

from amends import clock
from amends.connectors.paced_archive import PacedArchive
from amends.store.models import DRILL
from amends.worker.attention import attention
from amends.worker.network_readers import NETWORKS

if TYPE_CHECKING:
    from collections.abc import Callable

    from amends.connectors.door import Door
    from amends.connectors.protocols import Reader
    from amends.store import models

PACED_ARCHIVE: Final = "paced-archive"
"""A JSON Lines file told at the pace of the house's clock."""

BLUESKY: Final = "bluesky"
"""What the whole of Bluesky says, over public servers or the one that the source's address names."""

FILES: Final = frozenset({PACED_ARCHIVE})
"""Kinds that cannot be missed: a file of this machine has told all that was due, however long nobody asked."""

PULSE: Final = 5.0
"""Seconds after which such a source counts as heard without having told anything."""


class UnknownKind(LookupError):
    """No connector of this version listens to sources of that kind; the message says so in a sentence."""


def reader_of(source: models.Source) -> Reader:
    """Make the reader of a source; raises `UnknownKind`."""
    if (make := _KINDS.get(source.kind)) is None:
        raise UnknownKind(f"Nothing here can listen to “{source.kind}”. This amends knows: {', '.join(_KINDS)}.")
    return make(source)


def pulse_of(source: models.Source) -> float | None:
    """Tell after how many seconds without a word a source counts as heard; nothing where its silence may be a gap."""
    return PULSE if source.kind in FILES else None


def _bluesky(source: models.Source) -> Reader:
    from amends.connectors.bluesky_live import HOSTS, Bluesky

    named = source.options.get("addresses") or ([source.address] if "://" in source.address else HOSTS)
    return Bluesky(_door(), attention, addresses=named, attempt=source.failures, now=clock.now)


def _door() -> Door:
    from amends.connectors.door import Door

    return Door(near=settings.AMENDS_NEAR)


def _paced_archive(source: models.Source) -> Reader:
    # It starts from now at each start: what should have been told by now is told at once.
    return PacedArchive(
        Path(source.address), wait=asyncio.sleep, speed=clock.speed(), start=clock.now(), elapsed=time.monotonic
    )


def _drill(source: models.Source) -> Reader:
    from amends.connectors.drill import MadeUpStorm

    return MadeUpStorm(source.address, now=clock.now, wait=asyncio.sleep)


_KINDS: Final[dict[str, Callable[[models.Source], Reader]]] = {
    PACED_ARCHIVE: _paced_archive,
    BLUESKY: _bluesky,
    DRILL: _drill,
    **NETWORKS,
}
