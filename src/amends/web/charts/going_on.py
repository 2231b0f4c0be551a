"""Who still objects: a line that falls in steps, its interval behind, and the deeds where they stand."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from amends.core.recovery import Moments, Soothed
from amends.core.vocabulary import DAY, Instant
from amends.web import words
from amends.web.charts import drawing
from amends.web.charts.drawing import number
from amends.web.charts.flags import ROW, flags
from amends.web.charts.timeline import Event
from amends.web.words import gettext

HIGH: Final = 160.0
TOP: Final = 26.0
LEFT: Final = 60.0
"""Room for the shares at the left edge, pixels."""


def going_on(told: Soothed, moments: Moments, deeds: Sequence[Event], *, width: int, kind: str) -> str:
    """Return the drawing from the deed to the last day that can be judged; it is bare where nobody listened.

    What was done on the day before it, or earlier, stands at its left edge with its date.

    >>> from amends.core.recovery import soothed
    >>> told = soothed({person: [] for person in range(9)}, {}, 0, 40 * DAY)
    >>> going_on(told, Moments(0, 0, 0, 40 * DAY), [], width=358, kind="narrow").count("l-objects")
    1
    """
    deed, until = moments.deed, moments.deed + told.judged
    span = max(told.judged, DAY)
    shown = [event for event in deeds if event.at <= until]
    top = TOP + ROW * len(shown)

    def x(at: Instant) -> float:
        return LEFT + (width - LEFT) * min(max(at, 0), span) / span

    def y(share: float) -> float:
        return top + HIGH * (1 - share)

    corners = [(step.at, step.share) for step in told.steps]
    marks = [_band([(x(at), y(share.low), y(share.high)) for at, share in corners], float(width), y(1.0))]
    for share, label in ((1.0, gettext("all")), (0.5, gettext("half")), (0.0, gettext("nobody"))):
        marks.append(drawing.text(LEFT - 8, y(share) + 5, label, kind="lab", anchor="end"))
        marks.append(drawing.line(f"M{number(LEFT)} {number(y(share))}H{number(width)}", "l-hair"))
    marks += flags(shown, lambda at: x(at - deed), top=TOP, base=y(0), width=width)
    path = f"M{number(LEFT)} {number(y(1.0))}" + "".join(
        f"H{number(x(at))}V{number(y(share.value))}" for at, share in corners
    )
    marks.append(drawing.line(f"{path}H{number(width)}", "l-objects", width=2.5))
    marks += [
        drawing.rect(x(began), top - 2, x(ended) - x(began), HIGH, "f-paper") for began, ended in _bare(moments, until)
    ]
    days = words.count(span // DAY, "day")
    marks.append(drawing.text(LEFT, y(0) + 22, gettext("the day it was said"), kind="lab"))
    marks.append(drawing.text(width, y(0) + 22, gettext("{days} later").format(days=days), kind="lab", anchor="end"))
    return drawing.svg(width, y(0) + 30, marks, kind)


def _bare(moments: Moments, until: Instant) -> Iterator[tuple[Instant, Instant]]:
    """Return where nobody listened, for a day or longer, in time since the deed."""
    for began, ended in moments.unheard:
        began, ended = max(began, moments.deed), min(ended, until)  # noqa: PLW2901 - cut to what is drawn
        if ended - began >= DAY:
            yield began - moments.deed, ended - moments.deed


def _band(corners: Sequence[tuple[float, float, float]], right: float, begins: float) -> str:
    """Return the interval as one shape; before anybody stopped there is none."""
    if not corners:
        return ""
    ends = [*(x for x, _, _ in corners[1:]), right]
    upper = "".join(
        f"L{number(x)} {number(high)}H{number(end)}" for (x, _, high), end in zip(corners, ends, strict=True)
    )
    lower = "".join(
        f"L{number(end)} {number(low)}H{number(x)}"
        for (x, low, _), end in zip(reversed(corners), reversed(ends), strict=True)
    )
    return f'<path class="f-band" d="M{number(corners[0][0])} {number(begins)}{upper}{lower}Z"/>'
