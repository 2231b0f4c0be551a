"""What the reader sees of a text, as sparse matrices: words and pairs, the runs of letters in words, counts of style.

All of it is linear, so what is learned about it folds into one row a word: of a word that the dictionary holds, the
sum over its letters too. A word that it does not hold is spelled when it is read, by the same runs.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cache
from typing import TypeAlias

import numpy as np
from scipy.sparse import csr_matrix, diags_array, hstack

from amends.core.antennae.reading.grounds import bits_by_cue
from amends.core.antennae.reading.spelling import runs
from amends.core.antennae.reading.style import STYLES, style_rows
from amends.core.antennae.reading.words import own_words, phrases, tokens

EVEN = 5.0
LETTER_BITS = 16
LETTER_SHARE = 0.5  # how freely runs of letters are used beside words
STYLE_SHARE = 0.3

Sparse: TypeAlias = csr_matrix


@cache
def cut(text: str) -> tuple[list[str], list[int]]:
    own = own_words(text)
    words = tokens(own)
    return phrases(words), style_rows(own, words, bits_by_cue(words))


@cache
def letters_of(word: str) -> tuple[int, ...]:
    """Return the numbers of a word's runs of letters; a run that comes twice counts twice."""
    return tuple(runs([word.encode()], LETTER_BITS)[0].tolist())


def incidence(lists: list[list[int]], columns: int) -> Sparse:
    """Return a matrix that counts in each row the columns listed for it."""
    starts = np.cumsum([0, *map(len, lists)])
    made = csr_matrix((np.ones(starts[-1]), [one for row in lists for one in row], starts), shape=(len(lists), columns))
    made.sum_duplicates()
    return made


@dataclass
class Space:
    """The columns that texts become: entries of a dictionary, runs of letters by how rare they are, style entries."""

    vocab: dict[str, int]
    rarity: np.ndarray

    @classmethod
    def of(cls, texts: list[str], least: int = 2) -> Space:
        """Make the columns of a training's texts: every word and pair that so many of them hold."""
        held = Counter(entry for text in texts for entry in set(cut(text)[0]))
        vocab = {entry: n for n, entry in enumerate(sorted(e for e, count in held.items() if count >= least))}
        texts_with = np.zeros(1 << LETTER_BITS)
        for text in texts:
            texts_with[list({run for entry in cut(text)[0] if " " not in entry for run in letters_of(entry)})] += 1
        rarity = np.log((1 + len(texts)) / (1 + texts_with)) + 1
        return cls(vocab, LETTER_SHARE * rarity / rarity.mean())

    @property
    def columns(self) -> int:
        """The number of columns of words and letters, style aside."""
        return len(self.vocab) + (1 << LETTER_BITS)

    def words_and_letters(self, texts: list[str]) -> Sparse:
        """Return the rows of texts over `columns`, each divided by the root of its number of known entries."""
        words = incidence([[self.vocab[e] for e in cut(t)[0] if e in self.vocab] for t in texts], len(self.vocab))
        once = dict.fromkeys(e for t in texts for e in cut(t)[0] if " " not in e)
        different = {entry: n for n, entry in enumerate(once)}
        spelled = incidence([list(letters_of(word)) for word in different], 1 << LETTER_BITS)
        letters = (
            incidence([[different[e] for e in cut(t)[0] if " " not in e] for t in texts], len(different)) @ spelled
        )
        even = diags_array(1.0 / np.sqrt(np.asarray(words.sum(axis=1)).ravel() + EVEN))
        return (even @ hstack([words, letters @ diags_array(self.rarity)])).tocsr()

    def style(self, texts: list[str]) -> Sparse:
        """Return the style entries of texts."""
        return (incidence([cut(text)[1] for text in texts], len(STYLES)) * STYLE_SHARE).tocsr()

    def words_and_style(self, texts: list[str]) -> Sparse:
        """Return the dictionary's entries and the style entries of texts, without letters."""
        return hstack([self.words_and_letters(texts)[:, : len(self.vocab)], self.style(texts)]).tocsr()

    def by_word(self, coef: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Fold coefficients (`columns`, questions) into a row a dictionary entry and a row a run of letters."""
        letters = coef[len(self.vocab) :] * self.rarity[:, None]
        spelled = incidence([[] if " " in e else list(letters_of(e)) for e in self.vocab], 1 << LETTER_BITS)
        return coef[: len(self.vocab)] + spelled @ letters, letters
