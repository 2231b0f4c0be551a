"""Times that are about to come and want the owner: told once each, in good time, as a deadline."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.db import transaction

from amends.actions.raise_notification import News, of_case, raise_news, zone
from amends.core.case.life import Life
from amends.core.case.telling import Level
from amends.core.case.tiding import of_deadline
from amends.core.vocabulary import DAY, HOUR
from amends.store import models

if TYPE_CHECKING:
    from collections.abc import Iterator

    from amends.core.vocabulary import Instant

ACKNOWLEDGE_WITHIN: Final = HOUR
"""After a storm was noticed: that long a first word may take before it is asked for again."""

BEFORE_AN_ANSWER: Final = HOUR
BEFORE_A_CLOSE: Final = HOUR
BEFORE_A_DUTY: Final = DAY

LATE: Final = 7 * DAY
"""What is longer past than this was missed before anybody could be told, and is no news."""


def raise_deadlines(now: Instant) -> int:
    """Tell each time that is near, once: an answer, the close of a vote, a duty, a first word; return how many."""
    told = 0
    with transaction.atomic():
        for case, key, what, due_at in _near(now):
            heading, words = of_deadline(what, due_at, now, zone())
            news = News(f"{key}:{due_at}", Level.DEADLINE, heading, " ".join(words))
            told += raise_news(of_case(case), news, now) is not None
    return told


def _near(now: Instant) -> Iterator[tuple[models.Case, str, str, Instant]]:
    cases = models.Case.objects.select_related("subject")
    for case in cases.filter(life=Life.NOTICED.value, noticed_at__range=(now - LATE, now - ACKNOWLEDGE_WITHIN)):
        yield case, f"first-word:{case.number}", "A first word would have helped", case.noticed_at + ACKNOWLEDGE_WITHIN
    answers = cases.filter(life=Life.ACKNOWLEDGED.value, answer_by__range=(now - LATE, now + BEFORE_AN_ANSWER))
    for case in answers:
        yield case, f"answer:{case.number}", "You said you answer", case.answer_by or now
    choices = models.Choice.objects.filter(state=models.Choice.State.OPEN, closes_at__range=(now, now + BEFORE_A_CLOSE))
    for choice in choices.select_related("case__subject"):
        yield choice.case, f"choice:{choice.pk}", "The vote closes", choice.closes_at
    duties = models.Duty.objects.filter(
        done_at=None, withdrawn_at=None, due_at__range=(now - LATE, now + BEFORE_A_DUTY)
    )
    for duty in duties.select_related("case__subject").order_by("due_at", "pk"):
        late = "late:" if duty.due_at is not None and duty.due_at <= now else ""
        yield duty.case, f"duty:{late}{duty.pk}", "Something that you promised is due", duty.due_at or now
