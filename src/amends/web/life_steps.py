"""Where a case stands, as a row of steps with their times: what it went through, where it is, what can still come."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from amends.actions.duty import honoured
from amends.core.case.life import Life
from amends.web import words

if TYPE_CHECKING:
    from datetime import tzinfo

    from amends.core.vocabulary import Instant
    from amends.store.models import Case

ONWARD: Final = (Life.ACKNOWLEDGED, Life.OPEN, Life.ASKED, Life.DECIDED, Life.HONOURED, Life.CLOSED)

STEP_WORDS: Final = {
    Life.NOTICED: _("Noticed"),
    Life.ACKNOWLEDGED: _("Acknowledged"),
    Life.OPEN: _("Open"),
    Life.ASKED: _("Asked"),
    Life.DECIDED: _("Decided"),
    Life.HONOURED: _("Done as decided"),
    Life.CLOSED: _("Closed"),
    Life.WATCHED: _("Watched"),
    Life.DISMISSED: _("Set aside, with a reason"),
}
"""Each state as a stranger reads it: the page's owner is not “you” to them."""


@dataclass(frozen=True, slots=True)
class Step:
    """One state in a case's life: ``place`` is ``done``, ``now`` or ``later``."""

    word: str
    when: str
    place: str


def life(case: Case, now: Instant, zone: tzinfo) -> tuple[Step, ...]:
    """Return a case's steps; what it never went through is left out once it is past it."""
    path = _path(case)
    here = path.index(Life(case.life))
    at = _times(case)
    steps = []
    for place, state in enumerate(path):
        when = at.get(state) if place <= here else None
        said = "" if when is None else words.clock_with_day(when, now, zone)
        if place == here + 1 and state == Life.HONOURED:
            said = _due(case, now, zone)
        steps.append(
            Step(gettext(STEP_WORDS[state]), said, "now" if place == here else "done" if place < here else "later")
        )
    return tuple(steps)


def _path(case: Case) -> list[Life]:
    state, at = Life(case.life), _times(case)
    if state == Life.DISMISSED:
        return [Life.NOTICED, *([Life.ACKNOWLEDGED] if case.acknowledged_at is not None else []), state]
    if state == Life.WATCHED:
        return [Life.NOTICED, Life.WATCHED, *ONWARD]
    if state == Life.CLOSED and case.acknowledged_at is None:
        return [Life.NOTICED, Life.WATCHED, Life.CLOSED]
    path = [Life.NOTICED, *ONWARD]
    here = path.index(state)
    # Who decides without asking was never at “asked”, and what left nothing to do was never honoured.
    skipped = {Life.ASKED, Life.HONOURED}
    return [step for place, step in enumerate(path) if place >= here or step not in skipped or at[step] is not None]


def _times(case: Case) -> dict[Life, Instant | None]:
    return {
        Life.NOTICED: case.noticed_at,
        Life.ACKNOWLEDGED: case.acknowledged_at,
        Life.OPEN: case.opened_at,
        Life.ASKED: case.asked_at,
        Life.DECIDED: case.decided_at,
        Life.HONOURED: case.honoured_at,
        Life.CLOSED: case.ended_at,
        Life.DISMISSED: case.ended_at,
    }


def _due(case: Case, now: Instant, zone: tzinfo) -> str:
    """Return by when the next thing is due, where something is."""
    due = honoured(case, now).next_by
    return "" if due is None else gettext("next by {when}").format(when=words.day(due, zone))
