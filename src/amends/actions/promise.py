"""Promise something with a statement, before or besides what is decided: public at once, and watched like the rest."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.db import transaction

from amends.actions.case_life import NoSuchCase
from amends.actions.duty import Owed, UnfitPromise, refuse_unfit, set_duties
from amends.core.case.life import Life
from amends.store import models

if TYPE_CHECKING:
    from amends.core.vocabulary import Instant

MAY_PROMISE: Final = frozenset({Life.OPEN, Life.ASKED, Life.DECIDED})
"""A statement stands, and it is not said yet that all is done."""


def promise(number: int, owed: Owed, now: Instant) -> models.Duty:
    """Take on one thing in the name of a case's newest statement, with one entry.

    Where the case is decided later, what was promised stands beside what the decision asks for. Raises `NoSuchCase`,
    and `UnfitPromise` as `fitted` does.
    """
    with transaction.atomic():
        case = models.Case.objects.select_for_update().filter(number=number).first()
        if case is None:
            raise NoSuchCase(f"There is no case {number}.")
        owed = fitted(case, owed, now)
        set_duties(case, [owed], now, case.versions.order_by("-number").first())
        return case.duties.order_by("-number")[:1].get()


def fitted(case: models.Case, owed: Owed, now: Instant) -> Owed:
    """Return a promise as it would stand, without making it.

    Raises `UnfitPromise` where no statement stands, where the case is done, for a date that is past, for a promise that
    stands already, and for one that is empty or too long.
    """
    if case.life not in MAY_PROMISE or not case.versions.exists():
        raise UnfitPromise("A promise needs a statement that stands and a case that is not done. Nothing was promised.")
    fit = Owed(owed.words.strip(), owed.due_at, owed.seen_by.strip())
    refuse_unfit([fit], case.duties.count())
    if fit.due_at is not None and fit.due_at <= now:
        raise UnfitPromise("It would be due in the past. Give a date that lies ahead, or none: then it is for good.")
    if case.duties.filter(words=fit.words, withdrawn_at=None).exists():
        raise UnfitPromise("You promised this already, in the same words. It stands.")
    return fit
