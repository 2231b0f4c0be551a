"""Asking again and again, and showing in between that all is well."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from amends.connectors.protocols import Heard

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable

    from amends.core.vocabulary import Instant

SIGN: Final = 50.0
"""Seconds between two signs of life: a source that is asked rarely is not silent."""


async def polled(
    look: Callable[[], AsyncIterator[Heard]],
    every: float,
    *,
    now: Callable[[], Instant],
    wait: Callable[[float], Awaitable[None]],
) -> AsyncGenerator[Heard]:
    """Give what each look brings, one after the other without end, ``every`` so many seconds.

    A look gives at least one `Heard`, and its last one tells where the next goes on.
    """
    cursor = ""
    while True:
        async for heard in look():
            cursor = heard.cursor
            yield heard
        left = every
        while left > 0:
            await wait(min(left, SIGN))
            left -= SIGN
            if left > 0:
                yield Heard((), (), cursor, now())
