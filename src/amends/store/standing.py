"""How promises stand, told by the database: so that a page of a thousand reads no more of them than it shows."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from django.db.models import Case, Count, F, IntegerField, Value, When

from amends.core.decision.honour import WORST_FIRST, State

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from amends.core.vocabulary import Instant
    from amends.store.models import Duty


def standing(now: Instant) -> Case:
    """Give what tells of a promise the place of its state in `WORST_FIRST`, as the core's `state` reads it off."""
    return Case(
        When(withdrawn_at__lte=now, then=_place(State.WITHDRAWN)),
        When(done_at__lte=now, due_at__lt=F("done_at"), then=_place(State.LATE)),
        When(done_at__lte=now, then=_place(State.DONE)),
        When(due_at=None, then=_place(State.LASTING)),
        When(due_at__gte=now, then=_place(State.DUE)),
        default=_place(State.MISSED),
        output_field=IntegerField(),
    )


def count_standing(rows: QuerySet[Duty], now: Instant) -> Counter[State]:
    """Count promises by how they stand."""
    told = rows.order_by().annotate(standing=standing(now)).values_list("standing").annotate(many=Count("pk"))
    return Counter({WORST_FIRST[place]: many for place, many in told})


def _place(state: State) -> Value:
    return Value(WORST_FIRST.index(state))
