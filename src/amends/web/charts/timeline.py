"""People per hour by stance: one row a stance, one clock, the same scale in every row.

Bars are sliced: one slice is one person, or a stated number of people where a storm is too high for that.
The ordinary week stands behind as a band; events are lines with their words on them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, tzinfo
from typing import Final, TypeAlias

from amends.core.vocabulary import HOUR, Instant, Stance
from amends.web import words
from amends.web.charts import drawing
from amends.web.charts.drawing import slice_size, slices

Ordinary: TypeAlias = Sequence[float] | Mapping[Stance, Sequence[float]]
"""What is ordinary in each hour: of those who object, or of every stance by name."""

WIDE: Final = 700
"""From this width rows have their names at the left; below it above the bars."""


@dataclass(frozen=True, slots=True)
class Hour:
    """Distinct people in the hour that begins at ``at``; ``part`` (0 to 1] is how much of it has passed."""

    at: Instant
    objects: int = 0
    supports: int = 0
    questions: int = 0
    neutral: int = 0
    part: float = 1.0

    def people(self, stance: Stance) -> int:
        """Return how many people took a stance."""
        counts = {
            Stance.OBJECTS: self.objects,
            Stance.SUPPORTS: self.supports,
            Stance.QUESTIONS: self.questions,
            Stance.NEUTRAL: self.neutral,
        }
        return counts[stance]


@dataclass(frozen=True, slots=True)
class Event:
    """Something with an instant and a few words; ``lamp`` marks the one that needs looking at."""

    at: Instant
    words: str
    lamp: bool = False


@dataclass(frozen=True, slots=True)
class _Frame:
    """Where things stand: the plot from ``left`` to ``right``, one hour ``step`` wide, one slice ``unit`` high."""

    hours: Sequence[Hour]
    width: float
    left: float
    right: float
    unit: float
    size: int
    top: float

    @property
    def wide(self) -> bool:
        return self.width >= WIDE

    @property
    def step(self) -> float:
        return (self.right - self.left) / max(len(self.hours), 1)

    def x(self, at: Instant) -> float:
        """Return where an instant stands, held inside the plot."""
        hours = (at - self.hours[0].at) / HOUR
        return self.left + min(max(hours, 0), len(self.hours)) * self.step

    def height(self, people: float) -> float:
        """Return how high so many people stand: the same in every row."""
        return people / self.size * self.unit


def timeline(  # a chart is drawn from what it shows; the frame is the rest
    hours: Sequence[Hour],
    ordinary: Ordinary = (),
    events: Sequence[Event] = (),
    *,
    width: int,
    zone: tzinfo = UTC,
    totals: Mapping[Stance, int] | None = None,
    kind: str = "wide",
) -> str:
    """Return the drawing of consecutive hours, oldest first.

    ``ordinary`` is parallel to ``hours``; ``totals`` are the distinct people of the whole time a row names
    (a person who spoke in three hours stands in three bars). Raises ``ValueError`` without any hour.

    >>> timeline([Hour(0, objects=2)], width=358)[:28]
    '<svg class="wide" viewBox="0'
    """
    if not hours:
        raise ValueError("A timeline needs at least one hour.")
    frame = _framed(hours, ordinary, len(events), width)
    rows, floor = [], frame.top
    for stance in words.STANCE_ROWS:
        room = _room(frame, stance, _band(ordinary, stance))
        floor += room
        rows.append((stance, floor))
        floor += 12 if width >= WIDE else 6
    base = rows[-1][1]
    shown = [event for event in events if hours[0].at <= event.at <= hours[-1].at + HOUR]
    marks = [mark for place, event in enumerate(shown) for mark in _rule(frame, event, place, base)]
    lines = [frame.x(event.at) for event in shown]
    for stance, ground in rows:
        marks += _row(frame, stance, ground, _band(ordinary, stance), lines)
        marks += _named(frame, stance, ground, _band(ordinary, stance), None if totals is None else totals[stance])
    if any(_band(ordinary, Stance.OBJECTS)):
        marks += _explained(frame, rows[0][1], _band(ordinary, Stance.OBJECTS))
    marks += _times(frame, base, zone)
    marks += [mark for place, event in enumerate(shown) for mark in _label(frame, event, place)]
    return drawing.svg(width, base + 34, marks, kind)


def _framed(hours: Sequence[Hour], ordinary: Ordinary, events: int, width: int) -> _Frame:
    most = max(max(hour.people(stance) for stance in words.STANCE_ROWS) for hour in hours)
    size = slice_size(most)
    tallest = max(most, *(max(_band(ordinary, stance), default=0) for stance in words.STANCE_ROWS), 1)
    wide = width >= WIDE
    room = 176.0 if wide else 118.0
    unit = min(room / (tallest / size), 8.0 if wide else 6.0)
    left, right = (132.0, width - 96.0) if wide else (0.0, float(width))
    return _Frame(hours, width, left, right, unit, size, top=14.0 + 22.0 * events)


def _band(ordinary: Ordinary, stance: Stance) -> Sequence[float]:
    if isinstance(ordinary, Mapping):
        return ordinary.get(stance, ())
    return ordinary if stance is Stance.OBJECTS else ()


def _room(frame: _Frame, stance: Stance, band: Sequence[float]) -> float:
    """Return a row's height: its highest bar, that bar's figure, and on a phone its name above."""
    most = max(hour.people(stance) for hour in frame.hours)
    above = 22.0 if most else 4.0
    if not frame.wide:
        above += 26.0
    elif stance is Stance.OBJECTS and band:
        above += 20.0
    return max(frame.height(max(most, *band, 0)) + above, 30.0 if frame.wide else 44.0)


def _row(frame: _Frame, stance: Stance, ground: float, band: Sequence[float], lines: Sequence[float]) -> list[str]:
    """Return one row's band, bars, ground line and figures; ``lines`` are where events stand."""
    marks = [_band_path(frame, ground, band)] if band else []
    marks += [_bar(frame, stance, ground, place) for place in range(len(frame.hours))]
    left, right = drawing.number(frame.left), drawing.number(frame.right)
    marks.append(drawing.line(f"M{left} {drawing.number(ground + 0.5)}H{right}", "l-ink"))
    marks += _figures(frame, stance, ground, lines)
    return [mark for mark in marks if mark]


def _named(frame: _Frame, stance: Stance, ground: float, band: Sequence[float], total: int | None) -> list[str]:
    """Return a row's shape and name, and how many people stand in it; on a phone above its highest bar."""
    most = max(hour.people(stance) for hour in frame.hours)
    y = ground - 4 if frame.wide else ground - max(frame.height(max(most, *band, 0)), 2) - 26
    name = drawing.text(22 if frame.wide else 20, y, words.STANCE_NAMES[stance], kind=f"strong f-{stance}")
    marks = [drawing.glyph(stance, 7, y - 5), name]
    if total is not None:
        marks.append(drawing.text(frame.width, y, words.people(total), kind="strong", anchor="end"))
    return marks


def _bar(frame: _Frame, stance: Stance, ground: float, place: int) -> str:
    """Return one bar as one path on paper: a closed piece a slice, with a gap between them."""
    hour = frame.hours[place]
    thick = max(frame.step * 0.74, 1.0)
    x, wide = frame.left + place * frame.step + (frame.step - thick) / 2, thick * hour.part
    gap = min(1.0, frame.unit * 0.3)
    pieces, foot = [], ground
    for held in slices(hour.people(stance), frame.size):
        high = frame.height(held)
        tall = max(high - gap, high * 0.5)
        pieces.append(f"M{x:.1f} {foot - tall:.2f}h{wide:.1f}v{tall:.2f}h{-wide:.1f}z")
        foot -= high
    if not pieces:
        return ""
    behind = drawing.rect(x, foot, wide, ground - foot, "f-paper")
    return f'{behind}<path class="f-{stance}" d="{"".join(pieces)}"/>'


def _figures(frame: _Frame, stance: Stance, ground: float, lines: Sequence[float]) -> list[str]:
    """Return the figures over the bars that are told, each clear of the events' lines."""
    kind = "strong" if stance is Stance.OBJECTS else "lab"
    marks = []
    for place in _told(frame, stance):
        people = frame.hours[place].people(stance)
        x, y = frame.left + (place + 0.5) * frame.step, ground - frame.height(people) - 5
        said, half = words.grouped(people), 5.0 * len(words.grouped(people))
        near = next((line for line in lines if abs(line - x) < half + 3), None)
        if near is None:
            marks.append(drawing.text(min(x, frame.right - half + 2), y, said, kind=kind, anchor="middle"))
        elif near > x:
            marks.append(drawing.text(near - 5, y, said, kind=kind, anchor="end"))
        else:
            at_end = near + 6 + 2 * half > frame.width
            marks.append(drawing.text(frame.width if at_end else near + 6, y, said, kind=kind, anchor="end" * at_end))
    return marks


def _told(frame: _Frame, stance: Stance) -> list[int]:
    """Return which bars bear a figure: of those who object each that stands out, else the highest."""
    counts = [hour.people(stance) for hour in frame.hours]
    most = max(counts)
    if most <= 2:
        return []
    highest, last = counts.index(most), len(counts) - 1
    if stance is not Stance.OBJECTS:
        return [highest]
    if frame.step < 8 + 8 * len(words.grouped(most)):
        # Figures would touch: the highest and the newest tell most.
        return [highest, last] if last - highest > 2 and counts[last] > 2 else [highest]
    return [place for place, people in enumerate(counts) if people > max(2, most * 0.08)]


def _band_path(frame: _Frame, ground: float, band: Sequence[float]) -> str:
    steps = "".join(
        f"V{drawing.number(ground - frame.height(value))}H{drawing.number(frame.left + (place + 1) * frame.step)}"
        for place, value in enumerate(band)
    )
    floor = drawing.number(ground)
    return f'<path class="f-band" d="M{drawing.number(frame.left)} {floor}{steps}V{floor}Z"/>'


def _explained(frame: _Frame, ground: float, band: Sequence[float]) -> list[str]:
    """Return the band's own words, over the quiet hours at the left of the first row."""
    quiet = max([frame.height(max(hour.objects, value)) for hour, value in zip(frame.hours[:6], band, strict=False)])
    y = ground - quiet - 12
    if frame.wide:
        return [
            drawing.text(frame.left + 6, y - 4, "Grey: your ordinary week at that hour, 9 weeks in 10", kind="lab"),
            drawing.line(
                f"M{drawing.number(frame.left + 11)} {drawing.number(y + 2)}V{drawing.number(ground - 3)}", "l-edge"
            ),
        ]
    return [
        drawing.text(0, y - 20, "Grey: your", kind="lab"),
        drawing.text(0, y - 3, "ordinary week", kind="lab"),
        drawing.line(f"M6 {drawing.number(y + 3)}V{drawing.number(ground - 3)}", "l-edge"),
    ]


def _rule(frame: _Frame, event: Event, place: int, base: float) -> list[str]:
    x, y = drawing.number(frame.x(event.at)), drawing.number(22.0 * place + 20)
    if event.lamp:
        return [drawing.line(f"M{x} {y}V{drawing.number(base)}", "l-ink", width=2)]
    return [drawing.line(f"M{x} {y}V{drawing.number(base)}", "l-edge", width=1.5, dashes="2 4")]


def _label(frame: _Frame, event: Event, place: int) -> list[str]:
    """Return an event's words at its line: at the right where there is room, else at the left."""
    x, y = frame.x(event.at), 22.0 * place
    long = len(event.words) * (9.0 if event.lamp else 7.6) + 18
    right = x + long <= frame.width
    if not event.lamp:
        at = x - 5 if x - long >= 0 else x + 5
        return [drawing.text(at, y + 17, event.words, kind="lab", anchor="end" if at < x else "")]
    start = x - 1 if right else max(frame.width - long, 0) if not frame.wide else x + 1 - long
    return [
        drawing.rect(start, y, long, 24, "f-lamp"),
        drawing.text(start + 10, y + 17, event.words, kind="strong f-lampink"),
    ]


def _times(frame: _Frame, base: float, zone: tzinfo) -> list[str]:
    """Return the clock under the rows: every few hours, the day's name at midnight, ``now`` at an open end."""
    every = next((n for n in (1, 2, 3, 4, 6, 12, 24) if n * frame.step >= (84 if frame.wide else 78)), 24)
    open_end = frame.hours[-1].part < 1
    marks = []
    for place, hour in enumerate(frame.hours):
        when = words.moment(hour.at, zone)
        x = frame.left + place * frame.step
        if when.hour % every or (open_end and x > frame.right - 60):
            continue
        said = f"{words.DAYS[when.weekday()][:3]} {when:%H:%M}" if when.hour == 0 else f"{when:%H:%M}"
        marks.append(drawing.text(x, base + 20, said, kind="lab", anchor="" if x < 20 else "middle"))
    if open_end:
        marks.append(drawing.text(frame.right, base + 20, "now", kind="lab", anchor="end"))
    return marks
