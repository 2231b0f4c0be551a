"""Plays the demo's deeds at their hour on a site that runs, beside whatever its visitor does there."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Final, ParamSpec

import structlog
from django.db import connections

from amends import clock, demo
from amends.demo import told
from amends.store import models
from amends.worker.player import Player
from amends.worker.retell import tell_half_a_year
from amends.worker.story import DRAFT_DAY, add_day

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from amends.actions.line import Line
    from amends.clock import Story
    from amends.core.vocabulary import Instant
    from amends.demo.told import Deed

P = ParamSpec("P")

PATIENCE: Final = 10.0
"""Seconds in which a deed is tried whose post was not heard yet: listening is a moment behind the story's clock."""

AGAIN: Final = 0.1
"""Seconds from one try to the next."""

MOVES: Final = (told.Acknowledge, told.Publish, told.Ask, told.Decide, told.DutyDone)
"""What moves the case on."""

REST: Final = 30.0
"""Seconds of calm at the end of the storm, before the story leaps over half a year."""

log = structlog.get_logger()


async def play_live(
    line: Line,
    *,
    leapt: Callable[[Story, int], None] = lambda _story, _case: None,
    looked: Callable[[told.Look], None] = lambda _look: None,
) -> None:
    """Do each deed when its time has come; one that the visitor has made impossible is left out.

    After the end of the storm the story leaps over half a year: what was said and done meanwhile is told in a moment,
    and the clock goes on in September. ``leapt`` is called then, in a thread of its own, with the story that is
    followed from there on and the number of its case; ``looked`` each time a draft was looked at, and must be quick.
    """
    story = clock.story()
    if story is None:
        return
    player = await _play(line, demo.deeds(), None, looked)
    await asyncio.sleep(story.wait(demo.END, clock.real()) + REST)
    if player is None:
        return
    await asyncio.to_thread(_apart, _leap, player)
    onward = clock.Story(demo.LATER, demo.LATER_END, story.speed, clock.real())
    clock.follow(onward)
    await line.run(add_day, *DRAFT_DAY, demo.LATER)
    await asyncio.to_thread(_apart, leapt, onward, player.case)
    await _play(line, [deed for deed in demo.kept() if deed.instant > demo.LATER], player, looked)


async def _play(
    line: Line, deeds: Iterable[Deed], player: Player | None, looked: Callable[[told.Look], None]
) -> Player | None:
    """Do deeds at their hours, and return who did them: nobody where there was none to do."""
    last: asyncio.Task[None] | None = None
    async with asyncio.TaskGroup() as waiting:
        for deed in deeds:
            story = clock.story()
            if story is None:
                break
            await asyncio.sleep(story.wait(deed.instant, clock.real()))
            # There is nothing to do before the alarm has rung, however far behind its clock a machine is.
            player = player or await _player(line)
            # Each takes its place in the line at its hour and nobody waits for another: a vote in time is not late
            # because an answer before it is still being written down. Only what moves the case waits for what moved it
            # before, so that a machine that is behind its clock loses no step.
            moves = isinstance(deed, MOVES)
            task = waiting.create_task(_do(line, player, deed, looked, last if moves else None))
            last = task if moves else last
    return player


async def _player(line: Line) -> Player:
    while not (case := await line.run(_case)):  # noqa: ASYNC110 - a row tells, and no event
        await asyncio.sleep(AGAIN)
    return Player(case)


def _leap(player: Player) -> None:
    """Tell half a year at once, with the clock standing at each deed's own time while it is done."""

    def stand_at(at: Instant) -> None:
        clock.follow(clock.Story(at, at, 1.0, clock.real()))

    tell_half_a_year(player, stand_at, _left_out)


def _apart(call: Callable[P, None], *args: P.args, **kwargs: P.kwargs) -> None:
    """Call something in a thread that keeps no connection to the database afterwards."""
    try:
        call(*args, **kwargs)
    finally:
        connections.close_all()


async def _do(
    line: Line, player: Player, deed: Deed, looked: Callable[[told.Look], None], after: asyncio.Task[None] | None
) -> None:
    if after is not None:
        await asyncio.wait([after])
    until = asyncio.get_running_loop().time() + PATIENCE
    while not await _done(line, player, deed):
        if asyncio.get_running_loop().time() > until:
            log.info("the story goes on without a deed", deed=type(deed).__name__)
            return
        await asyncio.sleep(AGAIN)
    if isinstance(deed, told.Look):
        looked(deed)


async def _done(line: Line, player: Player, deed: Deed) -> bool:
    """Try a deed, and tell whether that was all that can be done about it."""
    try:
        await line.run(player.play, deed)
    except LookupError:  # a case, a post or a promise that is not there yet
        return False
    except ValueError as error:
        _left_out(deed, error)
    return True


def _left_out(deed: Deed, why: Exception) -> None:
    log.info("the story goes on without a deed", deed=type(deed).__name__, why=str(why))


def _case() -> int:
    """Return the number of the story's case, 0 before there is one."""
    number = models.Case.objects.order_by("number").values_list("number", flat=True).first()
    return number or 0
