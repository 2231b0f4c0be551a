"""What `amends preflight` is given: drafts, lines of a batch, connections and deals, each refused in a sentence."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

from amends.core.lessons.draft import LONGEST
from amends.core.lessons.finding import Purpose, Stream
from amends.core.statement.connection import Connection, Tie
from amends.engine.rulebook_files import JURISDICTIONS, packaged_rulebook, rulebook_in, table_in

if TYPE_CHECKING:
    from collections.abc import Mapping

    from amends.core.lessons.deal import Deal
    from amends.core.lessons.rulebook import Rulebook

MOST_PROMISES: Final = 500
"""Promises that one draft is held against."""
MOST_CONNECTIONS: Final = 200
"""Ties that one draft is held against."""


class Unreadable(ValueError):
    """Something could not be read; the message is the sentence that says what and where."""


def draft_in(name: str) -> str:
    """Return the words of a draft: a file, or standard input for ``-``. Raises `Unreadable`."""
    called = "standard input" if name == "-" else name
    try:
        held = sys.stdin.buffer.read(4 * LONGEST + 1) if name == "-" else _some_of(Path(name))
    except OSError as error:
        raise Unreadable(f"{called} cannot be read: {error.strerror or error}.") from None
    text = _decoded(held, called)
    if not text.strip():
        raise Unreadable(f"{called} is empty: there is nothing to look at.")
    return fit(text, called)


def fit(text: str, called: str) -> str:
    """Return words that can be looked at. Raises `Unreadable` where they are too long or no words at all."""
    if len(text) > LONGEST:
        raise Unreadable(f"{called} is longer than {LONGEST:,} characters: that is no draft. Nothing of it was read.")
    if "\0" in text:
        line = text[: text.index("\0")].count("\n") + 1
        raise Unreadable(f"{called}, line {line}: this is binary and not text. Nothing of it was read.")
    return text


def _some_of(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(4 * LONGEST + 1)


def _decoded(held: bytes, called: str) -> str:
    for mark, encoding in ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"), (b"", "utf-8-sig")):
        if held.startswith(mark):
            try:
                return held.decode(encoding)
            except UnicodeDecodeError as error:
                if len(held) > 4 * LONGEST:
                    break
                line = held[: error.start].count(b"\n") + 1
                raise Unreadable(
                    f"{called}, line {line}: this is not UTF-8 text. Save it as UTF-8; nothing of it was read."
                ) from None
    raise Unreadable(f"{called} is longer than {LONGEST:,} characters: that is no draft. Nothing of it was read.")


def book_of(jurisdiction: str, rules: str | None = None) -> Rulebook:
    """Return the rule book that is asked for. Raises `Unreadable`."""
    if rules is not None:
        try:
            return rulebook_in(Path(rules))
        except (ValueError, OSError) as error:
            raise Unreadable(_sentence(error, rules)) from None
    if jurisdiction not in JURISDICTIONS:
        raise Unreadable(f"“{jurisdiction}” is no jurisdiction known here: {', '.join(JURISDICTIONS)}.")
    return packaged_rulebook(jurisdiction)


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


def connections_in(path: str) -> list[Connection]:
    """Return the ties that a TOML file tells of: one, or a list under ``connection``. Raises `Unreadable`."""
    table = _table(path)
    told = table.get("connection", [table])
    try:
        return [connection_of(one) for one in (told if isinstance(told, list) else [told])]
    except Unreadable as error:
        raise Unreadable(f"{path}: {error} Nothing of it was used.") from None


def deal_in(path: str) -> tuple[Deal, str]:
    """Return the deal that a TOML file tells of, and its jurisdiction. Raises `Unreadable`."""
    from amends.core.lessons.deal import Deal

    table = _table(path)
    try:
        terms, jurisdiction = _words_in(table, "terms", ""), _words_in(table, "jurisdiction", "us")
        deal = Deal(connection_of(table), fit(terms, "“terms”"), stream_of(table.get("stream")), promises_of(table))
    except Unreadable as error:
        raise Unreadable(f"{path}: {error} Nothing of it was used.") from None
    return deal, jurisdiction


def _words_in(table: Mapping[str, object], name: str, otherwise: str) -> str:
    found = table.get(name, otherwise)
    if not isinstance(found, str):
        raise Unreadable(f"“{name}” has to be words.")
    return found


def promises_of(told: Mapping[str, object]) -> tuple[str, ...]:
    """Return the promises that a line or a file holds. Raises `Unreadable`."""
    promises = told.get("promises") or []
    if not isinstance(promises, list) or not all(isinstance(one, str) for one in promises):
        raise Unreadable("“promises” has to be a list of sentences.")
    if len(promises) > MOST_PROMISES:
        raise Unreadable(f"there are more than {MOST_PROMISES} “promises”.")
    return tuple(promises)


def _table(path: str) -> dict[str, object]:
    try:
        return table_in(Path(path))
    except (ValueError, OSError) as error:
        raise Unreadable(_sentence(error, path)) from None


def _sentence(error: Exception, path: str) -> str:
    return f"{path} cannot be read: {error.strerror or error}." if isinstance(error, OSError) else str(error)
