"""How a post is written: few counts that tell a complaint from a chat, whatever its subject."""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import TYPE_CHECKING, Final

import numpy as np

from amends.core.vocabulary import Ground

if TYPE_CHECKING:
    from numpy.typing import NDArray

_SHOUTED: Final = re.compile(r"[A-Z]{3,}")
_LENGTHS: Final = (4, 9, 18, 36, 72)

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
_ASKING: Final = frozenset(
    ["what", "when", "where", "who", "how", "which", "anyone", "anybody", "does", "did", "is", "are", "can", "could"]
)

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
_FIELD: Final = 16  # bits of one count in a packed number: a post of 4,000 characters cannot overflow it

WORD_MARKS: Final[dict[str, int]] = {
    word: _BIT[name] for name, words in (_COUNTED | _PRESENT).items() for word in words.split()
}
"""The bit of the style entry that a word brings. Cues of grounds come on top: see `cue_marks`."""

WORD_COUNTS: Final[dict[str, int]] = {
    word: 1 << (_FIELD * field) for field, words in enumerate(_COUNTED.values()) for word in words.split()
}
"""What a word adds to the packed count of a post, a field for each style entry that is told apart from twice on."""


def cue_marks(cues: int) -> int:
    """Return the style bits of grounds that `grounds.bits_by_cue` found."""
    return cues << _FIRST_CUE


def cues_of(marks: int) -> int:
    """Return the grounds' bits that stand in a post's style bits."""
    return marks >> _FIRST_CUE & _ALL_CUES


def own_marks(own: str, words: list[str]) -> int:
    """Return the style bits that a post's length, marks, capitals and first word bring.

    >>> names_of(own_marks("Why?!", ["why", "?", "!"]))
    ['length-0', 'asks', 'ends-asking', 'exclaims']
    """
    marks = 1 << bisect_right(_LENGTHS, len(words))
    asked, called = words.count("?"), words.count("!")
    if asked:
        marks |= _BIT["asks"] | (_BIT["asks-twice"] if asked > 1 else 0)
        if "?" in words[-2:]:
            marks |= _BIT["ends-asking"]
    if called:
        marks |= _BIT["exclaims"] | (_BIT["exclaims-twice"] if called > 1 else 0)
    shouted = len(_SHOUTED.findall(own))
    if shouted:
        marks |= _BIT["shouts"] | (_BIT["shouts-thrice"] if shouted > 2 else 0)
    if words and words[0] in _ASKING:
        marks |= _BIT["begins-asking"]
    return marks


def with_counts(marks: NDArray[np.int64], counts: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the style bits of posts completed by what their packed counts and the number of their grounds tell."""
    made = marks.copy()
    for field, name in enumerate(_COUNTED):
        twice = (counts >> (_FIELD * field) & ((1 << _FIELD) - 1)) > 1
        made |= np.where(twice, _BIT[f"{name}-twice"], 0)
    cues = marks >> _FIRST_CUE & _ALL_CUES
    return made | np.where(cues & (cues - 1), _BIT["cues-twice"], 0)


def as_columns(marks: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return style bits as an array (posts, styles) of 0 and 1."""
    columns: NDArray[np.int64] = marks[:, None] >> np.arange(len(STYLES)) & 1
    return columns


def names_of(marks: int) -> list[str]:
    """Return the names of style bits, in the order of `STYLES`."""
    return [name for name, bit in _BIT.items() if marks & bit]


def style_rows(own: str, words: list[str], cues: int = 0) -> list[int]:
    """Return the rows of `STYLES` that hold for one post: the plain form of what a reader does for many at once.

    ``own`` is the text of `own_words`, ``words`` its tokens, ``cues`` the bits of `grounds.bits_by_cue`.

    >>> [STYLES[row] for row in style_rows("Thank you", ["thank", "you"])]
    ['length-0', 'you', 'thanks']
    """
    marks, count = own_marks(own, words) | cue_marks(cues), 0
    for word in set(words):
        marks |= WORD_MARKS.get(word, 0)
        count += WORD_COUNTS.get(word, 0)
    whole = with_counts(np.array([marks]), np.array([count]))
    return [_ROW[name] for name in names_of(int(whole[0]))]
