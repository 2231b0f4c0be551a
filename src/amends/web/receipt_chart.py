"""The way from somebody's words up to the signed root, drawn as a small tree: the real one is the same, and larger."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext

from amends.web.charts import drawing

LEAVES: Final = 8
WIDE: Final = 640
NARROW: Final = 358
HEIGHT: Final = 262
ROWS: Final = (230, 165, 100, 40)
"""Where each row of marks stands, the leaves first."""

_SIDE: Final = 16


def place(seq: int, size: int) -> int:
    """Tell which of the eight leaves stands for an entry: about as far along as it is in the log.

    >>> place(0, 412), place(411, 412), place(2, 3)
    (0, 7, 2)
    """
    return seq if size <= LEAVES else seq * LEAVES // size


def path_chart(seq: int, size: int, width: int) -> str:
    """Draw the path of an entry to the root; what is computed on the way is full, what is given with it is hollow.

    >>> path_chart(60, 412, NARROW)[:20]
    '<svg class="narrow" '
    """
    at = place(seq, size)
    marks = [_edge(level, index, at, width) for level in range(3) for index in range(LEAVES >> level)]
    marks += [_mark(level, index, at, width) for level in range(4) for index in range(LEAVES >> level)]
    words = _x(0, at, width)
    anchor = "start" if words < 60 else "end" if words > width - 60 else "middle"
    marks.append(drawing.text(words, 258, gettext("these words"), kind="strong", anchor=anchor))
    marks.append(drawing.text(width / 2, 22, gettext("the signed root"), kind="strong", anchor="middle"))
    return drawing.svg(width, HEIGHT, marks, "wide" if width == WIDE else "narrow")


def _x(level: int, index: int, width: int) -> float:
    step = (width - 2 * _SIDE) / (LEAVES >> level)
    return _SIDE + step * (index + 0.5)


def _edge(level: int, index: int, at: int, width: int) -> str:
    path = (
        f"M{drawing.number(_x(level, index, width))} {ROWS[level]}"
        f"L{drawing.number(_x(level + 1, index >> 1, width))} {ROWS[level + 1]}"
    )
    own = index == at >> level
    return drawing.line(path, "l-ink" if own else "l-edge", width=3 if own else 1.2)


def _mark(level: int, index: int, at: int, width: int) -> str:
    centre = f'cx="{drawing.number(_x(level, index, width))}" cy="{ROWS[level]}"'
    if index == at >> level:
        return f'<circle class="f-wash" {centre} r="11"/><circle class="f-ink" {centre} r="8"/>'
    if level < 3 and index == (at >> level) ^ 1:
        return f'<circle class="f-wash" {centre} r="9"/><circle class="l-ink" stroke-width="2.5" {centre} r="6"/>'
    return f'<circle class="f-wash" {centre} r="9"/><circle class="f-edge" {centre} r="3.5"/>'
