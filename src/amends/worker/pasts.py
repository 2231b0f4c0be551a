"""Fetch what was said before a source was listened to: a due row is its own queue."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Final

import structlog
from django.conf import settings

from amends import clock
from amends.actions.first_contact import keep_past, past_due
from amends.connectors.recognised import PAST, NotRecognised, recognised

if TYPE_CHECKING:
    from amends.actions.line import Line
    from amends.core.vocabulary import Post
    from amends.store import models

TURN: Final = 2.0
"""Seconds from one look at the rows to the next."""

LATER: Final = 300.0
"""Seconds to wait after a network that did not answer."""

log = structlog.get_logger()


async def fetch_pasts(line: Line) -> None:
    """Fetch what is due, until cancelled; where nobody answers it is asked for again after five minutes."""
    while True:
        source, wait = await line.run(past_due), TURN
        if source is not None:
            try:
                await _fetch(line, source)
            except (OSError, NotRecognised) as error:
                log.warning("what was said before could not be fetched", source=source.name, error=str(error))
                wait = LATER
        await asyncio.sleep(wait)


async def _fetch(line: Line, source: models.Source) -> None:
    contact = await recognised(settings.AMENDS_NEAR, str(source.options.get(PAST) or source.address), clock.now)
    said: list[Post] = []
    async for posts in contact.history(source.history_from or 0):
        said += posts
    kept = await line.run(keep_past, source, contact.subject, said, clock.now())
    log.info("what was said before is kept as history", source=source.name, posts=kept.posts)
