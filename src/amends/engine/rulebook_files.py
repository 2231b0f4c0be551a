"""The rule books that come with amends, and those of somebody else: files read into the core's values."""

from __future__ import annotations

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
        raise ValueError(f"{path.name}: {error}") from None


def _said(error: Exception) -> str:
    if isinstance(error, RecursionError):
        return "it is nested too deeply"
    words = str(error).rstrip(".")
    return words[:1].lower() + words[1:]
