"""Words cut into pieces that are hashed to places, and what a table of learned weights says of them.

A linear model over hashed pieces (K. Weinberger and others, 2009), read without any library: a signed byte a place.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Final
from zlib import crc32

_SHORTEST, _LONGEST = 3, 6
_LONGEST_WORD: Final = 60
_WORD: Final = re.compile(r"[\w']+|[!?:;…]")
_NUMBER: Final = re.compile(r"\d+(?:[.,:]\d+)*")


@dataclass(frozen=True, slots=True)
class Weights:
    """What each piece says, in log-odds of a yes: ``scale`` times a signed byte of ``table`` a piece, then ``bias``.

    ``line`` is the log-odds from which it is a yes.
    """

    table: bytes
    scale: float
    bias: float
    line: float

    def __post_init__(self) -> None:
        """Refuse an empty table, with a sentence."""
        if not self.table:
            raise ValueError("A table of weights has a byte for each place; this one has none.")

    def sum(self, found: Mapping[int, float]) -> float:
        """Return what some pieces say together, before their vector is brought to length one.

        >>> Weights(bytes([10, 256 - 10]), 0.5, 1.0, 0.0).sum({0: 3.0, 1: 4.0})
        -5.0
        """
        table = self.table
        return self.scale * sum(count * (table[place] - ((table[place] & 128) << 1)) for place, count in found.items())

    def odds(self, found: Mapping[int, float]) -> float:
        """Return the log-odds of some pieces, their vector brought to length one.

        >>> Weights(bytes([10, 256 - 10]), 0.5, 1.0, 0.0).odds({0: 3.0, 1: 4.0})
        0.0
        """
        return self.bias + self.sum(found) / (length(found) or 1.0)


def length(found: Mapping[int, float]) -> float:
    """Return the length of the vector of some pieces.

    >>> length({7: 3.0, 9: 4.0})
    5.0
    """
    return sqrt(sum(count * count for count in found.values()))


def words(sentence: str) -> list[str]:
    """Return the words and the telling marks of a sentence in small letters, every number as nought.

    >>> words("It’s 12.50 now!")
    ["it's", '0', 'now', '!']
    """
    return _WORD.findall(_NUMBER.sub("0", sentence.lower().replace("’", "'")))


def runs(given: Sequence[str]) -> Iterator[str]:
    """Give the runs of three to six letters in words, each word once, with a blank before and behind it.

    >>> list(runs(["no", "no"]))
    [' no', 'no ', ' no ']
    """
    for word in dict.fromkeys(given):
        framed = f" {word[:_LONGEST_WORD]} "
        for size in range(_SHORTEST, _LONGEST + 1):
            for at in range(len(framed) - size + 1):
                yield framed[at : at + size]


def together(given: Sequence[str], most: int) -> Iterator[str]:
    """Give the runs of one to so many words.

    >>> list(together(["it", "is", "out"], 2))
    ['it', 'is', 'out', 'it is', 'is out']
    """
    for size in range(1, most + 1):
        for at in range(len(given) - size + 1):
            yield " ".join(given[at : at + size])


def place(piece: str, places: int) -> int:
    """Return the place that a piece is hashed to, below ``places``.

    >>> place("out", 1 << 14)
    11673
    """
    return crc32(piece.encode("utf-8", "replace")) % places
