"""JSON Lines as commands read them: each line with its number, one that is too long as nothing, errors as sentences."""

from __future__ import annotations

from typing import IO, TYPE_CHECKING, Final

import msgspec

if TYPE_CHECKING:
    from collections.abc import Iterator

LONGEST: Final = 16 * 1024 * 1024
"""Bytes of one line; a longer one is not held."""


def numbered(stream: IO[bytes]) -> Iterator[tuple[int, bytes | None]]:
    """Give each line with its number, and nothing in the place of one that is too long to be held."""
    number = 0
    while line := stream.readline(LONGEST):
        number += 1
        if line.endswith(b"\n") or len(line) < LONGEST:
            yield number, line.removeprefix(b"\xef\xbb\xbf") if number == 1 else line
            continue
        while (rest := stream.readline(LONGEST)) and not rest.endswith(b"\n"):
            pass
        yield number, None


def because(error: Exception) -> str:
    """Say why a line could not be read, as the end of a sentence."""
    if isinstance(error, msgspec.ValidationError):
        return str(error).replace("Object", "the object").replace("`", '"')
    if isinstance(error, UnicodeDecodeError):
        return "it is not UTF-8"
    if isinstance(error, RecursionError):
        return "it is nested too deeply"
    return f"it is not JSON ({error})"
