"""CSV with a line of headings: one post a record, under the same names as JSON Lines or a column map."""

from __future__ import annotations

import csv
from collections import deque
from itertools import chain
from typing import TYPE_CHECKING, Final

from amends.connectors.lines import TOO_LONG, numbered
from amends.connectors.outcome import Damage, Refusal, UnreadableArchive
from amends.connectors.words import clean, decode

if TYPE_CHECKING:
    from collections.abc import Iterator

    from amends.connectors.opening import ByteSource
    from amends.connectors.outcome import Tally
    from amends.connectors.rows import Rows
    from amends.core.vocabulary import Post

DELIMITERS: Final = ",;\t|"

RECORD_LINES: Final = 10_000
RECORD_CHARACTERS: Final = 1 << 20
"""A quoted cell that runs on for longer than this was never closed: its first line is refused."""

_LARGE: Final = f"A cell holds more than {csv.field_size_limit():,} characters."
_STRAY: Final = "A line end stands in the middle of a cell without quotation marks."
_UNCLOSED: Final = "A quotation mark opens a cell here and is never closed; the lines after it were read."


def read(source: ByteSource, rows: Rows, tally: Tally) -> Iterator[Post | Refusal]:
    """Give the posts of a stream of records in order; each is numbered by the line it begins on.

    A quoted cell may hold line breaks. A quotation mark that is never closed costs its own line and no other.
    Raises `UnreadableArchive` when there is no heading for text or time.
    """
    lines = _Lines(source, rows.file, tally)
    header, delimiter = _header(lines, rows)
    while (record := lines.record(delimiter, len(header))) is not None:
        if isinstance(record, Refusal):
            yield record
            continue
        number, cells = record
        if len(cells) > len(header) and any(cells[len(header) :]):
            yield Refusal(
                rows.file,
                number,
                f"This row has {len(cells)} cells where the headings name {len(header)}.",
            )
        elif any(cells):
            yield rows.post(dict(zip(header, cells, strict=False)), number)


def heading(line: str) -> tuple[list[str], str]:
    """Divide a line of headings; give them and the delimiter, which is the one that makes most of them.

    >>> heading("time;text")
    (['time', 'text'], ';')
    """
    cells, delimiter = max(((_headings(line, mark), mark) for mark in DELIMITERS), key=lambda choice: len(choice[0]))
    return cells, delimiter


def _headings(line: str, delimiter: str) -> list[str]:
    try:
        return [cell.strip() for cell in next(csv.reader([line], delimiter=delimiter), [])]
    except csv.Error:
        return [line]  # a heading longer than any cell may be


def _header(lines: _Lines, rows: Rows) -> tuple[list[str], str]:
    told = ""
    for _, text in lines:
        if text.startswith("sep=") and len(text) == 5:
            told = text[4]  # a spreadsheet's own way to name its delimiter
        elif text.strip():
            break
    else:
        raise UnreadableArchive(f"{rows.file} is empty: it has no line of headings.")
    header, delimiter = heading(text)
    if told and told != delimiter:
        header, delimiter = _headings(text, told), told
    lines.forget()
    if missing := rows.needs(header):
        raise UnreadableArchive(
            f"{rows.file} has no column for the {' and the '.join(missing)}. Its columns are "
            f"{', '.join(header[:20])}; say which to take, as in --map {missing[0]}={header[0] or 'column'}."
        )
    return header, delimiter


def _reason(error: str) -> str:
    """Say in our words what the csv module found."""
    if "larger" in error:
        return _LARGE
    return _STRAY if "new-line" in error else _UNCLOSED


class _Lines:
    """Hands lines to the csv module and keeps those of the record under way, to start again after a defect."""

    def __init__(self, source: ByteSource, file: str, tally: Tally) -> None:
        self._source = numbered(source)
        self._file = file
        self._tally = tally
        self._again: deque[tuple[int, str]] = deque()
        self._taken: list[tuple[int, str]] = []
        self._characters = 0
        self._number = 0
        self._told: deque[Refusal] = deque()
        self._ended = False

    def __iter__(self) -> Iterator[tuple[int, str]]:
        """Give the lines before the records begin."""
        while (line := self._next()) is not None:
            yield line

    def forget(self) -> None:
        """Let go of the record under way: it was taken."""
        self._taken.clear()
        self._characters = 0

    def record(self, delimiter: str, width: int) -> tuple[int, list[str]] | Refusal | None:
        """Give the next record with the line it begins on, a refusal, or None at the end."""
        if self._taken:
            self.forget()
        first = self._next()
        if self._told or first is None:
            return self._tell(first)
        number, text = first
        if '"' not in text:
            return number, text.split(delimiter)
        self._taken.append(first)
        try:
            cells = self._cells(text, delimiter)
        except csv.Error as error:
            return self._start_again(_reason(str(error)))
        if len(self._taken) > 1 and len(cells) != width:
            return self._start_again(_UNCLOSED)
        return number, cells

    def _cells(self, text: str, delimiter: str) -> list[str]:
        """Divide a record strictly where it runs over several lines, and leniently where it stands on one."""
        try:
            return next(csv.reader(chain((text + "\n",), self._more()), delimiter=delimiter, strict=True))
        except csv.Error:
            # In a single line a quotation mark may stand anywhere: whatever it does harms no other line.
            if len(self._taken) > 1 or self._ended:
                raise
        return next(csv.reader((text + "\n",), delimiter=delimiter))

    def _tell(self, first: tuple[int, str] | None) -> Refusal | None:
        """Give what was refused on the way to the line ``first``, which stays to be read."""
        if first is not None:
            self._again.appendleft(first)
        return self._told.popleft() if self._told else None

    def _more(self) -> Iterator[str]:
        """Give the lines of a cell that runs over several."""
        while (line := self._next()) is not None:
            self._taken.append(line)
            self._characters += len(line[1])
            if len(self._taken) > RECORD_LINES or self._characters > RECORD_CHARACTERS:
                raise csv.Error(_UNCLOSED)
            yield line[1] + "\n"
        self._ended = True

    def _start_again(self, reason: str) -> Refusal:
        (number, _), *rest = self._taken
        self._again.extendleft(reversed(rest))
        self._ended = False
        return Refusal(self._file, number, reason)

    def _next(self) -> tuple[int, str] | None:
        if self._again:
            return self._again.popleft()
        try:
            for number, raw in self._source:
                self._number = number
                if raw is not None:
                    text, mended = decode(raw.removesuffix(b"\r"))
                    if mended or b"\x00" in raw:
                        text, self._tally.mended = clean(text), self._tally.mended + 1
                    return number, text
                self._told.append(Refusal(self._file, number, TOO_LONG))
        except Damage as damage:
            self._told.append(Refusal(self._file, self._number + 1, str(damage)))
        return None
