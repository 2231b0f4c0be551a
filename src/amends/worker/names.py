"""Ask Bluesky what people call themselves whose words are kept: its stream tells only their ids."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Final

import structlog
from django.conf import settings

from amends import clock
from amends.actions.name_accounts import name_accounts, nameless

if TYPE_CHECKING:
    from amends.actions.line import Line

TURN: Final = 2.0
"""Seconds from one question to the next."""

NETWORK: Final = "bluesky"

LATER: Final = 300.0
"""Seconds to wait after a question that was not answered."""

log = structlog.get_logger()


async def look_up_names(line: Line) -> None:
    """Ask for names that are missing, until cancelled; where nobody answers, people stand without one for a while."""
    while True:
        wait = TURN
        try:
            await _ask(line)
        except OSError as error:  # names are missing and nothing else: the rows ask again
            log.warning("names could not be looked up", error=str(error))
            wait = LATER
        await asyncio.sleep(wait)


async def _ask(line: Line) -> None:
    asked = await line.run(nameless, NETWORK, clock.now())
    if asked:
        from amends.connectors import bluesky_history
        from amends.connectors.door import Door

        found = await bluesky_history.names(Door(near=settings.AMENDS_NEAR), asked)
        await line.run(name_accounts, NETWORK, asked, found, clock.now())
