"""Deeds on a chart: a dashed line where each stands, its words on a line of their own."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Final

from amends.core.vocabulary import Instant
from amends.web.charts import drawing
from amends.web.charts.drawing import number
from amends.web.charts.timeline import Event

ROW: Final = 20.0
"""Each deed has a line of its own for its words, pixels."""
LETTER: Final = 7.4
"""About how wide a letter of a label is, pixels."""


def flags(
    events: Sequence[Event], x: Callable[[Instant], float], *, top: float, base: float, width: float
) -> Iterator[str]:
    """Return the marks of deeds, from the line of their words down to the base; no words leave the drawing.

    >>> from amends.core.vocabulary import DAY
    >>> marks = list(flags([Event(DAY, "the decision, 2 May")], lambda at: 300.0, top=20, base=90, width=358))
    >>> "M300 20V90" in marks[0], 'text-anchor="end" x="294"' in marks[1]
    (True, True)
    """
    for place, event in enumerate(events):
        here, row, long = x(event.at), top + ROW * place, LETTER * len(event.words)
        yield drawing.line(f"M{number(here)} {number(row)}V{number(base)}", "l-ink", dashes="2 3")
        if here + 6 + long <= width:
            yield drawing.text(here + 6, row + 6, event.words, kind="lab")
        elif here - 6 - long >= 0:
            yield drawing.text(here - 6, row + 6, event.words, kind="lab", anchor="end")
        else:
            yield drawing.text(width, row + 6, event.words, kind="lab", anchor="end")
