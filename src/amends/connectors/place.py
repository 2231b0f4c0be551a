"""How far a source has been heard, as its cursor holds it: a struct of the reader's own, written as JSON."""

from __future__ import annotations

from typing import TypeVar

import msgspec

Place = TypeVar("Place", bound=msgspec.Struct)


def opened(cursor: str, beginning: Place) -> Place:
    """Read a cursor as what ``beginning`` is; one that is empty, or cannot be read, is that beginning.

    >>> class Newest(msgspec.Struct):
    ...     number: int = 0
    >>> opened('{"number":7}', Newest()).number, opened("", Newest(3)).number
    (7, 3)
    """
    try:
        return msgspec.json.decode(cursor, type=type(beginning))
    except msgspec.DecodeError:
        return beginning
