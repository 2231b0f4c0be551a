"""Ask other sites which of their public cases declare a tie, once a day each, beside everything else."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Final

import structlog
from django.db import connections

from amends import clock
from amends.actions.elsewhere import ask_elsewhere
from amends.worker.outward import Outward

if TYPE_CHECKING:
    from collections.abc import Callable

TURN: Final = 60.0
"""Seconds after which it is looked again whether a peer's turn has come."""

log = structlog.get_logger()


async def be_told_of_ties(outward: Callable[[], Outward] = Outward) -> None:
    """Ask each peer whose turn has come, until cancelled; who does not tell is named to the operator."""
    asking = outward()
    while True:
        turn = asyncio.create_task(asyncio.to_thread(_turn, asking))
        try:
            for sentence in await asyncio.shield(turn):
                log.info("a peer told nothing of its cases", why=sentence)
        except asyncio.CancelledError:
            # The thread is seen to its end, so that it never stands in a line that has closed.
            asking.stop()
            await asyncio.gather(turn, return_exceptions=True)
            raise
        except Exception as error:  # the peers stand in their rows, so the next turn asks again
            log.warning("a turn of asking peers for their cases failed", error=str(error), exc_info=error)
        await asyncio.sleep(TURN)


def _turn(asking: Outward) -> list[str]:
    try:
        return ask_elsewhere(asking.get, clock.now())
    finally:
        # The thread is one of many: a connection left in it would grow old there.
        connections.close_all()
