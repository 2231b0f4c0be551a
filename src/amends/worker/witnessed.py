"""Have other sites countersign our log, again and again, beside everything else: a peer that is slow delays nobody."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Final

import structlog
from django.db import connections

from amends import clock
from amends.actions.witness import ask_peers
from amends.worker.outward import Outward

if TYPE_CHECKING:
    from collections.abc import Callable

TURN: Final = 5.0
"""Seconds after which it is looked again whether a peer's turn has come; its turn comes by `actions.witness.EVERY`."""

log = structlog.get_logger()


async def be_witnessed(outward: Callable[[], Outward] = Outward) -> None:
    """Ask each peer whose turn has come, until cancelled; who does not countersign is told to the operator."""
    asking = outward()
    while True:
        turn = asyncio.create_task(asyncio.to_thread(_turn, asking))
        try:
            for sentence in await asyncio.shield(turn):
                log.warning("our log was not countersigned", why=sentence)
        except asyncio.CancelledError:
            # The thread is seen to its end, so that it never stands in a line that has closed.
            asking.stop()
            await asyncio.gather(turn, return_exceptions=True)
            raise
        except Exception as error:  # the peers stand in their rows, so the next turn asks again
            log.warning("a turn of asking peers failed", error=str(error), exc_info=error)
        await asyncio.sleep(TURN)


def _turn(asking: Outward) -> list[str]:
    try:
        return ask_peers(asking.post, clock.now())
    finally:
        # The thread is one of many: a connection left in it would grow old there.
        connections.close_all()
