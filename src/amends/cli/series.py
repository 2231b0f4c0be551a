"""A count series out of a CSV file: the good rows kept, every refused one named, the grain made five minutes."""

from __future__ import annotations

import csv
import math
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

import numpy as np

from amends.core.antennae.alarm import BIN
from amends.core.vocabulary import DAY, EARLIEST, HOUR, SECOND, Instant

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from numpy.typing import NDArray

LONGEST: Final = 4096
"""No honest row of two columns is longer; the rest of a longer line is passed over unread."""

COARSEST: Final = 2 * HOUR
MOST_BINS: Final = 4_000_000
"""Thirty-eight years of five minutes: a series that spans more holds a broken clock."""


class UnreadableSeries(Exception):
    """Nothing could be read or judged; the message is a sentence."""


@dataclass(slots=True)
class Table:
    """The rows of a file: instants and counts in time order, and why the others were refused."""

    times: list[Instant] = field(default_factory=list)
    values: list[int] = field(default_factory=list)
    refusals: list[str] = field(default_factory=list)
    refused: int = 0
    rounded: int = 0
    disordered: int = 0

    def refuse(self, where: str, reason: str) -> None:
        """Count a row that cannot be used; the first hundred are kept to be named."""
        self.refused += 1
        if len(self.refusals) < 100:
            self.refusals.append(f"{where}: {reason}")


@dataclass(frozen=True, slots=True, eq=False)
class Series:
    """Five-minute bins from ``start`` on: counts, whether each was heard, and the step the file declared."""

    start: Instant
    step: Instant
    counts: NDArray[np.int64]
    heard: NDArray[np.bool_]


def read_table(path: Path, now: Instant) -> Table:
    """Read ``timestamp,value`` rows; a first row of names is optional and may put the columns elsewhere.

    Raises `UnreadableSeries` where the file cannot be opened or holds no row that can be used.
    """
    table, columns, seen = Table(), (0, 1), dict[Instant, int]()
    try:
        for number, raw in _lines(path):
            where = f"{path.name}, line {number}"
            cells = _cells(raw)
            if isinstance(cells, str):
                table.refuse(where, cells)
            elif (named := _names(cells)) is not None and not seen and not table.refused:
                columns = named
            elif any(cells):
                _take(table, where, number, cells, columns, seen, now)
    except OSError as error:
        raise UnreadableSeries(f"{path} could not be read: {error.strerror}.") from error
    if not table.times:
        reason = f" The first reason: {table.refusals[0]}" if table.refusals else " The file is empty."
        raise UnreadableSeries(f"{path.name} holds no row that could be read as timestamp,value.{reason}")
    order = sorted(range(len(table.times)), key=table.times.__getitem__)
    table.disordered = sum(late < early for early, late in zip(table.times, table.times[1:], strict=False))
    table.times = [table.times[index] for index in order]
    table.values = [table.values[index] for index in order]
    return table


def _lines(path: Path) -> Iterator[tuple[int, bytes]]:
    """Yield numbered lines, none longer than `LONGEST` and a byte, whatever the file holds."""
    with path.open("rb") as file:
        number = 0
        while line := file.readline(LONGEST + 1):
            number += 1
            yield number, line
            while line and not line.endswith(b"\n"):
                line = file.readline(1 << 20)


def _cells(raw: bytes) -> list[str] | str:
    """Return a line's cells, or why it has none."""
    if len(raw) > LONGEST:
        return f"the line is longer than {LONGEST} bytes and was passed over."
    if b"\0" in raw:
        return "the line holds a NUL byte."
    try:
        text = raw.decode("utf-8-sig").strip()
    except UnicodeDecodeError:
        return "the line is not UTF-8 text."
    try:
        return [cell.strip() for cell in next(csv.reader([text], strict=True), [])]
    except csv.Error:
        return "the line's quotes do not close."


_TIME_NAMES: Final = ("timestamp", "time", "date", "datetime", "created_at")
_VALUE_NAMES: Final = ("value", "count", "counts", "mentions", "people", "n")


def _names(cells: list[str]) -> tuple[int, int] | None:
    """Return where the two columns stand, where these cells are names."""
    names = [cell.lower() for cell in cells]
    times = [index for index, name in enumerate(names) if name in _TIME_NAMES]
    values = [index for index, name in enumerate(names) if name in _VALUE_NAMES]
    return (times[0], values[0]) if times and values else None


def _take(  # noqa: PLR0917 - the row, where it stands, and what is known so far
    table: Table,
    where: str,
    number: int,
    cells: list[str],
    columns: tuple[int, int],
    seen: dict[Instant, int],
    now: Instant,
) -> None:
    """Put one row into the table, or say why not."""
    if len(cells) <= max(columns):
        table.refuse(where, f"expected the two columns timestamp,value, found {len(cells)}.")
        return
    time, value = instant_of(cells[columns[0]]), count_of(cells[columns[1]])
    if time is None:
        table.refuse(where, f"“{cells[columns[0]][:40]}” is not a time (ISO 8601 or seconds since 1970).")
    elif not EARLIEST <= time <= now + DAY:
        table.refuse(where, f"{moment_text(time)} is no time that a network of today could have told.")
    elif value is None:
        table.refuse(where, f"“{cells[columns[1]][:40]}” is not a count (0 or more).")
    elif time in seen:
        table.refuse(where, f"{moment_text(time)} was already given on line {seen[time]}.")
    else:
        seen[time] = number
        table.times.append(time)
        table.values.append(round(value))
        table.rounded += not value.is_integer()


def instant_of(text: str) -> Instant | None:
    """Return the instant a cell names: ISO 8601 (without a zone: UTC), or seconds, milli- or microseconds."""
    try:
        number = float(text)
    except ValueError:
        try:
            stamp = datetime.fromisoformat(text)
        except ValueError:
            return None
        if stamp.tzinfo is None:
            stamp = stamp.replace(tzinfo=UTC)
        since = stamp - datetime(1970, 1, 1, tzinfo=UTC)
        return (since.days * 86_400 + since.seconds) * SECOND + since.microseconds
    if not math.isfinite(number) or abs(number) > 1e17:
        return None
    for most, factor in ((1e11, 1_000_000), (1e14, 1_000)):
        if abs(number) < most:
            return round(number * factor)
    return round(number)


def count_of(text: str) -> float | None:
    """Return the count a cell holds, or nothing where it is none."""
    try:
        value = float(text)
    except ValueError:
        return None
    return value if 0 <= value < 1e12 else None


def moment_text(at: Instant) -> str:
    """Return an instant as people read it, in UTC; one beyond the calendar as its number of seconds."""
    try:
        return f"{datetime.fromtimestamp(at // SECOND, UTC):%Y-%m-%d %H:%M:%S}"
    except (ValueError, OverflowError, OSError):
        return f"{at // SECOND} seconds since 1970"


def to_series(table: Table) -> Series:
    """Lay the rows on five-minute bins. Finer rows are added up, coarser ones spread evenly over their bins.

    The declared step is the commonest distance of two rows. A bin that the rows do not cover whole was not
    heard. Raises `UnreadableSeries` for a step beyond two hours or a span beyond any archive.
    """
    times = np.asarray(table.times, np.int64)
    step = _step(times)
    if step > COARSEST:
        raise UnreadableSeries(
            f"The rows stand {step / HOUR:.3g} hours apart; the alarm judges two hours at most. "
            "Give counts an hour or less apart."
        )
    start = int(times[0])
    place = (times - start + step // 2) // step
    if (int(place[-1]) + 1) * step > MOST_BINS * BIN:
        raise UnreadableSeries(
            f"The rows span {moment_text(start)} to {moment_text(int(times[-1]))}: one of these clocks is broken."
        )
    place, values = _merge(place, np.asarray(table.values, np.int64))
    if step <= BIN:
        return _added(start, step, place, values)
    return _spread(start, step, place, values)


def _step(times: NDArray[np.int64]) -> Instant:
    """Return the commonest distance of two rows, in whole seconds; five minutes for a single row."""
    apart = Counter(((np.diff(times) + SECOND // 2) // SECOND).tolist())
    apart.pop(0, None)
    if not apart:
        return BIN
    seconds: int = min(apart, key=lambda each: (-apart[each], each))
    return seconds * SECOND


def _merge(place: NDArray[np.int64], values: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Add up the rows that fall on one place."""
    unique, inverse = np.unique(place, return_inverse=True)
    total = np.zeros(len(unique), np.int64)
    np.add.at(total, inverse, values)
    return unique, total


def _added(start: Instant, step: Instant, place: NDArray[np.int64], values: NDArray[np.int64]) -> Series:
    """Add finer rows up; a bin that misses one of its rows was not heard whole and counts as a gap."""
    bins = place * step // BIN
    size = int(bins[-1]) + 1
    counts, present = np.zeros(size, np.int64), np.zeros(size, np.int64)
    np.add.at(counts, bins, values)
    np.add.at(present, bins, 1)
    return Series(start, step, counts, present >= BIN // step)


def _spread(start: Instant, step: Instant, place: NDArray[np.int64], values: NDArray[np.int64]) -> Series:
    """Spread coarser rows evenly, in whole people, over the bins they cover."""
    size = -(-(int(place[-1]) + 1) * step // BIN)
    edges = np.arange(size + 1, dtype=np.int64) * BIN
    dense, given = np.zeros(int(place[-1]) + 1, np.int64), np.zeros(int(place[-1]) + 1, np.int64)
    dense[place], given[place] = values, 1
    counts = np.diff(_upto(dense, edges, step))
    covered = np.diff(_upto(given * step, edges, step))
    return Series(start, step, counts, covered >= BIN)


def _upto(dense: NDArray[np.int64], edges: NDArray[np.int64], step: Instant) -> NDArray[np.int64]:
    """Return the running total at each edge, rows counted in proportion and cut to whole people."""
    total = np.concatenate([np.zeros(1, np.int64), np.cumsum(dense)])
    whole = np.minimum(edges // step, len(dense) - 1)
    part = np.minimum(edges - whole * step, step)
    fraction = (dense[whole].astype(np.float64) * part / step).astype(np.int64)
    return np.asarray(total[whole] + fraction)
