"""Ask the hubs of feeds to tell of each change, and ask again before they forget: a due row is its own queue."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Final

import structlog
from django.conf import settings

from amends import clock
from amends.actions.subscribe import claim_request, not_taken

if TYPE_CHECKING:
    from amends.actions.line import Line

TURN: Final = 5.0
"""Seconds from one look at the rows to the next."""

log = structlog.get_logger()


async def ask_hubs(line: Line) -> None:
    """Ask every hub whose time has come, until cancelled; where one does not answer, its feed is asked as before."""
    while True:
        try:
            await ask_next(line)
        except Exception as error:  # the rows stand, and the next turn asks again
            log.warning("a hub could not be asked", error=str(error), exc_info=error)
        await asyncio.sleep(TURN)


async def ask_next(line: Line) -> None:
    """Ask the next hub whose time has come, where there is one."""
    request = await line.run(claim_request, settings.AMENDS_DATA, clock.now())
    if request is None:
        return
    from amends.connectors.door import Door
    from amends.connectors.websub import subscribe

    callback = f"{settings.AMENDS_ADDRESS}/in/hub/{request.token}/"
    try:
        await subscribe(Door(near=settings.AMENDS_NEAR), request.offer, callback, request.secret)
    except OSError as error:
        log.info("a hub did not take a request", hub=request.offer.hub, error=str(error))
        await line.run(not_taken, request.key, str(error), clock.now())
