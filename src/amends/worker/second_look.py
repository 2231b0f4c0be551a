"""Beside the listeners: read again what was unsure, in a thread of its own that lets everything else go first."""

from __future__ import annotations

import asyncio
import os
from functools import partial
from typing import TYPE_CHECKING, Final

import structlog
from django.conf import settings

from amends import clock
from amends.actions.look_again import look_again, unsure
from amends.engine import careful, packaged_reader
from amends.engine.own_model import own_model
from amends.worker.stepping_back import thread_that_steps_back

if TYPE_CHECKING:
    from collections.abc import Callable
    from concurrent.futures import ThreadPoolExecutor

    from amends.actions.line import Line
    from amends.engine.second_look import SecondReader

TURN: Final = 1.0
"""Seconds until it is looked whether anything is unsure, where nothing was."""

PATIENCE: Final = 60.0
"""Seconds until a second reader that failed is asked again."""

log = structlog.get_logger()


def second_reader() -> SecondReader | None:
    """Open the reader of second looks: the owner's own where one is named, else the careful one where it is installed.

    None for a demo, whose story is told everywhere alike. Raises what the careful reader raises where it is not whole.
    """
    if settings.AMENDS_DEMO:
        return None
    if (own := own_model(os.environ)) is not None:
        return own
    if not settings.AMENDS_CAREFUL or not careful.is_wanted():
        return None
    from amends.engine.careful.reader import load  # noqa: PLC0415 - optional

    return load(settings.AMENDS_DATA / "reader")


async def look_twice(line: Line, opened: Callable[[], SecondReader | None]) -> None:
    """Read again what is unsure, until cancelled; a reader that fails is left alone for a minute.

    Listening never waits for it: a post is heard, counted and told by the first reading at once. ``opened`` is called
    in the thread that reads, since it may take a second; without a reader nothing more is done.
    """
    thread = thread_that_steps_back("amends-second-look")
    try:
        second = await _opened(opened, thread)
        while second is not None:
            wait = await _turn(line, second, thread)
            await asyncio.sleep(wait)
    finally:
        thread.shutdown(wait=False, cancel_futures=True)


async def _opened(opened: Callable[[], SecondReader | None], thread: ThreadPoolExecutor) -> SecondReader | None:
    try:
        second = await asyncio.get_running_loop().run_in_executor(thread, opened)
    except Exception as error:  # noqa: BLE001 - the first reader reads alone then, and `amends doctor` says why
        log.warning("there are no second looks", error=str(error))
        return None
    if second is not None:
        log.info("second looks", reader=second.name)
    return second


async def _turn(line: Line, second: SecondReader, thread: ThreadPoolExecutor) -> float:
    """Take a turn, and tell how many seconds to wait for the next."""
    try:
        found = await line.run(unsure, packaged_reader.load().name, clock.now(), second.at_once)
        if not found:
            return TURN
        read = partial(second.again, [one.text for one in found], [one.first for one in found])
        readings = await asyncio.get_running_loop().run_in_executor(thread, read)
        turned = await line.run(look_again, list(zip(found, readings, strict=True)), clock.now())
    except Exception as error:  # noqa: BLE001 - whatever it does, the first reader's word stands and the site goes on
        log.warning("a second look failed", reader=second.name, error=str(error))
        return PATIENCE
    log.debug("looked again", posts=len(found), turned=turned)
    return 0.0
