"""The line in which deeds stand: one thread writes, many deeds share one commit, and each is answered after it.

A commit that survives a power cut costs a disk some milliseconds however little it holds. So the writing thread takes
whatever waits (up to `AT_ONCE`), does it deed by deed inside one transaction, seals the ledger once, and commits once.
A deed that fails is undone alone and its caller is told why; the others stand. Nobody is told anything before the
commit: an acknowledged word is on the disk, with its entry and its place in the tree.

Where no line is open (a test, a command) a deed is done at once, in a transaction of its own.
"""

from __future__ import annotations

import asyncio
import queue
import threading
from concurrent.futures import Future
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, ParamSpec, TypeVar

from django.db import connections, transaction

from amends.actions.seal import publish, seal

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from amends.core.vocabulary import Instant

P = ParamSpec("P")
T = TypeVar("T")

AT_ONCE: Final = 256
"""Most deeds in one commit: a longer one would keep the first of them waiting."""

LONGEST_LINE: Final = 20_000
"""Most deeds that may wait: beyond it the honest answer is “try again in a minute”."""


class LineFull(RuntimeError):
    """More waits than can be written in good time; nothing was kept, and the message says so in a sentence."""

    def __init__(self) -> None:
        super().__init__("So many people are writing just now that yours could not be kept. Try again in a minute.")


@dataclass(frozen=True, slots=True)
class _Waiting:
    deed: Callable[[], Any]
    answer: Future[Any]


class Line:
    """Runs deeds in their order in a thread of its own, which keeps its database connection.

    ``now`` tells the time at which a group of deeds is sealed.
    """

    def __init__(self, now: Callable[[], Instant]) -> None:
        self._now = now
        self._waiting: queue.Queue[_Waiting | None] = queue.Queue(LONGEST_LINE)
        self._thread = threading.Thread(target=self._work, name="amends-writer")
        self._thread.start()

    def join(self, deed: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Put a deed in the line; its answer comes after the commit. Raises `LineFull`."""
        answer: Future[T] = Future()
        try:
            self._waiting.put_nowait(_Waiting(lambda: deed(*args, **kwargs), answer))
        except queue.Full:
            raise LineFull from None
        return answer

    async def run(self, deed: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run a deed and wait for it. A deed in the line is brought to its end even if the wait is not."""
        return await asyncio.shield(asyncio.wrap_future(self.join(deed, *args, **kwargs)))

    async def close(self) -> None:
        """Finish what stands in line and close the connection."""
        await asyncio.to_thread(self._waiting.put, None)
        await asyncio.to_thread(self._thread.join)

    def _work(self) -> None:
        while (first := self._waiting.get()) is not None:
            group = [first]
            last = False
            while len(group) < AT_ONCE and not last:
                try:
                    more = self._waiting.get_nowait()
                except queue.Empty:
                    break
                last = more is None
                group += [] if more is None else [more]
            _answer(group, self._now)
            if last:
                break
        connections.close_all()


def _answer(group: Sequence[_Waiting], now: Callable[[], Instant]) -> None:
    """Do a group of deeds in one commit, and only then tell each caller what came of it."""
    done: list[tuple[_Waiting, Any, BaseException | None]] = []
    try:
        with transaction.atomic():
            done = [_one(waiting) for waiting in group]
            sealed = seal(now())
    except Exception as error:  # noqa: BLE001 - the thread outlives anything, and everyone who waits is told
        # Nothing of the group is kept, and the connection may be the trouble: the next group begins with a fresh one.
        connections.close_all()
        done = [(waiting, None, error) for waiting in group]
        sealed = None
    if sealed is not None:
        publish(sealed)
    for waiting, result, failure in done:
        if not waiting.answer.set_running_or_notify_cancel():
            continue
        if failure is None:
            waiting.answer.set_result(result)
        else:
            waiting.answer.set_exception(failure)


def _one(waiting: _Waiting) -> tuple[_Waiting, Any, BaseException | None]:
    try:
        with transaction.atomic():
            return waiting, waiting.deed(), None
    except Exception as error:  # noqa: BLE001 - whatever a deed raises is its caller's to hear, and nobody else's
        return waiting, None, error


_open: Line | None = None


def use(line: Line | None) -> None:
    """Let every deed of this process stand in one line from here on, or in none."""
    global _open  # noqa: PLW0603 - there is one writer in a process, and this is it
    _open = line


async def soon(now: Callable[[], Instant], deed: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Do a deed from the event loop and wait, without a thread of one's own, until it is committed and sealed."""
    if _open is not None:
        return await _open.run(deed, *args, **kwargs)
    return await asyncio.to_thread(lambda: do(now, deed, *args, **kwargs))


def do(now: Callable[[], Instant], deed: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Do a deed from a thread and wait until it is committed and sealed; raises what the deed raises.

    ``now`` tells the time of the seal where no line is open.
    """
    if _open is not None:
        return _open.join(deed, *args, **kwargs).result()
    with transaction.atomic():
        result = deed(*args, **kwargs)
        sealed = seal(now())
    publish(sealed)
    return result
