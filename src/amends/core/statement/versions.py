"""The versions of a statement: each stands as it was published, and only a new one can correct it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from amends.core.statement import differences
from amends.core.statement.connection import Connection, ConnectionChange, connection_changes
from amends.core.statement.differences import Piece, changes
from amends.core.vocabulary import Instant, iso

LONGEST: Final = 65_536
"""Bytes of UTF-8 that one version may have."""


class NotAppended(ValueError):
    """A version was to be put anywhere but after the last; the message says what stands there."""


class NothingToPublish(ValueError):
    """There are no words, too many, or none that differ from what is published; the message says which."""


@dataclass(frozen=True, slots=True)
class Version:
    """One published version: its number from 1, the words and ties as sent, why it was corrected, and when."""

    number: int
    words: str
    connections: tuple[Connection, ...]
    at: Instant
    note: str = ""


@dataclass(frozen=True, slots=True)
class Correction:
    """The way from one version to the next, as a reader sees it."""

    words: tuple[Piece, ...]
    connections: tuple[ConnectionChange, ...]
    summary: str


def append(
    versions: Sequence[Version], words: str, connections: Sequence[Connection], at: Instant, note: str = ""
) -> tuple[Version, ...]:
    """Return the versions with a new one at their end; those before stay as they are.

    Raises `NothingToPublish` where there are no words, more than `LONGEST` bytes of them, or nothing that
    differs from the last version; `NotAppended` where ``at`` lies before the last version or the history is broken.

    >>> first = append((), "I was late.", (), 1)
    >>> [one.number for one in append(first, "I was six hours late.", (), 2)]
    [1, 2]
    """
    check_history(versions)
    if not words.strip():
        raise NothingToPublish("There are no words to publish yet. Nothing was changed.")
    if (size := len(words.encode(errors="replace"))) > LONGEST:
        raise NothingToPublish(f"A statement has at most {LONGEST} bytes; this one has {size}. Nothing was changed.")
    version = Version(len(versions) + 1, words, tuple(connections), at, note)
    if versions:
        last = versions[-1]
        if (last.words, last.connections) == (version.words, version.connections):
            raise NothingToPublish(f"Version {last.number} says exactly this already. Nothing was changed.")
        if at < last.at:
            raise NotAppended(f"Version {last.number} was published at {iso(last.at)}; no version can come before it.")
    return (*versions, version)


def check_history(versions: Sequence[Version]) -> None:
    """Refuse a history whose numbers are not 1, 2, 3 … or whose times run backwards, with `NotAppended`.

    >>> check_history([Version(1, "a", (), 5), Version(3, "b", (), 6)])
    Traceback (most recent call last):
    amends.core.statement.versions.NotAppended: Version 2 is missing: version 3 stands in its place.
    """
    for place, version in enumerate(versions, 1):
        if version.number != place:
            raise NotAppended(f"Version {place} is missing: version {version.number} stands in its place.")
        if place > 1 and version.at < versions[place - 2].at:
            raise NotAppended(f"Version {place} is dated {iso(version.at)}, which is before the version it follows.")


def correction(before: Version, after: Version) -> Correction:
    """Tell what one version corrects in another, in words and in ties.

    >>> correction(Version(1, "It was a loan.", (), 1), Version(2, "It was a gift.", (), 2)).summary
    '1 sentence changed.'
    """
    ties = connection_changes(before.connections, after.connections)
    return Correction(changes(before.words, after.words), ties, _summary(before, after, ties))


def _summary(before: Version, after: Version, ties: Sequence[ConnectionChange]) -> str:
    told = differences.summary(before.words, after.words)
    if not ties:
        return told
    counted = [(what, sum(one.what == what for one in ties)) for what in ("changed", "added", "removed")]
    parts = [f"{number} {what}" for what, number in counted if number]
    number, rest = parts[0].split(" ", 1)
    parts[0] = f"{number} {'connection' if number == '1' else 'connections'} {rest}"
    said = ", ".join(parts) + "."
    return said if before.words == after.words else f"{told} {said}"
