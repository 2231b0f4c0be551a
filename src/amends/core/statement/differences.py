"""What changed between two texts, word by word, with nothing lost on either side."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import Match, SequenceMatcher
from enum import StrEnum
from itertools import accumulate, pairwise
from typing import Final


class Fate(StrEnum):
    """What became of a piece of text."""

    KEPT = "kept"
    STRUCK = "struck"
    ADDED = "added"


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text with one fate. Kept and struck pieces in order are the old text, kept and added the new."""

    fate: Fate
    text: str


BUDGET: Final = 3_000_000
"""Steps of comparing that one difference may take, about a fifth of a second; what is dearer is told whole."""

ISLAND: Final = 2
"""A run of this many kept words or fewer between two changes is read more easily as part of them."""

# Scripts without spaces between words go letter by letter; everything else by the word, its spaces kept apart.
_TOKEN: Final = re.compile(
    r"[\u3040-\u30ff\u3400-\u9fff]|(?:(?![\u3040-\u30ff\u3400-\u9fff])\w)+(?:['’]\w+)*|\s+|.", re.DOTALL
)
_SENTENCE_END: Final = re.compile(r"(?<=[.!?…])[\"'”’»“)\]]*\s+|\n\s*|(?<=[。！？])")
_WORD: Final = re.compile(r"\w+")
_JOINERS: Final = "\u200c\u200d\u2060"


def changes(old: str, new: str) -> tuple[Piece, ...]:
    """Tell what was kept, struck and added on the way from one text to the next.

    Sentences are paired first, then the words within those that differ. Where comparing would take more steps
    than are left of `BUDGET` (long texts that repeat the same words over and over) a stretch is struck and
    added whole: coarser to read, and still exact. Struck stands before added; no piece is empty, and neighbours
    differ in fate. A letter is never parted from its accents or an emoji from its parts.

    >>> for piece in changes("The phone was a loan. I am sorry.", "The phone is mine to keep. I am sorry."):
    ...     (piece.fate.value, piece.text)
    ('kept', 'The phone ')
    ('struck', 'was a loan')
    ('added', 'is mine to keep')
    ('kept', '. I am sorry.')
    """
    purse = _Purse(BUDGET)
    before, after = sentences(old), sentences(new)
    raw: list[tuple[Fate, str]] = []
    for tag, a, b, c, d in _opcodes(before, after, purse):
        struck, added = "".join(before[a:b]), "".join(after[c:d])
        if tag == "equal":
            raw.append((Fate.KEPT, struck))
        else:
            raw += _words_changed(tokens(struck), tokens(added), purse)
    return _readable(raw)


def sentences(text: str) -> list[str]:
    """Cut a text into sentences and lines, each with the space that follows it; joined, they are the text.

    >>> sentences("It was mine. I knew!  Sorry")
    ['It was mine. ', 'I knew!  ', 'Sorry']
    """
    ends = [found.end() for found in _SENTENCE_END.finditer(text)]
    cuts = [0, *(end for end in ends if end < len(text)), len(text)]
    return [text[a:b] for a, b in pairwise(cuts) if b > a]


def tokens(text: str) -> list[str]:
    """Cut a text into words, spaces and signs, accents and joined emoji left whole; joined, they are the text.

    >>> tokens("don't, no")
    ["don't", ',', ' ', 'no']
    """
    made: list[str] = []
    for token in _TOKEN.findall(text):
        glued = made and (
            unicodedata.category(token[0]) in {"Mn", "Mc", "Me"} or token[0] in _JOINERS or made[-1][-1] in _JOINERS
        )
        # What follows an accent without a space belongs to the same word.
        within = made and token[0].isalnum() and unicodedata.category(made[-1][-1]) in {"Mn", "Mc"}
        if glued or within:
            made[-1] += token
        else:
            made.append(token)
    return made


@dataclass(frozen=True, slots=True)
class SentenceCounts:
    """How many sentences differ between two texts; ``only_spaces`` where none does and the texts still do."""

    changed: int = 0
    added: int = 0
    removed: int = 0
    only_spaces: bool = False


def count_sentences(old: str, new: str) -> SentenceCounts:
    """Count the sentences that a new text changes, adds and removes; spaces do not count.

    >>> count_sentences("I was late. I am sorry.", "I was six hours late. I am sorry. Write to me.")
    SentenceCounts(changed=1, added=1, removed=0, only_spaces=False)
    """
    before = [" ".join(one.split()) for one in sentences(old) if one.strip()]
    after = [" ".join(one.split()) for one in sentences(new) if one.strip()]
    changed = added = removed = 0
    for tag, a, b, c, d in _opcodes(before, after, _Purse(BUDGET)):
        if tag != "equal":
            both = min(b - a, d - c)
            changed, removed, added = changed + both, removed + b - a - both, added + d - c - both
    return SentenceCounts(changed, added, removed, only_spaces=before == after and old != new)


def summary(old: str, new: str) -> str:
    """Say in one plain sentence how much changed; `count_sentences` has the numbers for another language.

    >>> summary("I was late. I am sorry.", "I was six hours late. I am sorry. Write to me.")
    '1 sentence changed, 1 added.'
    >>> summary("I am sorry.", "I am  sorry.")
    'Only spaces changed.'
    """
    counts = count_sentences(old, new)
    counted = [(counts.changed, "changed"), (counts.added, "added"), (counts.removed, "removed")]
    told = [f"{number} {what}" for number, what in counted if number]
    if not told:
        return "Only spaces changed." if counts.only_spaces else "Nothing changed."
    first, rest = told[0].split(" ", 1)
    told[0] = f"{first} {'sentence' if first == '1' else 'sentences'} {rest}"
    return ", ".join(told) + "."


@dataclass(slots=True)
class _Purse:
    """What may still be spent on comparing; one too dear a search empties nothing, and ends its stretch."""

    left: int


class _TooDear(Exception):
    """The search would take more steps than are left."""


class _Counted(SequenceMatcher[str]):
    """The search of difflib, which counts its own steps: its worst cases are cubic, and texts come from strangers."""

    def __init__(self, old: Sequence[str], new: Sequence[str], purse: _Purse) -> None:
        super().__init__(None, old, new, autojunk=False)
        self._purse = purse
        times = Counter(new)
        self._steps = list(accumulate((1 + times[one] for one in old), initial=0))

    def find_longest_match(self, alo: int = 0, ahi: int | None = None, blo: int = 0, bhi: int | None = None) -> Match:
        end = len(self._steps) - 1 if ahi is None else ahi
        self._purse.left -= self._steps[end] - self._steps[alo]
        if self._purse.left < 0:
            raise _TooDear
        return super().find_longest_match(alo, end, blo, bhi)


_Opcode = tuple[str, int, int, int, int]


def _opcodes(before: Sequence[str], after: Sequence[str], purse: _Purse) -> list[_Opcode]:
    """Pair two sequences: both ends first, which costs little, then what is left between them."""
    head = _shared(before, after)
    tail = _shared(before[head:][::-1], after[head:][::-1])
    old, new = before[head : len(before) - tail], after[head : len(after) - tail]
    found: list[_Opcode] = [("equal", 0, head, 0, head)] if head else []
    found += [(tag, a + head, b + head, c + head, d + head) for tag, a, b, c, d in _searched(old, new, purse)]
    if tail:
        found.append(("equal", len(before) - tail, len(before), len(after) - tail, len(after)))
    return found


def _searched(old: Sequence[str], new: Sequence[str], purse: _Purse) -> list[_Opcode]:
    had = purse.left
    try:
        return [(str(tag), a, b, c, d) for tag, a, b, c, d in _Counted(old, new, purse).get_opcodes()]
    except _TooDear:
        purse.left = had // 2  # a stretch that failed has cost its time too
        return [("replace", 0, len(old), 0, len(new))]


def _shared(one: Sequence[str], other: Sequence[str]) -> int:
    for at, (left, right) in enumerate(zip(one, other, strict=False)):
        if left != right:
            return at
    return min(len(one), len(other))


def _words_changed(before: list[str], after: list[str], purse: _Purse) -> Iterator[tuple[Fate, str]]:
    for tag, a, b, c, d in _opcodes(before, after, purse):
        struck, added = "".join(before[a:b]), "".join(after[c:d])
        yield from [(Fate.KEPT, struck)] if tag == "equal" else _whole(struck, added)


def _whole(struck: str, added: str) -> list[tuple[Fate, str]]:
    return [(Fate.STRUCK, struck), (Fate.ADDED, added)]


def _readable(raw: Sequence[tuple[Fate, str]]) -> tuple[Piece, ...]:
    """Join neighbours, drown small islands in the changes around them, and put struck before added."""
    runs: list[tuple[str, str]] = []  # what is struck and added between two kept stretches
    kept: list[str] = [""]
    struck = added = ""
    for fate, text in raw:
        if fate is Fate.STRUCK:
            struck += text
        elif fate is Fate.ADDED:
            added += text
        elif text and (struck or added):
            runs.append((struck, added))
            kept.append(text)
            struck = added = ""
        else:
            kept[-1] += text
    if struck or added:
        runs.append((struck, added))
        kept.append("")
    return tuple(Piece(fate, text) for fate, text in _told(kept, _without_islands(kept, runs)) if text)


def _without_islands(kept: list[str], runs: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Merge runs parted by a short island; ``kept`` is emptied where an island drowned."""
    merged: list[tuple[str, str]] = []
    for at, (struck, added) in enumerate(runs):
        before = kept[at] if at else ""
        if merged and _is_island(before, merged[-1], (struck, added)):
            kept[at] = ""
            joined = (merged[-1][0] + before + struck, merged[-1][1] + before + added)
            merged[-1:] = [("", ""), joined]  # still one run more than there are stretches before it
        else:
            merged.append((struck, added))
    return merged


def _is_island(kept: str, before: tuple[str, str], after: tuple[str, str]) -> bool:
    """Tell whether a few words on one line are less than what changed on both sides of them."""
    words = len(_WORD.findall(kept))
    around = sum(len(_WORD.findall(text)) for text in (*before, *after))
    return "\n" not in kept and words <= ISLAND and words < around


def _told(kept: Sequence[str], runs: Sequence[tuple[str, str]]) -> Iterator[tuple[Fate, str]]:
    for at, stretch in enumerate(kept):
        yield Fate.KEPT, stretch
        if at < len(runs):
            yield from _whole(*runs[at])
