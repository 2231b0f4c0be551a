"""A linear reader: one dictionary, one pass, a few columns of whole numbers.

Every word, pair of words and style entry of a post is a row of small integers, a column for each question. Rows
are summed as integers, so the result is the same on every machine, in any order and for any batch size.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from dataclasses import dataclass, replace
from hashlib import sha256
from itertools import repeat
from typing import TYPE_CHECKING, Final, TypeAlias

import numpy as np

from amends.core.antennae.reading.grounds import bits_by_phrase, bits_of, grounds_of
from amends.core.antennae.reading.language import identify, surely_english
from amends.core.antennae.reading.notes import Notes
from amends.core.antennae.reading.style import STYLES, as_columns, cue_marks, cues_of, own_marks, with_counts
from amends.core.antennae.reading.words import own_words, tokens
from amends.core.vocabulary import STANCES, Ground, Reading, Stance

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

Weights: TypeAlias = "Mapping[str, NDArray[np.generic]]"
_Whole: TypeAlias = "NDArray[np.int64]"
_Rows: TypeAlias = "NDArray[np.intp]"

FORMAT: Final = 1
"""The layout of the weights that this code reads; `Reader.from_arrays` tells it."""

_BATCH: Final = 512  # texts whose rows are gathered at once: keeps the gathered block inside the cache
_HEAT_COLUMN: Final = 4
_STANCE_COLUMNS: Final = 5  # four stances and heat; after them a column each learned ground
_UNKNOWN: Final = repeat(0)  # what a lookup answers for each word the dictionary does not hold
_NOTHING: Final = 0  # the row of what the dictionary does not hold: zero in every column
_SHIFT: Final = 20  # a pair of words is known by both rows in one number; a dictionary holds under a million
_EVEN: Final = 5.0  # added to the number of entries before its root: short posts are not read as sure ones
_READ: Final = frozenset({"en", "und"})


@dataclass(frozen=True, slots=True, eq=False)
class _Columns:
    """The weights of some questions: rows of whole numbers, and what one unit of each is worth."""

    rows: NDArray[np.int32]
    styles: _Whole
    row_scale: NDArray[np.float64]
    style_scale: NDArray[np.float64]
    bias: NDArray[np.float64]

    @classmethod
    def between(cls, arrays: Weights, first: int, last: int | None) -> _Columns:
        entries = np.concatenate([arrays["word_weights"], arrays["pair_weights"]])[:, first:last]
        return cls(
            rows=np.concatenate([np.zeros((1, entries.shape[1]), np.int32), entries]).astype(np.int32),
            styles=np.asarray(arrays["style_weights"][:, first:last], np.int64),
            row_scale=np.asarray(arrays["word_scale"], np.float64)[first:last],
            style_scale=np.asarray(arrays["style_scale"], np.float64)[first:last],
            bias=np.asarray(arrays["bias"], np.float64)[first:last],
        )


@dataclass(frozen=True, slots=True, eq=False)
class _Posts:
    """A batch cut up: plain texts and tokens, then what is known about them.

    ``found`` and ``pairs`` hold the rows of all words and of the pairs that begin at them, ``starts`` where each post
    begins there; ``marks`` the style bits, ``small`` how many English small words and ``known`` how many words of
    the dictionary a post has.
    """

    own: list[str]
    words: list[list[str]]
    found: _Rows
    pairs: _Rows
    starts: _Rows
    marks: _Whole
    small: _Whole
    known: _Whole


@dataclass(frozen=True, slots=True, eq=False)
class Reader:
    """Reads stance, heat, grounds and language of posts; made by `from_arrays`, never changed after.

    ``name`` names the reader and the first eight hexadecimal digits of the SHA-256 of its weights.
    """

    name: str
    _notes: Notes
    _pairs: _Whole
    _first_pair: int
    _stances: _Columns
    _learned: _Columns
    _ordinary: tuple[float, float, float, float]
    _threshold: float
    _steepness: float
    _heat_cuts: tuple[float, ...]
    _ground_bits: tuple[int, ...]
    _ground_cuts: NDArray[np.float64]

    @classmethod
    def from_arrays(cls, arrays: Weights) -> Reader:
        """Build a reader from the arrays of a weight file.

        ``format`` (scalar, `FORMAT`); ``words`` (bytes: UTF-8, one word a line); ``pairs`` int32 (pairs, 2), the
        numbers of two neighbouring words, ascending; ``grounds`` (bytes: one learned ground a line);
        ``style_weights``, ``word_weights`` and ``pair_weights`` int16 (rows, columns), columns being the log-odds
        of objects, the scores of the other stances, heat, then the learned grounds; ``style_scale`` and
        ``word_scale`` float64 (columns,), what one unit is worth; ``bias`` float64 (columns,); ``ordinary``
        float64 (4,), the stances of ordinary talk, the answer where nothing can be read; ``threshold`` (scalar)
        from which a post counts as objecting; ``steepness`` (scalar), by how much
        log-odds below nought are stretched; ``heat_cuts`` float64 (3,); ``ground_cuts`` float64 (grounds,).
        Raises ``ValueError`` when the arrays do not fit together.
        """
        if int(arrays["format"]) != FORMAT:
            raise ValueError(f"These reader weights have format {arrays['format']}; this amends reads {FORMAT}.")
        words = _lines(arrays["words"])
        first, second = np.asarray(arrays["pairs"], np.int64).T + 1
        keys = first << _SHIFT | second
        sizes = (len(arrays["word_weights"]), len(arrays["pair_weights"]), len(arrays["style_weights"]))
        if sizes != (len(words), len(keys), len(STYLES)) or not (np.diff(keys) > 0).all():
            raise ValueError(f"These reader weights do not fit together: {sizes} rows for {len(words)} words.")
        one, two, three, four = (float(share) for share in arrays["ordinary"])
        return cls(
            name=f"linear-{FORMAT}/{_fingerprint(arrays)}",
            _notes=Notes.of(words),
            _pairs=np.append(keys, np.iinfo(np.int64).max),  # a last key that no pair has
            _first_pair=1 + len(words),
            _stances=_Columns.between(arrays, 0, _STANCE_COLUMNS),
            _learned=_Columns.between(arrays, _STANCE_COLUMNS, None),
            _ordinary=(one, two, three, four),
            _threshold=float(arrays["threshold"]),
            _steepness=float(arrays["steepness"]),
            _heat_cuts=tuple(float(cut) for cut in arrays["heat_cuts"]),
            _ground_bits=tuple(bits_of((Ground(name),)) for name in _lines(arrays["grounds"])),
            _ground_cuts=np.asarray(arrays["ground_cuts"], np.float64),
        )

    def read(
        self,
        text: str,
        *,
        by_subject: bool = False,
        subject: str = "",  # noqa: ARG002 - part of the contract; measured to be read worse with it
        context: str = "",  # noqa: ARG002 - as subject
    ) -> Reading:
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
        posts = self._cut(texts)
        scores: list[list[float]] = _scores(self._stances, posts, np.arange(len(texts))).tolist()
        readings = [
            self._reading(score, language, read=bool(words), by_subject=mine)
            for score, language, words, mine in zip(
                scores, self._languages(posts), posts.words, by_subject, strict=True
            )
        ]
        objecting = np.array([at for at, one in enumerate(readings) if one.stance is Stance.OBJECTS], np.intp)
        if len(objecting):
            for at, bits in zip(objecting.tolist(), self._grounds(posts, objecting), strict=True):
                readings[at] = replace(readings[at], grounds=grounds_of(bits))
        return readings

    def _cut(self, texts: Sequence[str]) -> _Posts:
        own: list[str] = []
        cut: list[list[str]] = []
        noted: list[int] = []
        starts: list[int] = []
        marks: list[int] = []
        row = self._notes.rows.get
        for text in texts:
            plain = own_words(text)
            words = tokens(plain)
            own.append(plain)
            cut.append(words)
            marks.append(own_marks(plain, words))
            starts.append(len(noted))
            noted.extend(map(row, dict.fromkeys(words), _UNKNOWN))
            noted.append(_NOTHING)  # keeps neighbours of two posts apart, and no post without a row
        return self._gather(own, cut, np.array(noted, np.intp), np.array(starts, np.intp), np.array(marks, np.int64))

    def _gather(self, own: list[str], cut: list[list[str]], noted: _Rows, starts: _Rows, marks: _Whole) -> _Posts:
        marks |= np.bitwise_or.reduceat(self._notes.marks[noted], starts)
        counts = np.add.reduceat(self._notes.counts[noted], starts)
        phrased = np.bitwise_or.reduceat(self._notes.phrased[noted], starts)
        for at in np.flatnonzero(phrased).tolist():
            marks[at] |= cue_marks(bits_by_phrase(cut[at]))
        found = np.where(noted < self._first_pair, noted, _NOTHING)
        return _Posts(
            own=own,
            words=cut,
            found=found,
            pairs=self._paired(found),
            starts=starts,
            marks=with_counts(marks, counts),
            small=np.add.reduceat(self._notes.small[noted], starts),
            known=np.add.reduceat((found != _NOTHING).astype(np.int64), starts),
        )

    def _paired(self, found: _Rows) -> _Rows:
        """Return the row of the pair that begins at each word, or the row of nothing."""
        pairs = np.full_like(found, _NOTHING)
        keys = found[:-1] << _SHIFT | found[1:]
        at = np.searchsorted(self._pairs, keys)
        pairs[:-1] = np.where(self._pairs[at] == keys, at + self._first_pair, _NOTHING)
        return pairs

    def _languages(self, posts: _Posts) -> list[str]:
        """Tell the language of each post; most are plainly English, and that is seen for all of them at once."""
        different = np.diff(posts.starts, append=len(posts.found)) - 1
        sure = surely_english(posts.small, different)
        languages = ["en"] * len(sure)
        for at in np.flatnonzero(~sure).tolist():
            words = posts.words[at]
            known = int(posts.known[at]) / int(different[at]) if words else 0.0
            languages[at] = identify(posts.own[at], words, set(words), known) if words else "und"
        return languages

    def _reading(self, score: list[float], language: str, *, read: bool, by_subject: bool) -> Reading:
        p = _chances(score, self._steepness) if read and language in _READ else self._ordinary
        if by_subject:
            rest = sum(p[1:])
            p = (0.0, p[1] / rest, p[2] / rest, p[3] / rest)
        stance = STANCES[0] if p[0] >= self._threshold else STANCES[p.index(max(p[1:]), 1)]
        heat = bisect_right(self._heat_cuts, score[_HEAT_COLUMN]) if read and language in _READ else 0
        return Reading(stance, p, heat, (), language, self.name)

    def _grounds(self, posts: _Posts, at: _Rows) -> list[int]:
        """Return the bits of the grounds of some posts: those of their cues, and those learned."""
        held = _scores(self._learned, posts, at) >= self._ground_cuts
        learned = held @ np.array(self._ground_bits, np.int64)
        return [cues_of(marks) | bits for marks, bits in zip(posts.marks[at].tolist(), learned.tolist(), strict=True)]


def _scores(columns: _Columns, posts: _Posts, at: _Rows) -> NDArray[np.float64]:
    """Return the scores (posts, columns) of the posts ``at``, ascending.

    Rows are added as whole numbers, so neither order nor batch shows in the sums.
    """
    found, pairs, starts = posts.found, posts.pairs, posts.starts
    if len(at) < len(starts):
        sizes = np.diff(np.append(starts, len(found)))
        kept = np.repeat(np.isin(np.arange(len(starts)), at), sizes)
        found, pairs = found[kept], pairs[kept]
        starts = np.append(0, np.cumsum(sizes[at])[:-1])
    entries = (found != _NOTHING).astype(np.int64) + (pairs != _NOTHING)
    sums = np.add.reduceat(columns.rows.take(found, axis=0) + columns.rows.take(pairs, axis=0), starts, axis=0)
    length = np.sqrt(np.add.reduceat(entries, starts) + _EVEN)[:, None]
    style = as_columns(posts.marks[at]) @ columns.styles
    scores: NDArray[np.float64] = sums * columns.row_scale / length + style * columns.style_scale + columns.bias
    return scores


def _chances(score: list[float], steepness: float) -> tuple[float, float, float, float]:
    """Turn four scores into chances: the odds of objecting, then what the rest is shared by.

    Odds below even are stretched: most people who speak object to nothing, which the labelled posts do not show.
    One post at a time: an array's tail may round otherwise than its body.
    """
    odds = score[0] if score[0] > 0.0 else score[0] * steepness
    objects = 1.0 / (1.0 + math.exp(-max(-60.0, min(60.0, odds))))
    supports, questions, neutral = score[1], score[2], score[3]
    top = max(supports, questions, neutral)
    supports, questions, neutral = math.exp(supports - top), math.exp(questions - top), math.exp(neutral - top)
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
