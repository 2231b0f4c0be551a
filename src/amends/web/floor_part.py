"""What the page of a case shows of the floor, and the form to write on it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse

from amends.web.floor_list import floor
from amends.web.say import form

if TYPE_CHECKING:
    from datetime import tzinfo

    from amends.core.vocabulary import Instant
    from amends.store.models import Case


def part(case: Case, now: Instant, zone: tzinfo) -> dict[str, Any]:
    """Return what `amends/case_floor.html` and `amends/case_say.html` need."""
    return {"floor": floor(case, now, zone, at=reverse("floor", args=[case.number])), **form(case, now)}
