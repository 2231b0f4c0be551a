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


@dataclass(frozen=True, slots=True, eq=False)
class Entries:
    """The rows of all words of many posts, of the pairs that begin at them, and where each post begins there."""

    words: NDArray[np.intp]
    pairs: NDArray[np.intp]
    starts: NDArray[np.intp]

    def of_posts(self, at: NDArray[np.intp]) -> Entries:
        """Return the entries of some of the posts, ascending."""
        sizes = np.diff(self.starts, append=len(self.words))
        wanted = np.zeros(len(sizes), np.bool_)
        wanted[at] = True
        kept = np.repeat(wanted, sizes)
        return Entries(self.words[kept], self.pairs[kept], np.append(0, np.cumsum(sizes[at])[:-1]))

    def counts(self) -> NDArray[np.int64]:
        """Return how many words and pairs of each post the dictionary holds."""
        known = (self.words != _NOTHING).astype(np.int64) + (self.pairs != _NOTHING)
        return np.add.reduceat(known, self.starts)


@dataclass(frozen=True, slots=True, eq=False)
class Columns:
    """The weights of some questions: rows of whole numbers, and what one unit of each is worth."""

    rows: NDArray[np.int32]
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
        words = np.add.reduceat(rows, entries.starts, axis=0) * self.row_scale
        style = (as_columns(marks) @ self.styles) * self.style_scale
        scores: NDArray[np.float64] = words / np.sqrt(entries.counts() + _EVEN)[:, None] + style + self.bias
        return scores


def chances(scores: NDArray[np.float64], steepness: float) -> NDArray[np.float64]:
    """Turn scores (posts, at least 4) into chances (posts, 4): the odds of objecting, then what the rest is shared by.

    Odds below even are stretched by ``steepness``: most people who speak object to nothing, which the labelled posts do
    not show. Exponentials are taken one by one: an array's tail may round otherwise than its body.

    >>> chances(np.array([[0.0, 1.0, 1.0, 1.0]]), 2.0).round(3).tolist()
    [[0.5, 0.167, 0.167, 0.167]]
    """
    powers = scores[:, :4].copy()
    odds, rest = powers[:, 0], powers[:, 1:]
    odds *= np.where(odds > 0.0, -1.0, -steepness)
    np.clip(odds, -_SURE, _SURE, out=odds)
    rest -= rest.max(axis=1, keepdims=True)
    p = np.array([math.exp(power) for power in powers.ravel().tolist()]).reshape(powers.shape)
    p[:, 0] = 1.0 / (1.0 + p[:, 0])
    p[:, 1:] *= ((1.0 - p[:, 0]) / (p[:, 1] + p[:, 2] + p[:, 3]))[:, None]
    return p


def without_objection(p: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the chances of posts that cannot object: the rest shares the whole.

    >>> without_objection(np.array([[0.5, 0.25, 0.125, 0.125]])).tolist()
    [[0.0, 0.5, 0.25, 0.25]]
    """
    made = p / (p[:, 1] + p[:, 2] + p[:, 3])[:, None]
    made[:, 0] = 0.0
    return made
