"""One thread that writes: transactions of the listener and the reconciler stand in one line, off the event loop."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TYPE_CHECKING, ParamSpec, TypeVar

from django.db import DatabaseError, connections

if TYPE_CHECKING:
    from collections.abc import Callable

P = ParamSpec("P")
T = TypeVar("T")


class Writer:
    """Runs transactions one after another in a thread of their own, which keeps its database connection."""

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="amends-writer")

    async def run(self, deed: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run a deed and wait for it. A deed that has begun is always brought to its end, even if the wait is not."""
        loop = asyncio.get_running_loop()
        return await asyncio.shield(loop.run_in_executor(self._thread, partial(_run, deed, *args, **kwargs)))

    async def close(self) -> None:
        """Finish what stands in line and close the connection."""
        await asyncio.get_running_loop().run_in_executor(self._thread, connections.close_all)
        self._thread.shutdown()


def _run(deed: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    try:
        return deed(*args, **kwargs)
    except DatabaseError:
        # The connection may be the trouble: the next deed begins with a fresh one.
        connections.close_all()
        raise
