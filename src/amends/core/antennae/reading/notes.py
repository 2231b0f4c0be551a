"""What is noted about each word beforehand, so that one look at a word answers every question about it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from amends.core.antennae.reading.grounds import PHRASE_WORDS, WORD_CUES
from amends.core.antennae.reading.language import ENGLISH
from amends.core.antennae.reading.style import WORD_COUNTS, WORD_MARKS, cue_marks

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, eq=False)
class Notes:
    """The row of each word, and arrays over rows: style bits, packed counts, English small word, part of a phrase.

    Row 0 is no word at all. The words of a reader's dictionary follow in their order; words that only the style, the
    cues or the languages know come after them.
    """

    rows: dict[str, int]
    marks: NDArray[np.int64]
    counts: NDArray[np.int64]
    small: NDArray[np.int64]
    phrased: NDArray[np.bool_]

    @classmethod
    def of(cls, words: Sequence[str]) -> Notes:
        """Note what is known about the words of a dictionary and about every word that some rule looks for.

        >>> notes = Notes.of(["fig", "thanks"])
        >>> notes.rows["fig"], notes.rows["thanks"], int(notes.small[notes.rows["the"]])
        (1, 2, 1)
        """
        rules = {*WORD_MARKS, *WORD_CUES, *PHRASE_WORDS, *ENGLISH}
        every = [*words, *sorted(rules.difference(words))]
        rows = {word: row for row, word in enumerate(every, 1)}
        marks, counts, small = np.zeros((3, len(every) + 1), np.int64)
        notes = cls(rows, marks, counts, small, np.zeros(len(every) + 1, np.bool_))
        for word in rules:
            row = rows[word]
            notes.marks[row] = WORD_MARKS.get(word, 0) | cue_marks(WORD_CUES.get(word, 0))
            notes.counts[row] = WORD_COUNTS.get(word, 0)
            notes.small[row] = word in ENGLISH
            notes.phrased[row] = word in PHRASE_WORDS
        return notes
