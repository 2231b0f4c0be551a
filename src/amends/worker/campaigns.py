"""Beside the listeners: ask members' sites for their shares, and work out anew who follows whom in a campaign.

The second takes seconds, and is done in a thread that lets everything else go first.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Final

import structlog
from django.conf import settings

from amends import clock
from amends.actions.ask_members import questions_due
from amends.actions.bring_share import fetched, has_left, not_fetched
from amends.actions.compare_campaign import due_campaign, followed, keep_followed
from amends.connectors.door import Door
from amends.core.campaign.written import LARGEST, UnfitShare
from amends.store.strongbox import DoesNotOpen
from amends.worker.stepping_back import thread_that_steps_back

if TYPE_CHECKING:
    from concurrent.futures import ThreadPoolExecutor

    from amends.actions.ask_members import Question
    from amends.actions.line import Line

TURN: Final = 5.0
"""Seconds from one look at the rows to the next."""
GONE: Final = 410
NOT_SHARED: Final = {
    403: "It says that we do not hold its campaign’s key. Ask its owner for the key, and compare it.",
    404: "It says that nobody there takes part in this campaign. Ask its owner.",
}

log = structlog.get_logger()


async def fetch_shares(line: Line) -> None:
    """Ask members' sites whose turn has come, until cancelled; a demo, whose people are invented, asks nobody."""
    door = Door(near=settings.AMENDS_NEAR)
    while not settings.AMENDS_DEMO:
        try:
            for question in await line.run(questions_due, clock.now()):
                await _fetch(line, question, door)
        except Exception as error:  # the shares stand in their rows, and their turn comes again
            log.warning("members could not be asked", error=str(error), exc_info=error)
        await asyncio.sleep(TURN)


async def compare_campaigns(line: Line) -> None:
    """Work out what is due, one campaign after another, until cancelled; one that fails has its next turn."""
    thread = thread_that_steps_back("amends-campaigns")
    try:
        while True:
            try:
                await _compare(line, thread)
            except Exception as error:  # the campaigns stand in their rows, and come up again
                log.warning("a campaign could not be compared", error=str(error), exc_info=error)
            await asyncio.sleep(TURN)
    finally:
        thread.shutdown(wait=False, cancel_futures=True)


async def _fetch(line: Line, question: Question, door: Door) -> None:
    share = question.share
    try:
        answer = await door.ask(question.address, method="POST", body=question.shown.encode(), most=LARGEST)
        if answer.status == GONE:
            await line.run(has_left, share, clock.now())
            log.info("a member has left a campaign", address=share.address)
        elif answer.status != 200:
            said = NOT_SHARED.get(answer.status, f"It answered {answer.status}, and no share.")
            await line.run(not_fetched, share, said, clock.now())
        else:
            await line.run(fetched, share, answer.body.decode("utf-8", "replace"), clock.now())
    except (OSError, UnfitShare, DoesNotOpen) as error:
        await line.run(not_fetched, share, str(error), clock.now())


async def _compare(line: Line, thread: ThreadPoolExecutor) -> None:
    due = await line.run(due_campaign, clock.now())
    if due is None:
        return
    campaign, shares = due
    found = await asyncio.get_running_loop().run_in_executor(thread, followed, shares)
    await line.run(keep_followed, campaign, found, clock.now())
    log.info("a campaign was compared", members=len(shares))
