"""Move a case along its declared life: what acknowledging, watching and dismissing share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from amends.core.case.life import Life, move
from amends.store import models

if TYPE_CHECKING:
    from collections.abc import Mapping

    from amends.core.vocabulary import Instant


class NoSuchCase(LookupError):
    """There is no case of that number; the message says so in a sentence."""


def moved(number: int, to: Life, changes: Mapping[str, Instant | str | bool]) -> models.Case:
    """Move a case on and change what the move changes; call it inside a transaction.

    Raises `NoSuchCase`, or `amends.core.case.life.UnlawfulMove` where its life does not allow that move.
    """
    case = models.Case.objects.select_for_update().select_related("subject").filter(number=number).first()
    if case is None:
        raise NoSuchCase(f"There is no case {number}.")
    case.life = move(case.life, to).value
    for column, value in changes.items():
        setattr(case, column, value)
    case.save()
    return case
