"""What `amends preflight` is given: drafts, lines of a batch, connections and deals, each refused in a sentence."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from amends.core.lessons.draft import LONGEST
from amends.engine.asked_draft import Unreadable, connection_of, fit, promises_of, stream_of
from amends.engine.rulebook_files import JURISDICTIONS, line_of, packaged_rulebook, rulebook_in, table_in

if TYPE_CHECKING:
    from collections.abc import Mapping

    from amends.core.lessons.deal import Deal
    from amends.core.lessons.rulebook import Rulebook
    from amends.core.statement.connection import Connection


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


def book_of(jurisdiction: str, rules: str | None = None, *, told_in: str = "") -> Rulebook:
    """Return the rule book that is asked for, ``told_in`` a file. Raises `Unreadable`."""
    if rules is not None:
        try:
            return rulebook_in(Path(rules))
        except (ValueError, OSError) as error:
            raise Unreadable(_sentence(error, rules)) from None
    if jurisdiction not in JURISDICTIONS:
        where = f"{told_in}{line_of(Path(told_in), f'“{jurisdiction}”')}: " if told_in else ""
        raise Unreadable(f"{where}“{jurisdiction}” is no jurisdiction known here: {', '.join(JURISDICTIONS)}.")
    return packaged_rulebook(jurisdiction)


def connections_in(path: str) -> list[Connection]:
    """Return the ties that a TOML file tells of: one, or a list under ``connection``. Raises `Unreadable`."""
    table = _table(path)
    told = table.get("connection", [table])
    try:
        return [connection_of(one) for one in (told if isinstance(told, list) else [told])]
    except Unreadable as error:
        raise Unreadable(f"{path}{line_of(Path(path), str(error))}: {error} Nothing of it was used.") from None


def deal_in(path: str) -> tuple[Deal, str]:
    """Return the deal that a TOML file tells of, and its jurisdiction. Raises `Unreadable`."""
    from amends.core.lessons.deal import Deal

    table = _table(path)
    try:
        terms, jurisdiction = _words_in(table, "terms", ""), _words_in(table, "jurisdiction", "us")
        deal = Deal(connection_of(table), fit(terms, "“terms”"), stream_of(table.get("stream")), promises_of(table))
    except Unreadable as error:
        raise Unreadable(f"{path}{line_of(Path(path), str(error))}: {error} Nothing of it was used.") from None
    return deal, jurisdiction


def _words_in(table: Mapping[str, object], name: str, otherwise: str) -> str:
    found = table.get(name, otherwise)
    if not isinstance(found, str):
        raise Unreadable(f"“{name}” has to be words.")
    return found


def _table(path: str) -> dict[str, object]:
    try:
        return table_in(Path(path))
    except (ValueError, OSError) as error:
        raise Unreadable(_sentence(error, path)) from None


def _sentence(error: Exception, path: str) -> str:
    return f"{path} cannot be read: {error.strerror or error}." if isinstance(error, OSError) else str(error)
