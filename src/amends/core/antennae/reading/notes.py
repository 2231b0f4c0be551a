"""What is noted about each word beforehand, so that one look at a word answers every question about it."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import repeat
from typing import TYPE_CHECKING, Final

import numpy as np

from amends.core.antennae.reading.grounds import PHRASE_CUES, WORD_CUES
from amends.core.antennae.reading.language import ENGLISH, FOREIGN, NAMES
from amends.core.antennae.reading.phrase_tree import NO_KIND, PhraseTree
from amends.core.antennae.reading.style import ASKING, COUNTED, WORD_MARKS, cue_marks
from amends.core.antennae.reading.words import END

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

NOTHING: Final = 0
"""The row of every word about which nothing is noted."""

TALLIES: Final = (*COUNTED, "different", "small", "foreign", "known", "lettered")
"""What is counted over the different words of a post; the first as `style.with_counts` wants them."""


@dataclass(frozen=True, slots=True, eq=False)
class Notes:
    """The row of each token, and arrays over rows.

    Row 0 is no word at all. The ``known`` words of a reader's dictionary follow in their order; words that only the
    style, the cues or the languages know come after them. ``marks`` holds style bits, ``tallies`` (rows, `TALLIES`)
    what a word adds to each count, ``kinds`` its number in the tree of phrases, ``asking`` whether a question begins
    with it; ``end``, ``asked`` and ``called`` are the rows of `END`, ``?`` and ``!``.
    """

    rows: dict[bytes, int]
    known: int
    marks: NDArray[np.int64]
    tallies: NDArray[np.int64]
    kinds: NDArray[np.intp]
    asking: NDArray[np.bool_]
    phrases: PhraseTree
    end: int
    asked: int
    called: int

    @classmethod
    def of(cls, words: Sequence[str]) -> Notes:
        """Note what is known about the words of a dictionary and about every word that some rule looks for.

        >>> notes = Notes.of(["fig", "thanks"])
        >>> notes.rows[b"fig"], notes.rows[b"thanks"], int(notes.tallies[1, TALLIES.index("known")])
        (1, 2, 1)
        """
        phrases = PhraseTree.of({words: cue_marks(bits) for words, bits in PHRASE_CUES.items()})
        rules = {*WORD_MARKS, *WORD_CUES, *phrases.kinds, *ENGLISH, *FOREIGN, *ASKING, "?", "!", END.decode()}
        every = ["", *words, *sorted(rules.difference(words))]
        rows = {word.encode(): row for row, word in enumerate(every)}
        known = 1 + len(words)
        return cls(
            rows=rows,
            known=known,
            marks=np.array([WORD_MARKS.get(w, 0) | cue_marks(WORD_CUES.get(w, 0)) for w in every], np.int64),
            tallies=_tallies(every, known),
            kinds=np.array([phrases.kinds.get(word, NO_KIND) for word in every], np.intp),
            asking=np.array([word in ASKING for word in every]),
            phrases=phrases,
            end=rows[END],
            asked=rows[b"?"],
            called=rows[b"!"],
        )

    def look_up(self, run: Sequence[bytes]) -> NDArray[np.intp]:
        """Return the row of each token."""
        return np.fromiter(map(self.rows.get, run, repeat(NOTHING)), np.intp, len(run))


def _tallies(words: Sequence[str], known: int) -> NDArray[np.int64]:
    """Tell what each word counts for; row 0 is no word and those from ``known`` on are not in the dictionary."""
    row = np.arange(len(words))
    held = (row > NOTHING) & (row < known)
    columns = [
        *([word in counted for word in words] for counted in COUNTED.values()),
        [word != END.decode() for word in words],
        [word in ENGLISH for word in words],
        [word in FOREIGN for word in words],
        held,
        held & np.array([word[:1].isalpha() and word not in NAMES for word in words]),
    ]
    return np.array(columns).T.astype(np.int64, order="C")
