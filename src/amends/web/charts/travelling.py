"""How strongly a name travels with another: a share a week, each with its interval, beside the ordinary share."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from amends.core.case.association import Association, Week
from amends.core.vocabulary import WEEK, Instant
from amends.web.charts import drawing
from amends.web.charts.drawing import number
from amends.web.charts.flags import ROW, flags
from amends.web.charts.timeline import Event
from amends.web.words import gettext, grouped

HIGH: Final = 150.0
TOP: Final = 26.0
LEFT: Final = 78.0
"""Room for the shares at the left edge, pixels."""
_ONE_IN: Final = (1, 2, 3, 4, 5, 8, 10, 15, 20, 30, 50, 100, 200, 300, 500, 1000, 2000, 5000, 10_000)


def travelling(
    weeks: Sequence[tuple[Instant, Week]],
    told: Association,
    deeds: Sequence[Event],
    *,
    ends: tuple[str, str],
    width: int,
    kind: str,
) -> str:
    """Return the drawing of the weeks that tell; the others are left bare. ``ends`` name the first and the last day.

    Raises ``ValueError`` without any week.

    >>> from amends.core.case.association import Day, association, by_week
    >>> before, since = [Day(30, 0)] * 28, [Day(30, 9)] * 14
    >>> weeks = [(at * WEEK, week) for at, week in enumerate(by_week(before, since))]
    >>> drawn = travelling(weeks, association(before, since), [], ends=("1 May", "today"), width=358, kind="narrow")
    >>> drawn.count("<circle"), drawn.count("f-band")
    (2, 1)
    """
    if not weeks:
        raise ValueError("A chart of weeks needs at least one week.")
    start, end = weeks[0][0], weeks[-1][0] + WEEK
    shown = [event for event in deeds if start <= event.at < end]
    base = TOP + ROW * len(shown) + HIGH
    telling = [(at, week) for at, week in weeks if week.tells]
    most = max([told.before, *(week.high for _, week in telling)]) or 1.0

    def x(at: Instant) -> float:
        return LEFT + (width - LEFT) * min(max(at - start, 0), end - start) / (end - start)

    def y(share: float) -> float:
        return base - HIGH * min(share, most) / most

    marks = [drawing.rect(LEFT, y(told.before), width - LEFT, max(base - y(told.before), 2), "f-band")]
    for share, label in _ticks(most):
        marks.append(drawing.text(LEFT - 8, y(share) + 5, label, kind="lab", anchor="end"))
        marks.append(drawing.line(f"M{number(LEFT)} {number(y(share))}H{number(width)}", "l-hair"))
    marks += flags(shown, x, top=TOP, base=base, width=width)
    for at, week in telling:
        middle = (x(at) + x(at + WEEK)) / 2
        marks.append(
            drawing.line(f"M{number(middle)} {number(y(week.low))}V{number(y(week.high))}", "l-ink", width=1.5)
        )
        marks.append(f'<circle class="l-disc" cx="{number(middle)}" cy="{number(y(week.share))}" r="4"/>')
    marks.append(drawing.text(LEFT, base + 22, ends[0], kind="lab"))
    marks.append(drawing.text(width, base + 22, ends[1], kind="lab", anchor="end"))
    return drawing.svg(width, base + 30, marks, kind)


def _ticks(most: float) -> list[tuple[float, str]]:
    """Return nobody, and one or two shares that are told in whole people.

    >>> [label for _, label in _ticks(0.34)]
    ['nobody', '1 in 3', '1 in 8']
    """
    ticks = [(0.0, gettext("nobody"))]
    for highest in (most, most * 0.45):
        if one_in := next((each for each in _ONE_IN if 1 / each <= highest), 0):
            label = gettext("everybody") if one_in == 1 else gettext("1 in {people}").format(people=grouped(one_in))
            ticks.append((1 / one_in, label))
    return ticks
