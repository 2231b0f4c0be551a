"""Answer people in the owner's own words: one in person, or everybody who stands on a ground."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.db import transaction

from amends.actions.case_life import NoSuchCase
from amends.actions.hide import found
from amends.actions.record import record
from amends.core.vocabulary import Ground
from amends.store import models, rows

if TYPE_CHECKING:
    from collections.abc import Iterable

    from amends.core.vocabulary import Instant

LONGEST: Final = 10_000


class UnfitAnswer(ValueError):
    """An answer cannot be given like this; the message says why in a sentence."""


def answer_message(number: int, message: int, words: str, now: Instant) -> models.Answer:
    """Answer one message; the person who wrote it has been answered from here on, however often they wrote.

    Raises `UnfitAnswer`, and `amends.actions.hide.NotHidden` where there is no such message.
    """
    words = _fit(words)
    with transaction.atomic():
        row = found(number, message)
        if row.state in (models.Message.State.ERASED, models.Message.State.REMOVED):
            raise UnfitAnswer("Its author took this message back. Nobody is there to be answered. Your words are kept.")
        facts = {"of": row.entry.n or 0, "message": row.number}
        entry = record("voice.answered", at=now, case=row.case, facts=facts, said={"words": words})
        answer = models.Answer.objects.create(case=row.case, message=row, words=words, at=now, entry=entry)
        _no_longer_waiting(row.case, [row.post.account.person_id], now)
    return answer


def answer_ground(number: int, ground: str, words: str, now: Instant) -> models.Answer:
    """Answer everybody who objects on a ground; raises `UnfitAnswer` and `NoSuchCase`."""
    words = _fit(words)
    try:
        known = Ground(ground)
    except ValueError:
        raise UnfitAnswer(f"“{ground[:40]}” is no ground people can stand on.") from None
    with transaction.atomic():
        case = models.Case.objects.select_for_update().filter(number=number).first()
        if case is None:
            raise NoSuchCase(f"There is no case {number}.")
        entry = record("ground.answered", at=now, case=case, facts={"ground": known.value}, said={"words": words})
        answer = models.Answer.objects.create(case=case, ground=known.value, words=words, at=now, entry=entry)
        on_it = case.messages.filter(ground=known.value, stance="objects")
        _no_longer_waiting(case, on_it.values_list("post__account__person_id", flat=True), now)
    return answer


def _no_longer_waiting(case: models.Case, people: Iterable[int], now: Instant) -> None:
    case.voices.filter(person_id__in=list(people), answered_at=None).update(answered_at=now)


def _fit(words: str) -> str:
    words = rows.storable(words).strip()
    if not words:
        raise UnfitAnswer("Write your answer first: this field is still empty.")
    if len(words) > LONGEST:
        raise UnfitAnswer(f"An answer has at most {LONGEST:,} letters. Yours is still in the box.")
    return words
