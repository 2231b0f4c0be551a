"""Find texts that are almost the same, exactly and without comparing each with each.

Texts are compared by their sets of four neighbouring letters (shingles), so that one changed word in a sentence does
not hide it; two are alike where their sets share at least a given part (Jaccard). The search is a prefix-filtered join
(R. J. Bayardo, Y. Ma, R. Srikant, "Scaling up all pairs similarity search", WWW 2007): two sets that share so much must
share some of their rarest shingles, so only texts that do are compared. There is no chance in it, and no hash.
"""

from __future__ import annotations

import unicodedata
from collections import Counter, defaultdict
from collections.abc import Hashable, Mapping, Sequence
from typing import Final, TypeVar

SHINGLE: Final = 4
FEW: Final = 8
"""Of a set already joined, so many are kept to be found by a rare shingle: the ten-thousandth copy costs no more."""

SHARED: Final = 8
"""So many of their rarest shingles two texts have in common before they are compared; fewer where texts are short."""

Key = TypeVar("Key", bound=Hashable)


class Joined:
    """Sets that grow together: whoever is joined to one of a set belongs to all of it (union-find)."""

    def __init__(self, size: int) -> None:
        self._above = list(range(size))

    def root(self, at: int) -> int:
        """Return what stands for the set of ``at``: always its smallest member, whatever the order of joining."""
        above = self._above
        while above[at] != at:
            above[at] = above[above[at]]
            at = above[at]
        return at

    def join(self, one: int, other: int) -> None:
        """Make the sets of both one set."""
        first, second = sorted((self.root(one), self.root(other)))
        self._above[second] = first


def plain_letters(text: str) -> str:
    """Bare a text of what copying changes: case, width, punctuation and spaces.

    >>> plain_letters("Take it  DOWN, please!")
    'take it down please'
    """
    folded = unicodedata.normalize("NFKC", text).casefold()
    return " ".join("".join(letter if letter.isalnum() else " " for letter in folded).split())


def shingles(letters: str) -> frozenset[str]:
    """Cut bared letters into all runs of four; a shorter text is one run of its own.

    >>> sorted(shingles("a bull"))
    [' bul', 'a bu', 'bull']
    """
    return frozenset(letters[at : at + SHINGLE] for at in range(max(1, len(letters) - SHINGLE + 1)))


def alike(texts: Mapping[Key, str], part: tuple[int, int] = (4, 5), shortest: int = 24) -> list[list[Key]]:
    """Group the keys of texts that are almost the same, each group and all groups in the order given.

    ``part`` is the least share of shingles that two texts have in common, as a fraction; a group holds whoever is tied
    to it by such pairs. Texts of fewer than ``shortest`` bared letters are left out: short words are shared by chance.
    Where more than eight texts tied together share a rare shingle, a further text is held against eight of them.

    >>> alike(
    ...     {1: "Please take that review down today.", 2: "please take that review down today", 3: "I like the review."}
    ... )
    [[1, 2]]
    """
    same: defaultdict[str, list[Key]] = defaultdict(list)
    for key, text in texts.items():
        letters = plain_letters(text)
        if len(letters) >= shortest:
            same[letters].append(key)
    distinct = sorted(same)
    joined = _join([shingles(letters) for letters in distinct], part)
    groups: defaultdict[int, list[Key]] = defaultdict(list)
    for at, letters in enumerate(distinct):
        groups[joined.root(at)].extend(same[letters])
    place = {key: at for at, key in enumerate(texts)}
    found = [sorted(keys, key=lambda key: place[key]) for keys in groups.values() if len(keys) > 1]
    return sorted(found, key=lambda keys: place[keys[0]])


def _join(sets: Sequence[frozenset[str]], part: tuple[int, int]) -> Joined:
    frequent = Counter(shingle for each in sets for shingle in each)
    rarity = {shingle: at for at, shingle in enumerate(sorted(frequent, key=lambda each: (frequent[each], each)))}
    least = [_at_least(part, len(each)) for each in sets]
    # One long word in common is several shingles; asking for more of them in a longer prefix spares comparing those.
    shared = min([SHARED, *least])
    holding: defaultdict[int, list[int]] = defaultdict(list)
    joined = Joined(len(sets))
    # From short to long, so that whatever was seen before is at most as long and the lengths alone rule most out.
    for at in sorted(range(len(sets)), key=lambda each: (len(sets[each]), each)):
        prefix = sorted(map(rarity.__getitem__, sets[at]))[: len(sets[at]) - least[at] + shared]
        met: Counter[int] = Counter()
        for shingle in prefix:
            met.update(holding.get(shingle, ()))
        for other in sorted(other for other, times in met.items() if times >= shared):
            if len(sets[other]) >= least[at] and joined.root(other) != joined.root(at) and _near(sets, at, other, part):
                joined.join(at, other)
        for shingle in prefix:
            _keep(holding[shingle], at, joined)
    return joined


def _keep(held: list[int], at: int, joined: Joined) -> None:
    root = joined.root(at)
    if len(held) < FEW or sum(joined.root(other) == root for other in held) < FEW:
        held.append(at)


def _near(sets: Sequence[frozenset[str]], one: int, other: int, part: tuple[int, int]) -> bool:
    shared = len(sets[one] & sets[other])
    return shared * part[1] >= part[0] * (len(sets[one]) + len(sets[other]) - shared)


def _at_least(part: tuple[int, int], size: int) -> int:
    return -(-part[0] * size // part[1])
