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

from amends.core.antennae.reading.grounds import grounds_by_cue
from amends.core.antennae.reading.language import identify
from amends.core.antennae.reading.style import STYLES, style_rows
from amends.core.antennae.reading.words import own_words, phrases, tokens
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
_READ: Final = frozenset({"en", "und"})


@dataclass(frozen=True, slots=True, eq=False)
class Reader:
    """Reads stance, heat, grounds and language of posts; made by `from_arrays`, never changed after.

    ``name`` names the reader and the first eight hexadecimal digits of the SHA-256 of its weights.
    """

    name: str
    _rows: dict[str, int]
    _weights: NDArray[np.int16]
    _word_scale: NDArray[np.float64]
    _style_scale: NDArray[np.float64]
    _bias: NDArray[np.float64]
    _ordinary: tuple[float, float, float, float]
    _threshold: float
    _heat_cuts: tuple[float, float, float]
    _grounds: tuple[Ground, ...]
    _ground_cuts: tuple[float, ...]

    @classmethod
    def from_arrays(cls, arrays: Weights) -> Reader:
        """Build a reader from the arrays of a weight file.

        ``format`` (scalar, `FORMAT`); ``words`` (bytes: UTF-8, one dictionary entry a line); ``grounds`` (bytes:
        one learned ground a line); ``style_weights`` int16 (styles, columns) and ``word_weights`` int16 (words,
        columns), columns being the four stances, heat, then the learned grounds; ``style_scale`` and
        ``word_scale`` float64 (columns,), what one unit is worth; ``bias`` float64 (columns,); ``ordinary``
        float64 (4,), the stances of ordinary talk, the answer where nothing can be read; ``threshold`` (scalar)
        from which a post counts as objecting; ``heat_cuts`` float64 (3,); ``ground_cuts`` float64 (grounds,).
        Raises ``ValueError`` when the arrays do not fit together.
        """
        if int(arrays["format"]) != FORMAT:
            raise ValueError(f"These reader weights have format {arrays['format']}; this amends reads {FORMAT}.")
        words = _lines(arrays["words"])
        grounds = tuple(Ground(name) for name in _lines(arrays["grounds"]))
        empty = np.zeros((1, _GROUND_COLUMNS + len(grounds)), np.int16)
        weights = np.concatenate([arrays["style_weights"], empty, arrays["word_weights"]]).astype(np.int16)
        if weights.shape[0] != len(STYLES) + 1 + len(words):
            raise ValueError(f"These reader weights do not fit together: {weights.shape} for {len(words)} words.")
        one, two, three, four = (float(share) for share in arrays["ordinary"])
        cool, warm, hot = (float(cut) for cut in arrays["heat_cuts"])
        return cls(
            name=f"linear-{FORMAT}/{_fingerprint(arrays)}",
            _rows={word: row for row, word in enumerate(words, len(STYLES) + 1)},
            _weights=weights,
            _word_scale=np.asarray(arrays["word_scale"], np.float64),
            _style_scale=np.asarray(arrays["style_scale"], np.float64),
            _bias=np.asarray(arrays["bias"], np.float64),
            _ordinary=(one, two, three, four),
            _threshold=float(arrays["threshold"]),
            _heat_cuts=(cool, warm, hot),
            _grounds=grounds,
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
        rows: list[int] = []
        starts: list[int] = []
        sizes: list[int] = []
        cut: list[tuple[list[str], str]] = []
        find = self._rows.get
        for text in texts:
            own = own_words(text)
            words = tokens(own)
            unique = set(words)
            starts.append(len(rows))
            rows += style_rows(own, words, unique)
            known = set(map(find, phrases(words)))
            known.discard(None)
            starts.append(len(rows))
            rows.append(len(STYLES))  # the empty entry: a sum over no rows at all would be another post's
            rows += known  # type: ignore[arg-type] # None was discarded
            sizes.append(len(known))
            share = sum(map(self._rows.__contains__, unique)) / (len(unique) or 1)
            cut.append((words, identify(own, words, unique, share)))
        scores = self._scores(rows, starts, sizes)
        return [
            self._reading(score, words, language, by_subject=mine)
            for score, (words, language), mine in zip(scores, cut, by_subject, strict=True)
        ]

    def _scores(self, rows: list[int], starts: list[int], sizes: list[int]) -> list[list[float]]:
        """Sum the rows of each post: whole numbers, so neither order nor batch shows in the result."""
        gathered = self._weights.take(np.array(rows, np.intp), axis=0)
        sums = np.add.reduceat(gathered, np.array(starts, np.intp), axis=0, dtype=np.int64)
        length = np.sqrt(np.array(sizes, np.float64) + _EVEN)[:, None]
        scores = sums[0::2] * self._style_scale + sums[1::2] * self._word_scale / length + self._bias
        listed: list[list[float]] = scores.tolist()
        return listed

    def _reading(self, score: list[float], words: list[str], language: str, *, by_subject: bool) -> Reading:
        p = _chances(score) if language in _READ and words else self._ordinary
        if by_subject:
            rest = sum(p[1:])
            p = (0.0, p[1] / rest, p[2] / rest, p[3] / rest)
        stance = STANCES[0] if p[0] >= self._threshold else STANCES[p.index(max(p[1:]), 1)]
        heat = bisect_right(self._heat_cuts, score[_HEAT_COLUMN]) if language in _READ else 0
        grounds = self._on(score, words) if stance is Stance.OBJECTS else ()
        return Reading(stance, p, heat, grounds, language, self.name)

    def _on(self, score: list[float], words: list[str]) -> tuple[Ground, ...]:
        found = set(grounds_by_cue(words))
        learned = zip(self._grounds, score[_GROUND_COLUMNS:], self._ground_cuts, strict=True)
        found.update(ground for ground, worth, least in learned if worth >= least)
        return tuple(ground for ground in Ground if ground in found) or (Ground.OTHER,)


def _chances(score: list[float]) -> tuple[float, float, float, float]:
    """Turn four scores into probabilities, one post at a time: an array's tail may round differently."""
    top = max(score[:_STANCE_COLUMNS])
    a, b, c, d = (math.exp(one - top) for one in score[:_STANCE_COLUMNS])
    total = a + b + c + d
    return a / total, b / total, c / total, d / total


def _lines(array: NDArray[np.generic]) -> list[str]:
    text = array.tobytes().decode("utf-8")
    return text.split("\n") if text else []


def _fingerprint(arrays: Weights) -> str:
    digest = sha256()
    for name in sorted(arrays):
        digest.update(name.encode())
        digest.update(np.ascontiguousarray(arrays[name]).tobytes())
    return digest.hexdigest()[:8]
