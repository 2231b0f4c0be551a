"""What the owner's corrections teach: a small layer over any reader, learned anew from every correction there is.

A reader knows what an objection is like anywhere; a correction tells what it is like here. The layer is kernel logistic
regression: the log-odds of objecting that the reader gave, moved towards the corrected posts that a post is like. Alike
are posts with the same words and pairs of words, written in the same style, of the same person, and read alike. It
keeps nothing but the corrected posts themselves, so it is the same for whatever reader comes after.

Few corrections move little: with ten of them the reader's own word counts three quarters, with very many a half.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeAlias

import numpy as np

from amends.core.antennae.reading.grounds import bits_by_cue
from amends.core.antennae.reading.style import STYLES, style_rows
from amends.core.antennae.reading.words import own_words, phrases, tokens
from amends.core.vocabulary import STANCES, Stance

if TYPE_CHECKING:
    from numpy.typing import NDArray

Chances: TypeAlias = tuple[float, float, float, float]
"""The chances of `STANCES`, in that order; they sum to 1."""

MOST: Final = 200
"""Corrections that are learned from, the last ones given: more would take longer than a second."""

_WORDS, _STYLE, _READ, _PERSON, _EVERYBODY = 8.0, 4.0, 1.0, 4.0, 1.0
"""How much each likeness weighs. Chosen on the labelled controversies of fewer than 36 comments."""
_EVEN: Final = 5.0  # added to the number of entries before its root: two words in common say little
_SLOW: Final = 10.0  # corrections until the layer has half its weight
_SURE: Final = 4.0  # log-odds beyond which a reader is not believed to be surer
_STAYS, _RISES = 0.5, 0.6  # the chances of objecting from which a post still objects, and from which it begins to
_STEPS: Final = 12  # of Newton; it has settled long before


@dataclass(frozen=True, slots=True)
class FirstRead:
    """A post as it was read before any correction: its words, whose they are, and the chances of its stances."""

    text: str
    person: str
    p: Chances


@dataclass(frozen=True, slots=True)
class Correction:
    """A post, and the stance that its owner says it holds."""

    post: FirstRead
    stance: Stance


@dataclass(frozen=True, slots=True, eq=False)
class Layer:
    """What was learned; made by `learn`."""

    _known: _Features
    _vocabulary: dict[str, int]
    _pull: NDArray[np.float64]
    _share: float

    def chances(self, posts: Sequence[FirstRead]) -> list[Chances]:
        """Return the chances of posts after all corrections; what is not objecting keeps its proportions."""
        if not posts:
            return []
        those = _Features.of(posts, self._vocabulary)
        odds = _offset(those, self._share) + self._share * _likeness(those, self._known) @ self._pull
        return [
            _moved(post.p, 1.0 / (1.0 + math.exp(-value))) for post, value in zip(posts, odds.tolist(), strict=True)
        ]


def learn(corrections: Sequence[Correction]) -> Layer | None:
    """Learn from the last `MOST` corrections, or return nothing where there are none.

    >>> no = FirstRead("Nobody asked us about the phone.", "x:1", (0.4, 0.1, 0.1, 0.4))
    >>> layer = learn([Correction(no, Stance.OBJECTS)] * 5)
    >>> layer.chances([no])[0][0] > 0.6
    True
    >>> learn([]) is None
    True
    """
    kept = list(corrections)[-MOST:]
    if not kept:
        return None
    vocabulary: dict[str, int] = {}
    for each in kept:
        for entry in _entries(each.post.text)[0]:
            vocabulary.setdefault(entry, len(vocabulary))
    known = _Features.of([each.post for each in kept], vocabulary)
    share = len(kept) / (len(kept) + _SLOW)
    objects = np.array([each.stance is Stance.OBJECTS for each in kept], np.float64)
    pull = _fit(share * _likeness(known, known), objects, _offset(known, share))
    return Layer(known, vocabulary, pull, share)


@dataclass(frozen=True, slots=True, eq=False)
class _Features:
    """What posts are like: a row a post in each array."""

    words: NDArray[np.float64]
    style: NDArray[np.float64]
    read: NDArray[np.float64]
    odds: NDArray[np.float64]
    people: list[str]

    @classmethod
    def of(cls, posts: Sequence[FirstRead], vocabulary: dict[str, int]) -> _Features:
        words = np.zeros((len(posts), len(vocabulary)))
        style = np.zeros((len(posts), len(STYLES)))
        for row, post in enumerate(posts):
            entries, styles = _entries(post.text)
            words[row, [vocabulary[entry] for entry in entries if entry in vocabulary]] = 1.0
            words[row] /= math.sqrt(len(entries) + _EVEN)
            style[row, styles] = 1.0
            style[row] /= math.sqrt(len(styles) + 1.0)
        p = np.clip(np.array([post.p for post in posts]), 1e-4, 1.0)
        odds = np.clip(np.log(p[:, 0]) - np.log(np.maximum(1.0 - p[:, 0], 1e-4)), -_SURE, _SURE)
        read = np.column_stack([odds / 2.0, np.log(p[:, 1:]) / 3.0 + 1.0])
        return cls(words, style, read, odds, [post.person for post in posts])


def _entries(text: str) -> tuple[set[str], list[int]]:
    """Return the different words and pairs of words of a post, and the rows of its style."""
    own = own_words(text)
    words = tokens(own)
    return set(phrases(words)), style_rows(own, words, bits_by_cue(words))


def _likeness(those: _Features, known: _Features) -> NDArray[np.float64]:
    """Return how alike posts are to those that were corrected (posts, corrections)."""
    same = np.array([[one == other != "" for other in known.people] for one in those.people], np.float64)
    alike: NDArray[np.float64] = (
        _WORDS * those.words @ known.words.T
        + _STYLE * those.style @ known.style.T
        + _READ * those.read @ known.read.T
        + _PERSON * same
        + _EVERYBODY
    )
    return alike


def _offset(those: _Features, share: float) -> NDArray[np.float64]:
    """Return what the reader's own word counts for."""
    return those.odds * (1.0 - share / 2.0)


def _fit(kernel: NDArray[np.float64], objects: NDArray[np.float64], offset: NDArray[np.float64]) -> NDArray[np.float64]:
    """Fit kernel logistic regression with an offset by Newton's steps; the penalty keeps it from ever being certain."""
    pull = np.zeros(len(objects))
    for _ in range(_STEPS):
        odds = kernel @ pull + offset
        chance = 1.0 / (1.0 + np.exp(-odds))
        weight = chance * (1.0 - chance) + 1e-6
        wanted = odds - offset + (objects - chance) / weight
        pull = np.asarray(np.linalg.solve(kernel + np.diag(1.0 / weight), wanted), np.float64)
    return pull


def _moved(p: Chances, objects: float) -> Chances:
    """Return chances with another one for objecting.

    >>> _moved((0.5, 0.25, 0.25, 0.0), 0.2)
    (0.2, 0.4, 0.4, 0.0)
    """
    rest = 1.0 - p[0]
    if rest <= 0.0:
        return objects, 0.0, 0.0, 1.0 - objects
    scale = (1.0 - objects) / rest
    return objects, p[1] * scale, p[2] * scale, p[3] * scale


def stance_of(p: Iterable[float], before: Stance) -> Stance:
    """Return the stance that moved chances stand for, given how the post was first read.

    A post that was read as objecting does so until its chance falls below a half; another one has to rise to where the
    reader itself draws its line, so that a single correction turns nothing that it hardly moved.

    >>> stance_of((0.55, 0.1, 0.3, 0.05), Stance.OBJECTS), stance_of((0.55, 0.1, 0.3, 0.05), Stance.NEUTRAL)
    (<Stance.OBJECTS: 'objects'>, <Stance.QUESTIONS: 'questions'>)
    """
    objects, *rest = p
    line = _STAYS if before is Stance.OBJECTS else _RISES
    return STANCES[0 if objects >= line else 1 + rest.index(max(rest))]
