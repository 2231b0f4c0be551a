"""Many posts cut up at once: from texts to rows of what is noted about each word, with no loop over tokens."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from amends.core.antennae.reading.language import by_counts, identify, surely_english
from amends.core.antennae.reading.notes import NOTHING, TALLIES, Notes
from amends.core.antennae.reading.style import COUNTED, Shape, shouts, with_counts
from amends.core.antennae.reading.words import own_words, token_run

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

MOST: Final = 512
"""Texts that are cut at once: few enough that their rows stay in the processor's cache."""

_PLACE: Final = 22  # bits of a place among the tokens of a batch, and of a row: `MOST` of the longest posts fit


@dataclass(frozen=True, slots=True, eq=False)
class Posts:
    """A batch cut up: an entry a post in all but ``rows``.

    ``rows`` holds the dictionary's rows of the different words of each post in their order, `NOTHING` for what is not
    in it, and a `NOTHING` after each post, so that neighbours never reach into the next; ``starts`` where each post
    begins there. ``unlisted`` tells where words stand that are not in the dictionary, and ``words`` which those are.
    ``length`` counts tokens, ``marks`` holds style bits, ``languages`` what `identify` tells.
    """

    rows: NDArray[np.intp]
    starts: NDArray[np.intp]
    unlisted: NDArray[np.intp]
    words: list[bytes]
    length: NDArray[np.intp]
    marks: NDArray[np.int64]
    languages: list[str]


def cut(texts: Sequence[str], notes: Notes) -> Posts:
    """Cut up at most `MOST` texts, and at least one.

    >>> posts = cut(["thank you, thank you", "no"], Notes.of(["thank", "you"]))
    >>> posts.rows.tolist(), posts.starts.tolist(), posts.length.tolist()
    ([1, 2, 0, 0, 0], [0, 3], [4, 1])
    >>> posts.unlisted.tolist(), posts.words
    ([3], [b'no'])
    """
    owns = [own_words(text) for text in texts]
    run = _Run.of(owns, notes)
    once = run.once()
    starts = once.searchsorted(run.begins)
    rows = run.rows[once]
    tallies = np.add.reduceat(notes.tallies.take(rows, axis=0), starts, axis=0)
    marks = np.bitwise_or.reduceat(notes.marks.take(rows), starts)
    marks |= run.shape(owns, notes).marks()
    at, bits = notes.phrases.find(notes.kinds.take(run.rows))
    np.bitwise_or.at(marks, run.post[at], bits)
    listed = rows * (rows < notes.known)
    unlisted = ((listed == NOTHING) & (rows != notes.end)).nonzero()[0]
    return Posts(
        rows=listed,
        starts=starts,
        unlisted=unlisted,
        words=[run.tokens[place] for place in once[unlisted].tolist()],
        length=run.ends - run.begins,
        marks=with_counts(marks, tallies[:, : len(COUNTED)]),
        languages=_languages(owns, run, tallies),
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Run:
    """The tokens of all posts in one run: the post ``n`` is ``tokens[begins[n]:ends[n]]``, and `END` follows it.

    ``rows`` and ``post`` tell of each token its row in `Notes` and the number of its post.
    """

    tokens: list[bytes]
    rows: NDArray[np.intp]
    begins: NDArray[np.intp]
    ends: NDArray[np.intp]
    post: NDArray[np.intp]

    @classmethod
    def of(cls, owns: Sequence[str], notes: Notes) -> _Run:
        tokens = token_run(owns)
        rows = notes.look_up(tokens)
        ends = (rows == notes.end).nonzero()[0]
        begins = np.zeros_like(ends)
        begins[1:] = ends[:-1] + 1
        return cls(tokens, rows, begins, ends, np.arange(len(ends)).repeat(ends + 1 - begins))

    def once(self) -> NDArray[np.intp]:
        """Return, ascending, the place of each word where it comes first in its post, and those of the ends."""
        place = np.arange(len(self.rows))
        keys = self.post << 2 * _PLACE | self._told_apart() << _PLACE | place
        keys.sort()  # the same word of the same post: neighbours now, the first of them first
        again = keys[1:] >> _PLACE == keys[:-1] >> _PLACE
        kept = np.ones(len(place), np.bool_)
        kept[keys[1:][again] & ((1 << _PLACE) - 1)] = False
        return kept.nonzero()[0]

    def _told_apart(self) -> NDArray[np.intp]:
        """Return the rows, with a number of its own for each different word that has none."""
        unknown = (self.rows == NOTHING).nonzero()[0]
        numbers: dict[bytes, int] = {}
        words = [self.tokens[at] for at in unknown.tolist()]
        rows = self.rows.copy()
        rows[unknown] = [-1 - numbers.setdefault(word, len(numbers)) for word in words]
        return rows & ((1 << _PLACE) - 1)

    def shape(self, owns: Sequence[str], notes: Notes) -> Shape:
        asked, called = self.rows == notes.asked, self.rows == notes.called
        posts, length = len(owns), self.ends - self.begins
        return Shape(
            length=length,
            asked=np.bincount(self.post[asked], minlength=posts),
            called=np.bincount(self.post[called], minlength=posts),
            shouted=shouts(owns),
            ends_asking=asked[self.ends - 1] | asked[self.ends - 2 * (length > 1)],  # a shorter post: an end, not asked
            begins_asking=notes.asking[self.rows[self.begins]],
        )


def _languages(owns: Sequence[str], run: _Run, tallies: NDArray[np.int64]) -> list[str]:
    """Tell the language of each post: that most are English is seen at once, the others are looked at one by one."""
    different, small = tallies[:, TALLIES.index("different")], tallies[:, TALLIES.index("small")]
    languages = ["en"] * len(owns)
    for at in (~surely_english(small, different)).nonzero()[0].tolist():
        languages[at] = _language(
            owns[at], run.tokens[run.begins[at] : run.ends[at]], *tallies[at, len(COUNTED) :].tolist()
        )
    return languages


def _language(  # noqa: PLR0917 - the columns of the tallies, in their order
    own: str, tokens: list[bytes], different: int, small: int, foreign: int, known: int, lettered: int
) -> str:
    if not tokens:
        return "und"
    share = known / different
    told = by_counts(small, foreign, share, lettered) if own.isascii() else ""
    return told or identify(own, {token.decode() for token in tokens}, share)
