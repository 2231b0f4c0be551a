"""Physical lines out of a stream of bytes, numbered from 1, each of bounded length."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from amends.connectors.opening import CHUNK

if TYPE_CHECKING:
    from collections.abc import Iterator

    from amends.connectors.opening import ByteSource

LINE_CAP: Final = 16 << 20
"""The longest line, in bytes, that is taken; a longer one is told and the lines after it are read."""

TOO_LONG: Final = f"This line is longer than {LINE_CAP >> 20} MiB, which no post is; the lines after it were read."


def numbered(source: ByteSource, cap: int = LINE_CAP) -> Iterator[tuple[int, bytes | None]]:
    """Give every line with its number and without its line end; None stands for a line longer than ``cap``.

    At most ``cap`` and one chunk are held in memory. Raises `Damage` where the source does.
    """
    number, held, length = 1, [], 0
    while chunk := source.read(CHUNK):
        first, *rest = chunk.split(b"\n")
        length += len(first)
        if length <= cap:
            held.append(first)
        else:
            held.clear()
        if not rest:
            continue
        yield number, b"".join(held) if length <= cap else None
        last = rest.pop()
        for line in rest:
            number += 1
            yield number, line if len(line) <= cap else None
        number, held, length = number + 1, [last], len(last)
    if length:
        yield number, b"".join(held) if length <= cap else None
