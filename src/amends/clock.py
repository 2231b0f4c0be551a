"""The only clock of the house: real time, or the time of a story that is being played."""

from __future__ import annotations

import time
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from amends.core.vocabulary import Instant


@dataclass(frozen=True, slots=True)
class Story:
    """A day played faster than it was lived, from `start` to `end`, and at the pace of real time from there on.

    ``start``, ``end`` and ``began`` are instants, the last of them in real time: when the playing began; ``speed``
    is how many story seconds pass in a real one, above 0.
    """

    start: Instant
    end: Instant
    speed: float
    began: Instant

    def at(self, real: Instant) -> Instant:
        """Tell the story's time at a real instant.

        >>> Story(start=0, end=600, speed=300, began=1000).at(1001)
        300
        >>> Story(start=0, end=600, speed=300, began=1000).at(1010)
        608
        """
        elapsed = max(0, real - self.began)
        played = int(elapsed * self.speed)
        length = self.end - self.start
        if played <= length:
            return self.start + played
        return self.end + elapsed - round(length / self.speed)

    def wait(self, until: Instant, real: Instant) -> float:
        """Tell how many real seconds pass from the instant `real` until the story reads `until`; never below 0."""
        length = self.end - self.start
        reached = until - self.start
        beyond = max(0, reached - length)
        needed = min(reached, length) / self.speed + beyond
        return max(0.0, (self.began + needed - real) / 1_000_000)


_story: Story | None = None


def real() -> Instant:
    """Tell the machine's own time."""
    return time.time_ns() // 1000


def now() -> Instant:
    """Tell the time by which the house lives: the story's while one is played, the machine's otherwise."""
    return real() if _story is None else _story.at(real())


def later(seconds: float) -> Instant:
    """Tell what this clock will read after so many real seconds; below 0: what it read before."""
    then = real() + round(seconds * 1_000_000)
    return then if _story is None else _story.at(then)


def speed() -> float:
    """Tell how many seconds of this clock pass in a real one, as it goes now."""
    return _story.speed if _story is not None and _story.at(real()) < _story.end else 1.0


def follow(story: Story | None) -> None:
    """Live by the time of a story from here on, or by the machine's again."""
    global _story  # noqa: PLW0603 - there is one clock in a process, and this is it
    _story = story


def story() -> Story | None:
    """Tell which story is being played, if one is."""
    return _story


@contextmanager
def following(story: Story) -> Iterator[None]:
    """Live by a story's time inside a ``with`` block, and by the time before it afterwards."""
    before = _story
    follow(story)
    try:
        yield
    finally:
        follow(before)
