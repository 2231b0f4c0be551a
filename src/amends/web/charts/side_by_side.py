"""Storms of several people as small drawings of one scale, and whom each two of them share as squares of one scale."""

from __future__ import annotations

from collections.abc import Sequence
from math import sqrt
from typing import Final

from amends.web.charts import drawing
from amends.web.charts.drawing import number

WIDE: Final = 200.0
HIGH: Final = 56.0
EDGE: Final = 40.0
"""Room for the numbers at the left and above, pixels."""
NUMBERED: Final = 5
"""On a narrow drawing of many members only every fifth has room for its number."""


def storm_of_one(counts: Sequence[int], most: int, posted: float | None) -> str:
    """Return one drawing: ``counts`` people a bar, ``most`` in the highest bar of anybody, ``posted`` a share of it.

    >>> storm_of_one([0, 2, 1], 4, 0.5).count("f-objects"), storm_of_one([], 0, None).count("<path")
    (2, 1)
    """
    step = WIDE / max(len(counts), 1)
    marks = []
    if posted is not None:
        x = number(WIDE * posted)
        marks.append(drawing.line(f"M{x} 0V{number(HIGH)}", "l-ink", width=1.5, dashes="3 3"))
    for place, people in enumerate(counts):
        if people:
            high = max(HIGH * people / max(most, 1), 1.0)
            marks.append(drawing.rect(place * step, HIGH - high, max(step - 0.5, 0.8), high, "f-objects"))
    marks.append(drawing.line(f"M0 {number(HIGH + 0.5)}H{number(WIDE)}", "l-ink"))
    return drawing.svg(WIDE, HIGH + 1, marks, "both")


def shared(people: Sequence[Sequence[int]], *, width: int, kind: str) -> str:
    """Return whom each two members share: a square an area of people, members in their numbers' order.

    ``people`` holds for each member and each other how many speak to both.

    >>> shared([[0, 4], [4, 0]], width=358, kind="narrow").count("f-edge")
    1
    """
    many = len(people)
    cell = min((width - EDGE) / max(many, 1), 34.0)
    every = 1 if cell >= 22 else NUMBERED
    most = max((each for row in people for each in row), default=0)
    marks = []
    for place in range(many):
        middle = EDGE + cell * (place + 0.5)
        marks.append(drawing.line(f"M{number(EDGE)} {number(middle)}H{number(middle)}V{number(EDGE)}", "l-hair"))
        if (place + 1) % every == 0 or place == 0:
            marks.append(drawing.text(EDGE - 8, middle + 5, str(place + 1), kind="lab", anchor="end"))
            marks.append(drawing.text(middle, EDGE - 8, str(place + 1), kind="lab", anchor="middle"))
    for row in range(many):
        for column in range(row):
            if people[row][column]:
                side = max((cell - 2) * sqrt(people[row][column] / most), 1.0)
                x, y = (EDGE + cell * (place + 0.5) - side / 2 for place in (column, row))
                marks.append(drawing.rect(x, y, side, side, "f-edge"))
    return drawing.svg(width, EDGE + cell * many + 4, marks, kind)
