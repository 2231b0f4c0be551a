"""Fetch what is said around the posts an alert stands on: a due row is its own queue, asked for once and politely."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Final

import structlog
from django.conf import settings

from amends import clock
from amends.actions.source_keys import TOKEN, key_of
from amends.actions.surroundings import keep_thread, not_fetched, thread_due
from amends.connectors.around import around
from amends.connectors.door import Door
from amends.connectors.mastodon import NETWORK as MASTODON
from amends.store import models

if TYPE_CHECKING:
    from amends.actions.line import Line

TURN: Final = 5.0
"""Seconds from one look at the rows, and so from one question, to the next."""

log = structlog.get_logger()


async def fetch_surroundings(line: Line) -> None:
    """Fetch what is due, until cancelled; where nobody answers it is asked for again, a few times."""
    while True:
        if (thread := await line.run(thread_due, clock.now())) is not None:
            await _fetch(line, thread)
        await asyncio.sleep(TURN)


async def _fetch(line: Line, thread: models.Thread) -> None:
    try:
        where = await line.run(_whom_to_ask, thread.network)
        found = await around(thread.network, thread.origin_id, Door(near=settings.AMENDS_NEAR), clock.now, **where)
    except (OSError, ValueError) as error:
        log.info("what was said around an alert could not be had", network=thread.network, error=str(error))
        await line.run(not_fetched, thread, str(error), clock.now())
        return
    count = await line.run(keep_thread, thread, found.posts, found.possibly_incomplete, clock.now())
    log.info("what was said around an alert is known", network=thread.network, posts=count)


def _whom_to_ask(network: str) -> dict[str, str]:
    """Return the server that knows the owner best, and her key there; Bluesky is asked where everybody asks."""
    if network != MASTODON:
        return {}
    source = models.Source.objects.filter(kind=network).order_by("pk").first()
    if source is None:
        raise OSError("No account on Mastodon is listened to, so nobody can be asked for the whole thread.")
    return {"address": source.address, "token": key_of(source, TOKEN, settings.AMENDS_DATA)}
