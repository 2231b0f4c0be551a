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
    that the source itself no longer has what came before: from that instant up to ``at`` nobody listened. ``waits`` is
    a sentence where nothing is wrong and yet nothing is asked for now: what comes after ``at`` is heard later. ``asks``
    marks one that only has its place kept before something is asked: nothing was heard by it, and nothing is well yet.
    """

    posts: tuple[Post, ...]
    refusals: tuple[Refusal, ...]
    cursor: str
    at: Instant
    finished: bool = False
    changes: Changes = NOTHING_CHANGED
    missed: Instant | None = None
    waits: str = ""
    asks: bool = False


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


class ShutOut(SourceRefused):
    """An account lets nobody speak from here any more, whatever is said: what opens it is spent."""


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


@dataclass(frozen=True, slots=True)
class Card:
    """The page a post leads to, as a network shows it under the words."""

    address: str
    title: str
    about: str = ""


@dataclass(frozen=True, slots=True)
class ToSay:
    """One post the owner wants to stand on a network, in her words.

    ``key`` names it there and is the same at every try; ``at`` is when she pressed. ``under`` is the network's own name
    of the post it answers, as readers tell it, or nothing. ``again`` says that an earlier try may have come through.
    """

    words: str
    key: str
    at: Instant
    under: str = ""
    card: Card | None = None
    again: bool = False


@dataclass(frozen=True, slots=True)
class Stands:
    """A post as it stands on a network.

    ``name`` is the network's own for it, as readers tell it; ``id`` is what the account's own server asks by;
    ``address`` is its page, and ``version`` changes where its content does.
    """

    name: str
    id: str
    address: str
    version: str
    words: str


class Writer(Protocol):
    """An account the owner speaks with. Nothing is ever written or deleted without her own deed.

    What goes wrong is raised as a `SourceRefused` (she has to do something), a `CalledOff`, or another ``OSError``; the
    message is a sentence.
    """

    async def write(self, post: ToSay) -> Stands:
        """Let a post stand, once however often it is called with the same key, and read it back."""

    async def look(self, id_: str) -> Stands | None:
        """Read a post of this account by its `Stands.id`; nothing where it is gone."""

    async def delete(self, id_: str) -> None:
        """Delete a post of this account; one that is gone already stays so."""
