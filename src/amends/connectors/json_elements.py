"""The elements of a long JSON list, one at a time, so that memory does not grow with the list.

Brackets are counted outside of texts; what stands between them is read by `amends.connectors.json_values`.
After a defect reading goes on at the next place that looks like the beginning of the first element did.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from amends.connectors.json_values import NotJson, parse
from amends.connectors.lines import LINE_CAP
from amends.connectors.opening import CHUNK
from amends.connectors.outcome import Damage

if TYPE_CHECKING:
    from collections.abc import Iterator

    from amends.connectors.opening import ByteSource
    from amends.connectors.outcome import Tally

_TO_BRACKET: Final = re.compile(rb'(?:[^"{}\[\]]++|"[^"\\\n]*+(?:\\.[^"\\\n]*+)*+")*+')
"""Everything up to the next bracket or to a quotation mark that is not closed on its line."""

_KEY: Final = re.compile(rb'"(\w+)"\s*:\s*\Z')
_FIRST_KEY: Final = re.compile(rb'\{\s*"[^"\\]{1,64}"\s*:')
_LINE_START: Final = re.compile(rb"\n[ \t]*\Z")
_OPENING: Final = (b"{", b"[")
_MIDDLE: Final = "The JSON ends in the middle."
_UNENDED: Final = "This element is never closed; we read on at the next element we could find."
_UNCLOSED: Final = "A quotation mark in this element is never closed; we read on at the next element we could find."
_LONG: Final = (
    f"This element is longer than {LINE_CAP >> 20} MiB, which no post is; we read on at the next we could find."
)
_BREAKS: Final = {b"": _MIDDLE, b'"': _UNCLOSED}


class Element(NamedTuple):
    """One element and the line it begins on; where ``reason`` is a sentence, there is no value."""

    line: int
    value: object
    reason: str = ""


def elements(source: ByteSource, tally: Tally | None = None, keys: tuple[str, ...] = ()) -> Iterator[Element]:
    """Give the elements of the list that is the document, or of those under ``keys`` in its outermost object.

    Anything before the first bracket (as the assignment in an X archive) is passed over. Elements that are
    neither objects nor lists are not given. At most `LINE_CAP` and a chunk are held. Raises `Damage` when
    there is no such list, and where the source does.
    """
    scan = _Scan(source, tally)
    found = False
    while scan.enter(keys):
        found = True
        yield from scan.rest_of_list()
        if not keys:
            return
    if not found:
        named = f" named {' or '.join(keys)}" if keys else ""
        raise Damage(f"There is no list of posts{named} in it.")


class _Scan:
    """A window on the bytes, which slides on."""

    def __init__(self, source: ByteSource, tally: Tally | None) -> None:
        self._source = source
        self._tally = tally
        self._window = b""
        self._at = 0
        self._counted_to, self._line = 0, 1
        self._keep = -1  # where the element under way begins in the window, or -1
        self._spoilt = False  # the element before was told: it may have taken the list's own bracket for its own
        self._over = False  # a defect was told after which nothing more can be found
        self._inside = False  # within the outermost object
        self._anchor: re.Pattern[bytes] | None = None

    def enter(self, keys: tuple[str, ...]) -> bool:
        """Go to just after the bracket that opens the next list to be read."""
        depth = int(self._inside)
        while not self._over and (bracket := self._bracket()):
            if bracket == b'"':
                continue
            if bracket == b"[" and self._wanted(keys, depth):
                return True
            depth += 1 if bracket in _OPENING else -1
            self._inside = self._inside or bracket == b"{"
        return False

    def _wanted(self, keys: tuple[str, ...], depth: int) -> bool:
        if not keys or depth == 0:
            return depth == 0
        key = _KEY.search(self._window[max(0, self._at - 101) : self._at - 1])
        return depth == 1 and key is not None and key[1].decode() in keys

    def rest_of_list(self) -> Iterator[Element]:
        """Give every element up to the bracket that closes the list."""
        depth = 0
        while not self._over:
            bracket = self._bracket()
            if bracket in _OPENING:
                self._begin(depth)
                depth += 1
            elif not bracket and self._spoilt and self._keep < 0:
                return
            elif bracket in _BREAKS:
                yield self._defect(_BREAKS[bracket])
                depth = 0
            elif depth:
                depth -= 1
                if not depth:
                    yield self._whole()
            elif bracket == b"]":
                return
            if self._keep >= 0 and self._at - self._keep > LINE_CAP:
                yield self._defect(_LONG)
                depth = 0

    def _begin(self, depth: int) -> None:
        if depth:
            return
        self._keep = self._at - 1
        if self._anchor is None:
            if self._at + 80 > len(self._window):
                self._refill()
            self._anchor = self._make_anchor()

    def _make_anchor(self) -> re.Pattern[bytes] | None:
        if before := _LINE_START.search(self._window, 0, self._keep):
            return re.compile(re.escape(before[0]) + rb"(?=\{)")
        first = _FIRST_KEY.match(self._window, self._keep)
        return None if first is None else re.compile(rb",\s*(?=" + re.escape(first[0]) + rb")")

    def _whole(self) -> Element:
        begin, self._keep, self._spoilt = self._keep, -1, False
        raw = self._window[begin : self._at]
        line = self._line_of(begin)
        try:
            return Element(line, parse(raw, self._tally))
        except NotJson as error:
            self._spoilt = True
            if self._anchor is not None and (again := self._anchor.search(self._window, begin + 1, self._at)):
                self._at = again.end()  # it had swallowed the beginning of another
            return Element(line, None, str(error))

    def _defect(self, reason: str) -> Element:
        """Tell a defect and go to where the next element seems to begin, or to the end."""
        begin = self._keep if self._keep >= 0 else self._at
        self._keep = -1
        line = self._line_of(begin)
        self._at = begin + 1
        while True:
            if self._anchor is not None and (again := self._anchor.search(self._window, self._at)):
                self._at = again.end()
                return Element(line, None, _UNENDED if reason == _MIDDLE else reason)
            self._at = max(self._at, len(self._window) - 256)  # an anchor may lie across the border
            if not self._refill():
                self._over = True
                return Element(line, None, reason)

    def _bracket(self) -> bytes:
        """Go past the next bracket and give it; a quotation mark where one is not closed; none at the end."""
        while True:
            stop = _TO_BRACKET.match(self._window, self._at)
            assert stop is not None
            self._at = stop.end()
            found = self._window[self._at : self._at + 1]
            if found and (found != b'"' or self._window.find(b"\n", self._at) >= 0):
                self._at += 1
                return found
            if len(self._window) - (self._keep if self._keep >= 0 else self._at) > LINE_CAP:
                self._at = min(self._at + 1, len(self._window))
                return b'"'
            if not self._refill():
                return b""

    def _refill(self) -> bool:
        piece = self._source.read(CHUNK)
        if not piece:
            return False
        # A little of what lies behind stays, to tell keys and the look of the first element by.
        drop = max(0, (self._keep if self._keep >= 0 else self._at) - 256)
        self._line_of(drop)
        self._window = self._window[drop:] + piece
        self._at -= drop
        self._counted_to -= drop
        self._keep = self._keep - drop if self._keep >= 0 else -1
        return True

    def _line_of(self, place: int) -> int:
        """Count lines up to a place in the window, which never goes back before one asked for."""
        if place >= self._counted_to:
            self._line += self._window.count(b"\n", self._counted_to, place)
        else:
            self._line -= self._window.count(b"\n", place, self._counted_to)
        self._counted_to = place
        return self._line
