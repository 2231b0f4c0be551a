"""Ask Bluesky whether what is kept of it still stands: the stream may miss a deletion, and moderators act beside it."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Final

import structlog
from django.conf import settings

from amends import clock
from amends.actions.still_there import looked_at, to_look_at

if TYPE_CHECKING:
    from amends.actions.line import Line

TURN: Final = 10.0
"""Seconds from one question to the next: two hundred posts a minute at most."""

NETWORK: Final = "bluesky"

LATER: Final = 300.0
"""Seconds to wait after a question that was not answered."""

log = structlog.get_logger()


async def look_whether_still_there(line: Line) -> None:
    """Ask about what is kept, until cancelled; where nobody answers it stays, and is asked about again."""
    while True:
        wait = TURN
        try:
            await _look(line)
        except OSError as error:
            log.warning("it could not be asked what still stands", error=str(error))
            wait = LATER
        await asyncio.sleep(wait)


async def _look(line: Line) -> None:
    if asked := await line.run(to_look_at, NETWORK, clock.now()):
        from amends.connectors.bluesky_standing import gone
        from amends.connectors.door import Door

        found = await gone(Door(near=settings.AMENDS_NEAR), asked)
        of = {"absent": found.absent, "taken_down": found.taken_down}
        if count := await line.run(looked_at, NETWORK, asked, **of, now=clock.now()):
            log.info("posts that no longer stand were let go", posts=count)
