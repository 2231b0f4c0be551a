"""Reading twice: the fast reader reads everything, and a slower one again what the fast one is unsure of."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, Protocol

from amends.core.vocabulary import Reading

if TYPE_CHECKING:
    from collections.abc import Sequence

    from amends.core.antennae.reading import Reader

UNSURE_FROM: Final = 0.15
"""The chance of objecting below which the fast reader is believed."""

UNSURE_TO: Final = 0.9
"""The chance from which it is believed again."""


class PostReader(Protocol):
    """Whoever reads posts from nothing but the posts: the fast reader, or two of them as `Twice`."""

    @property
    def name(self) -> str:
        """Name the reader and the version of its weights."""
        ...

    def read_many(self, texts: Sequence[str], by_subject: Sequence[bool] | None = None) -> list[Reading]:
        """Read posts in their order; `amends.core.antennae.reading.Reader.read_many` tells more."""
        ...


class SecondReader(Protocol):
    """Whoever reads a post again: never the subject's own, and never one that nobody here can read."""

    @property
    def name(self) -> str:
        """Name the reader and the version of what it reads by, in at most 60 characters."""
        ...

    @property
    def at_once(self) -> int:
        """Tell how many posts it reads in good time."""
        ...

    def again(self, texts: Sequence[str], first: Sequence[Reading]) -> list[Reading]:
        """Read each text again, knowing how it was read at first; raises `OSError` or `ValueError` where it cannot."""
        ...


def is_unsure(reading: Reading) -> bool:
    """Tell whether a second look is worth its while; it never is for the subject's own posts, which cannot object."""
    return not reading.unread and UNSURE_FROM <= reading.objection < UNSURE_TO


def unanswered(first: Reading) -> Reading:
    """Return the first reading as the last word on a post: its reader says that a second one was asked in vain."""
    return replace(first, reader=f"{first.reader}, asked in vain"[:60])


@dataclass(frozen=True, slots=True)
class Twice:
    """Reads as `Reader` does, and again what was unsure; where the second reader is silent, the first one's stands."""

    fast: Reader
    second: SecondReader

    @property
    def name(self) -> str:
        """Name both readers; each reading names the one that spoke."""
        return f"{self.fast.name}, then {self.second.name}"

    def read_many(self, texts: Sequence[str], by_subject: Sequence[bool] | None = None) -> list[Reading]:
        """Read posts in their order, as `Reader.read_many`."""
        readings = self.fast.read_many(texts, by_subject)
        at = [n for n, reading in enumerate(readings) if is_unsure(reading)]
        if at:
            first = [readings[n] for n in at]
            try:
                again = self.second.again([texts[n] for n in at], first)
            except OSError:
                again = [unanswered(reading) for reading in first]
            for n, reading in zip(at, again, strict=True):
                readings[n] = reading
        return readings
