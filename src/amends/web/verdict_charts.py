"""The charts of a verdict: one bar an option, each tally with its own whole; and how far the silent could have gone."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from amends.web.charts import drawing

WIDE: Final = 1056
NARROW: Final = 358
ACROSS: Final = 7.6
"""Pixels that a letter of 15 px takes, a little more than on average: labels are broken by it."""
FILLS: Final = ("ink", "hatch", "edge")


@dataclass(frozen=True, slots=True)
class Bar:
    """One option of one tally: ``got`` of ``of`` people, the figure to print, and a fill of `FILLS`."""

    words: str
    got: int
    of: int
    figure: str
    fill: str
    strong: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """Where a rule draws its line: a share from 0 to 1, and its words."""

    share: float
    words: str


def tally_chart(bars: Sequence[Bar], line: Line | None = None, *, name: str, width: int = WIDE) -> str:
    """Return the bars of one tally; ``name`` keeps its hatching apart from that of other drawings of the page.

    A bar is as long as its share of its own whole. ``line`` is dashed across all of them.

    >>> tally_chart([Bar("Keep it", 1, 2, "1", "ink")], name="a")[:26]
    '<svg class="wide" viewBox='
    """
    wide = width == WIDE
    left, right = (290.0, 926.0) if wide else (0.0, float(width))
    top = 22.0 if line else 2.0
    marks = [_hatching(name)]
    y = top
    for bar in bars:
        drawn, y = _row(bar, y, name, (left, right) if wide else (0.0, float(width)), width)
        marks += drawn
    if line is not None:
        x = left + (right - left) * line.share
        foot = drawing.number(y)
        marks += [
            drawing.line(f"M{drawing.number(x)} {drawing.number(top - 2)}V{foot}", "l-paper", width=5),
            drawing.line(f"M{drawing.number(x)} {drawing.number(top - 4)}V{foot}", "l-ink", width=2, dashes="5 3"),
            _label(x, 14, line.words, width),
        ]
    return drawing.svg(width, y, marks, "wide" if wide else "narrow")


def firm_chart(counted: Line, silent: tuple[Line, Line], line: Line, *, width: int = WIDE) -> str:
    """Return the share as it was counted, the span in which the silent could have put it, and the line of the rule.

    >>> firm_chart(Line(0.5, "half as counted"), (Line(0.2, "20"), Line(0.8, "80")), Line(0.5, "half")).count("<rect")
    3
    """
    low, high = silent
    marks = [
        drawing.rect(0, 34, width, 20, "f-band"),
        drawing.rect(low.share * width, 34, (high.share - low.share) * width, 20, "f-edge"),
        drawing.rect(counted.share * width - 3, 28, 6, 32, "f-ink"),
        _label(counted.share * width, 20, counted.words, width, kind="strong"),
        drawing.line(f"M{drawing.number(line.share * width)} 34V60", "l-paper", width=2, dashes="4 3"),
        drawing.line(f"M{drawing.number(line.share * width)} 54V60", "l-edge", width=1.5),
        _label(line.share * width, 76, line.words, width),
    ]
    y = 98.0
    marks.append(_label(low.share * width, y, low.words, width))
    if _middle(low.share * width, low.words, width) + _half(low.words) + 8 > (
        _middle(high.share * width, high.words, width) - _half(high.words)
    ):
        y += 22
    marks.append(_label(high.share * width, y, high.words, width))
    return drawing.svg(width, y + 8, marks, "wide" if width == WIDE else "narrow")


def _row(bar: Bar, y: float, name: str, span: tuple[float, float], width: int) -> tuple[list[str], float]:
    """Return one bar's marks, and where the next begins; on a phone its words stand above it."""
    left, right = span
    kind = "strong" if bar.strong else ""
    fill = f"url(#{name})" if bar.fill == "hatch" else f"f-{bar.fill}"
    share = (right - left) * bar.got / bar.of if bar.of else 0.0
    if width == WIDE:
        words = _broken(bar.words, 31 if bar.strong else 34)
        high = max(28.0, 19.0 * len(words))
        at, middle = y + 4, y + 4 + high / 2
        first = middle + 5.5 - 19.0 * (len(words) - 1) / 2
        marks = [drawing.text(0, first + 19 * place, line, kind=kind) for place, line in enumerate(words)]
        marks.append(drawing.text(width, middle + 5.5, bar.figure, kind=kind, anchor="end"))
        thick, at, end = 28.0, middle - 14, at + high + 8
    else:
        words = _broken(bar.words, int((width - 14 - len(bar.figure) * ACROSS) / (8.2 if bar.strong else ACROSS)))
        marks = [drawing.text(0, y + 17 + 19 * place, line, kind=kind) for place, line in enumerate(words)]
        marks.append(drawing.text(width, y + 17 + 19 * (len(words) - 1), bar.figure, kind=kind, anchor="end"))
        at = y + 24 + 19 * (len(words) - 1)
        thick, end = 22.0, at + 34
    marks.append(drawing.rect(left, at, right - left, thick, "f-band"))
    if share:
        marks.append(_filled(left, at, share, thick, fill))
    return marks, end


def _filled(x: float, y: float, width: float, height: float, fill: str) -> str:
    if fill.startswith("url("):
        numbers = (drawing.number(value) for value in (x, y, width, height))
        return '<rect fill="{4}" x="{0}" y="{1}" width="{2}" height="{3}"/>'.format(*numbers, fill)
    return drawing.rect(x, y, width, height, fill)


def _hatching(name: str) -> str:
    return (
        f'<defs><pattern id="{name}" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
        '<rect class="f-band" width="6" height="6"/><rect class="f-edge" width="2.4" height="6"/></pattern></defs>'
    )


def _broken(words: str, letters: int) -> list[str]:
    """Break words into at most three lines; the table beneath holds them whole."""
    return textwrap.wrap(words, max(letters, 8), max_lines=3, placeholder="…") or [""]


def _half(words: str) -> float:
    return len(words) * ACROSS / 2


def _middle(x: float, words: str, width: float) -> float:
    """Return where words stand that belong at ``x``, held inside the drawing."""
    half = _half(words)
    return min(max(x, half), max(width - half, half))


def _label(x: float, y: float, words: str, width: float, *, kind: str = "lab") -> str:
    return drawing.text(_middle(x, words, width), y, words, kind=kind, anchor="middle")
