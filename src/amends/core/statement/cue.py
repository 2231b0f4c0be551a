"""Words that are looked for: many in one pattern, made when it is first asked and not before.

A check asks a few of some hundred such patterns. Making them all takes longer than reading a text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from sys import maxsize


class Cue:
    r"""A pattern between word borders, one alternative a line or parted by " | ".

    A space means any space; ``<name>`` stands for a part.

    >>> bool(Cue("i am (?:so )?sorry | my <fault>", fault="(?:fault|mistake)").search("it was my\tmistake"))
    True
    """

    __slots__ = ("_lines", "_made", "_parts")

    def __init__(self, lines: str, **parts: str) -> None:
        self._lines = lines
        self._parts = parts
        self._made: re.Pattern[str] | None = None

    def search(self, text: str, begins: int = 0, ends: int = maxsize) -> re.Match[str] | None:
        """Return the first place at which one of the alternatives stands."""
        return (self._made or self._make()).search(text, begins, ends)

    def match(self, text: str, begins: int = 0, ends: int = maxsize) -> re.Match[str] | None:
        """Return whether one of the alternatives stands at ``begins``."""
        return (self._made or self._make()).match(text, begins, ends)

    def finditer(self, text: str, begins: int = 0, ends: int = maxsize) -> Iterator[re.Match[str]]:
        """Go through all places, in order, that do not overlap."""
        return (self._made or self._make()).finditer(text, begins, ends)

    def _make(self) -> re.Pattern[str]:
        lines = self._lines
        for name, part in self._parts.items():
            lines = lines.replace(f"<{name}>", part)
        alternatives = "|".join(line.strip() for line in re.split(r"\n| \| ", lines) if line.strip())
        self._made = re.compile(r"\b(?:" + alternatives.replace(" ", r"\s+") + r")\b")
        return self._made


def cue(lines: str, **parts: str) -> Cue:
    """Name words that are looked for; see `Cue`.

    >>> cue("sorry | my fault").search("It is my fault.").group()
    'my fault'
    """
    return Cue(lines, **parts)
