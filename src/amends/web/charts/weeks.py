"""Ordinary weeks: one square a person who objected, the ordinary range behind."""

from __future__ import annotations

from collections.abc import Sequence

from amends.web import words
from amends.web.charts import drawing
from amends.web.charts.drawing import slice_size, slices

MOST_SQUARES = 12
"""A column of more squares would be a tower, not a quiet week."""


def square_size(weekly: Sequence[int]) -> int:
    """Return how many people one square stands for.

    >>> square_size([2, 6]), square_size([30])
    (1, 5)
    """
    return slice_size(max(weekly, default=0), slices_at_most=MOST_SQUARES)


def weeks(
    weekly: Sequence[int],
    ordinary: int | None,
    first: str,
    *,
    width: int,
    kind: str = "wide",
    last: str = "this week",
) -> str:
    """Return the drawing of people per week, oldest first; ``last`` names the last one.

    ``ordinary`` is the most people of an ordinary week, or nothing where none is known yet; ``first`` says from
    when the first week counts. Raises ``ValueError`` without any week.

    >>> weeks([1, 2], 2, "from 9 June", width=358).count("f-objects")
    3
    """
    if not weekly:
        raise ValueError("A chart of weeks needs at least one week.")
    size = square_size(weekly)
    pitch = 16.0 if width >= 700 else 13.0
    rows = max(*(len(slices(people, size)) for people in weekly), -(-(ordinary or 0) // size), 1)
    top, base = 30.0, 30.0 + rows * pitch
    marks = []
    if ordinary is not None:
        high = ordinary / size * pitch
        marks.append(
            drawing.text(0, 16, f"Grey: up to {words.people(ordinary)} is an ordinary week for you", kind="lab")
        )
        marks.append(drawing.rect(0, base - high, width, high, "f-band"))
    step = width / len(weekly)
    for place, people in enumerate(weekly):
        marks += _column(place * step + step / 2, base, pitch, slices(people, size), size)
    marks.append(drawing.text(0, base + 22, first, kind="lab"))
    marks.append(drawing.text(width, base + 22, f"{last}, {words.grouped(weekly[-1])}", kind="strong", anchor="end"))
    marks.append(drawing.line(f"M0 {drawing.number(base + 0.5)}H{drawing.number(width)}", "l-ink"))
    return drawing.svg(width, base + top, marks, kind)


def _column(middle: float, base: float, pitch: float, held: tuple[int, ...], size: int) -> list[str]:
    side = pitch * 0.65
    return [
        drawing.rect(
            middle - side / 2, base - (row + 1) * pitch + (pitch - side) / 2, side * people / size, side, "f-objects"
        )
        for row, people in enumerate(held)
    ]
