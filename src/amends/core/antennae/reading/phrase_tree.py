"""Finds cues of several words: a tree of words, walked from every token of a batch at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

NO_KIND: Final = 0
"""The kind of every word that no phrase holds."""
_ROOT: Final = 0  # also what a step leads to when no phrase goes on that way


@dataclass(frozen=True, slots=True, eq=False)
class PhraseTree:
    """The phrases of a mapping as one table of steps.

    ``kinds`` numbers the words that phrases hold; ``steps`` (nodes, kinds) holds the node that a word leads to from a
    node, and ``bits`` what each node's phrase tells, 0 where none ends.
    """

    kinds: dict[str, int]
    steps: NDArray[np.int16]
    bits: NDArray[np.int64]

    @classmethod
    def of(cls, phrases: Mapping[tuple[str, ...], int]) -> PhraseTree:
        """Grow the tree of phrases, each with the bits that it tells.

        >>> tree = PhraseTree.of({("fine", "print"): 4, ("fine",): 1})
        >>> at, bits = tree.find(np.array([tree.kinds[word] for word in ("fine", "fine", "print")] + [NO_KIND]))
        >>> at.tolist(), bits.tolist()
        ([0, 1, 1], [1, 1, 4])
        """
        words = sorted({word for phrase in phrases for word in phrase})
        kinds = {word: kind for kind, word in enumerate(words, NO_KIND + 1)}
        beginnings = sorted({phrase[:size] for phrase in phrases for size in range(1, len(phrase) + 1)})
        nodes = {beginning: node for node, beginning in enumerate(beginnings, _ROOT + 1)}
        steps = np.zeros((len(nodes) + 1, len(kinds) + 1), np.int16)
        for beginning, node in nodes.items():
            steps[nodes.get(beginning[:-1], _ROOT), kinds[beginning[-1]]] = node
        return cls(kinds, steps, np.array([0, *(phrases.get(beginning, 0) for beginning in beginnings)], np.int64))

    def find(self, kinds: NDArray[np.intp]) -> tuple[NDArray[np.intp], NDArray[np.int64]]:
        """Return where phrases begin in a run of kinds, and the bits of each; a place comes once a phrase.

        The run ends with `NO_KIND`, and wherever no phrase may go on.
        """
        at = self.steps[_ROOT].take(kinds).nonzero()[0]
        nodes = self.steps[_ROOT].take(kinds[at])
        places, told, length = [at[:0]], [self.bits[:0]], 0
        while len(at):
            bits = self.bits[nodes]
            places.append(at[bits > 0])
            told.append(bits[bits > 0])
            length += 1
            nodes = self.steps[nodes, kinds[at + length]]
            at, nodes = at[nodes != _ROOT], nodes[nodes != _ROOT]
        return np.concatenate(places), np.concatenate(told)
