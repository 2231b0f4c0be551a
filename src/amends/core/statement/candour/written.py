"""A text made ready for the rules: its own words in small letters, what it quotes from others blotted out."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from amends.core.statement.candour.findings import Span

BLOT: Final = "\x00"
"""Stands for each letter that is not the writer's own, so that places in the text stay what they are."""

_QUOTED_LINE: Final = re.compile(r"^[ \t]*>.*$", re.MULTILINE)
_QUOTATION: Final = re.compile(r"“[^“”]{3,800}”|„[^„“”]{3,800}[“”]|«[^«»]{3,800}»|»[^«»]{3,800}«|\"[^\"\n]{3,800}\"")
_SENTENCE_END: Final = re.compile(r"[.!?…]+[\"'”’»“)\]]*(?=\s)|\n\s*\n")
_PARAGRAPH: Final = re.compile(r"(?:.+(?:\n|$))+")
_SAME: Final = str.maketrans({"’": "'", "*": " ", "_": " ", "\u00a0": " ", "\u202f": " "})


@dataclass(frozen=True, slots=True)
class Written:
    """The words as sent, and beside them, letter for letter, what the writer says in small letters."""

    words: str
    own: str
    ends: tuple[int, ...]

    def sentence(self, at: int) -> Span:
        """Return the sentence that holds a place."""
        place = bisect_right(self.ends, at)
        begins = self.ends[place - 1] if place else 0
        return begins, self.ends[place] if place < len(self.ends) else len(self.own)

    def sentences(self) -> Iterator[Span]:
        """Go through all sentences in order."""
        begins = 0
        for end in (*self.ends, len(self.own)):
            if end > begins:
                yield begins, end
            begins = end

    def paragraphs(self) -> list[Span]:
        """Return the paragraphs, blank lines apart."""
        return [found.span() for found in _PARAGRAPH.finditer(self.words) if found.group().strip()]


def written(words: str) -> Written:
    """Make a text ready: small letters, plain apostrophes, emphasis gone, quotations of three words or more blotted.

    A quotation that is nearly the whole text is the writer's own after all. Lines that begin with ``>`` never are.

    >>> written("They said “sorry if anyone minds”. I do.").own.replace(BLOT, "")
    'they said . i do.'
    """
    own = words.lower()
    if len(own) != len(words):  # İ becomes two letters, and places would no longer be those of the words
        own = "".join(letter.lower() if len(letter.lower()) == 1 else letter for letter in words)
    own = own.translate(_SAME)
    own = _QUOTED_LINE.sub(_blot, own)
    without = _QUOTATION.sub(_blot_saying, own)
    if without.count(BLOT) - own.count(BLOT) < 0.8 * len(own.strip()):
        own = without
    return Written(words, own, tuple(found.end() for found in _SENTENCE_END.finditer(own)))


def _blot(found: re.Match[str]) -> str:
    return BLOT * len(found.group())


def _blot_saying(found: re.Match[str]) -> str:
    """Blot what somebody said; a word or two in quotes are the writer's own, held at arm's length."""
    said = found.group()
    return said if "\n\n" in said or len(said.split()) < 3 else BLOT * len(said)
