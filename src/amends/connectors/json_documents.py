"""The records of a JSON file, whichever way it holds them: a list, one a line, or one object."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from amends.connectors.json_elements import Element, elements
from amends.connectors.json_values import NotJson, parse
from amends.connectors.lines import TOO_LONG, numbered
from amends.connectors.opening import CHUNK, Prefixed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from amends.connectors.opening import ByteSource
    from amends.connectors.outcome import Tally

DOCUMENT_CAP: Final = 64 << 20
"""Bytes of a file that is one JSON object; lists and lines may be of any length."""

_LARGE: Final = f"This is one JSON object longer than {DOCUMENT_CAP >> 20} MiB; give it as a list, or one a line."


def records(source: ByteSource, tally: Tally, keys: tuple[str, ...] = ()) -> Iterator[Element]:
    """Give every record of a list, of the lists under ``keys`` of an object, of lines, or the object itself.

    Which of these it is shows in the first bytes. Raises `Damage` where the source does.
    """
    first = source.read(CHUNK)
    whole = Prefixed(first, source)
    beginning = first.lstrip()
    if beginning.startswith(b"["):
        yield from elements(whole, tally)
    elif b"\n" in beginning.rstrip() and _is_object(beginning.split(b"\n", 1)[0]):
        yield from _lines(whole, tally)
    elif any(f'"{key}"'.encode() in first for key in keys):
        yield from elements(whole, tally, keys)
    else:
        yield _document(whole, tally)


def small_object(source: ByteSource) -> object:
    """Read a small file that is one JSON value, an assignment before it left out. Raises `NotJson`, `Damage`."""
    text = _all(source, DOCUMENT_CAP)
    begin = min((at for mark in (b"{", b"[") if (at := text.find(mark)) >= 0), default=0)
    return parse(text[begin:].rstrip().rstrip(b";"))


def _lines(source: ByteSource, tally: Tally) -> Iterator[Element]:
    for number, line in numbered(source):
        if line is None:
            yield Element(number, None, TOO_LONG)
        elif line and not line.isspace():
            yield _read(number, line, tally)


def _document(source: ByteSource, tally: Tally) -> Element:
    text = _all(source, DOCUMENT_CAP + 1)
    return Element(1, None, _LARGE) if len(text) > DOCUMENT_CAP else _read(1, text, tally)


def _all(source: ByteSource, cap: int) -> bytes:
    pieces, length = [], 0
    while length < cap and (piece := source.read(CHUNK)):
        pieces.append(piece)
        length += len(piece)
    return b"".join(pieces)[:cap]


def _read(number: int, raw: bytes, tally: Tally) -> Element:
    try:
        return Element(number, parse(raw, tally))
    except NotJson as error:
        return Element(number, None, str(error))


def _is_object(line: bytes) -> bool:
    try:
        return isinstance(parse(line), dict)
    except NotJson:
        return False
