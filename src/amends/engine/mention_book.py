"""The mentions of one subject in an archive: 42 bytes each in memory, their words in a file that vanishes."""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import blake2b
from tempfile import TemporaryFile
from typing import IO, Final

import msgspec
import numpy as np
import numpy.typing as npt

from amends.core.antennae.ear import Mention
from amends.core.vocabulary import (
    HOUR,
    STANCES,
    WEEK,
    Evidence,
    Ground,
    Instant,
    Post,
    Reading,
    Stance,
    UnreadCount,
)

GROUNDS: Final = tuple(Ground)
_CHUNK: Final = 1 << 16
_GROUND_BIT: Final = {ground: 1 << bit for bit, ground in enumerate(GROUNDS)}
_STANCE_NUMBER: Final = {stance: number for number, stance in enumerate(STANCES)}
_UNREAD: Final = len(STANCES)


def stable_hash(text: str) -> int:
    """Hash a text to 64 bits, the same in every process: ties are broken by it, so results never differ.

    >>> stable_hash("a") == stable_hash("a")
    True
    """
    return int.from_bytes(blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest())


class WordStore:
    """Words set aside in an unnamed temporary file, found again by their offset."""

    def __init__(self) -> None:
        self._file: IO[bytes] = TemporaryFile(buffering=1 << 20)  # noqa: SIM115 - it lives as long as the store
        self._length = 0

    def keep(self, post: Post, person: str) -> int:
        """Set a post's id, person, instant and words aside; the offset returned finds them again."""
        record = msgspec.msgpack.encode((post.id, person, post.created_at, post.text))
        self._file.write(len(record).to_bytes(4) + record)
        offset = self._length
        self._length += 4 + len(record)
        return offset

    def evidence(self, offset: int) -> Evidence:
        """Find one post's words again."""
        self._file.seek(offset)
        length = int.from_bytes(self._file.read(4))
        record: tuple[str, str, int, str] = msgspec.msgpack.decode(
            self._file.read(length), type=tuple[str, str, int, str]
        )
        self._file.seek(0, 2)
        post_id, person, at, text = record
        return Evidence(post_id, person, at, text)

    def close(self) -> None:
        """Let the file go."""
        self._file.close()


@dataclass(slots=True)
class MentionBook:
    """Columns of mentions in the order they were read; `in_order` tells them in the order they happened."""

    at: array[int] = field(default_factory=lambda: array("q"))
    tie: array[int] = field(default_factory=lambda: array("Q"))
    person: array[int] = field(default_factory=lambda: array("Q"))
    words: array[int] = field(default_factory=lambda: array("q"))
    objection: array[float] = field(default_factory=lambda: array("f"))
    stance: array[int] = field(default_factory=lambda: array("B"))
    grounds: array[int] = field(default_factory=lambda: array("I"))
    unread: array[int] = field(default_factory=lambda: array("B"))
    """The place in `languages` of the language a mention could not be read in; 0 where it was read."""
    languages: list[str] = field(default_factory=lambda: [""])
    own: array[int] = field(default_factory=lambda: array("q"))
    """Instants of the subject's own posts."""

    def add(self, post: Post, person: str, reading: Reading, words: int) -> None:
        """Write one mention down."""
        self.at.append(post.created_at)
        self.tie.append(stable_hash(post.id))
        self.person.append(stable_hash(person))
        self.words.append(words)
        self.objection.append(reading.objection)
        self.stance.append(_STANCE_NUMBER[reading.stance])
        self.grounds.append(sum(_GROUND_BIT[ground] for ground in reading.grounds))
        self.unread.append(self._place(reading.language) if reading.unread else 0)

    def _place(self, language: str) -> int:
        if language not in self.languages:
            self.languages.append(language)
        return self.languages.index(language)

    def __len__(self) -> int:
        """Count the mentions."""
        return len(self.at)

    def order(self) -> npt.NDArray[np.int64]:
        """Sort by instant, equal instants by the post's id, whatever order the archive had."""
        return np.lexsort((np.frombuffer(self.tie, np.uint64), np.frombuffer(self.at, np.int64))).astype(np.int64)

    def in_order(self, order: npt.NDArray[np.int64]) -> Iterator[Mention]:
        """Tell the mentions in an order, a chunk at a time, so that memory stays flat."""
        columns = (
            np.frombuffer(self.words, np.int64),
            np.frombuffer(self.person, np.uint64),
            np.frombuffer(self.at, np.int64),
            np.frombuffer(self.stance, np.uint8),
            np.frombuffer(self.objection, np.float32),
            np.frombuffer(self.grounds, np.uint32),
            np.frombuffer(self.unread, np.uint8),
        )
        for start in range(0, len(order), _CHUNK):
            rows = order[start : start + _CHUNK]
            for words, person, at, stance, objection, grounds, unread in zip(
                *(column[rows].tolist() for column in columns), strict=True
            ):
                yield Mention(
                    words, f"{person:x}", at, STANCES[stance], objection, _grounds_of(grounds), self.languages[unread]
                )


def _grounds_of(bits: int) -> tuple[Ground, ...]:
    return tuple(ground for bit, ground in enumerate(GROUNDS) if bits >> bit & 1) if bits else ()


@dataclass(frozen=True, slots=True)
class Week:
    """Distinct people in seven days from ``start``, those who objected among them."""

    start: Instant
    people: int
    objecting: int


@dataclass(frozen=True, slots=True)
class HourOfStances:
    """Distinct people in the hour from ``start``, a number a stance in the order of `STANCES`; the unread in none."""

    start: Instant
    people: tuple[int, int, int, int]


def distinct_people(book: MentionBook, *, objecting: bool = False) -> int:
    """Count distinct people of the whole archive, all or those who objected at least once."""
    person = np.frombuffer(book.person, np.uint64)
    if objecting:
        person = person[np.frombuffer(book.stance, np.uint8) == _STANCE_NUMBER[Stance.OBJECTS]]
    return len(np.unique(person))


def unread_of(book: MentionBook) -> tuple[UnreadCount, ...]:
    """Count what could not be read by language, most posts first, like numbers in the order of their codes."""
    person, unread = np.frombuffer(book.person, np.uint64), np.frombuffer(book.unread, np.uint8)
    counts = (
        UnreadCount(language, len(np.unique(person[unread == place])), int((unread == place).sum()))
        for place, language in enumerate(book.languages)
        if place
    )
    return tuple(sorted(counts, key=lambda count: (-count.posts, count.language)))


def people_by(
    book: MentionBook, order: npt.NDArray[np.int64], start: Instant, end: Instant, width: int
) -> Iterator[tuple[Instant, npt.NDArray[np.uint64], npt.NDArray[np.uint8]]]:
    """Cut time into spans of a width and tell each span's start with its people and their stances, a row a post.

    What could not be read has a stance of its own, `_UNREAD`.
    """
    at = np.frombuffer(book.at, np.int64)
    person, unread = np.frombuffer(book.person, np.uint64), np.frombuffer(book.unread, np.uint8)
    stance = np.where(unread > 0, np.uint8(_UNREAD), np.frombuffer(book.stance, np.uint8))
    edges = np.arange(start, end + width, width)
    places = np.searchsorted(at, edges, sorter=order)
    for left, right, begins in zip(places[:-1], places[1:], edges[:-1], strict=True):
        rows = order[left:right]
        yield int(begins), person[rows], stance[rows]


def weeks(book: MentionBook, order: npt.NDArray[np.int64], start: Instant, end: Instant) -> tuple[Week, ...]:
    """Count distinct people week by week."""
    return tuple(
        Week(begins, len(np.unique(person)), len(np.unique(person[stance == 0])))
        for begins, person, stance in people_by(book, order, start, end, WEEK)
    )


def hours(book: MentionBook, order: npt.NDArray[np.int64], start: Instant, end: Instant) -> tuple[HourOfStances, ...]:
    """Count distinct people hour by hour and by stance; a person of two stances is counted in both."""
    return tuple(
        HourOfStances(begins, _four([len(np.unique(person[stance == number])) for number in range(4)]))
        for begins, person, stance in people_by(book, order, start, end, HOUR)
    )


def _four(numbers: list[int]) -> tuple[int, int, int, int]:
    objects, supports, questions, neutral = numbers
    return objects, supports, questions, neutral
