"""How a post is written: few counts that tell a complaint from a chat, whatever its subject."""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from amends.core.vocabulary import Ground

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet

_SHOUTED: Final = re.compile(r"\b[A-Z]{3,}\b")
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
_ASKS: Final = _ROW["asks"]  # the rows after it follow in the order of STYLES
_CUES: Final = len(Ground) - 1  # OTHER is last and has no cues
_CUE: Final = len(STYLES) - _CUES - 1
_TWICE: Final = {_ROW[name]: _ROW[f"{name}-twice"] for name in _COUNTED}
_WORDS: Final = {word: _ROW[name] for name, words in (_COUNTED | _PRESENT).items() for word in words.split()}
_KNOWN: Final = frozenset(_WORDS)


def style_rows(own: str, words: list[str], unique: AbstractSet[str], cues: int = 0) -> list[int]:
    """Return the rows of `STYLES` that hold for a post, at least one and none twice.

    ``own`` is the text of `own_words`, ``words`` its tokens, ``unique`` the set of them, ``cues`` the bits of
    `grounds.bits_by_cue`: a rare word for a known ground weighs like the common ones.

    >>> sorted(STYLES[row] for row in style_rows("Why?!", ["why", "?", "!"], {"why", "?", "!"}))
    ['asks', 'ends-asking', 'exclaims', 'length-0']
    """
    rows = [bisect_right(_LENGTHS, len(words))]
    for word in _KNOWN.intersection(unique):
        row = _WORDS[word]
        if row not in rows:
            rows.append(row)
        elif row in _TWICE and _TWICE[row] not in rows:
            rows.append(_TWICE[row])
    if "?" in unique:
        rows += _marks(own, "?", _ASKS, 2)
        if "?" in words[-2:]:
            rows.append(_ASKS + 1)
    if "!" in unique:
        rows += _marks(own, "!", _ASKS + 3, 1)
    if not own.islower():
        rows += _shouts(own)
    if words and words[0] in _ASKING:
        rows.append(_ASKS + 7)
    if cues:
        rows += _cue_rows(cues)
    return rows


@lru_cache(maxsize=4096)
def _cue_rows(cues: int) -> tuple[int, ...]:
    rows = tuple(_CUE + place for place in range(_CUES) if cues >> place & 1)
    return (*rows, _CUE + _CUES) if len(rows) > 1 else rows


def _marks(own: str, mark: str, row: int, twice: int) -> tuple[int, ...]:
    return (row, row + twice) if own.count(mark) > 1 else (row,)


def _shouts(own: str) -> tuple[int, ...]:
    shouted = len(_SHOUTED.findall(own))
    return (_ASKS + 5, _ASKS + 6) if shouted > 2 else (_ASKS + 5,) if shouted else ()
