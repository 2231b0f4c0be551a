"""Every second: what is due, claim it, do it. Rows are the queue, so there is nothing to flush and nothing to lose."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Final

import structlog

from amends import clock
from amends.actions import wake
from amends.actions.close_choice import close_due
from amends.actions.deadlines import raise_deadlines
from amends.actions.duty import missed_due
from amends.actions.listening import after_upgrade
from amends.actions.raise_notification import raise_alert, raise_missed, raise_silence
from amends.actions.sources import due_sources, failing_since, fell_silent, missed_by, witnessed_streams
from amends.actions.tell import claim_due, told
from amends.core.vocabulary import DAY
from amends.store.models import DRILL
from amends.worker.attention import attention
from amends.worker.mail import send_due_codes
from amends.worker.readers import FILES

if TYPE_CHECKING:
    from collections.abc import Callable

    from amends.actions.line import Line
    from amends.store import models
    from amends.worker.listen import Listening

TURN: Final = 1.0
"""Seconds from one turn to the next."""

SILENT_AFTER: Final = 120.0
"""Seconds without a word or a sign of life, after which a source counts as silent."""

FAILING_AFTER: Final = 900.0
"""Seconds after which a source that failed is told of: a short break in the line mends itself."""

STALE_AFTER: Final = 60.0
"""Seconds after which a claim counts as left behind by a process that died."""

log = structlog.get_logger()


async def reconcile(line: Line, listening: Listening, tell: Callable[[models.Alert], None]) -> None:
    """Take a turn every second, until cancelled; ``tell`` is how an alert reaches the owner.

    Before the first, what an earlier version of the alarm remembers is told anew.
    """
    try:
        for subject in await line.run(after_upgrade):
            log.info("the alarm's memory was told anew after an upgrade", subject=subject.name)
    except Exception as error:  # the readings are still there: the next post that is heard tells it anew
        log.warning("the alarm's memory could not be told anew", error=str(error), exc_info=error)
    while True:
        try:
            await _turn(line, listening, tell)
        except Exception as error:  # a turn that fails is tried again in a second: the rows are still there
            log.warning("a turn of the reconciler failed", error=str(error), exc_info=error)
        await asyncio.sleep(TURN)


async def _turn(line: Line, listening: Listening, tell: Callable[[models.Alert], None]) -> None:
    await line.run(_tell_due, tell)
    for source in await line.run(_silent):
        log.warning("a source is silent", source=source.name)
    for source in await line.run(_missed):
        log.warning("a source missed what a second witness heard", source=source.name)
    await line.run(attention.refresh, clock.now())
    for source in await line.run(due_sources, clock.now(), listening.running()):
        listening.start(source)
    await line.run(missed_due, clock.now())
    await line.run(raise_deadlines, clock.now())
    await send_due_codes(line)
    for choice in await line.run(close_due, clock.now()):
        log.info("a vote has closed", case=choice.case.number, digest=choice.digest)


def _silent() -> list[models.Source]:
    """Note which sources fell silent or do not come back, and let that be told, in one transaction."""
    silent = fell_silent(clock.later(-SILENT_AFTER), except_kinds=FILES | {DRILL})
    failing = failing_since(clock.later(-FAILING_AFTER))
    return [source for source in (*silent, *failing) if raise_silence(source, clock.now()) is not None]


def _missed() -> list[models.Source]:
    """Let it be told which streams missed today what a second witness beside them heard."""
    told = []
    for source in witnessed_streams():
        now = clock.now()
        missed = missed_by(source.kind, now - now % DAY)
        if missed and raise_missed(source, missed, now) is not None:
            told.append(source)
    return told


def _tell_due(tell: Callable[[models.Alert], None]) -> None:
    for alert in claim_due(clock.now(), clock.later(-STALE_AFTER)):
        log.info("alarm", channel=alert.channel, subject=alert.subject.name, people=alert.people)
        tell(alert)
        raise_alert(alert, clock.now())
        told(alert, clock.now())
        wake.changed(alert.subject_id)
