"""How alike a draft and the owner's past posts are: by the words, the meanings and the kind of offer that both hold.

Each text is known by its signs: stems of telling words, concepts of the small lexicon, and whether it sells, holds a
code or a link that pays, and speaks of somebody its writer is tied to. Two texts are as alike as the cosine of their
signs, a sign weighing more the fewer posts hold it (K. Spärck Jones, 1972). It knows words and a lexicon, no meanings.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from math import log, sqrt
from typing import Final

from amends.core.lessons.concepts import CONCEPTS
from amends.core.lessons.draft import Draft
from amends.core.lessons.links import codes, own_code, partner_links
from amends.core.lessons.mention import mention
from amends.core.lessons.stems import telling
from amends.core.lessons.streams import ENOUGH, trade
from amends.core.statement.connection import Connection

VERSION: Final = 1
"""Which signs there are: those of another version are taken anew."""
ALIKE: Final = 0.2
"""The cosine from which on two texts are called alike."""
_MOST: Final = 300
"""Words of one text; a longer one is known by those it begins with."""
_MEANS_MORE: Final = 2.0
"""A concept stands for many words, so that it weighs as two."""


def signs(text: Draft, connections: Sequence[Connection] = ()) -> frozenset[str]:
    """Return the signs that a text is known by: concepts after one ``@``, offers and ties after two.

    >>> from amends.core.lessons.draft import draft
    >>> sorted(signs(draft("Bitcoins for my kitchen: use code MILA20!")))
    ['@@code', '@@trade', '@crypto', 'bitcoi', 'code', 'kitch', 'mila']
    """
    words = dict.fromkeys(each for each, _, _ in telling(text.low))
    found = [*list(words)[:_MOST], *(f"@{name}" for name, known in CONCEPTS.items() if known.search(text.low))]
    if sum(sign.weight for sign in trade(text)) >= ENOUGH:
        found.append("@@trade")
    if partner_links(text):
        found.append("@@partner-link")
    if codes(text) or own_code(text):
        found.append("@@code")
    for one in connections:
        if mention(text, one, alone=len(connections) == 1):
            found += ["@@tie", f"@@{one.kind}"]
    return frozenset(found)


@dataclass(frozen=True, slots=True)
class Like:
    """One text that is alike: its place among those that were given, and how alike, from `ALIKE` to 1."""

    place: int
    cosine: float


def alike(one: frozenset[str], others: Sequence[frozenset[str]], most: int) -> list[Like]:
    """Return the texts that are alike, the most alike first, at most so many.

    >>> past = [frozenset({"lamp", "desk"}), frozenset({"rain", "walk"}), frozenset({"lamp", "desk", "light"})]
    >>> [like.place for like in alike(frozenset({"desk", "lamp"}), past, 5)]
    [0, 2]
    """
    held = Counter(sign for other in others for sign in other)
    weights = {sign: _weight(sign, held[sign], len(others)) for sign in held.keys() | one}
    length = _length(one, weights)
    if not length:
        return []
    found = []
    for place, other in enumerate(others):
        shared = sum(weights[sign] ** 2 for sign in one & other)
        cosine = shared / (length * _length(other, weights)) if shared else 0.0
        if cosine >= ALIKE:
            found.append(Like(place, min(1.0, cosine)))
    return sorted(found, key=lambda like: (-like.cosine, like.place))[:most]


def _weight(sign: str, held_by: int, texts: int) -> float:
    return log((texts + 1) / (held_by + 0.5)) * (_MEANS_MORE if sign.startswith("@") else 1.0)


def _length(of: frozenset[str], weights: dict[str, float]) -> float:
    return sqrt(sum(weights[sign] ** 2 for sign in sorted(of)))
