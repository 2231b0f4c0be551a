"""A linear reader: one dictionary, one pass, a few columns of whole numbers.

Every word, pair of words and style entry of a post is a row of small integers, a column for each question; a word
that the dictionary lacks is the sum of the rows of its runs of letters. Rows are summed as integers, so the result is
the same on every machine, in any order and for any batch size.
"""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from itertools import repeat
from typing import TYPE_CHECKING, Final, TypeAlias

import numpy as np

from amends.core.antennae.reading.columns import Columns, Entries, chances, without_objection
from amends.core.antennae.reading.grounds import bits_of, grounds_of
from amends.core.antennae.reading.notes import Notes
from amends.core.antennae.reading.pair_table import PairTable
from amends.core.antennae.reading.posts import MOST, Posts, cut
from amends.core.antennae.reading.spelling import runs
from amends.core.antennae.reading.style import STYLES, cues_of
from amends.core.vocabulary import STANCES, Ground, Reading

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

Weights: TypeAlias = "Mapping[str, NDArray[np.generic]]"

FORMAT: Final = 2
"""The layout of the weights that this code reads; `Reader.from_arrays` tells it."""

_HEAT_COLUMN: Final = 9
_STANCE_COLUMNS: Final = 10  # what `chances` takes, and heat; after them a column each learned ground
_READ: Final = frozenset({"en", "und"})


@dataclass(frozen=True, slots=True, eq=False)
class Reader:
    """Reads stance, heat, grounds and language of posts; made by `from_arrays`, never changed after.

    ``name`` names the reader and the first eight hexadecimal digits of the SHA-256 of its weights.
    """

    name: str
    _notes: Notes
    _pairs: PairTable
    _stances: Columns
    _learned: Columns
    _ordinary: NDArray[np.float64]
    _lines: tuple[float, float]
    _letter_bits: int
    _heat_cuts: NDArray[np.float64]
    _ground_bits: NDArray[np.int64]
    _ground_cuts: NDArray[np.float64]

    @classmethod
    def from_arrays(cls, arrays: Weights) -> Reader:
        """Build a reader from the arrays of a weight file.

        ``format`` (scalar, `FORMAT`); ``words`` (bytes: UTF-8, one word a line); ``pairs`` int32 (pairs, 2), the
        numbers of two neighbouring words, ascending; ``grounds`` (bytes: one learned ground a line);
        ``style_weights``, ``word_weights``, ``pair_weights`` and ``letter_weights`` int16 (rows, columns), the last
        with a power of two of rows, columns being the nine scores of `chances`, heat, then the learned grounds;
        ``style_scale`` and ``word_scale`` float64 (columns,), what one unit is worth, the latter for words, pairs and
        letters; ``bias`` float64 (columns,); ``ordinary`` float64 (4,), the stances of ordinary talk, the answer where
        nothing can be read; ``lines`` float64 (2,), the chances from which a comment of a thread and a short post count
        as objecting; ``heat_cuts`` float64 (3,); ``ground_cuts`` float64 (grounds,). Raises ``ValueError`` when the
        arrays do not fit together.
        """
        if int(arrays["format"]) != FORMAT:
            raise ValueError(f"These reader weights have format {arrays['format']}; this amends reads {FORMAT}.")
        words = _lines(arrays["words"])
        first, second = np.asarray(arrays["pairs"], np.int64).T + 1
        ascending = (np.diff(first << 32 | second) > 0).all()
        sizes = (len(arrays["word_weights"]), len(arrays["pair_weights"]), len(arrays["style_weights"]))
        if sizes != (len(words), len(first), len(STYLES)) or not ascending:
            raise ValueError(f"These reader weights do not fit together: {sizes} rows for {len(words)} words.")
        letter_bits = len(arrays["letter_weights"]).bit_length() - 1
        if len(arrays["letter_weights"]) != 1 << letter_bits:
            raise ValueError("These reader weights do not fit together: the rows of letters are no power of two.")
        return cls(
            name=f"linear-{FORMAT}/{_fingerprint(arrays)}",
            _notes=Notes.of(words),
            _pairs=PairTable.of(first, second, 1 + len(words)),
            _stances=Columns.of(arrays, slice(None, _STANCE_COLUMNS)),
            _learned=Columns.of(arrays, slice(_STANCE_COLUMNS, None)),
            _ordinary=np.asarray(arrays["ordinary"], np.float64),
            _lines=(float(arrays["lines"][0]), float(arrays["lines"][1])),
            _letter_bits=letter_bits,
            _heat_cuts=np.asarray(arrays["heat_cuts"], np.float64),
            _ground_bits=np.array([bits_of((Ground(name),)) for name in _lines(arrays["grounds"])], np.int64),
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
        for start in range(0, len(texts), MOST):
            stop = start + MOST
            readings += self._batch(texts[start:stop], by_subject[start:stop])
        return readings

    def grounds_of(self, texts: Sequence[str]) -> list[tuple[Ground, ...]]:
        """Tell what each text would stand on if it objected: for another reader that finds it does."""
        found: list[tuple[Ground, ...]] = []
        for start in range(0, len(texts), MOST):
            posts = cut(texts[start : start + MOST], self._notes)
            entries = self._entries(posts)
            found += self._grounds(entries, posts, np.ones(len(posts.starts), np.bool_))
        return found

    def _entries(self, posts: Posts) -> Entries:
        spelled = runs(posts.words, self._letter_bits)
        return Entries(posts.rows, self._pairs.find(posts.rows), posts.starts, posts.unlisted, *spelled)

    def _batch(self, texts: Sequence[str], by_subject: Sequence[bool]) -> list[Reading]:
        posts = cut(texts, self._notes)
        entries = self._entries(posts)
        scores = self._stances.scores(entries, posts.marks)
        taught = np.fromiter((language in _READ for language in posts.languages), np.bool_, len(texts))
        read = taught & (posts.length > 0)
        p, share = chances(scores)
        p = np.where(read[:, None], p, self._ordinary)
        p = np.where(np.array(by_subject, np.bool_)[:, None], without_objection(p), p)
        objects = p[:, 0] >= share * self._lines[0] + (1.0 - share) * self._lines[1]
        stances = np.where(objects, 0, 1 + np.argmax(p[:, 1:], axis=1))
        heat = np.where(read, np.searchsorted(self._heat_cuts, scores[:, _HEAT_COLUMN], side="right"), 0)
        return list(
            map(
                Reading,
                map(STANCES.__getitem__, stances.tolist()),
                zip(*p.T.tolist(), strict=True),
                heat.tolist(),
                self._grounds(entries, posts, objects),
                posts.languages,
                repeat(self.name),
                (~taught).tolist(),
            )
        )

    def _grounds(self, entries: Entries, posts: Posts, objects: NDArray[np.bool_]) -> list[tuple[Ground, ...]]:
        """Return the grounds of the posts that object, by their cues and by what was learned; none for the others."""
        grounds: list[tuple[Ground, ...]] = [()] * len(objects)
        at = np.flatnonzero(objects)
        if len(at):
            marks = posts.marks[at]
            held = self._learned.scores(entries.of_posts(at), marks) >= self._ground_cuts
            bits = cues_of(marks) | held @ self._ground_bits
            for post, found in zip(at.tolist(), bits.tolist(), strict=True):
                grounds[post] = grounds_of(found)
        return grounds


def _lines(array: NDArray[np.generic]) -> list[str]:
    text = array.tobytes().decode("utf-8")
    return text.split("\n") if text else []


def _fingerprint(arrays: Weights) -> str:
    digest = sha256()
    for name in sorted(arrays):
        digest.update(name.encode())
        digest.update(np.ascontiguousarray(arrays[name]).tobytes())
    return digest.hexdigest()[:8]
