"""Rows of the floor to the values of the core."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Final

from django.db.models import Min

from amends.core.floor.heard import GroundAnswer
from amends.core.floor.message import Message, State, Tally
from amends.core.vocabulary import Ground, Stance

if TYPE_CHECKING:
    from collections.abc import Collection

    from amends.store import models

STANCES: Final = {each.value: each for each in Stance}
TALLIES: Final = {each.value: each for each in Tally}
STATES: Final = {each.value: each for each in State}
FEW: Final = 500
"""Keys that are asked for one by one; of more, all rows are read."""


def messages(case: models.Case, among: Collection[int] | None = None) -> list[Message]:
    """Make every message of a case, or those with these keys, without its words, in the order of their numbers."""
    rows = case.messages.order_by("number")
    answers = case.answers.filter(message__isnull=False)
    if among is not None and len(among) <= FEW:
        rows, answers = rows.filter(pk__in=among), answers.filter(message__in=among)
    # Answers are few, and joining them to every message costs more than everything else here.
    answered = dict(answers.values_list("message").annotate(at=Min("at")).order_by())
    columns = rows.values_list(
        "pk", "number", "post__account__person__key", "at", "stance", "tally", "state", "parent__number", "ground",
        "read_at",
    )  # fmt: skip
    return [
        Message(
            number=number,
            person=person,
            at=at,
            stance=STANCES[stance],
            tally=TALLIES[tally],
            state=STATES[state],
            parent=parent or 0,
            ground=Ground(ground) if ground else None,
            read_at=read_at,
            answered_at=answered.get(key),
        )
        for key, number, person, at, stance, tally, state, parent, ground, read_at in columns
        if among is None or key in among
    ]


def thread(case: models.Case, number: int) -> list[Message]:
    """Make one message with the one it answers and everything beneath it; nothing where there is no such message."""
    root = case.messages.filter(number=number).first()
    if root is None:
        return []
    under: dict[int, list[int]] = defaultdict(list)
    for key, parent in case.messages.filter(parent__isnull=False).values_list("pk", "parent_id"):
        under[parent].append(key)
    found = {key for key in (root.pk, root.parent_id) if key is not None}
    rest = [root.pk]
    while rest:
        fresh = [key for key in under[rest.pop()] if key not in found]
        found.update(fresh)
        rest += fresh
    return messages(case, found)


def ground_answers(case: models.Case) -> tuple[GroundAnswer, ...]:
    """Make the answers that were given to everybody who objects on a ground.

    An answer to somebody who took their words back has neither a message nor a ground any longer, and is none of them.
    """
    grounds = case.answers.filter(message=None).exclude(ground="").values_list("ground", flat=True)
    return tuple(dict.fromkeys(GroundAnswer(Ground(ground)) for ground in grounds))
