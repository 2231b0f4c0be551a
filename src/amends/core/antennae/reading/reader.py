"""A linear reader: one dictionary, one pass, a few columns of whole numbers.

Every word, pair of words and style entry of a post is a row of small integers, a column for each question. Rows
are summed as integers, so the result is the same on every machine, in any order and for any batch size.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, Final, TypeAlias

import numpy as np

from amends.core.antennae.reading.grounds import bits_by_cue, bits_of, grounds_of
from amends.core.antennae.reading.language import identify
from amends.core.antennae.reading.style import STYLES, style_rows
from amends.core.antennae.reading.words import own_words, tokens
from amends.core.vocabulary import STANCES, Ground, Reading, Stance

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

Weights: TypeAlias = "Mapping[str, NDArray[np.generic]]"

FORMAT: Final = 1
"""The layout of the weights that this code reads; `Reader.from_arrays` tells it."""

_BATCH: Final = 512  # texts whose rows are gathered at once: keeps the gathered block inside the cache
_STANCE_COLUMNS: Final = 4
_HEAT_COLUMN: Final = 4
_GROUND_COLUMNS: Final = 5  # from here on, one column a learned ground
_EVEN: Final = 5.0  # added to the number of entries before its root: short posts are not read as sure ones
_NOTHING: Final = len(STYLES)  # the row of what the dictionary does not hold: zero in every column
_SHIFT: Final = 20  # a pair of words is known by both rows in one number; a dictionary holds under a million
_READ: Final = frozenset({"en", "und"})


@dataclass(frozen=True, slots=True, eq=False)
class Reader:
    """Reads stance, heat, grounds and language of posts; made by `from_arrays`, never changed after.

    ``name`` names the reader and the first eight hexadecimal digits of the SHA-256 of its weights.
    """

    name: str
    _words: dict[str, int]
    _pairs: NDArray[np.int64]
    _first_pair: int
    _weights: NDArray[np.int32]
    _word_scale: NDArray[np.float64]
    _style_scale: NDArray[np.float64]
    _bias: NDArray[np.float64]
    _ordinary: tuple[float, float, float, float]
    _threshold: float
    _heat_cuts: tuple[float, float, float]
    _ground_bits: tuple[int, ...]
    _ground_cuts: tuple[float, ...]

    @classmethod
    def from_arrays(cls, arrays: Weights) -> Reader:
        """Build a reader from the arrays of a weight file.

        ``format`` (scalar, `FORMAT`); ``words`` (bytes: UTF-8, one word a line); ``pairs`` int32 (pairs, 2), the
        numbers of two neighbouring words, ascending; ``grounds`` (bytes: one learned ground a line);
        ``style_weights``, ``word_weights`` and ``pair_weights`` int16 (rows, columns), columns being the log-odds
        of objects, the scores of the other stances, heat, then the learned grounds; ``style_scale`` and
        ``word_scale`` float64 (columns,), what one unit is worth; ``bias`` float64 (columns,); ``ordinary``
        float64 (4,), the stances of ordinary talk, the answer where nothing can be read; ``threshold`` (scalar)
        from which a post counts as objecting; ``heat_cuts`` float64 (3,); ``ground_cuts`` float64 (grounds,).
        Raises ``ValueError`` when the arrays do not fit together.
        """
        if int(arrays["format"]) != FORMAT:
            raise ValueError(f"These reader weights have format {arrays['format']}; this amends reads {FORMAT}.")
        words = _lines(arrays["words"])
        grounds = tuple(Ground(name) for name in _lines(arrays["grounds"]))
        first, second = np.asarray(arrays["pairs"], np.int64).T + _NOTHING + 1
        keys = first << _SHIFT | second
        empty = np.zeros((1, _GROUND_COLUMNS + len(grounds)), np.int16)
        weights = np.concatenate(
            [arrays["style_weights"], empty, arrays["word_weights"], arrays["pair_weights"]]
        ).astype(np.int32)
        if weights.shape[0] != len(STYLES) + 1 + len(words) + len(keys) or not (np.diff(keys) > 0).all():
            raise ValueError(f"These reader weights do not fit together: {weights.shape} for {len(words)} words.")
        one, two, three, four = (float(share) for share in arrays["ordinary"])
        cool, warm, hot = (float(cut) for cut in arrays["heat_cuts"])
        return cls(
            name=f"linear-{FORMAT}/{_fingerprint(arrays)}",
            _words={word: row for row, word in enumerate(words, _NOTHING + 1)},
            _pairs=np.append(keys, np.iinfo(np.int64).max),  # a last key that no pair has
            _first_pair=_NOTHING + 1 + len(words),
            _weights=weights,
            _word_scale=np.asarray(arrays["word_scale"], np.float64),
            _style_scale=np.asarray(arrays["style_scale"], np.float64),
            _bias=np.asarray(arrays["bias"], np.float64),
            _ordinary=(one, two, three, four),
            _threshold=float(arrays["threshold"]),
            _heat_cuts=(cool, warm, hot),
            _ground_bits=tuple(bits_of((ground,)) for ground in grounds),
            _ground_cuts=tuple(float(cut) for cut in arrays["ground_cuts"]),
        )

    def read(self, text: str, *, by_subject: bool = False, subject: str = "", context: str = "") -> Reading:  # noqa: ARG002 - part of the contract: a reader that uses them may come; this one was measured to be worse with them
        """Read one post; `read_many` gives the same for many.

        ``by_subject`` says that the subject itself wrote it, which never is an objection. ``subject`` (its name)
        and ``context`` (what the post answers) are accepted and left unread.
        """
        return self.read_many((text,), (by_subject,))[0]

    def read_many(self, texts: Sequence[str], by_subject: Sequence[bool] | None = None) -> list[Reading]:
        """Read posts in their order. ``by_subject`` has a flag a post, or is left out when none is the subject's.

        Raises ``ValueError`` when the two differ in length.
        """
        if by_subject is None:
            by_subject = (False,) * len(texts)
        if len(by_subject) != len(texts):
            raise ValueError(f"{len(texts)} texts came with {len(by_subject)} flags for the subject's own.")
        readings: list[Reading] = []
        for start in range(0, len(texts), _BATCH):
            stop = start + _BATCH
            readings += self._batch(texts[start:stop], by_subject[start:stop])
        return readings

    def _batch(self, texts: Sequence[str], by_subject: Sequence[bool]) -> list[Reading]:
        styles: list[int] = []
        found: list[int] = []
        starts: list[tuple[int, int]] = []
        cut: list[tuple[int, str]] = []
        row = self._words.get
        for text in texts:
            own = own_words(text)
            words = tokens(own)
            once = dict.fromkeys(words)
            unique = once.keys()
            starts.append((len(styles), len(found)))
            cues = bits_by_cue(words, unique)
            styles += style_rows(own, words, unique, cues)
            rows = [row(word, _NOTHING) for word in once]
            found += rows
            found.append(_NOTHING)  # keeps neighbours of two posts apart, and no post without a row
            unknown = rows.count(_NOTHING) / (len(rows) or 1)
            cut.append((cues if words else -1, identify(own, words, unique, 1.0 - unknown)))
        scores = self._scores(np.array(styles, np.intp), np.array(found, np.intp), np.array(starts, np.intp))
        return [
            self._reading(score, cues, language, by_subject=mine)
            for score, (cues, language), mine in zip(scores, cut, by_subject, strict=True)
        ]

    def _scores(self, styles: NDArray[np.intp], found: NDArray[np.intp], starts: NDArray[np.intp]) -> list[list[float]]:
        """Sum the rows of each post: whole numbers, so neither order nor batch shows in the result."""
        pairs = np.full_like(found, _NOTHING)
        keys = found[:-1] << _SHIFT | found[1:]
        at = np.searchsorted(self._pairs, keys)
        pairs[:-1] = np.where(self._pairs[at] == keys, at + self._first_pair, _NOTHING)
        rows = self._weights.take(found, axis=0) + self._weights.take(pairs, axis=0)
        sizes = np.add.reduceat((found != _NOTHING).astype(np.intp) + (pairs != _NOTHING), starts[:, 1])
        of_words = np.add.reduceat(rows, starts[:, 1], axis=0) * self._word_scale
        of_style = np.add.reduceat(self._weights.take(styles, axis=0), starts[:, 0], axis=0) * self._style_scale
        scores: list[list[float]] = (of_words / np.sqrt(sizes + _EVEN)[:, None] + of_style + self._bias).tolist()
        return scores

    def _reading(self, score: list[float], cues: int, language: str, *, by_subject: bool) -> Reading:
        p = _chances(score) if language in _READ and cues >= 0 else self._ordinary
        if by_subject:
            rest = sum(p[1:])
            p = (0.0, p[1] / rest, p[2] / rest, p[3] / rest)
        stance = STANCES[0] if p[0] >= self._threshold else STANCES[p.index(max(p[1:]), 1)]
        heat = bisect_right(self._heat_cuts, score[_HEAT_COLUMN]) if language in _READ else 0
        grounds = self._on(score, cues) if stance is Stance.OBJECTS else ()
        return Reading(stance, p, heat, grounds, language, self.name)

    def _on(self, score: list[float], found: int) -> tuple[Ground, ...]:
        for bit, worth, least in zip(self._ground_bits, score[_GROUND_COLUMNS:], self._ground_cuts, strict=True):
            if worth >= least:
                found |= bit
        return grounds_of(found)


def _chances(score: list[float]) -> tuple[float, float, float, float]:
    """Turn four scores into chances: the odds of objecting, then what the rest is shared by.

    One post at a time: an array's tail may round otherwise than its body.
    """
    objects = 1.0 / (1.0 + math.exp(-max(-60.0, min(60.0, score[0]))))
    top = max(score[1:_STANCE_COLUMNS])
    supports, questions, neutral = (math.exp(one - top) for one in score[1:_STANCE_COLUMNS])
    each = (1.0 - objects) / (supports + questions + neutral)
    return objects, supports * each, questions * each, neutral * each


def _lines(array: NDArray[np.generic]) -> list[str]:
    text = array.tobytes().decode("utf-8")
    return text.split("\n") if text else []


def _fingerprint(arrays: Weights) -> str:
    digest = sha256()
    for name in sorted(arrays):
        digest.update(name.encode())
        digest.update(np.ascontiguousarray(arrays[name]).tobytes())
    return digest.hexdigest()[:8]
