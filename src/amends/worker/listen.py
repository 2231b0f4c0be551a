"""Listen to a source: what it tells goes on a bounded queue, and every quarter of a second into one transaction.

A full queue makes the reader wait; nothing is dropped, and nothing piles up in memory. Stopping cancels the reader
only: what it had told is still heard, in a last transaction.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Final

import structlog
from django.core.exceptions import ObjectDoesNotExist

from amends import clock
from amends.actions.hear import hear
from amends.actions.sources import failed, keep_place
from amends.connectors.protocols import CalledOff, SourceRefused
from amends.core.vocabulary import Changes
from amends.worker.readers import FILES, pulse_of, reader_of

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from amends.actions.line import Line
    from amends.connectors.protocols import Heard, Reader
    from amends.store import models

PACE: Final = 0.25
"""Seconds over which what was heard is gathered into one transaction."""

QUEUE: Final = 64
"""Deliveries that wait at most, before the reader waits itself."""

SETTLE: Final = 2.0
"""Seconds that a post may still be on its way from the reader: so far behind the clock nothing new is expected."""

HOUR_SECONDS: Final = 3600.0
"""Seconds after which a source is tried again that its owner has to do something about."""

TOGETHER: Final = 2000
"""Posts at which a batch is not waited for any longer."""

log = structlog.get_logger()


class Listening:
    """The listeners that run now, one task a source."""

    def __init__(self, line: Line) -> None:
        self._line = line
        self._tasks: dict[int, asyncio.Task[None]] = {}
        self._readings: dict[int, asyncio.Task[None]] = {}
        self._closing = False

    def running(self) -> frozenset[int]:
        """Tell which sources are being listened to."""
        return frozenset(key for key, task in self._tasks.items() if not task.done())

    def start(self, source: models.Source) -> None:
        """Listen to a source, unless that is being done already or everything is about to stop."""
        if not self._closing and source.pk not in self.running():
            self._tasks[source.pk] = asyncio.create_task(self._supervise(source), name=f"listen to {source.name}")

    async def stop(self) -> None:
        """Stop every reader, hear what they had told, and return when all of it is kept."""
        self._closing = True
        for reading in self._readings.values():
            reading.cancel()
        await asyncio.gather(*self._tasks.values())

    async def _supervise(self, source: models.Source) -> None:
        """Listen until the source ends or fails; a failure is noted with the time of the next try."""
        log.info("listening", source=source.name)
        try:
            await self._listen(source, reader_of(source))
        except Exception as error:  # whatever a network does, the site and the other sources go on
            log.warning("a source failed", source=source.name, error=str(error), exc_info=error)
            await self._line.run(_failed, source, error)

    async def _listen(self, source: models.Source, reader: Reader) -> None:
        queue: asyncio.Queue[Heard | None] = asyncio.Queue(QUEUE)
        reading = asyncio.create_task(_fill(queue, reader, source.cursor), name=f"read {source.name}")
        self._readings[source.pk] = reading
        if self._closing:
            reading.cancel()
        try:
            async for batch in _batches(queue, pulse_of(source)):
                await self._line.run(_hear if batch else _pass_time, source, batch)
        finally:
            reading.cancel()
            await asyncio.gather(reading, return_exceptions=True)
        if not reading.cancelled() and (error := reading.exception()) is not None:
            raise error


async def _fill(queue: asyncio.Queue[Heard | None], reader: Reader, cursor: str) -> None:
    try:
        async for heard in reader.read(cursor):
            await queue.put(heard)
    finally:
        # The end of the line, whether the source ended, failed or was stopped.
        await queue.put(None)


async def _batches(queue: asyncio.Queue[Heard | None], pulse: float | None) -> AsyncIterator[list[Heard]]:
    """Gather deliveries until a quarter of a second has passed or there are many; end with the end of the line.

    After ``pulse`` seconds without any, give an empty batch.
    """
    loop = asyncio.get_running_loop()
    over = False
    while not over:
        batch: list[Heard] = []
        wait = pulse
        posts, due = 0, 0.0
        while posts < TOGETHER:
            try:
                heard = await asyncio.wait_for(queue.get(), wait)
            except TimeoutError:
                break
            if heard is None:
                over = True
                break
            batch.append(heard)
            posts += len(heard.posts)
            due = due or loop.time() + PACE
            wait = max(0.0, due - loop.time())
        if batch or not over:
            yield batch


def _hear(source: models.Source, batch: list[Heard]) -> None:
    """Hear a batch of deliveries of one source in one transaction."""
    for refusal in (refusal for heard in batch for refusal in heard.refusals):
        log.warning("a row was refused", file=refusal.file, line=refusal.line, reason=refusal.reason)
    told = [heard for heard in batch if not heard.asks]
    if not told:
        keep_place(source, batch[-1].cursor)
        return
    last = told[-1]
    # A file tells a post when its time has come by a clock of its own, which may be a hair ahead of ours.
    now = max(clock.now(), last.at) if source.kind in FILES else clock.now()
    outcome = hear(
        source,
        [post for heard in batch for post in heard.posts],
        batch[-1].cursor,
        now,
        reached=last.at,
        refused=sum(len(heard.refusals) for heard in batch),
        finished=last.finished,
        changes=_together(batch),
        waits=last.waits,
        missed=next(((heard.missed, heard.at) for heard in batch if heard.missed is not None), None),
    )
    if outcome.posts:
        log.debug("heard", source=source.name, posts=outcome.posts)
    if last.finished:
        log.info("played to its end", source=source.name)


def _together(batch: list[Heard]) -> Changes:
    """Put the changes of several deliveries together, in their order."""
    return Changes(
        tuple(each for heard in batch for each in heard.changes.edits),
        tuple(each for heard in batch for each in heard.changes.withdrawals),
        tuple(each for heard in batch for each in heard.changes.reactions),
        tuple(each for heard in batch for each in heard.changes.departures),
        tuple(each for heard in batch for each in heard.changes.renamings),
    )


def _pass_time(source: models.Source, _nothing: list[Heard]) -> None:
    """Close the bins in which a source had nothing to tell."""
    source.refresh_from_db(fields=["cursor"])
    hear(source, [], source.cursor, clock.now(), reached=clock.later(-SETTLE))


def _failed(source: models.Source, error: Exception) -> None:
    try:
        source.refresh_from_db(fields=["failures"])
    except ObjectDoesNotExist:
        return  # it was taken away, as a drill's is when it was cut off
    wait = error.seconds if isinstance(error, CalledOff) else patience(source)
    next_try = clock.later(HOUR_SECONDS if isinstance(error, SourceRefused) else wait)
    failed(source, _sentence(error), clock.now(), next_try, gap=source.kind not in FILES)


def _sentence(error: Exception) -> str:
    said = str(error).strip().rstrip(".")
    return f"It stopped: {said or type(error).__name__}."


def patience(source: models.Source) -> float:
    """Tell how many seconds to wait before the next try: five, then twice as long each time, a quarter hour at most."""
    return min(900.0, 5.0 * 2.0 ** min(source.failures, 10))
