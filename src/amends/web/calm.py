"""What the desk says of an open case's calm: that it is over, that this was taken back, or that nobody can say."""

from __future__ import annotations

from typing import TYPE_CHECKING

from amends.actions.silence import silences, unheard
from amends.core.vocabulary import DAY, Instant
from amends.web import words

if TYPE_CHECKING:
    from datetime import tzinfo

    from amends.store.models import Case


def calm(case: Case, now: Instant, zone: tzinfo) -> str:
    """Return whether a storm is over, as far as that can be said, in a sentence, or nothing."""
    missed = unheard(silences(), max(case.noticed_at, now - DAY), now)
    if missed:
        began, ended = missed[0][0], missed[-1][1]
        upto = "now" if ended == now else words.clock_with_day(ended, now, zone)
        span = f"from {words.clock_with_day(began, now, zone)} to {upto}"
        return f"We could not listen {span}, so we cannot say whether it is over."
    said = case.all_clears.order_by("-at").first()
    if said is None:
        return ""
    if said.taken_back_at is None:
        return f"Back to your ordinary week since {words.clock_with_day(said.since, now, zone)}."
    told, back = (words.clock_with_day(at, now, zone) for at in (said.at, said.taken_back_at))
    return f"That you were back to your ordinary week was said {told} and is taken back: the alarm rang again {back}."
