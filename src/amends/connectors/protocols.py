"""What a connection to a network owes the house: to be read from a cursor, and to write in its owner's name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Protocol

from amends.core.vocabulary import Changes

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence

    from amends.connectors.outcome import Refusal
    from amends.core.vocabulary import Instant, Post

NOTHING_CHANGED: Final = Changes()


@dataclass(frozen=True, slots=True)
class Heard:
    """What a source brought at once.

    Whoever saves it saves ``cursor`` in the same transaction: reading from there brings what came after, and
    nothing twice. ``at`` is how far the source has come in its own time; ``finished`` marks the last one of a
    source that ends. One without posts is a sign of life: up to ``at`` there was nothing more to tell. ``missed`` says
    that the source itself no longer has what came before: from that instant up to ``at`` nobody listened.
    """

    posts: tuple[Post, ...]
    refusals: tuple[Refusal, ...]
    cursor: str
    at: Instant
    finished: bool = False
    changes: Changes = NOTHING_CHANGED
    missed: Instant | None = None


class Interest(Protocol):
    """Whose posts matter here: what a network tells of others need not be decoded."""

    def __contains__(self, author: object) -> bool:
        """Tell whether posts of this author (an immutable id) are kept or listened for."""

    def concerns(self, posts: Sequence[Post]) -> list[bool]:
        """Tell of each of these posts whether it concerns anybody listened for."""


class SourceRefused(OSError):
    """The source will not be read as it is set up; trying again does not help before its owner has done something.

    The message is one or two sentences: what the source said, and what to do.
    """


class CalledOff(OSError):
    """The source asks to be left alone for ``seconds``; the message says so in a sentence."""

    def __init__(self, sentence: str, seconds: float) -> None:
        super().__init__(sentence)
        self.seconds = seconds


class Reader(Protocol):
    """A source of posts that can be taken up again where it was left.

    It ends by itself only when it is finished. What goes wrong it raises, as `SourceRefused`, `CalledOff` or another
    ``OSError`` whose message is a sentence; whoever listens takes it up again from the last saved cursor.
    """

    def read(self, cursor: str) -> AsyncIterator[Heard]:
        """Give what comes after ``cursor`` (an earlier `Heard.cursor`, or empty for the beginning)."""


class Writer(Protocol):
    """A network on which the owner can say something. Nothing is ever written without the owner's own deed."""

    async def write(self, text: str, *, reply_to: str = "") -> str:
        """Publish ``text``, as an answer to the post ``reply_to`` where one is named; give the new post's id."""
