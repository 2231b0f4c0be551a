"""The small file by which a look at a draft away from the site remembers: written by the site, read without Django.

It holds the owner's own posts, ties, promises, spaces and guards, and of everybody else numbers alone. Guards that it
carries speak, and cannot write it down: only the site has a ledger.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from math import isfinite
from pathlib import Path
from typing import Any, Final

import msgspec

from amends.core.lessons.finding import Purpose, Stream
from amends.core.lessons.guard import Guard, guard_of
from amends.core.lessons.likeness import VERSION
from amends.core.lessons.memory import Memory
from amends.core.statement.connection import Connection
from amends.core.vocabulary import Instant
from amends.engine.asked_draft import Unreadable, connections_of, promises_of

SCHEMA: Final = "amends/memory/1"
LARGEST: Final = 32 * 1024 * 1024
"""Bytes of a memory; a longer file is none."""
_BYTE: Final = re.compile(r" \(byte (\d+)\)")
_LATEST: Final[Instant] = 4_102_444_800_000_000


@dataclass(frozen=True, slots=True)
class KeptGuard:
    """A guard of the site: its number, the promise it watches for (empty where none), and its rule."""

    number: int
    promise: str
    rule: Guard


@dataclass(frozen=True, slots=True)
class Kept:
    """All that a memory file holds. ``streams`` are the declared spaces by their numbers, as guards name them."""

    memory: Memory
    connections: tuple[Connection, ...] = ()
    promises: tuple[str, ...] = ()
    guards: tuple[KeptGuard, ...] = ()
    streams: dict[int, Stream] = field(default_factory=dict)


class _Guard(msgspec.Struct):
    number: int
    rule: dict[str, list[str | int]]
    promise: str = ""


class _Stream(msgspec.Struct):
    number: int
    purpose: str
    name: str = ""


class _File(msgspec.Struct):
    schema: str
    signs: int
    memory: Memory
    connections: list[Any] = []
    promises: list[Any] = []
    guards: list[_Guard] = []
    streams: list[_Stream] = []


def written(kept: Kept) -> bytes:
    """Return a memory as the bytes of its file."""
    told = {
        "schema": SCHEMA,
        "signs": VERSION,
        "memory": kept.memory,
        "connections": [{"with": one.with_whom, "kind": one.kind, "detail": one.given} for one in kept.connections],
        "promises": list(kept.promises),
        "guards": [{"number": one.number, "promise": one.promise, "rule": one.rule.record()} for one in kept.guards],
        "streams": [
            {"number": number, "purpose": one.purpose, "name": one.name} for number, one in kept.streams.items()
        ],
    }
    return msgspec.json.encode(told, order="deterministic") + b"\n"


def memory_in(path: str) -> Kept:
    """Return what a memory file holds. Raises `Unreadable` with a sentence where it is none."""
    try:
        with Path(path).open("rb") as file:
            held = file.read(LARGEST + 1)
    except OSError as error:
        raise Unreadable(f"{path} cannot be read: {error.strerror or error}.") from None
    if len(held) > LARGEST:
        raise Unreadable(f"{path} is longer than {LARGEST:,} bytes: that is no memory. Nothing of it was used.")
    try:
        return _kept(msgspec.json.decode(held, type=_File))
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError, ValueError) as error:
        raise Unreadable(
            f"{path}{_line(error, held)}: {_why(error)}. Write it anew with “amends memory”. Nothing of it was used."
        ) from None


def _kept(file: _File) -> Kept:
    if file.schema != SCHEMA:
        raise ValueError(f"it is of the schema “{file.schema[:80]}” and not {SCHEMA}")
    if file.signs != VERSION:
        raise ValueError(f"its posts are known by signs of version {file.signs}, and this amends knows {VERSION}")
    _in_range(file.memory)
    return Kept(
        file.memory,
        tuple(connections_of({"connections": file.connections})),
        promises_of({"promises": file.promises}),
        tuple(map(_guard, file.guards)),
        {one.number: _stream(one) for one in file.streams},
    )


def _guard(told: _Guard) -> KeptGuard:
    try:
        return KeptGuard(told.number, told.promise, guard_of(told.rule))
    except ValueError:
        raise ValueError(f"the rule of guard {told.number} names a tie, a content or a space that is none") from None


def _stream(told: _Stream) -> Stream:
    if told.purpose not in set(Purpose):
        raise ValueError(f"the purpose of “{told.name[:80]}” is none of {', '.join(Purpose)}")
    return Stream(Purpose(told.purpose), told.name)


def _in_range(memory: Memory) -> None:
    instants = [*(post.at for post in memory.posts), *(storm.began for one in memory.partners for storm in one.storms)]
    if any(not 0 <= at <= _LATEST for at in instants):
        raise ValueError("an instant in it lies before 1970 or after 2100")
    lifts = [one.lift for one in memory.partners if one.lift is not None]
    if not all(isfinite(each) and each > 0 for lift in lifts for each in (lift.times, lift.low, lift.high)):
        raise ValueError("a lift in it is no number above nought")


def _why(error: Exception) -> str:
    if isinstance(error, RecursionError):
        return "it is nested too deeply"
    if isinstance(error, UnicodeDecodeError):
        return "it is not UTF-8"
    said = str(error).rstrip(".")
    if isinstance(error, msgspec.ValidationError):
        return f"it is no memory ({said.replace('`', '').replace('. - at', ', at').replace(' - at', ', at')})"
    return f"it is not JSON ({_BYTE.sub('', said)})" if isinstance(error, msgspec.DecodeError) else said


def _line(error: Exception, held: bytes) -> str:
    """Say on which line a file stops being JSON in UTF-8, where that is known."""
    if isinstance(error, UnicodeDecodeError):
        at = error.start
    elif found := _BYTE.search(str(error)):
        at = int(found[1])
    else:
        return ""
    return f", line {len(held[:at].splitlines()) or 1}"
