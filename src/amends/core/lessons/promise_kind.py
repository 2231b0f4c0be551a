"""What a promise about ties binds its owner to, in whatever words: learned from promises that were written for it.

Whether such a promise is broken is then seen by facts: a tie that the owner declared and that the draft speaks of, how
it is named, whether the draft sells something.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from amends.core.lessons.pieces import Weights, place, runs, together, words
from amends.core.statement.connection import Tie

NAMES: Final = "name"
"""A tie is said, labelled, put first."""
HAS_NONE: Final = "no-tie"
"""A tie is not taken on, or what comes with it is not written about."""
NO_TRADE: Final = "no-ads"
"""Nothing is advertised or sold."""
ANY: Final = "any"
"""It is about ties of every kind."""
ANSWERS: Final = (NAMES, HAS_NONE, NO_TRADE, ANY, *(one.value for one in Tie if one is not Tie.NONE))
"""What may be answered of a promise; the last ones are the kinds of ties that it is about."""

PLACES: Final = 1 << 14
_SURE: Final = 0.7
"""Log-odds above the line from which a promise is taken to be about every tie, where it does not say about which."""
_WORDS_TOGETHER: Final = 3
_WORD_COUNTS: Final = 1.5


@dataclass(frozen=True, slots=True)
class Bound:
    """What a promise says of ties: that they are named, that there are none, that nothing is sold; and of which."""

    names: bool = False
    has_none: bool = False
    no_trade: bool = False
    ties: frozenset[Tie] = frozenset()


def bound(promise: str, kinds: Mapping[str, Weights]) -> Bound:
    """Return what a promise binds its owner to; ``kinds`` has weights for each of `ANSWERS`.

    >>> nothing = Weights(bytes(PLACES), 1.0, -1.0, 0.0)
    >>> bound("I pay my own bill.", dict.fromkeys(ANSWERS, nothing))
    Bound(names=False, has_none=False, no_trade=False, ties=frozenset())
    """
    found = pieces(promise)
    above = {answer: weights.odds(found) - weights.line for answer, weights in kinds.items()}
    yes = {answer for answer, much in above.items() if much >= 0}
    whole = ANY in yes or max(above[NAMES], above[HAS_NONE]) >= _SURE
    ties = {one for one in Tie if one is not Tie.NONE and (one.value in yes or whole)}
    return Bound(NAMES in yes, HAS_NONE in yes, NO_TRADE in yes, frozenset(ties))


def pieces(promise: str) -> dict[int, float]:
    """Return the places of the pieces of a promise, each with how much it counts: runs of letters and of words.

    >>> len(pieces("No ads."))
    12
    """
    said = words(promise)
    found = {place(f"c{run}", PLACES): 1.0 for run in runs(said)}
    found |= {place(f"w{run}", PLACES): _WORD_COUNTS for run in together(said, _WORDS_TOGETHER)}
    return found
