"""The rule books that come with amends, and those of somebody else: files read into the core's values."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from pathlib import Path
from typing import Final

from amends.core.lessons.rulebook import Rulebook, UnfitRulebook, rulebook

_FOLDER: Final = Path(__file__).with_name("rulebooks")
JURISDICTIONS: Final = ("us", "uk", "de", "in")
"""The jurisdictions whose rule books come with amends."""

LARGEST: Final = 262_144
"""Bytes of a rule book, a deal or a connection; a longer file is none."""


@cache
def packaged_rulebook(jurisdiction: str) -> Rulebook:
    """Return the rule book of one of `JURISDICTIONS`."""
    return rulebook(tomllib.loads((_FOLDER / f"{jurisdiction}.toml").read_text(encoding="utf-8")))


def table_in(path: Path) -> dict[str, object]:
    """Return what a TOML file holds.

    Raises ``ValueError`` with a sentence that names the line, ``OSError`` where there is no such file.
    """
    held = path.read_bytes()[: LARGEST + 1]
    if len(held) > LARGEST:
        raise ValueError(f"{path.name} is longer than {LARGEST:,} bytes; nothing of it was read.")
    try:
        return tomllib.loads(held.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        line = held[: error.start].count(b"\n") + 1
        raise ValueError(
            f"{path.name}, line {line}: this is not UTF-8 text. Save it as UTF-8; nothing of it was read."
        ) from None
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise ValueError(f"{path.name} is not TOML: {_said(error)}. Nothing of it was read.") from None


def rulebook_in(path: Path) -> Rulebook:
    """Return the rule book in a file. Raises as `table_in`, and ``ValueError`` where it is not fit to be used."""
    try:
        return rulebook(table_in(path))
    except UnfitRulebook as error:
        raise ValueError(f"{path.name}{line_of(path, str(error))}: {error}") from None


def line_of(path: Path, sentence: str) -> str:
    """Say on which line of a TOML file the first thing stands that a sentence quotes, or nothing where none does.

    What is quoted is a key or a value, or keys joined by dots, of which the last counts that stands in the file.
    """
    lines = path.read_bytes()[: LARGEST + 1].decode("utf-8-sig", "replace").splitlines()
    quoted = re.findall("“([^”]+)”", sentence)
    keys = [part for each in quoted for part in dict.fromkeys((each, *reversed(each.split("."))))]
    looks = [re.compile(rf"""^\s*\[?(?:[\w.-]+\.)?["']?{re.escape(key)}["']?\s*[=\]]""") for key in keys]
    looks += [re.compile(rf"""["']{re.escape(value)}["']""", re.IGNORECASE) for value in quoted]
    found = (number for look in looks for number, line in enumerate(lines, 1) if look.search(line))
    return f", line {number}" if (number := next(found, 0)) else ""


def _said(error: Exception) -> str:
    if isinstance(error, RecursionError):
        return "it is nested too deeply"
    words = str(error).rstrip(".")
    return words[:1].lower() + words[1:]
