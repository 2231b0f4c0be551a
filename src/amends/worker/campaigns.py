"""Work out anew who follows whom in a campaign, in a thread that lets everything else go first."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Final

import structlog

from amends import clock
from amends.actions.compare_campaign import due_campaign, followed, keep_followed
from amends.worker.stepping_back import thread_that_steps_back

if TYPE_CHECKING:
    from concurrent.futures import ThreadPoolExecutor

    from amends.actions.line import Line

TURN: Final = 5.0
"""Seconds from one look at the rows to the next."""

log = structlog.get_logger()


async def compare_campaigns(line: Line) -> None:
    """Work out what is due, one campaign after another, until cancelled; one that fails has its next turn."""
    thread = thread_that_steps_back("amends-campaigns")
    try:
        while True:
            try:
                await _turn(line, thread)
            except Exception as error:  # the campaigns stand in their rows, and come up again
                log.warning("a campaign could not be compared", error=str(error), exc_info=error)
            await asyncio.sleep(TURN)
    finally:
        thread.shutdown(wait=False, cancel_futures=True)


async def _turn(line: Line, thread: ThreadPoolExecutor) -> None:
    due = await line.run(due_campaign, clock.now())
    if due is None:
        return
    campaign, shares = due
    found = await asyncio.get_running_loop().run_in_executor(thread, followed, shares)
    await line.run(keep_followed, campaign, found, clock.now())
    log.info("a campaign was compared", members=len(shares))
