"""Codes on their way: claimed in the line, sent outside of it, and noted as sent."""

from __future__ import annotations

import asyncio
import smtplib
from typing import TYPE_CHECKING, Final

import structlog
from django.conf import settings
from django.core.mail import EmailMessage
from django.utils.translation import gettext, override
from django.utils.translation import gettext_noop as _

from amends import clock
from amends.actions.prove import claim_codes, fresh_code, sends_codes, sent

if TYPE_CHECKING:
    from amends.actions.line import Line

STALE_AFTER: Final = 120.0
"""Seconds after which a code that was claimed and not sent is tried again."""

SUBJECT: Final = _("Your code: {code}")
WORDS: Final = _("""Your code is {code}

Enter it on the page you came from. It is good for half an hour, and for one vote:

    {question}

If you did not ask for it, somebody typed your address by mistake. Nothing happens without the code.

Your address is not kept once this was sent, and it is published nowhere.
""")

log = structlog.get_logger()


async def send_due_codes(line: Line) -> None:
    """Send every code that is due; one that cannot be sent is tried again until it expires."""
    if not sends_codes():
        return
    for row in await line.run(claim_codes, clock.now(), clock.later(-STALE_AFTER)):
        code = await line.run(fresh_code, row)
        question = str(row.choice.question["words"]) if row.choice_id else ""
        try:
            await asyncio.to_thread(_send, row.address, code, question, row.language)
        except (OSError, smtplib.SMTPException) as error:
            log.warning("a code could not be sent", error=str(error))
        else:
            await line.run(sent, row, clock.now())


def _send(address: str, code: str, question: str, language: str) -> None:
    with override(language):
        subject, words = gettext(SUBJECT).format(code=code), gettext(WORDS).format(code=code, question=question)
    EmailMessage(subject, words, settings.DEFAULT_FROM_EMAIL, [address]).send()
