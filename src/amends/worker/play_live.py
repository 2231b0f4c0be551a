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

PATIENCE: Final = 10
"""How often a deed is tried whose post has not been heard yet: listening is a moment behind the story's clock."""

log = structlog.get_logger()


async def play_live(line: Line) -> None:
    """Do each deed when its time has come; one that the visitor has made impossible is left out."""
    player: Player | None = None
    for deed in demo.deeds():
        story = clock.story()
        if story is None:
            return
        await asyncio.sleep(story.wait(deed.instant, clock.real()))
        if player is None:
            player = Player(await line.run(_case))
        await _try(line, player, deed)


async def _try(line: Line, player: Player, deed: Deed) -> None:
    for _ in range(PATIENCE):
        try:
            await line.run(player.play, deed)
        except NotInTheStory:
            await asyncio.sleep(1)
        except (ValueError, LookupError) as error:
            log.info("the story goes on without a deed", deed=type(deed).__name__, why=str(error))
            return
        else:
            return
    log.info("the story goes on without a deed", deed=type(deed).__name__)


def _case() -> int:
    case = models.Case.objects.order_by("number").first()
    return 1 if case is None else case.number
