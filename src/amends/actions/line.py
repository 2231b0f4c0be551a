"""The line in which deeds stand: one thread writes, many deeds share one commit, and each is answered after it.

A commit that survives a power cut costs a disk some milliseconds however little it holds. So the writing thread takes
whatever waits (up to `AT_ONCE`), does it deed by deed inside one transaction, seals the ledger once, and commits once.
A deed that fails is undone alone and its caller is told why; the others stand. Messages that
wait side by side are done in one call, which asks the store once for all of them. Nobody is told anything before the
commit: an acknowledged word is on the disk, with its entry and its place in the tree.

Where no line is open (a test, a command) a deed is done at once, in a transaction of its own.
"""

from __future__ import annotations

import asyncio
import queue
import threading
import time
from concurrent.futures import Future
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Final, ParamSpec, TypeAlias, TypeVar

from django.db import connections, transaction

from amends.actions.seal import publish, seal
from amends.store.one_writer import wait_for_turn

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from amends.core.vocabulary import Instant

P = ParamSpec("P")
T = TypeVar("T")
Item = TypeVar("Item")

AT_ONCE: Final = 256
"""Most deeds in one commit: a longer one would keep the first of them waiting."""

REST: Final = 3
"""How many times as long as it wrote the thread rests: what comes meanwhile shares the next commit, and readers get on.
The first deed after a calm moment waits for nothing."""

LONGEST_REST: Final = 0.1
"""Seconds; somebody waits for an answer all the while."""

LONGEST_LINE: Final = 20_000
"""Most deeds that may wait: beyond it the honest answer is “try again in a minute”."""


class LineFull(RuntimeError):
    """More waits than can be written in good time; nothing was kept, and the message says so in a sentence."""

    def __init__(self) -> None:
        super().__init__("So many people are writing just now that yours could not be kept. Try again in a minute.")


_Done: TypeAlias = "tuple[_Waiting, Any, BaseException | None]"


@dataclass(frozen=True, slots=True)
class _Waiting:
    """A deed that stands in the line. Neighbours with the same ``many`` may be done in one call, an item for each."""

    many: Callable[[Sequence[Any]], Sequence[Any]]
    item: Any
    answer: Future[Any]


class Line:
    """Runs deeds in their order in a thread of its own, which keeps its database connection.

    ``now`` tells the time at which a group of deeds is sealed.
    """

    def __init__(self, now: Callable[[], Instant]) -> None:
        self._now = now
        self._waiting: queue.Queue[_Waiting | None] = queue.Queue(LONGEST_LINE)
        self._rests_until = 0.0
        self._thread = threading.Thread(target=self._work, name="amends-writer")
        self._thread.start()

    def join(self, deed: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Put a deed in the line; its answer comes after the commit. Raises `LineFull`."""
        return self.join_many(lambda _: [deed(*args, **kwargs)], None)

    def join_many(self, many: Callable[[Sequence[Item]], Sequence[T | Exception]], item: Item) -> Future[T]:
        """Put one item of a deed in the line that can be done for many at once. Raises `LineFull`.

        ``many`` gives for each item what came of it, in their order; an exception among them is its caller's to hear.
        """
        answer: Future[T] = Future()
        try:
            self._waiting.put_nowait(_Waiting(many, item, answer))
        except queue.Full:
            raise LineFull from None
        return answer

    async def run(self, deed: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run a deed and wait for it. A deed in the line is brought to its end even if the wait is not."""
        return await _answered(self.join(deed, *args, **kwargs))

    async def close(self) -> None:
        """Finish what stands in line and close the connection."""
        await asyncio.to_thread(self._waiting.put, None)
        await asyncio.to_thread(self._thread.join)

    def _work(self) -> None:
        while (first := self._waiting.get()) is not None:
            time.sleep(max(0.0, self._rests_until - time.monotonic()))
            began = time.monotonic()
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
            took = time.monotonic() - began
            self._rests_until = began + took + min(REST * took, LONGEST_REST)
            if last:
                break
        connections.close_all()


async def _answered(answer: Future[T]) -> T:
    """Wait for an answer, and hear of its failure in any case.

    Who gives up waiting, as all do when the site stops, leaves nobody to hear of it, and asyncio would say it was lost.
    """
    waited_for = asyncio.wrap_future(answer)
    waited_for.add_done_callback(_hear)
    return await asyncio.shield(waited_for)


def _hear(answered: asyncio.Future[T]) -> None:
    if not answered.cancelled():
        answered.exception()


def _answer(group: Sequence[_Waiting], now: Callable[[], Instant]) -> None:
    """Do a group of deeds in one commit, and only then tell each caller what came of it."""
    done: list[_Done] = []
    try:
        with transaction.atomic():
            wait_for_turn()
            done = [one for _, run in groupby(group, attrgetter("many")) for one in _run(list(run))]
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


def _run(run: Sequence[_Waiting]) -> list[_Done]:
    """Do neighbours in one call; where that goes wrong each of them is done alone, so that one undoes no other."""
    if len(run) == 1:
        return [_one(run[0])]
    try:
        with transaction.atomic():
            results = run[0].many([waiting.item for waiting in run])
            return [_done(waiting, result) for waiting, result in zip(run, results, strict=True)]
    except Exception:  # noqa: BLE001 - whose fault it is shows when they are done one by one
        return [_one(waiting) for waiting in run]


def _one(waiting: _Waiting) -> _Done:
    try:
        with transaction.atomic():
            return _done(waiting, waiting.many([waiting.item])[0])
    except Exception as error:  # noqa: BLE001 - whatever a deed raises is its caller's to hear, and nobody else's
        return waiting, None, error


def _done(waiting: _Waiting, result: object) -> _Done:
    return (waiting, None, result) if isinstance(result, Exception) else (waiting, result, None)


_open: Line | None = None


def use(line: Line | None) -> None:
    """Let every deed of this process stand in one line from here on, or in none."""
    global _open  # noqa: PLW0603 - there is one writer in a process, and this is it
    _open = line


async def soon(now: Callable[[], Instant], deed: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Do a deed from the event loop and wait, without a thread of one's own, until it is committed and sealed."""
    if _open is not None:
        return await _open.run(deed, *args, **kwargs)
    return await asyncio.to_thread(_aside, lambda: do(now, deed, *args, **kwargs))


async def soon_with_others(
    now: Callable[[], Instant], many: Callable[[Sequence[Item]], Sequence[T | Exception]], item: Item
) -> T:
    """Do as `soon` does, one item of a deed that is done for many at once where many wait."""
    if _open is not None:
        return await _answered(_open.join_many(many, item))
    return await asyncio.to_thread(_aside, lambda: do(now, lambda: _alone(many, item)))


def _aside(deed: Callable[[], T]) -> T:
    """Do a deed in a thread whose connection nobody else would close."""
    try:
        return deed()
    finally:
        connections.close_all()


def _alone(many: Callable[[Sequence[Item]], Sequence[T | Exception]], item: Item) -> T:
    result = many([item])[0]
    if isinstance(result, Exception):
        raise result
    return result


def do(now: Callable[[], Instant], deed: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Do a deed from a thread and wait until it is committed and sealed; raises what the deed raises.

    ``now`` tells the time of the seal where no line is open.
    """
    if _open is not None:
        return _open.join(deed, *args, **kwargs).result()
    with transaction.atomic():
        wait_for_turn()
        result = deed(*args, **kwargs)
        sealed = seal(now())
    publish(sealed)
    return result
