"""Send what `amends.actions.tell_links` has due, one page after another, outside of any transaction."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Final

import structlog
from django.conf import settings

from amends import clock
from amends.actions.tell_links import Due, link_due, note_not_told, note_told
from amends.connectors.door import Door
from amends.connectors.webmention import mention

if TYPE_CHECKING:
    from amends.actions.line import Line

TURN: Final = 5.0
"""Seconds from one look at the rows, and so from one page, to the next."""

TOLD: Final = "It was told."
NOT_WANTED: Final = "It does not want to be told."

log = structlog.get_logger()


async def tell_links(line: Line) -> None:
    """Tell what is due, until cancelled; a site that nobody can reach, and a demo, tells nobody."""
    while settings.AMENDS_ADDRESS and not settings.AMENDS_DEMO:
        if (due := await line.run(link_due, clock.now(), settings.AMENDS_ORIGIN.partition("/")[0])) is not None:
            await _tell(line, due)
        await asyncio.sleep(TURN)


async def _tell(line: Line, due: Due) -> None:
    try:
        door = Door(near=settings.AMENDS_NEAR, plain=True)
        wanted = await mention(f"{settings.AMENDS_ADDRESS}{due.path}", due.target, door)
    except (OSError, ValueError) as error:
        log.info("a page could not be told that it is linked to", error=str(error))
        await line.run(note_not_told, due.row, str(error), clock.now())
    else:
        await line.run(note_told, due.row, TOLD if wanted else NOT_WANTED, clock.now())
