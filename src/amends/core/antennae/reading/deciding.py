"""Which words decided a reading: those without which the post would be read as less of an objection.

Each word is left out in turn and the post is read again. That asks nothing of a reader but to read, so it holds for any
of them; it does not see what two words say only together.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Final

MOST: Final = 3
"""Words that are shown: more would not be read as the ones that decided."""
LOOKED_AT: Final = 60
"""Words from the beginning that are tried: a long post costs no more than that."""
WORTH: Final = 0.3
"""Log-odds that a word must add to have decided anything."""

_WORD: Final = re.compile(r"\w+(?:[’']\w+)*")


def deciding(text: str, objection: Callable[[Sequence[str]], Sequence[float]]) -> tuple[tuple[int, int], ...]:
    """Return where the deciding words stand in a text, as begin and end, in their order.

    ``objection`` tells the chance, 0 to 1, that each of some texts objects.

    >>> def shame(texts):
    ...     return [0.9 if "shame" in text else 0.1 for text in texts]
    >>> deciding("A shame, really.", shame)
    ((2, 7),)
    """
    words = [match.span() for match in _WORD.finditer(text)][:LOOKED_AT]
    if not words:
        return ()
    whole, *without = map(_odds, objection([text, *(f"{text[:begin]} {text[end:]}" for begin, end in words)]))
    ranked = sorted(((whole - less, span) for less, span in zip(without, words, strict=True)), reverse=True)
    return tuple(sorted(span for adds, span in ranked[:MOST] if adds >= WORTH))


def parts(text: str, spans: Sequence[tuple[int, int]]) -> tuple[tuple[str, bool], ...]:
    """Cut a text into pieces, each with whether it is one of the spans; together they are the text.

    >>> parts("A shame.", ((2, 7),))
    (('A ', False), ('shame', True), ('.', False))
    """
    edges = [0, *(edge for span in spans for edge in span), len(text)]
    pieces = ((text[begin:end], place % 2 == 1) for place, (begin, end) in enumerate(pairwise(edges)))
    return tuple(piece for piece in pieces if piece[0])


def _odds(chance: float) -> float:
    held = min(max(chance, 1e-6), 1.0 - 1e-6)
    return math.log(held / (1.0 - held))
