"""Send what the owner has said to other networks, delete there what she had deleted, and look whether it still stands.

Claimed in the line, sent beside everything else, noted in the line. What was claimed when the process died is sent
again after the next start under the same keys: it stands once.
"""

from __future__ import annotations

import asyncio
from functools import partial
from typing import TYPE_CHECKING, Final

import structlog
from django.conf import settings

from amends import clock
from amends.actions.own_accounts import opened, renew
from amends.actions.sending import (
    Due,
    claim_speeches,
    note_all_deleted,
    note_deleted,
    note_failed,
    note_said,
    note_stands,
    note_waits,
)
from amends.actions.unsay import claim_looks, note_look
from amends.connectors.door import Door
from amends.connectors.protocols import CalledOff, Card, ShutOut, SourceRefused, ToSay
from amends.connectors.speaking import Opened, writer_of

if TYPE_CHECKING:
    from amends.actions.line import Line
    from amends.connectors.protocols import Writer

TURN: Final = 0.5
"""Seconds after which it is looked again whether something is due."""

STALE_AFTER: Final = 600.0
"""Seconds after which a claim counts as left behind; a try ends long before."""

PATIENCE: Final = 240.0
"""Seconds for one try of a whole thread."""

LOOKS: Final = 5
"""Posts looked at in one turn."""

log = structlog.get_logger()


async def speak(line: Line) -> None:
    """Send what is due, until cancelled.

    No other process can be sending from this directory, so that whatever is claimed at the start was left behind.
    """
    sending: dict[int, asyncio.Task[None]] = {}
    stale_before = clock.later(1.0)
    try:
        while True:
            try:
                for due in await line.run(claim_speeches, clock.now(), stale_before, sending=list(sending)):
                    task = asyncio.create_task(_do(line, due), name=f"speak {due.speech}")
                    sending[due.speech] = task
                    task.add_done_callback(partial(_done, sending, due.speech))
                stale_before = clock.later(-STALE_AFTER)
                await _look(line)
            except Exception as error:  # what is due stands in its rows, so the next turn finds it
                log.warning("a turn of speaking failed", error=str(error), exc_info=error)
            await asyncio.sleep(TURN)
    finally:
        # What was cut off keeps its claim, and is sent again after the next start.
        for task in list(sending.values()):
            task.cancel()
        await asyncio.gather(*sending.values(), return_exceptions=True)


def _done(sending: dict[int, asyncio.Task[None]], speech: int, _task: asyncio.Task[None]) -> None:
    sending.pop(speech, None)


async def _do(line: Line, due: Due) -> None:
    """Send or delete one speech, and note what came of it."""
    writer = _writer(line, due.account_row, due.account)
    try:
        async with asyncio.timeout(PATIENCE):
            await (_delete if due.delete else _say)(line, writer, due)
    except SourceRefused as error:
        log.warning("the owner could not speak", network=due.account.network, error=str(error))
        await line.run(note_waits, due.speech, str(error), shut=isinstance(error, ShutOut))
    except CalledOff as error:
        await line.run(note_failed, due.speech, str(error), clock.now(), wait=error.seconds)
    except Exception as error:  # noqa: BLE001 - whatever a network does, it is noted and tried again
        log.warning("the owner could not speak", network=due.account.network, error=type(error).__name__)
        await line.run(note_failed, due.speech, _sentence(error), clock.now())


async def _say(line: Line, writer: Writer, due: Due) -> None:
    """Send the posts that do not stand yet, each under the one before it."""
    above = due.under
    for piece in due.posts:
        if not piece.name:
            card = _card(due) if due.link and due.link in piece.words else None
            post = ToSay(piece.words, piece.key, piece.at, above, card, again=due.again)
            stands = await writer.write(post)
            await line.run(note_stands, piece.pk, stands, clock.now())
            above = stands.name
        else:
            above = piece.name
    await line.run(note_said, due.speech, clock.now())
    log.info("the owner has spoken", network=due.account.network, posts=len(due.posts))


async def _delete(line: Line, writer: Writer, due: Due) -> None:
    """Delete the posts that stand, the last one first, and see that they are gone."""
    for piece in reversed(due.posts):
        await writer.delete(piece.id)
        if await writer.look(piece.id) is not None:
            raise OSError("It still stands there after it was deleted.")
        await line.run(note_deleted, piece.pk, clock.now())
    await line.run(note_all_deleted, due.speech)
    log.info("what the owner had said was deleted", network=due.account.network, posts=len(due.posts))


async def _look(line: Line) -> None:
    """Look at some posts whose turn it is; one that cannot be looked at has its next turn."""
    for row in await line.run(claim_looks, clock.now(), LOOKS):
        try:
            async with asyncio.timeout(PATIENCE):
                stands = await _writer(line, row.speech.account_id, opened(row.speech.account)).look(row.local)
        except (OSError, ValueError) as error:
            log.info("a post could not be looked at", error=str(error))
            continue
        if await line.run(note_look, row.pk, stands, clock.now()):
            log.warning("a post of the owner's is not as it was", network=row.speech.account.network)


def _writer(line: Line, row: int, account: Opened) -> Writer:
    async def keep(fresh: Opened) -> None:
        await line.run(renew, row, fresh.secrets)

    return writer_of(account, door=Door(near=settings.AMENDS_NEAR), now=clock.now, keep=keep)


def _card(due: Due) -> Card:
    return Card(due.link, due.title, due.posts[0].words[:200])


def _sentence(error: Exception) -> str:
    if isinstance(error, TimeoutError):
        return f"It did not answer within {PATIENCE:.0f} seconds."
    return (
        str(error) if isinstance(error, OSError) and str(error) else f"It could not be sent ({type(error).__name__})."
    )
