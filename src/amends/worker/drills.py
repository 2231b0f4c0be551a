"""Drills that were asked for: begun in the running site, so that they go the way of a real storm."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Final

import structlog

from amends import clock
from amends.actions.drill import go_on

if TYPE_CHECKING:
    from amends.actions.line import Line

TURN: Final = 0.5
"""Seconds after which it is looked again whether there is a drill to begin or to end."""

log = structlog.get_logger()


async def run_drills(line: Line) -> None:
    """Begin and end drills, until cancelled."""
    started_at = clock.now()
    while True:
        try:
            drill = await line.run(go_on, clock.now(), started_at=started_at)
            if drill is not None:
                log.info("a drill ended" if drill.ended_at else "a drill began", drill=drill.pk)
        except Exception as error:  # the drill stands in its row, so the next turn goes on with it
            log.warning("a drill could not go on", error=str(error), exc_info=error)
        await asyncio.sleep(TURN)
