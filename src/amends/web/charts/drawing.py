"""The few marks every chart is drawn with."""

from __future__ import annotations

from html import escape
from typing import Final

from amends.core.vocabulary import Stance

STEPS: Final = (1, 2, 5)
MOST_SLICES: Final = 60
"""A bar of more slices can no longer be told apart on a phone."""


def slice_size(most: int, *, slices_at_most: int = MOST_SLICES) -> int:
    """Return how many people one slice stands for, so that the highest bar holds at most ``slices_at_most``.

    >>> slice_size(44), slice_size(61), slice_size(119), slice_size(600), slice_size(0)
    (1, 2, 2, 10, 1)
    """
    power = 1
    while True:
        for step in STEPS:
            if most <= step * power * slices_at_most:
                return step * power
        power *= 10


def slices(people: int, size: int) -> tuple[int, ...]:
    """Return the people in each slice of a bar, lowest first; the last slice may hold fewer.

    >>> slices(5, 2), slices(3, 1), slices(0, 1)
    ((2, 2, 1), (1, 1, 1), ())
    """
    full, rest = divmod(people, size)
    return (size,) * full + ((rest,) if rest else ())


def number(value: float) -> str:
    """Return a coordinate with one decimal at most.

    >>> number(1.0), number(2.345)
    ('1', '2.3')
    """
    return f"{round(value, 1):g}"


def text(x: float, y: float, words: str, *, kind: str = "", anchor: str = "") -> str:
    """Return words on the chart, escaped; ``anchor`` is ``middle`` or ``end``."""
    turned = f' text-anchor="{anchor}"' if anchor else ""
    classed = f' class="{kind}"' if kind else ""
    return f'<text{classed}{turned} x="{number(x)}" y="{number(y)}">{escape(words)}</text>'


def rect(x: float, y: float, width: float, height: float, kind: str) -> str:
    """Return a filled rectangle; nothing has a negative side."""
    return (
        f'<rect class="{kind}" x="{number(x)}" y="{number(y)}"'
        f' width="{number(max(width, 0))}" height="{number(max(height, 0))}"/>'
    )


def line(path: str, kind: str, *, width: float = 1, dashes: str = "") -> str:
    """Return a stroked path."""
    dashed = f' stroke-dasharray="{dashes}"' if dashes else ""
    return f'<path class="{kind}" stroke-width="{number(width)}"{dashed} d="{path}"/>'


def glyph(stance: Stance, x: float, y: float) -> str:
    """Return a stance's shape, 11 px wide, with its middle at the point: the shape comes before the colour."""
    if stance is Stance.OBJECTS:
        return rect(x - 5, y - 5, 10, 10, "f-objects")
    if stance is Stance.SUPPORTS:
        return f'<circle class="f-supports" cx="{number(x)}" cy="{number(y)}" r="5.5"/>'
    if stance is Stance.QUESTIONS:
        return line(f"M{number(x)} {number(y - 5.5)}l5.5 5.5-5.5 5.5-5.5-5.5Z", "l-questions", width=1.8)
    return line(f"M{number(x - 5.5)} {number(y)}h11", "l-neutral", width=3)


def svg(width: float, height: float, marks: list[str], kind: str) -> str:
    """Return the whole drawing under a class that a stylesheet shows or hides by width."""
    box = f"0 0 {number(width)} {number(height)}"
    return f'<svg class="{kind}" viewBox="{box}" aria-hidden="true" focusable="false">{"".join(marks)}</svg>'
