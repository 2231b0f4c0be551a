"""What a connection to a network owes the house: to be read from a cursor, and to write in its owner's name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from amends.connectors.outcome import Refusal
    from amends.core.vocabulary import Instant, Post


@dataclass(frozen=True, slots=True)
class Heard:
    """What a source brought at once.

    Whoever saves it saves ``cursor`` in the same transaction: reading from there brings what came after, and
    nothing twice. ``at`` is how far the source has come in its own time; ``finished`` marks the last one of a
    source that ends.
    """

    posts: tuple[Post, ...]
    refusals: tuple[Refusal, ...]
    cursor: str
    at: Instant
    finished: bool = False


class Reader(Protocol):
    """A source of posts that can be taken up again where it was left."""

    def read(self, cursor: str) -> AsyncIterator[Heard]:
        """Give what comes after ``cursor`` (an earlier `Heard.cursor`, or empty for the beginning)."""


class Writer(Protocol):
    """A network on which the owner can say something. Nothing is ever written without the owner's own deed."""

    async def write(self, text: str, *, reply_to: str = "") -> str:
        """Publish ``text``, as an answer to the post ``reply_to`` where one is named; give the new post's id."""
