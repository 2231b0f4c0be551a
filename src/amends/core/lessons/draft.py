"""A draft made ready: its own words in small letters, and beside them its links, handles and hashtags."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Final

from amends.core.lessons.finding import Span
from amends.core.lessons.tongue import tongue

LONGEST: Final = 200_000
"""Characters of a draft that is read; whoever asks refuses a longer one, saying so."""

_HIDDEN: Final = re.compile(
    r"<(script|style)\b.*?(?:</\1|\Z)|<!--.*?(?:-->|\Z)|</?[a-zA-Z][^<>]{0,2000}>|<!doctype[^<>]{0,200}>", re.DOTALL
)
_FENCED: Final = re.compile(r"```.*?(?:```|\Z)", re.DOTALL)
_QUOTED: Final = re.compile(r"^[ \t]{0,20}>.*$", re.MULTILINE)
_LINK: Final = re.compile(
    r"(?:https?://|www\.)[^\s<>\"'\]]{1,2000}"
    r"|(?<![\w@.])(?:[a-z0-9-]{1,63}\.){1,3}(?:com|co|org|net|io|dev|shop|store|link|de|uk|eu|app|example)"
    r"(?:/[^\s<>\"'\])]{0,500})?(?![\w@])"
    r"|(?<![\w@.])(?:amzn|bit|t|a|geni|rstyle|liketk|fkrt)\.(?:to|ly|co|us|me|it)/[^\s<>\"'\])]{1,100}",
    re.IGNORECASE,
)
_TAG: Final = re.compile(r"[#＃](\w{1,100})")
_HANDLE: Final = re.compile(r"(?<![\w@])@(\w[\w.-]{0,99})")
_END: Final = re.compile(r"[.!?…]+[\"'”’»“)\]]*(?=\s)|\n+|(?<=[^\w\s,;:'\"()&/-])\s+(?=[A-Z])")
_SAME: Final = str.maketrans({"’": "'", "‘": "'", "`": "'", "*": " ", "\u00a0": " ", "\u202f": " ", "＃": "#"})


@dataclass(frozen=True, slots=True)
class Mark:
    """A link, a handle or a hashtag: its text without the sign, in small letters, and where it stands."""

    text: str
    span: Span


@dataclass(frozen=True, slots=True)
class Draft:
    """The draft as given, and what is read of it: ``low`` has as many letters, with blanks for what is not read."""

    text: str
    low: str
    tongue: str
    ends: tuple[int, ...]
    links: tuple[Mark, ...]
    tags: tuple[Mark, ...]
    handles: tuple[Mark, ...]

    def sentence(self, at: int) -> Span:
        """Return the sentence, or the line, that holds a place."""
        place = bisect_right(self.ends, at)
        begins = self.ends[place - 1] if place else 0
        return begins, self.ends[place] if place < len(self.ends) else len(self.low)

    def sentences(self) -> list[Span]:
        """Return every sentence that says something."""
        bounds = (0, *self.ends, len(self.low))
        spans = pairwise(bounds)
        return [span for span in spans if self.low[slice(*span)].strip()]

    def said(self, span: Span) -> str:
        """Return the words at a place, without what frames them."""
        return " ".join(self.text[slice(*span)].split())


@lru_cache(maxsize=1024)
def _small(letter: str) -> str:
    """Return the small plain form of a letter where it is one letter: also of letters drawn bold or wide."""
    plain = unicodedata.normalize("NFKC", letter).lower()
    return plain if len(plain) == 1 else letter


def draft(text: str) -> Draft:
    """Make a draft ready.

    Blotted out: HTML tags and comments, code blocks, and lines that begin with ``>``, which are somebody else's.

    >>> ready = draft("#ad My <b>lamp</b> from @nordlys https://nordlys.example")
    >>> [tag.text for tag in ready.tags], [link.text for link in ready.links], ready.low[:12]
    (['ad'], ['https://nordlys.example'], '#ad my    la')
    """
    low = text.lower() if text.isascii() else "".join(map(_small, text))
    low = low.translate(_SAME)
    links = tuple(Mark(text[slice(*found.span())].rstrip(".,;:!?)"), found.span()) for found in _LINK.finditer(low))
    if "<" in low:
        low = _HIDDEN.sub(_blank, low)
    if "```" in text:
        fenced = [found.span() for found in _FENCED.finditer(text)]
        low = _without(low, fenced)
    if ">" in low:
        low = _QUOTED.sub(_blank, low)
    low = _without(low, [link.span for link in links])
    return Draft(
        text=text,
        low=low,
        tongue=tongue(low),
        ends=tuple(found.end() for found in _END.finditer(low)),
        links=links,
        tags=tuple(Mark(found.group(1), found.span()) for found in _TAG.finditer(low)),
        handles=tuple(Mark(found.group(1).rstrip(".-"), found.span()) for found in _HANDLE.finditer(low)),
    )


def _blank(found: re.Match[str]) -> str:
    return re.sub(r"[^\n]", " ", found.group())


def _without(low: str, spans: list[Span]) -> str:
    parts, reached = [], 0
    for begins, ends in spans:
        if begins >= reached:
            parts += [low[reached:begins], re.sub(r"[^\n]", " ", low[begins:ends])]
            reached = ends
    return "".join((*parts, low[reached:]))
