"""Rows of the floor to the values of the core."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Min

from amends.core.floor.heard import GroundAnswer
from amends.core.floor.message import Message, State, Tally
from amends.core.vocabulary import Ground, Stance

if TYPE_CHECKING:
    from amends.store import models


def messages(case: models.Case) -> list[Message]:
    """Make every message of a case, without its words, in the order of their numbers."""
    rows = case.messages.order_by("number").annotate(answered_at=Min("answers__at"))
    columns = rows.values_list(
        "number", "post__account__person__key", "at", "stance", "tally", "state", "parent__number", "ground",
        "read_at", "answered_at",
    )  # fmt: skip
    return [
        Message(
            number=number,
            person=person,
            at=at,
            stance=Stance(stance),
            tally=Tally(tally),
            state=State(state),
            parent=parent or 0,
            ground=Ground(ground) if ground else None,
            read_at=read_at,
            answered_at=answered_at,
        )
        for number, person, at, stance, tally, state, parent, ground, read_at, answered_at in columns
    ]


def ground_answers(case: models.Case) -> tuple[GroundAnswer, ...]:
    """Make the answers that were given to everybody who objects on a ground.

    An answer to somebody who took their words back has neither a message nor a ground any longer, and is none of them.
    """
    grounds = case.answers.filter(message=None).exclude(ground="").values_list("ground", flat=True)
    return tuple(dict.fromkeys(GroundAnswer(Ground(ground)) for ground in grounds))
