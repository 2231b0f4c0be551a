"""Words that are looked for: many in one pattern, made when a text could hold one of them and not before.

A check asks some hundred such patterns, and making one takes longer than reading a text with it. So each is first
asked by its *heads*, the letters with which its alternatives begin: a text without any of them needs no pattern.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from sys import maxsize
from typing import Final

_PLAIN: Final = re.compile(r"(?:[^\W_]|['#-])+")
_CLASS: Final = re.compile(r"\[([^\]^\\-]+)\]")
_GOES_ON: Final = re.compile(r"\n\s*(?=\|)")
_BETWEEN: Final = re.compile(r"\n| \| ")
_DIGIT: Final = r"\d"


class Cue:
    r"""A pattern between word borders, one alternative a line or parted by " | ".

    A space means any space; ``<name>`` stands for a part. A line that begins with a bar goes on with the one before.

    >>> bool(Cue("i am (?:so )?sorry | my <fault>", fault="(?:fault|mistake)").search("it was my\tmistake"))
    True
    """

    __slots__ = ("_heads", "_lines", "_made", "_parts")

    def __init__(self, lines: str, **parts: str) -> None:
        self._lines = lines
        self._parts = parts
        self._made: re.Pattern[str] | None = None
        self._heads: frozenset[str] | None = None

    def search(self, text: str, begins: int = 0, ends: int = maxsize) -> re.Match[str] | None:
        """Return the first place at which one of the alternatives stands."""
        pattern = self._made or self._make(text)
        return pattern.search(text, begins, ends) if pattern else None

    def match(self, text: str, begins: int = 0, ends: int = maxsize) -> re.Match[str] | None:
        """Return whether one of the alternatives stands at ``begins``."""
        pattern = self._made or self._make(text)
        return pattern.match(text, begins, ends) if pattern else None

    def finditer(self, text: str, begins: int = 0, ends: int = maxsize) -> Iterator[re.Match[str]]:
        """Go through all places, in order, that do not overlap."""
        pattern = self._made or self._make(text)
        return pattern.finditer(text, begins, ends) if pattern else iter(())

    def _may_stand_in(self, text: str) -> bool:
        """Tell whether a text holds one of the heads, or a digit where an alternative begins with one."""
        if self._heads is None:
            self._heads = heads(self._alternatives())
        if _DIGIT in self._heads and any(map(str.isdigit, text)):
            return True
        return any(map(text.__contains__, self._heads - {_DIGIT}))  # an empty head is in every text

    def _make(self, text: str) -> re.Pattern[str] | None:
        """Make the pattern, unless the text holds none of the heads."""
        if not self._may_stand_in(text):
            return None
        alternatives = "|".join(self._alternatives())
        self._made = re.compile(r"\b(?:" + alternatives.replace(" ", r"\s+") + r")\b")
        return self._made

    def _alternatives(self) -> list[str]:
        lines = _GOES_ON.sub("", self._lines)
        for name, part in self._parts.items():
            lines = lines.replace(f"<{name}>", part)
        return [line.strip() for line in _BETWEEN.split(lines) if line.strip()]


def heads(alternatives: list[str]) -> frozenset[str]:
    r"""Return the letters with which the alternatives of a pattern begin; an empty one where that cannot be told.

    >>> sorted(heads(["sorry", "(?:my|our) fault", r"apolog\w+"])), heads([r"\w+ly"])
    (['apolog', 'my', 'our', 'sorry'], frozenset({''}))
    """
    options = (option for alternative in alternatives for option in _options(alternative))
    return frozenset(head for option in options for head in _heads_of(option))


def _heads_of(alternative: str) -> Iterator[str]:
    while look := re.match(r"\(\?<?!", alternative):  # what may not stand there tells nothing of what does
        alternative = alternative[_group(alternative, look.end()) :]
    if alternative.startswith("(?:"):
        inner_ends = _group(alternative, 3)
        for option in _options(alternative[3 : inner_ends - 1]):
            yield from _heads_of(option)
        if alternative[inner_ends : inner_ends + 1] in {"?", "*"}:  # it may be left out: then what follows begins
            yield from _heads_of(alternative[inner_ends + 1 :].removeprefix("?"))
        elif alternative[inner_ends : inner_ends + 1] == "{":
            yield ""
        return
    if alternative.startswith(_DIGIT) and alternative[2:3] not in {"?", "*"}:
        yield _DIGIT
    elif letters := _CLASS.match(alternative):
        yield from letters.group(1) if alternative[letters.end() : letters.end() + 1] not in {"?", "*"} else ("",)
    else:
        found = _PLAIN.match(alternative)
        head = found.group() if found else ""
        yield head[:-1] if alternative[len(head) : len(head) + 1] in {"?", "*", "{"} else head


def _group(pattern: str, at: int) -> int:
    """Return where the group that is open at a place ends."""
    depth = 1
    while depth and at < len(pattern):
        letter = pattern[at]
        if letter == "\\":
            at += 1
        elif letter == "[":
            at = pattern.index("]", at + 2)
        else:
            depth += {"(": 1, ")": -1}.get(letter, 0)
        at += 1
    return at


def _options(inner: str) -> list[str]:
    """Cut the inside of a group at the bars that are its own."""
    parts, depth, begins, at = [], 0, 0, 0
    while at < len(inner):
        letter = inner[at]
        if letter == "\\":
            at += 1
        elif letter == "[":
            at = inner.index("]", at + 2)
        elif letter == "|" and depth == 0:
            parts.append(inner[begins:at])
            begins = at + 1
        else:
            depth += {"(": 1, ")": -1}.get(letter, 0)
        at += 1
    return [*parts, inner[begins:]]


def cue(lines: str, **parts: str) -> Cue:
    """Name words that are looked for; see `Cue`.

    >>> cue("sorry | my fault").search("It is my fault.").group()
    'my fault'
    """
    return Cue(lines, **parts)


def listed(words: str) -> list[str]:
    """Return the words of a list that is written as lines.

    >>> listed("ad advert")
    ['ad', 'advert']
    """
    return words.split()
