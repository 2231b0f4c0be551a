"""How a post is written: few counts that tell a complaint from a chat, whatever its subject."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from amends.core.vocabulary import Ground

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

_LENGTHS: Final = np.array([4, 9, 18, 36, 72])

_COUNTED: Final = {
    "you": "you your yours u ur you're you've you'll you'd yourself",
    "i": "i i'm i've i'd i'll me my mine we us our we're we've",
    "negates": "not no never nothing nobody none nor cannot can't don't doesn't didn't won't wouldn't isn't aren't "
    "wasn't shouldn't couldn't haven't hasn't ain't without",
}
_PRESENT: Final = {
    "thanks": "thanks thank thx ty cheers grateful appreciate appreciated kudos congrats",
    "demands": "please revert undo stop remove should must restore bring",
    "contrasts": "but however although though yet still instead",
    "links": "xlink",
    "names": "xuser",
    "faces": "xsmile xwink xgrin xheart",
}
STYLES: Final = (
    *(f"length-{n}" for n in range(len(_LENGTHS) + 1)),
    *("asks", "ends-asking", "asks-twice", "exclaims", "exclaims-twice", "shouts", "shouts-thrice", "begins-asking"),
    *_COUNTED,
    *(f"{name}-twice" for name in _COUNTED),
    *_PRESENT,
    *(f"cue-{ground}" for ground in Ground if ground is not Ground.OTHER),
    "cues-twice",
)
"""The names of the style entries, in the order of a reader's style rows."""

_ROW: Final = {name: row for row, name in enumerate(STYLES)}
_BIT: Final = {name: 1 << row for name, row in _ROW.items()}
_CUES: Final = len(Ground) - 1  # OTHER is last and has no cues
_FIRST_CUE: Final = _ROW[f"cue-{next(iter(Ground))}"]
_ALL_CUES: Final = (1 << _CUES) - 1

WORD_MARKS: Final[dict[str, int]] = {
    word: _BIT[name] for name, words in (_COUNTED | _PRESENT).items() for word in words.split()
}
"""The bit of the style entry that a word brings. Cues of grounds come on top: see `cue_marks`."""

COUNTED: Final[dict[str, frozenset[str]]] = {name: frozenset(words.split()) for name, words in _COUNTED.items()}
"""The words of each style entry that is told apart from twice on, when two different ones of them stand in a post."""

_FROM_COUNT, _FROM, _FROM_BITS = np.array(
    [
        (0, 1, _BIT["asks"]),
        (0, 2, _BIT["asks-twice"]),
        (1, 1, _BIT["exclaims"]),
        (1, 2, _BIT["exclaims-twice"]),
        (2, 1, _BIT["shouts"]),
        (2, 3, _BIT["shouts-thrice"]),
        (3, 1, _BIT["ends-asking"]),
        (4, 1, _BIT["begins-asking"]),
    ]
).T
"""Which count of a `Shape`, from how many on, brings which style entry."""
_TWICE_BITS: Final = np.array([_BIT[f"{name}-twice"] for name in _COUNTED])

ASKING: Final = frozenset(
    ["what", "when", "where", "who", "how", "which", "anyone", "anybody", "does", "did", "is", "are", "can", "could"]
)
"""What a question begins with."""


def cue_marks(cues: int) -> int:
    """Return the style bits of grounds that `grounds.bits_by_cue` found."""
    return cues << _FIRST_CUE


def cues_of(marks: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the grounds' bits that stand in posts' style bits."""
    found: NDArray[np.int64] = marks >> _FIRST_CUE & _ALL_CUES
    return found


@dataclass(frozen=True, slots=True, eq=False)
class Shape:
    """What many posts look like: an entry a post in each array.

    ``length`` counts tokens, ``asked`` and ``called`` the question and exclamation marks among them, ``shouted`` runs
    of three capitals or more; ``ends_asking`` says that a question mark is among the last two tokens, ``begins_asking``
    that the first is one of `ASKING`.
    """

    length: NDArray[np.int64]
    asked: NDArray[np.int64]
    called: NDArray[np.int64]
    shouted: NDArray[np.int64]
    ends_asking: NDArray[np.bool_]
    begins_asking: NDArray[np.bool_]

    def marks(self) -> NDArray[np.int64]:
        """Return the style bits that the shape of each post brings."""
        counts = np.array([self.asked, self.called, self.shouted, self.ends_asking, self.begins_asking])
        held: NDArray[np.int64] = _FROM_BITS @ (counts[_FROM_COUNT] >= _FROM[:, None])
        return held + np.left_shift(1, _LENGTHS.searchsorted(self.length, side="right"))


def shouts(owns: Sequence[str]) -> NDArray[np.int64]:
    """Count the runs of three ASCII capitals or more in the plain text of each post.

    >>> shouts(["STOP IT NOW", "é", "AAA"]).tolist()
    [2, 0, 1]
    """
    text = np.frombuffer("\n".join(["", *owns, ""]).encode("ascii", "replace"), np.uint8)  # a byte a character
    capital = text - np.uint8(ord("A")) < 26
    begins = np.flatnonzero(capital[3:] & capital[2:-1] & capital[1:-2] & ~capital[:-3]) + 1
    ends = np.cumsum(np.fromiter(map(len, owns), np.int64, len(owns)) + 1)
    return np.bincount(np.searchsorted(ends, begins), minlength=len(owns))


def with_counts(marks: NDArray[np.int64], counts: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the style bits of posts completed by what the numbers of their words and grounds tell.

    ``counts`` (posts, entries) has a column each entry of `COUNTED`: how many different words of it a post holds.
    """
    cues = marks >> _FIRST_CUE & _ALL_CUES
    several: NDArray[np.int64] = (cues & (cues - 1) > 0) * _BIT["cues-twice"]
    completed: NDArray[np.int64] = marks | several | (counts > 1) @ _TWICE_BITS
    return completed


def as_columns(marks: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return style bits as an array (posts, styles) of 0 and 1."""
    columns: NDArray[np.int64] = marks[:, None] >> np.arange(len(STYLES)) & 1
    return columns


def style_rows(own: str, words: list[str], cues: int = 0) -> list[int]:
    """Return the rows of `STYLES` that hold for one post: the plain form of what a reader does for many at once.

    ``own`` is the text of `own_words`, ``words`` its tokens, ``cues`` the bits of `grounds.bits_by_cue`.

    >>> [STYLES[row] for row in style_rows("Thank you", ["thank", "you"])]
    ['length-0', 'you', 'thanks']
    """
    shape = Shape(
        length=np.array([len(words)]),
        asked=np.array([words.count("?")]),
        called=np.array([words.count("!")]),
        shouted=shouts([own]),
        ends_asking=np.array(["?" in words[-2:]]),
        begins_asking=np.array([words[:1] != [] and words[0] in ASKING]),
    )
    different = set(words)
    marks = shape.marks() | cue_marks(cues)
    for word in different:
        marks |= WORD_MARKS.get(word, 0)
    counts = np.array([[len(counted & different) for counted in COUNTED.values()]])
    return np.flatnonzero(as_columns(with_counts(marks, counts))[0]).tolist()
