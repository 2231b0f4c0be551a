"""Send what the owner is to be told: claimed in the line, sent beside everything else, noted in the line.

A message that was claimed when the process died is sent again after the next start, under the same key: told twice
rather than never.
"""

from __future__ import annotations

import asyncio
import secrets
import smtplib
import time
from functools import partial
from typing import TYPE_CHECKING, Final

import structlog
from cryptography.hazmat.primitives.asymmetric import ec
from django.conf import settings
from django.core.mail import EmailMessage

from amends import clock
from amends.actions.deliver import Due, claim_messages, note_failed, note_sent
from amends.actions.ways import site_key
from amends.connectors.telling import ntfy, others, web_push, webhook
from amends.connectors.telling.asking import post
from amends.store.models import Way

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from amends.actions.line import Line
    from amends.core.vocabulary import Instant

TURN: Final = 0.5
"""Seconds after which it is looked again whether a message is due."""

STALE_AFTER: Final = 300.0
"""Seconds after which a claim counts as left behind; a try ends long before."""

PATIENCE: Final = 60.0
"""Seconds for one try, whatever carries it."""

log = structlog.get_logger()


async def tell_owner(line: Line, site: str) -> None:
    """Send what is due, until cancelled; ``site`` is the address that links lead to.

    No other process can be sending from this directory, so that whatever is claimed at the start was left behind.
    """
    sending: dict[int, asyncio.Task[None]] = {}
    stale_before = clock.later(1.0)
    try:
        while True:
            stale_before = await _turn(line, site, sending, stale_before)
            await asyncio.sleep(TURN)
    finally:
        # What was cut off keeps its claim, and is sent again after the next start.
        for task in list(sending.values()):
            task.cancel()
        await asyncio.gather(*sending.values(), return_exceptions=True)


async def _turn(line: Line, site: str, sending: dict[int, asyncio.Task[None]], stale_before: Instant) -> Instant:
    """Begin to send whatever is due, and return which claims count as left behind at the next turn."""
    try:
        for due in await line.run(claim_messages, clock.now(), stale_before, site, sending=list(sending)):
            task = asyncio.create_task(_tell(line, due), name=f"tell {due.delivery}")
            sending[due.delivery] = task
            task.add_done_callback(partial(_done, sending, due.delivery))
    except Exception as error:  # the messages stand in their rows, so the next turn finds them
        log.warning("a turn of telling the owner failed", error=str(error), exc_info=error)
        return stale_before
    return clock.later(-STALE_AFTER)


def _done(sending: dict[int, asyncio.Task[None]], delivery: int, _task: asyncio.Task[None]) -> None:
    sending.pop(delivery, None)


async def _tell(line: Line, due: Due) -> None:
    """Send one message, and note what came of it."""
    at, begun = clock.now(), time.monotonic()

    def took() -> int:
        return round((time.monotonic() - begun) * 1_000_000)

    try:
        async with asyncio.timeout(PATIENCE):
            await WAYS[due.kind](due)
    except Exception as error:  # noqa: BLE001 - whatever a carrier does, it is noted and tried again
        sentence = _sentence(error)
        # Never the address: it may be a secret.
        log.warning("the owner could not be told", way=due.kind, error=type(error).__name__)
        await line.run(note_failed, due.delivery, at, took(), sentence, clock.now())
    else:
        log.info("the owner was told", way=due.kind, level=due.message.level.value, drill=due.message.drill)
        await line.run(note_sent, due.delivery, at, took(), clock.now())


def _sentence(error: Exception) -> str:
    if isinstance(error, TimeoutError):
        return f"It did not answer within {PATIENCE:.0f} seconds."
    if isinstance(error, smtplib.SMTPResponseException):
        said = error.smtp_error.decode("utf-8", "replace") if isinstance(error.smtp_error, bytes) else error.smtp_error
        return f"The post office said {error.smtp_code}: {said}"
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return "The post office does not take mail for this address."
    if isinstance(error, OSError):
        return str(error) or type(error).__name__
    return f"It could not be sent ({type(error).__name__})."


async def _by_mail(due: Due) -> None:
    await asyncio.to_thread(_hand_in, due)


def _hand_in(due: Due) -> None:
    message = due.message
    host = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].strip("> ") or "localhost"
    headers = {"Message-ID": f"<{message.key}@{host}>", "Auto-Submitted": "auto-generated"}
    if message.level != "look":
        headers["X-Priority"] = "1"
    EmailMessage(
        message.heading, message.text, settings.DEFAULT_FROM_EMAIL, [due.place["address"]], headers=headers
    ).send()


async def _by_webhook(due: Due) -> None:
    await post(webhook.request(due.place, due.message, clock.real()))


async def _by_ntfy(due: Due) -> None:
    await post(ntfy.request(due.place, due.message))


async def _by_push(due: Due) -> None:
    contact = settings.AMENDS_ADDRESS or f"mailto:{settings.DEFAULT_FROM_EMAIL}"
    once, salt = ec.generate_private_key(ec.SECP256R1()), secrets.token_bytes(16)
    drawn = web_push.request(
        due.place, due.message, clock.real(), site=site_key(), contact=contact, once=once, salt=salt
    )
    await post(drawn)


async def _by_another(due: Due) -> None:
    await others.send(due.place, due.message)


WAYS: Final[dict[str, Callable[[Due], Awaitable[None]]]] = {
    Way.Kind.MAIL: _by_mail,
    Way.Kind.WEBHOOK: _by_webhook,
    Way.Kind.NTFY: _by_ntfy,
    Way.Kind.PUSH: _by_push,
    Way.Kind.OTHER: _by_another,
}
