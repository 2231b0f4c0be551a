"""Who is looking at a page now, so that it can be told that something changed.

One process serves everything, so this is a set in memory and no broker: a deed calls `changed` once it is committed,
an open page waits in a `Subscription`. Nothing depends on a wake-up arriving: a page that missed one is put right by
the next, or by a reload.

In an async view::

    async with wake.subscribe() as woken:
        async for subjects in woken:  # ends when the site closes
            if case.subject_id in subjects:
                ...

Several changes while a page is busy become one set, so what waits for a slow reader never outgrows the number of
subjects.
"""

from __future__ import annotations

import asyncio
import threading
from typing import TYPE_CHECKING, Self

from django.db import transaction

if TYPE_CHECKING:
    from types import TracebackType

_lock = threading.Lock()
_open: set[Subscription] = set()
_closing = False
_changes = 0


class Subscription:
    """One open page: an asynchronous iterator of sets of subjects' ids that changed since the last turn.

    `pulse` seconds without a change yield an empty set, so that the page can send a sign of life and notice that
    its reader left.
    """

    def __init__(self, pulse: float) -> None:
        self._pulse = pulse
        self._loop = asyncio.get_running_loop()
        self._woken = asyncio.Event()
        self._pending: set[int] = set()

    async def __aenter__(self) -> Self:
        """Begin to be told."""
        with _lock:
            _open.add(self)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop being told."""
        with _lock:
            _open.discard(self)

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> frozenset[int]:
        if _closing:
            raise StopAsyncIteration
        try:
            async with asyncio.timeout(self._pulse):
                await self._woken.wait()
        except TimeoutError:
            return frozenset()
        if _closing:
            raise StopAsyncIteration
        with _lock:
            changed, self._pending = frozenset(self._pending), set()
            self._woken.clear()
        return changed

    def tell(self, subject: int | None) -> None:
        """Note a change, from any thread; nothing stands for “the site closes”."""
        if subject is not None:
            self._pending.add(subject)
        if not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._woken.set)


def subscribe(pulse: float = 15.0) -> Subscription:
    """Wait for changes, inside a running event loop; `pulse` is the longest silence in seconds."""
    return Subscription(pulse)


def changed(subject: int) -> None:
    """Tell every open page that something about a subject changed, once the running transaction is committed."""
    transaction.on_commit(lambda: tell(subject))


def changes() -> int:
    """Count what has changed since the process began: a page made at the same count is still true."""
    return _changes


def readers() -> int:
    """Count the pages that wait now."""
    with _lock:
        return len(_open)


def close() -> None:
    """End every open page's stream: the site closes."""
    global _closing  # noqa: PLW0603 - there is one site in a process
    _closing = True
    tell(None)


def reopen() -> None:
    """Let pages wait again, for a site that starts after one has closed in the same process."""
    global _closing  # noqa: PLW0603 - as in `close`
    _closing = False


def tell(subject: int | None) -> None:
    """Wake every open page now; nothing stands for “the site closes”. Deeds call `changed` instead."""
    global _changes  # noqa: PLW0603 - there is one site in a process
    with _lock:
        _changes += 1
        for subscription in _open:
            subscription.tell(subject)
