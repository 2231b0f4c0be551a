"""The opinion map as a drawing: one mark a person, groups ringed and lettered; and how far groups agree, as discs.

Distance is the only meaning. Where many stand in one place they are laid side by side, each in the free place nearest
to their own, so that every mark can be seen and counted.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final, TypeAlias

from amends.core.vocabulary import Stance
from amends.web.charts import drawing

WIDE: Final = (640, 470)
NARROW: Final = (358, 420)
MOST_MARKS: Final = 1000
"""Marks that can still be told apart; of more people every second, third … is drawn."""
AROUND: Final = 14.0
"""From the outermost marks of a group to its ring, in pixels."""
HEAD, FOOT = 44.0, 30.0
GAPS_WIDTH: Final = 416

Point: TypeAlias = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Placed:
    """One person: where they stand, in any unit, which stance they took (if any), and their group's number."""

    x: float
    y: float
    stance: Stance | None
    group: int | None


def every(people: int) -> int:
    """Return of how many people one is drawn.

    >>> every(400), every(1001)
    (1, 2)
    """
    return max(1, -(-people // MOST_MARKS))


def map_chart(people: Sequence[Placed], groups: Sequence[str], size: tuple[int, int] = WIDE) -> str:
    """Return the map of people; ``groups`` are the words over each group, in the order of their numbers.

    >>> map_chart([Placed(0, 0, Stance.OBJECTS, 0)], ["A"], NARROW)[:20]
    '<svg class="narrow" '
    """
    shown = sorted(people, key=_order)[:: every(len(people))]
    cell = _cell(len(shown), size)
    at = _side_by_side(_fitted(shown, size), cell, size)
    rings, labels = [], []
    taken: list[tuple[float, float, float]] = []
    for number, words in enumerate(groups):
        theirs = [place for place, one in zip(at, shown, strict=True) if one.group == number]
        if theirs:
            path = _ring(_hull(theirs), AROUND)
            rings += [f'<path class="f-wash" d="{path}"/>', drawing.line(path, "l-edge", width=1.5, dashes="1 5")]
            labels.append(_named(theirs, words, size, taken))
    marks = [_marks(stance, at, shown, cell * 0.31) for stance in (*Stance, None)]
    kind = "wide" if size == WIDE else "narrow"
    return drawing.svg(*size, [*rings, *(mark for mark in marks if mark), *labels], kind)


def _order(one: Placed) -> tuple[int, float, float, str]:
    return (-1 if one.group is None else one.group, one.y, one.x, one.stance or "")


def gap_chart(shares: Sequence[float]) -> str:
    """Return how large a share of each group agrees, from none at the left to all at the right, as lettered discs.

    >>> gap_chart([0.97, 0.91]).count("<circle")
    4
    """
    span = GAPS_WIDTH - 26.0
    at = [13 + share * span for share in shares]
    levels = _levels(at, 26)
    y = [24.0 + 26 * level for level in levels]
    low, high = drawing.number(min(at, default=13)), drawing.number(max(at, default=13))
    middle, end = drawing.number(13 + span / 2), drawing.number(13 + span)
    marks = [
        drawing.line(f"M13 24H{end}", "l-hair", width=1.5),
        drawing.line(f"M{middle} 12v24", "l-hair", width=1.5),
        drawing.line(f"M{low} 24H{high}", "l-ink", width=3),
    ]
    for place, (x, down) in enumerate(zip(at, y, strict=True)):
        first = place == 0
        spot = f'cx="{drawing.number(x)}" cy="{drawing.number(down)}"'
        ring = (
            f'<circle class="f-ink" {spot} r="12"/>'
            if first
            else f'<circle class="l-ink" stroke-width="2" {spot} r="11"/>'
        )
        marks += [f'<circle class="f-paper" {spot} r="13"/>', ring]
        marks.append(drawing.text(x, down + 5, letter(place), kind="on" if first else "in", anchor="middle"))
    return drawing.svg(GAPS_WIDTH, 48.0 + 26 * max(levels, default=0), marks, "both")


def letter(number: int) -> str:
    """Return a group's letter.

    >>> letter(0), letter(4)
    ('A', 'E')
    """
    return chr(ord("A") + number)


def _levels(at: Sequence[float], across: float) -> list[int]:
    """Return for each disc the highest row in which it overlaps none before it."""
    rows: list[list[float]] = []
    found = []
    for x in at:
        row = next((n for n, held in enumerate(rows) if all(abs(x - other) >= across for other in held)), len(rows))
        if row == len(rows):
            rows.append([])
        rows[row].append(x)
        found.append(row)
    return found


def _cell(people: int, size: tuple[int, int]) -> float:
    """Return how much room one mark has: as much as leaves half of the drawing empty."""
    room = size[0] * (size[1] - HEAD - FOOT) * 0.4
    return min(max(math.sqrt(room / max(people, 1)), 5.0), 14.0 if size == WIDE else 11.0)


def _fitted(people: Sequence[Placed], size: tuple[int, int]) -> list[Point]:
    """Move and scale places into the drawing, both directions alike: distances keep their meaning."""
    if not people:
        return []
    pad = AROUND + 12
    left, right = min(one.x for one in people), max(one.x for one in people)
    top, foot = min(one.y for one in people), max(one.y for one in people)
    wide, high = size[0] - 2 * pad, size[1] - HEAD - FOOT - 2 * AROUND
    scale = min(wide / (right - left) if right > left else math.inf, high / (foot - top) if foot > top else math.inf)
    scale = 0.0 if math.isinf(scale) else scale
    centre = size[0] / 2, HEAD + AROUND + high / 2
    return [
        (centre[0] + (one.x - (left + right) / 2) * scale, centre[1] + (one.y - (top + foot) / 2) * scale)
        for one in people
    ]


def _side_by_side(at: Sequence[Point], cell: float, size: tuple[int, int]) -> list[Point]:
    """Give each mark the free cell nearest to its place, first come first served; the order is the caller's."""
    columns, rows = int(size[0] // cell), int((size[1] - HEAD - FOOT) // cell)
    spiral = sorted(
        ((x, y) for x in range(-columns, columns + 1) for y in range(-rows, rows + 1)),
        key=lambda step: (step[0] ** 2 + step[1] ** 2, step),
    )
    taken: set[tuple[int, int]] = set()
    tried: dict[tuple[int, int], int] = {}
    found = []
    for x, y in at:
        home = min(int(x // cell), columns - 1), min(max(int((y - HEAD) // cell), 0), rows - 1)
        step = tried.get(home, 0)
        while True:
            column, row = home[0] + spiral[step][0], home[1] + spiral[step][1]
            step += 1
            if 0 <= column < columns and 0 <= row < rows and (column, row) not in taken:
                break
        tried[home] = step
        taken.add((column, row))
        found.append(((column + 0.5) * cell, HEAD + (row + 0.5) * cell))
    return found


def _hull(points: Sequence[Point]) -> list[Point]:
    """Return the convex hull of points, in a turn (A. M. Andrew, 1979); one or two points are their own."""
    ordered = sorted(set(points))
    if len(ordered) < 3:
        return ordered

    def half(way: Iterator[Point]) -> list[Point]:
        kept: list[Point] = []
        for point in way:
            while len(kept) > 1 and _turn(kept[-2], kept[-1], point) <= 0:
                kept.pop()
            kept.append(point)
        return kept[:-1]

    return half(iter(ordered)) + half(reversed(ordered))


def _turn(one: Point, two: Point, three: Point) -> float:
    return (two[0] - one[0]) * (three[1] - one[1]) - (two[1] - one[1]) * (three[0] - one[0])


def _ring(hull: Sequence[Point], away: float) -> str:
    """Return the path that keeps one distance from a convex hull: its edges moved out, and arcs around its corners."""
    if len(hull) == 1:
        (x, y) = hull[0]
        r, d = drawing.number(away), drawing.number(2 * away)
        return f"M{drawing.number(x - away)} {drawing.number(y)}a{r} {r} 0 1 1 {d} 0a{r} {r} 0 1 1 -{d} 0Z"
    path: list[str] = []
    r = drawing.number(away)
    for one, two in pairwise([*hull, hull[0]]):
        long = math.dist(one, two)
        out = (two[1] - one[1]) / long * away, (one[0] - two[0]) / long * away
        start = f"{drawing.number(one[0] + out[0])} {drawing.number(one[1] + out[1])}"
        end = f"{drawing.number(two[0] + out[0])} {drawing.number(two[1] + out[1])}"
        path.append(f"{f'A{r} {r} 0 0 1 ' if path else 'M'}{start}L{end}")
    return f"{path[0]}{''.join(path[1:])}A{r} {r} 0 0 1 {path[0][1:].split('L')[0]}Z"


def _named(theirs: Sequence[Point], words: str, size: tuple[int, int], taken: list[tuple[float, float, float]]) -> str:
    """Return a group's words over it; where another group's stand already, under it, and else lower still."""
    half = len(words) * 4.6
    x = sum(x for x, _ in theirs) / len(theirs)
    x = min(max(x, half), max(size[0] - half, half))
    over, under = min(y for _, y in theirs) - AROUND - 9, max(y for _, y in theirs) + AROUND + 20
    choices = [max(over, 16.0), min(under, size[1] - 6.0), *(16.0 + 20 * row for row in range(20))]
    y = next(
        (y for y in choices if all(abs(y - other) >= 18 or abs(x - at) >= half + wide for at, other, wide in taken)),
        choices[0],
    )
    taken.append((x, y, half))
    return drawing.text(x, y, words, kind="serif strong", anchor="middle")


def _dot(r: float) -> Callable[[float, float], str]:
    n = drawing.number
    return lambda x, y: f"M{n(x - r)} {n(y)}a{n(r)} {n(r)} 0 1 0 {n(2 * r)} 0a{n(r)} {n(r)} 0 1 0 {n(-2 * r)} 0z"


def _marks(stance: Stance | None, at: Sequence[Point], people: Sequence[Placed], r: float) -> str:
    """Return everybody of one stance as one path, in the stance's shape; a dot is somebody who said nothing else."""
    places = [place for place, one in zip(at, people, strict=True) if one.stance == stance]
    if not places:
        return ""
    n = drawing.number
    shapes: dict[Stance | None, Callable[[float, float], str]] = {
        Stance.OBJECTS: lambda x, y: f"M{n(x - r)} {n(y - r)}h{n(2 * r)}v{n(2 * r)}h{n(-2 * r)}z",
        Stance.QUESTIONS: lambda x, y: f"M{n(x)} {n(y - r)}l{n(r)} {n(r)} {n(-r)} {n(r)} {n(-r)} {n(-r)}z",
        Stance.NEUTRAL: lambda x, y: f"M{n(x - r)} {n(y)}h{n(2 * r)}",
    }
    shape = shapes.get(stance, _dot(r))
    path = "".join(shape(x, y) for x, y in places)
    if stance in {Stance.OBJECTS, Stance.SUPPORTS}:
        return f'<path class="f-{stance}" d="{path}"/>'
    kind = "l-edge f-paper" if stance is None else f"l-{stance}"
    return drawing.line(path, kind, width=2.5 if stance is Stance.NEUTRAL else 1.6)
