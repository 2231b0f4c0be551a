"""Plays a JSON Lines archive as if it were happening now, at a multiple of its own speed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from amends.connectors.jsonl import decode_line
from amends.connectors.lines import LINE_CAP, TOO_LONG
from amends.connectors.opening import CHUNK, cannot_open
from amends.connectors.outcome import Refusal, UnreadableArchive
from amends.connectors.protocols import Heard
from amends.connectors.rows import Rows
from amends.core.vocabulary import SECOND, Instant, Post

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
    from pathlib import Path
    from typing import IO

TOGETHER: Final = 0.25
"""Seconds of real time within which posts are given together."""

MANY: Final = 200
"""The most posts and refusals given together."""


class _Line(NamedTuple):
    number: int
    raw: bytes | None
    end: int
    """The byte after the line: where reading goes on."""


class PacedArchive:
    """A `Reader` of one JSON Lines file that gives each post when its own time has come.

    A post of instant ``t`` is due ``(t - start) / speed`` seconds after reading began, and at once where its
    time has passed; the posts keep their times. ``wait`` waits for seconds (as `asyncio.sleep`);
    ``elapsed``, where it is given, tells the seconds of a clock that only goes forward, so that the time
    spent on posts between two waits is not added to the waits. The cursor is the byte after the last line
    given. Raises ``ValueError`` for a speed that is not above zero.
    """

    def __init__(
        self,
        path: Path,
        *,
        wait: Callable[[float], Awaitable[None]],
        speed: float,
        start: Instant,
        elapsed: Callable[[], float] | None = None,
    ) -> None:
        if not speed > 0:
            raise ValueError("The speed at which an archive is played must be above zero.")
        self._path = path
        self._wait = wait
        self._speed = speed
        self._start = start
        self._elapsed = elapsed

    async def read(self, cursor: str) -> AsyncIterator[Heard]:
        """Give what is due, batch by batch, and at the end one `Heard` that says it is finished.

        Raises `UnreadableArchive` when the file cannot be opened or ``cursor`` does not lie in it.
        """
        began = self._elapsed() if self._elapsed else 0.0
        waited = 0.0
        heard = Heard((), (), cursor or "0", self._start)
        for heard in self._batches(cursor):
            due = (heard.at - self._start) / SECOND / self._speed
            passed = self._elapsed() - began if self._elapsed else waited
            if due > passed:
                await self._wait(due - passed)
                waited = due
            yield heard
        yield Heard((), (), heard.cursor, heard.at, finished=True)

    def _batches(self, cursor: str) -> Iterator[Heard]:
        window = round(TOGETHER * self._speed * SECOND)
        held: list[Post | Refusal] = []
        now, until, end = self._start, self._start, 0
        for line, item in self._items(cursor):
            due = max(now, item.created_at) if isinstance(item, Post) else now
            if held and (due > until or len(held) >= MANY):
                yield _heard(held, end, now)
                held = []
            if not held:
                until = due + window
            held.append(item)
            now, end = due, line.end
        if held:
            yield _heard(held, end, now)

    def _items(self, cursor: str) -> Iterator[tuple[_Line, Post | Refusal]]:
        rows = Rows(str(self._path), self._path.name)
        for line in self._lines(cursor):
            if line.raw is None:
                yield line, Refusal(rows.file, line.number, TOO_LONG)
            elif line.raw and not line.raw.isspace():
                yield line, decode_line(line.raw, file=rows.file, number=line.number, rows=rows)

    def _lines(self, cursor: str) -> Iterator[_Line]:
        try:
            with self._path.open("rb") as file:
                number = _go_to(file, cursor, self._path)
                while raw := file.readline(LINE_CAP + 1):
                    number += 1
                    fits = len(raw) <= LINE_CAP or raw.endswith(b"\n")
                    if not fits:
                        _pass_line(file)
                    yield _Line(number, raw.removeprefix(b"\xef\xbb\xbf") if fits else None, file.tell())
        except OSError as error:
            raise UnreadableArchive(cannot_open(self._path, error)) from None


def _heard(held: list[Post | Refusal], end: int, at: Instant) -> Heard:
    posts = tuple(item for item in held if isinstance(item, Post))
    refusals = tuple(item for item in held if isinstance(item, Refusal))
    return Heard(posts, refusals, str(end), at)


def _go_to(file: IO[bytes], cursor: str, path: Path) -> int:
    """Go to the cursor and give the number of lines before it."""
    left = int(cursor) if cursor.isascii() and cursor.isdigit() else -1 if cursor else 0
    number, last = 0, b"\n"
    while left > 0 and (piece := file.read(min(left, CHUNK))):
        number += piece.count(b"\n")
        left, last = left - len(piece), piece[-1:]
    if left:
        raise UnreadableArchive(f"{path} has no place “{cursor}” to go on from: it is not the file it was.")
    return number + (last != b"\n")


def _pass_line(file: IO[bytes]) -> None:
    while (piece := file.readline(CHUNK)) and not piece.endswith(b"\n"):
        pass
