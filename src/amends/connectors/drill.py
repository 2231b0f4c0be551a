"""A small made-up storm, told at a steady pace: a dozen people who say plainly that they object.

Each post says that it is a drill, and so does each name: whoever meets one of them cannot take it for somebody.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from amends.connectors.protocols import Heard
from amends.core.vocabulary import Post

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable

    from amends.core.vocabulary import Instant

NETWORK: Final = "drill"
PEOPLE: Final = 12
"""An account that nothing is known of rings at eight people who object."""

PACE: Final = 0.4
"""Seconds between two of them."""

WORDS: Final = (
    "This is a paid ad and you did not say so. Shame on you.",
    "Deeply disappointed. You broke our trust.",
    "That is disgusting, you lied to us about the gift.",
)


class MadeUpStorm:
    """A `Reader` of nothing but a drill. ``name`` is whom the posts mention; nobody else is called that.

    It tells no time up to which it listened: nobody else's silence is ever measured by it.
    """

    def __init__(self, name: str, *, now: Callable[[], Instant], wait: Callable[[float], Awaitable[None]]) -> None:
        self._name, self._now, self._wait = name, now, wait

    async def read(self, cursor: str) -> AsyncIterator[Heard]:
        """Give one post after another, from whichever the cursor names; then end."""
        begun = int(cursor or "0")
        for number in range(begun, PEOPLE):
            at = self._now()
            yield Heard((self._post(number, at),), (), str(number + 1), 0)
            await self._wait(PACE)
        yield Heard((), (), str(PEOPLE), 0, finished=True)

    def _post(self, number: int, at: Instant) -> Post:
        person = f"{self._name}:{number}"
        return Post(
            id=person,
            network=NETWORK,
            author=person,
            author_name=f"Drill, made-up person {number + 1}",
            text=f"Drill, made up. {WORDS[number % len(WORDS)]}",
            mentions=(self._name,),
            created_at=at,
            heard_at=at,
        )
