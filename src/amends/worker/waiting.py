"""What a reader asks of the rows, or keeps there, while it reads: done in the one line like every other deed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
from django.conf import settings

from amends import clock
from amends.actions.line import soon
from amends.actions.receive import arrived_after
from amends.actions.source_keys import keep_session
from amends.actions.sources import heard_upto
from amends.actions.subscribe import held_until, offered

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from amends.connectors.arrivals import Arrival
    from amends.connectors.bluesky_session import Session
    from amends.connectors.websub import Offer
    from amends.core.vocabulary import Instant


class Waiting:
    """The deliveries of one source, by its number, as `amends.connectors.arrivals.Arrivals`."""

    def __init__(self, source: int) -> None:
        self._source = source

    async def after(self, number: int) -> Sequence[Arrival]:
        """Give what arrived after the delivery with this number, in order."""
        return await soon(clock.now, arrived_after, self._source, number, clock.now())


class Pushed(Waiting):
    """What the hub of one feed told, by its source's number, as `amends.connectors.websub.Pushes`."""

    async def offered(self, offer: Offer | None) -> None:
        """Note what the feed offers now; a site without an address of its own could not be told anything."""
        told = offer if settings.AMENDS_ADDRESS else None
        await soon(clock.now, offered, self._source, told, settings.AMENDS_DATA, clock.now())

    async def until(self) -> Instant:
        """Say until when its hub has promised to tell."""
        return await soon(clock.now, held_until, self._source)


async def stream_of_bluesky() -> Instant:
    """Tell how far the stream of Bluesky has come that is listened to."""
    return await soon(clock.now, heard_upto, "bluesky", clock.now())


def keep_session_of(source: int) -> Callable[[Session], Awaitable[None]]:
    """Give what keeps a session of a source, by its number."""

    async def keep(session: Session) -> None:
        told = msgspec.json.encode(session).decode()
        await soon(clock.now, keep_session, source, told, settings.AMENDS_DATA)

    return keep
