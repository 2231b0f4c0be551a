"""Plays the demo's deeds at their hour on a site that runs, beside whatever its visitor does there."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Final

import structlog

from amends import clock, demo
from amends.store import models
from amends.worker.player import NotInTheStory, Player

if TYPE_CHECKING:
    from amends.actions.line import Line
    from amends.demo.told import Deed

PATIENCE: Final = 10.0
"""Seconds in which a deed is tried whose post was not heard yet: listening is a moment behind the story's clock."""

AGAIN: Final = 0.1
"""Seconds from one try to the next."""

log = structlog.get_logger()


async def play_live(line: Line) -> None:
    """Do each deed when its time has come; one that the visitor has made impossible is left out."""
    player: Player | None = None
    async with asyncio.TaskGroup() as waiting:
        for deed in demo.deeds():
            story = clock.story()
            if story is None:
                return
            await asyncio.sleep(story.wait(deed.instant, clock.real()))
            if player is None:
                player = Player(await line.run(_case))
            # Each takes its place in the line at its hour and nobody waits for another: a vote in time is not late
            # because an answer before it is still being written down.
            waiting.create_task(_do(line, player, deed))


async def _do(line: Line, player: Player, deed: Deed) -> None:
    until = asyncio.get_running_loop().time() + PATIENCE
    while not await _done(line, player, deed):
        if asyncio.get_running_loop().time() > until:
            log.info("the story goes on without a deed", deed=type(deed).__name__)
            return
        await asyncio.sleep(AGAIN)


async def _done(line: Line, player: Player, deed: Deed) -> bool:
    """Try a deed, and tell whether that was all that can be done about it."""
    try:
        await line.run(player.play, deed)
    except NotInTheStory:
        return False
    except (ValueError, LookupError) as error:
        log.info("the story goes on without a deed", deed=type(deed).__name__, why=str(error))
    return True


def _case() -> int:
    case = models.Case.objects.order_by("number").first()
    return 1 if case is None else case.number
