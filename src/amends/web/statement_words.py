"""Words as they were written, with pieces of them struck, added or marked: no Markdown is read into them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from amends.core.statement import differences
from amends.core.statement.differences import Fate

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from amends.core.statement.candour import Finding
    from amends.core.statement.candour.findings import Span

_BLANK: Final = re.compile(r"\n[ \t]*\n\s*")
_EDGES: Final = re.compile(r"^(?:<br>|\s)+|(?<!\s)(?<!<br>)(?:<br>|\s)+$")
MARKED: Final = "marked"


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of words: ``kept``, ``struck``, ``added`` or ``marked``, and the numbers of what ends with it."""

    text: str
    fate: str = Fate.KEPT
    ends: tuple[int, ...] = ()


def changed(old: str, new: str) -> SafeString:
    """Return two wordings in one, what went struck and what came marked as added, also for those who listen.

    >>> print(changed("It was a loan.", "It was a <b>.")[:12], changed("No.", "No. I am."))
    <p>It was a  <p>No. <ins><span class="unseen">Added: </span>I am.</ins></p>
    """
    pieces = _changes(old, new)
    told = [Run(piece.text, piece.fate) for piece in pieces]
    return paragraphs(told)


@lru_cache(maxsize=32)
def _changes(old: str, new: str) -> tuple[differences.Piece, ...]:
    """Keep the way from one version to the next: neither ever changes."""
    return differences.changes(old, new)


def read_back(words: str, findings: Sequence[Finding]) -> SafeString:
    """Return the words with what each finding stands on marked, and its number after it as a link to it."""
    return marked_at(words, [one.span for one in findings])


def marked_at(words: str, places: Sequence[Span | None]) -> SafeString:
    """Return the words with numbered places marked, and after each its number as a link to what is said of it.

    >>> print(marked_at("A lamp.", [(2, 6)]))
    <p>A <mark>lamp</mark><sup><a href="#finding-1">1</a></sup>.</p>
    """
    return paragraphs(_marked(words, places))


def _marked(words: str, places: Sequence[Span | None]) -> Iterator[Run]:
    spans = [(number, *place) for number, place in enumerate(places, 1) if place is not None]
    cuts = sorted({0, len(words), *(at for _, start, end in spans for at in (start, end))})
    for start, end in pairwise(cuts):
        inside = any(first <= start and end <= last for _, first, last in spans)
        ends = tuple(number for number, _, last in spans if last == end)
        yield Run(words[start:end], MARKED if inside else Fate.KEPT, ends)


def paragraphs(runs: Iterable[Run]) -> SafeString:
    r"""Return runs as paragraphs; what reaches over the end of one is closed there and opened again in the next.

    >>> print(paragraphs([Run("One. "), Run("Two.\n\nThree.", "added")]).count("<ins>"))
    2
    """
    done: list[str] = []
    here: list[str] = []
    last = ""
    for run in runs:
        for place, part in enumerate(_BLANK.split(run.text)):
            if place:
                done.append("".join(here))
                here, last = [], ""
            if part:
                apart = " " if (last, run.fate) == (Fate.STRUCK, Fate.ADDED) else ""
                here.append(apart + _shown(part, run.fate))
                last = run.fate
        here += [format_html('<sup><a href="#finding-{0}">{0}</a></sup>', number) for number in run.ends]
    done.append("".join(here))
    whole = (_EDGES.sub("", one) for one in done)
    return mark_safe("\n".join(f"<p>{one}</p>" for one in whole if one))  # noqa: S308 - escaped, run by run


def _shown(text: str, fate: str) -> str:
    """Return a stretch in its markup, the spaces at its ends outside of it."""
    if fate == Fate.KEPT or not text.strip():
        return _lines(text)
    at, end = len(text) - len(text.lstrip()), len(text.rstrip())
    said = _lines(text[at:end])
    if fate == MARKED:
        told = format_html("<mark>{}</mark>", said)
    elif fate == Fate.STRUCK:
        told = format_html('<del><span class="unseen">{} </span>{}</del>', gettext("Struck:"), said)
    else:
        told = format_html('<ins><span class="unseen">{} </span>{}</ins>', gettext("Added:"), said)
    return _lines(text[:at]) + told + _lines(text[end:])


def _lines(text: str) -> SafeString:
    return mark_safe(escape(text).replace("\n", "<br>"))  # noqa: S308 - escaped
