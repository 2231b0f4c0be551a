"""What the page of a case shows of the question that was asked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from datetime import tzinfo

    from amends.core.vocabulary import Instant
    from amends.store.models import Case


def part(case: Case, now: Instant, zone: tzinfo) -> dict[str, Any]:  # noqa: ARG001 - nothing of it is there yet
    """Return what `amends/case_choice.html` needs."""
    return {}
