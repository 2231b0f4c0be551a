"""Where in a draft a tie is named: in front, or too late, behind a fold, after the link, in a heap of hashtags."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from amends.core.lessons import praise
from amends.core.lessons.draft import Draft
from amends.core.lessons.finding import Span
from amends.core.lessons.naming import Form, Naming
from amends.core.lessons.rulebook import Rulebook

_FOLD: Final = re.compile(
    r"(?:\.{3}|…)\s*(?:see |read )?more\b|\(?\b(?:see|read) more\b(?=\s*$|\s*\n|…|\.\.\.)|<!--\s*more\s*-->"
    r"|(?:\n[ \t]*[.•·⠀_-][ \t]*){3,}|\n{5,}|mehr (?:anzeigen|lesen)|weiterlesen",
    re.IGNORECASE,
)
_PART: Final = re.compile(
    r"(?:^|\n)\s*[(\[]?(?:\d{1,2}\s?/\s?\d{0,2}|\d{1,2}[.)]\s(?=\S))[)\]]?|\b\d{1,2}/\d{1,2}(?=\s*(?:\n|$))"
)
_HEAP: Final = re.compile(r"(?:#\w+[\s,.|]*){2,}")
_PARAGRAPH: Final = re.compile(r"\n\s*\n")

LONG: Final = 700
"""From so many letters on a draft is read as an article, whose first paragraph is its front."""
FRONT: Final = 420
"""How far down the first paragraph of an article a tie may be named."""
_TITLE: Final = 80
"""Letters up to which a first paragraph is a title."""
_LABEL_FRONT: Final = 60
"""How far in a label that has to come first may begin: behind a greeting or a title."""


@dataclass(frozen=True, slots=True)
class Layout:
    """What of a draft people see first: the first sentence, the last, the heaps of hashtags, and where all is hidden.

    ``hidden_from`` is where something begins that people have to pass: a fold, a link, the second part of a thread.
    ``beside_link`` is where the first link ends: words right behind it are seen with it.
    """

    draft: Draft
    sentences: tuple[Span, ...]
    heaps: tuple[Span, ...]
    hidden_from: int
    beside_link: int

    @property
    def begins(self) -> int:
        """Return where the first word stands."""
        return len(self.draft.low) - len(self.draft.low.lstrip())


def layout(draft: Draft) -> Layout:
    r"""Look at how a draft is laid out.

    >>> from amends.core.lessons.draft import draft
    >>> layout(draft("A lamp. See more\n\nIt was free.")).hidden_from
    8
    """
    length = len(draft.low)
    fold = _FOLD.search(draft.text)
    parts = [found.start() for found in _PART.finditer(draft.low)]
    later = [part for part in parts if draft.low[:part].strip()] if len(parts) >= 2 else []
    link = draft.links[0].span[1] if draft.links else length
    heaps = (found.span() for found in _HEAP.finditer(draft.low) if found.group().count("#") >= 3)
    return Layout(
        draft=draft,
        sentences=tuple(draft.sentences()) or ((0, length),),
        heaps=tuple(heaps),
        hidden_from=min(fold.start() if fold else length, *later[:1], link, length),
        beside_link=link,
    )


def breach(seen: Layout, naming: Naming, book: Rulebook) -> str:
    """Return what is wrong with where a tie is named: ``late``, ``pile``, or nothing.

    >>> from amends.core.lessons.draft import draft
    >>> book = Rulebook("us", "", "1", "", {"en": ("ad",)}, (), {}, {}, end_up_to=125)
    >>> post = draft("A lamp! #lamp #light #home #ad")
    >>> breach(layout(post), Naming(post.tags[-1].span, Form.TAG, True, "en"), book)
    'pile'
    """
    begins = naming.span[0]
    if begins >= seen.hidden_from and not _beside_link(seen, begins):
        return "late"
    if naming.form is Form.TAG and begins > seen.begins and any(a <= begins < b for a, b in seen.heaps):
        return "pile"
    early = _told_early if naming.form is Form.SAID else _labelled_early
    return "" if early(seen, naming, book) else "late"


def _beside_link(seen: Layout, begins: int) -> bool:
    return begins >= seen.beside_link and not seen.draft.low[seen.beside_link : begins].strip(" \n([*–—-")


def _labelled_early(seen: Layout, naming: Naming, book: Rulebook) -> bool:
    """Tell whether a label or a hashtag stands in front, or on a line of its own near it, or where it still is seen."""
    low, (begins, ends) = seen.draft.low, naming.span
    start = begins - seen.begins
    if start <= (_LABEL_FRONT if naming.form is Form.LABEL else _LABEL_FRONT // 2):
        return True
    own_line = low.rfind("\n", 0, begins) + 1 >= begins - 3 and "\n" in low[ends:].strip("\n ")
    if start <= book.letters and own_line:
        return True
    if book.label_first:
        return False
    if not re.search(r"\w", re.sub(r"[#@]\w+", "", low[ends : ends + 2_000])):  # at the end
        return len(seen.draft.text.strip()) <= book.end_up_to
    return start <= book.letters or ends <= seen.sentences[0][1]


def _told_early(seen: Layout, naming: Naming, book: Rulebook) -> bool:
    """Tell whether plain words stand early: in the first sentence, or before much was said."""
    begins = naming.span[0]
    if begins < seen.sentences[0][1]:
        return begins <= 2 * book.letters
    if book.label_first and begins > 2 * _LABEL_FRONT:
        return _in_front_paragraph(seen, begins)
    if begins >= seen.sentences[-1][0] and (len(seen.sentences) > 2 or praise.praised(seen.draft, (0, begins))):
        # The end of a post: whatever was said before has been believed by then.
        return False
    return begins <= book.letters or _in_front_paragraph(seen, begins)


def _in_front_paragraph(seen: Layout, begins: int) -> bool:
    """Tell whether a place lies in the first paragraph of an article, its title left aside."""
    if len(seen.draft.text) < LONG or begins > FRONT:
        return False
    bodies = (found.end() for found in _PARAGRAPH.finditer(seen.draft.low, 0, 2 * FRONT))
    return begins < next((end for end in bodies if end > _TITLE), FRONT)
