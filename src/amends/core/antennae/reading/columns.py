"""Sums of whole numbers, and what they mean: the scores of posts, and the chances that scores give."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from amends.core.antennae.reading.style import as_columns

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

_NOTHING: Final = 0  # the row of what the dictionary does not hold: zero in every column
_EVEN: Final = 5.0  # added to the number of entries before its root: short posts are not read as sure ones
_SURE: Final = 60.0  # log-odds beyond which a chance is told no finer
_EXPERT: Final = 4  # columns of an expert
_ODDS: Final = [0, 4, 8]  # the columns of log-odds
_POWERS: Final = 9


@dataclass(frozen=True, slots=True, eq=False)
class Entries:
    """The rows of all words of many posts, of the pairs that begin at them, and where each post begins there.

    Words that the dictionary does not hold stand at ``spelled``, ascending, and are given by their spelling: the
    numbers of their ``runs``, and where each word begins there.
    """

    words: NDArray[np.intp]
    pairs: NDArray[np.intp]
    starts: NDArray[np.intp]
    spelled: NDArray[np.intp]
    runs: NDArray[np.intp]
    spelled_starts: NDArray[np.intp]

    def of_posts(self, at: NDArray[np.intp]) -> Entries:
        """Return the entries of some of the posts, ascending."""
        wanted = np.zeros(len(self.starts), np.bool_)
        wanted[at] = True
        sizes = np.diff(self.starts, append=len(self.words))
        kept = np.repeat(wanted, sizes)
        known = kept[self.spelled]
        runs = np.diff(self.spelled_starts, append=len(self.runs))
        return Entries(
            self.words[kept],
            self.pairs[kept],
            _starts(sizes[at]),
            (kept.cumsum() - 1)[self.spelled[known]],
            self.runs[np.repeat(known, runs)],
            _starts(runs[known]),
        )

    def counts(self) -> NDArray[np.int64]:
        """Return how many words and pairs of each post the dictionary holds."""
        known = (self.words != _NOTHING).astype(np.int64) + (self.pairs != _NOTHING)
        return np.add.reduceat(known, self.starts)


def _starts(sizes: NDArray[np.intp]) -> NDArray[np.intp]:
    starts: NDArray[np.intp] = sizes.cumsum() - sizes
    return starts


@dataclass(frozen=True, slots=True, eq=False)
class Columns:
    """The weights of some questions: rows of whole numbers, and what one unit of each is worth."""

    rows: NDArray[np.int32]
    letters: NDArray[np.int32]
    styles: NDArray[np.int64]
    row_scale: NDArray[np.float64]
    style_scale: NDArray[np.float64]
    bias: NDArray[np.float64]

    @classmethod
    def of(cls, arrays: Mapping[str, NDArray[np.generic]], columns: slice) -> Columns:
        """Take some columns of the arrays that `Reader.from_arrays` describes."""
        words, pairs = arrays["word_weights"][:, columns], arrays["pair_weights"][:, columns]
        nothing = np.zeros((1, words.shape[1]), np.int32)
        return cls(
            rows=np.concatenate([nothing, words, pairs]).astype(np.int32),
            letters=np.asarray(arrays["letter_weights"][:, columns], np.int32),
            styles=np.asarray(arrays["style_weights"][:, columns], np.int64),
            row_scale=np.asarray(arrays["word_scale"], np.float64)[columns],
            style_scale=np.asarray(arrays["style_scale"], np.float64)[columns],
            bias=np.asarray(arrays["bias"], np.float64)[columns],
        )

    def scores(self, entries: Entries, marks: NDArray[np.int64]) -> NDArray[np.float64]:
        """Return the scores (posts, columns) of posts with these entries and style bits.

        Rows are added as whole numbers, so neither order nor batch shows in the sums.
        """
        rows = self.rows.take(entries.words, axis=0) + self.rows.take(entries.pairs, axis=0)
        if len(entries.spelled):
            letters = self.letters.take(entries.runs, axis=0)
            rows[entries.spelled] += np.add.reduceat(letters, entries.spelled_starts, axis=0)
        words = np.add.reduceat(rows, entries.starts, axis=0) * self.row_scale
        style = (as_columns(marks) @ self.styles) * self.style_scale
        scores: NDArray[np.float64] = words / np.sqrt(entries.counts() + _EVEN)[:, None] + style + self.bias
        return scores


def chances(scores: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Turn scores (posts, at least 9) into chances (posts, 4), and tell how much of each post is a thread's (posts,).

    An expert's four columns are the log-odds of objecting, then what the other stances share the rest by. The first
    expert knows comments of threads, the second short posts; the ninth column is the log-odds of the first one's share.
    Exponentials are taken one by one: an array's tail may round otherwise than its body.

    >>> p, share = chances(np.array([[0.0, 1.0, 1.0, 1.0, 60.0, 1.0, 1.0, 1.0, 0.0]]))
    >>> p.round(3).tolist(), share.tolist()
    ([[0.75, 0.083, 0.083, 0.083]], [0.5])
    """
    powers = scores[:, :_POWERS].copy()
    for first in (0, _EXPERT):
        rest = powers[:, first + 1 : first + _EXPERT]
        rest -= rest.max(axis=1, keepdims=True)
    powers[:, _ODDS] = np.clip(-powers[:, _ODDS], -_SURE, _SURE)
    p = np.array([math.exp(power) for power in powers.ravel().tolist()]).reshape(powers.shape)
    p[:, _ODDS] = 1.0 / (1.0 + p[:, _ODDS])
    share = p[:, 2 * _EXPERT]
    mixed = share[:, None] * _of_expert(p[:, :_EXPERT])
    mixed += (1.0 - share[:, None]) * _of_expert(p[:, _EXPERT : 2 * _EXPERT])
    return mixed, share


def _of_expert(p: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return chances: the first is one already, the others share what it leaves."""
    left = (1.0 - p[:, 0]) / (p[:, 1] + p[:, 2] + p[:, 3])
    return np.column_stack([p[:, 0], p[:, 1] * left, p[:, 2] * left, p[:, 3] * left])


def without_objection(p: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the chances of posts that cannot object: the rest shares the whole.

    >>> without_objection(np.array([[0.5, 0.25, 0.125, 0.125]])).tolist()
    [[0.0, 0.5, 0.25, 0.25]]
    """
    made = p / (p[:, 1] + p[:, 2] + p[:, 3])[:, None]
    made[:, 0] = 0.0
    return made
