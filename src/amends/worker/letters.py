"""Hand in the letters that a press made due: claimed in the line one by one, sent outside of it, noted in the line.

One letter is under way at a time. When the process dies between handing it in and noting so, that one is sent again
after the next start, under the same Message-ID: twice rather than never, and never more than one.
"""

from __future__ import annotations

import asyncio
import smtplib
from typing import TYPE_CHECKING, Final

import structlog
from django.conf import settings
from django.core.mail import EmailMessage
from django.urls import reverse
from django.utils.translation import gettext, override
from django.utils.translation import gettext_noop as _

from amends import clock
from amends.actions.follow_up import Due, claim_letter, note_letter, sends_letters

if TYPE_CHECKING:
    from amends.actions.line import Line
    from amends.core.vocabulary import Instant

TURN: Final = 1.0
"""Seconds after which it is looked again whether a letter is due."""

STALE_AFTER: Final = 300.0
"""Seconds after which a claim counts as left behind; a try ends long before."""

PATIENCE: Final = 60.0
"""Seconds for one try."""

SUBJECT: Final = _("What came of it: {title}")
WORDS: Final = _("""{name} writes to you once, because you objected in “{title}” and asked to hear what came of it.

{words}

The case: {case}
How the same people stand since: {since}

This is the only letter about it. Your address is published nowhere. To have it forgotten, open this page and press its
button; if somebody else typed your address, the same page ends it:

{forget}
""")

log = structlog.get_logger()


async def send_letters(line: Line) -> None:
    """Send what is due, until cancelled.

    No other process can be sending from this directory, so that whatever is claimed at the start was left behind.
    """
    stale_before = clock.later(1.0)
    while True:
        try:
            if await send_next(line, stale_before):
                continue
            stale_before = clock.later(-STALE_AFTER)
        except Exception as error:  # the letters stand in their rows, so the next turn finds them
            log.warning("a turn of sending letters failed", error=str(error), exc_info=error)
        await asyncio.sleep(TURN)


async def send_next(line: Line, stale_before: Instant) -> bool:
    """Send the next letter that is due, and tell whether there was one."""
    due = await line.run(claim_letter, clock.now(), stale_before) if sends_letters() else None
    if due is None:
        return False
    try:
        async with asyncio.timeout(PATIENCE):
            await asyncio.to_thread(_hand_in, due)
    except (OSError, smtplib.SMTPException, ValueError) as error:
        # Never the address: it is nobody's business.
        log.warning("a letter could not be handed in", case=due.case, error=type(error).__name__)
        await line.run(note_letter, due.letter, clock.now(), handed_in=False)
    else:
        await line.run(note_letter, due.letter, clock.now(), handed_in=True)
    return True


def _hand_in(due: Due) -> None:
    site = settings.AMENDS_ADDRESS
    host = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].strip("> ") or "localhost"
    forget = site + reverse("forget-address", args=[due.token])
    with override(due.language):
        says = {
            "name": due.name,
            "title": " ".join(due.title.split()),
            "words": due.words,
            "case": site + reverse("case", args=[due.case]),
            "since": site + reverse("since", args=[due.case]),
            "forget": forget,
        }
        subject, words = gettext(SUBJECT).format(**says), gettext(WORDS).format(**says)
    headers = {
        "Message-ID": f"<{due.key}@{host}>",
        "List-Unsubscribe": f"<{forget}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }
    EmailMessage(subject, words, settings.DEFAULT_FROM_EMAIL, [due.address], headers=headers).send()
