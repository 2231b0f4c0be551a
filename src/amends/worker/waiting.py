"""What arrived for one source and waits: asked for in the one line, which also lets go of what was heard."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from amends import clock
from amends.actions.line import do
from amends.actions.receive import arrived_after

if TYPE_CHECKING:
    from collections.abc import Sequence

    from amends.connectors.arrivals import Arrival


class Waiting:
    """The deliveries of one source, by its number, as `amends.connectors.arrivals.Arrivals`."""

    def __init__(self, source: int) -> None:
        self._source = source

    async def after(self, number: int) -> Sequence[Arrival]:
        """Give what arrived after the delivery with this number, in order."""
        return await asyncio.to_thread(do, clock.now, arrived_after, self._source, number, clock.now())
