"""A line of deeds for tests of the worker: one at a time, each in a thread of its own."""

from __future__ import annotations

import asyncio

from django.db import connections


class Line:
    """Does deeds one after the other; what one opened in its thread nobody else would close."""

    def __init__(self):
        self._turn = asyncio.Lock()

    async def run(self, deed, *args, **kwargs):
        def alone():
            try:
                return deed(*args, **kwargs)
            finally:
                connections.close_all()

        async with self._turn:
            return await asyncio.to_thread(alone)
