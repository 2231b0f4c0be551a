"""JSON as archives really hold it: strict first, and where that fails, as much as can be kept."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

import msgspec

from amends.connectors.words import clean, decode

if TYPE_CHECKING:
    from amends.connectors.outcome import Tally

_STRICT: Final = msgspec.json.Decoder()
_NUL: Final = (b"\\u0000", b"\x00")


_SMALL: Final = 60_000
"""Bytes that are read whatever they hold."""


class NotJson(ValueError):
    """These bytes are no JSON value. The message is a sentence."""


def parse(raw: bytes, tally: Tally | None = None) -> object:
    """Read one JSON value; of duplicate keys the last counts.

    Beyond RFC 8259 these are kept, since they stand in real files and harm nobody: ``NaN`` and ``Infinity``
    (they become null), raw control characters inside a text, bytes that are not UTF-8 (see
    `amends.connectors.words.decode`) and lone surrogates, which become U+FFFD as U+0000 does. A row whose
    bytes had to be replaced is counted in ``tally.mended``. Raises `NotJson`.
    """
    if b"\\u0000" not in raw:
        try:
            return _STRICT.decode(raw)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            pass
    return _lenient(raw, tally)


def parse_within(raw: bytes, parts: int, tally: Tally | None = None) -> object:
    """Read one JSON value as `parse` does, where it has no more than so many parts.

    Counted are the signs that stand before each of them, which is less work than to read them. Raises `NotJson`.
    """
    if len(raw) > _SMALL and sum(map(raw.count, (b"[", b"{", b","))) > parts:
        raise NotJson(f"It holds more than {parts:,} things.")
    return parse(raw, tally)


def _lenient(raw: bytes, tally: Tally | None) -> object:
    text, mended = decode(raw)
    try:
        value = _cleaned(json.loads(text, strict=False, parse_constant=_nothing))
    except RecursionError:
        raise NotJson("It nests deeper than any post does.") from None
    except json.JSONDecodeError as error:
        raise NotJson(_why(error, text)) from None
    except ValueError:
        raise NotJson("It holds a number too large to read.") from None
    if tally is not None and (mended or _holds_unkeepable(raw)):
        tally.mended += 1
    return value


def _nothing(_constant: str) -> None:
    """Read ``NaN`` and ``Infinity`` as null: a spreadsheet's way to write an empty cell."""


def _holds_unkeepable(raw: bytes) -> bool:
    return any(mark in raw for mark in _NUL) or b"\\ud" in raw.lower()


def _why(error: json.JSONDecodeError, text: str) -> str:
    if error.pos >= len(text.rstrip()):
        return "The JSON ends in the middle."
    if error.msg == "Extra data":
        return f"More follows the JSON value at character {error.pos + 1}."
    return f"It is not JSON at character {error.pos + 1}."


def _cleaned(value: object) -> object:
    """Clean every text of a value; one nested too deeply raises RecursionError, as reading it would."""
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, list):
        return [_cleaned(item) for item in value]
    if isinstance(value, dict):
        return {clean(key): _cleaned(item) for key, item in value.items()}
    return value


def child(value: object, *path: str) -> dict[str, object]:
    """Follow keys into nested objects; an empty object where any of them is missing or no object."""
    for key in path:
        value = value.get(key) if isinstance(value, dict) else None
    return value if isinstance(value, dict) else {}


def items_of(value: object) -> list[object]:
    """Give a list as it is, and anything else as an empty one."""
    return value if isinstance(value, list) else []


def word(value: object) -> str:
    """Give a text as it is and a whole number by its digits; anything else is empty."""
    if type(value) is str:
        return value
    return str(value) if type(value) is int else ""


def first_word(value: dict[str, object], *keys: str) -> str:
    """Give the first of these keys that holds a word, or nothing."""
    for key in keys:
        if found := word(value.get(key)):
            return found
    return ""
