"""Asking again and again, and showing in between that all is well."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from amends.connectors.protocols import Heard

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable

    from amends.core.vocabulary import Instant

SIGN: Final = 50.0
"""Seconds between two signs of life: a source that is asked rarely is not silent."""

ARRIVALS: Final = 1.0
"""Seconds between two looks at what arrived by itself."""


async def polled(
    look: Callable[[], AsyncIterator[Heard]],
    every: float | Callable[[], float],
    *,
    now: Callable[[], Instant],
    wait: Callable[[float], Awaitable[None]],
    between: Callable[[], AsyncIterator[Heard]] | None = None,
) -> AsyncGenerator[Heard]:
    """Give what each look brings, one after the other without end, ``every`` so many seconds, asked after each look.

    A look gives at least one `Heard`, and its last one tells where the next goes on. ``between`` gives what arrived by
    itself meanwhile; where it is given, it is asked once a second.
    """
    cursor = ""
    while True:
        async for heard in look():
            cursor = heard.cursor
            yield heard
        left, quiet = every() if callable(every) else every, 0.0
        while left > 0:
            step = min(left, SIGN if between is None else ARRIVALS)
            await wait(step)
            left, quiet = left - step, quiet + step
            if between is not None:
                async for heard in between():
                    cursor, quiet = heard.cursor, 0.0
                    yield heard
            if left > 0 and quiet >= SIGN:
                quiet = 0.0
                yield Heard((), (), cursor, now())
