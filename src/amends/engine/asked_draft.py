"""What another program asks about a draft: a line of JSON read into the core's values, each fault as a sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from amends.core.lessons.draft import LONGEST
from amends.core.lessons.finding import Purpose, Stream
from amends.core.statement.connection import Connection, Tie

if TYPE_CHECKING:
    from collections.abc import Mapping

    from amends.core.lessons.finding import Finding

MOST_PROMISES: Final = 500
"""Promises that one draft is held against."""
MOST_CONNECTIONS: Final = 200
"""Ties that one draft is held against."""


class Unreadable(ValueError):
    """Something could not be read; the message is the sentence that says what and where."""


def fit(text: str, called: str) -> str:
    """Return words that can be looked at. Raises `Unreadable` where they are too long or no words at all."""
    if len(text) > LONGEST:
        raise Unreadable(f"{called} is longer than {LONGEST:,} characters: that is no draft. Nothing of it was read.")
    if "\0" in text:
        line = text[: text.index("\0")].count("\n") + 1
        raise Unreadable(f"{called}, line {line}: this is binary and not text. Nothing of it was read.")
    return text


def stream_of(told: object) -> Stream | None:
    """Return a stream from what a line or a file says of it. Raises `Unreadable`."""
    if told is None or told == {}:
        return None
    if isinstance(told, str):
        told = {"purpose": told}
    if not isinstance(told, dict):
        raise Unreadable("“stream” has to have a purpose and a name.")
    purpose, name = told.get("purpose"), told.get("name", "")
    if not isinstance(purpose, str) or purpose not in set(Purpose):
        raise Unreadable(f"“stream.purpose” is none of {', '.join(Purpose)}.")
    if not isinstance(name, str | None):
        raise Unreadable("“stream.name” has to be words.")
    return Stream(Purpose(purpose), name or "")


def declared(stream: Stream | None, spaces: Mapping[int, Stream]) -> int | None:
    """Return the number of the declared space that a draft is meant for: of its name, or the only one of its purpose.

    >>> spaces = {3: Stream(Purpose.PERSONAL, "Family"), 4: Stream(Purpose.COMMERCIAL, "Shop")}
    >>> declared(Stream(Purpose.PERSONAL, "family"), spaces), declared(Stream(Purpose.COMMERCIAL), spaces)
    (3, 4)
    """
    if stream is None:
        return None
    name = stream.name.strip().casefold()
    fits = [
        number
        for number, one in spaces.items()
        if one.purpose == stream.purpose and name in {"", one.name.strip().casefold()}
    ]
    return fits[0] if len(fits) == 1 else None


def connection_of(told: object) -> Connection:
    """Return a tie from what a line or a file says of it. Raises `Unreadable`."""
    if not isinstance(told, dict):
        raise Unreadable("a connection has to have “with” and “kind”.")
    with_whom, kind, detail = told.get("with"), told.get("kind"), told.get("detail", "")
    if not isinstance(with_whom, str) or not with_whom.strip():
        raise Unreadable("a connection does not say “with” whom it is.")
    if not isinstance(kind, str) or kind not in set(Tie):
        raise Unreadable(f"the connection with “{with_whom[:80]}” has a “kind” that is none of {', '.join(Tie)}.")
    if not isinstance(detail, str | None):
        raise Unreadable(f"the “detail” of the connection with “{with_whom[:80]}” has to be words.")
    return Connection(with_whom.strip()[:300], (detail or "")[:2_000], kind=Tie(kind))


def promises_of(told: Mapping[str, object]) -> tuple[str, ...]:
    """Return the promises that a line or a file holds. Raises `Unreadable`."""
    promises = told.get("promises") or []
    if not isinstance(promises, list) or not all(isinstance(one, str) for one in promises):
        raise Unreadable("“promises” has to be a list of sentences.")
    if len(promises) > MOST_PROMISES:
        raise Unreadable(f"there are more than {MOST_PROMISES} “promises”.")
    return tuple(promises)


def connections_of(told: Mapping[str, object]) -> list[Connection]:
    """Return the ties that a line holds. Raises `Unreadable`."""
    held = told.get("connections") or []
    if not isinstance(held, list):
        raise Unreadable("“connections” has to be a list.")
    if len(held) > MOST_CONNECTIONS:
        raise Unreadable(f"it has more than {MOST_CONNECTIONS} connections")
    return [connection_of(one) for one in held]


def as_record(finding: Finding, *, whole: bool = True) -> dict[str, object]:
    """Return a finding as it is written in JSON; not ``whole``, only what a batch tells."""
    told = {"kind": finding.kind.value, "why": finding.why, "span": list(finding.span), "rule": finding.rule}
    return {**told, **({"mend": finding.mend} if whole else {})}
