"""What one person holds, from everything they said: one post is often misread, a person less often.

Each post is told by the chances of its stances. They are averaged; a later post weighs as much as all before it
together, so that whoever was won over is won over, and a post weighs less the likelier it says nothing: a later "see
you at lunch" takes nothing back. Where every stance is certain that is the plain rule: the latest that is not neutral.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

from amends.core.vocabulary import STANCES, Stance

Chances: TypeAlias = tuple[float, float, float, float]
"""The chances of `STANCES`, in that order; they sum to 1."""

LINE: Final = 0.5
"""The chance of objecting from which a person is told to object.

A case is a controversy, and there a half is a half. The reader's own line for a post stands higher: in a quiet week
most people object to nothing.
"""
UNSURE_FROM: Final = 0.3
UNSURE_TO: Final = 0.7
"""Between these chances of objecting the honest answer is that nobody knows."""
_LEAST: Final = 1e-30  # the weight of a post that certainly says nothing: it counts where there is nothing else


@dataclass(frozen=True, slots=True)
class Standing:
    """The stance a person is told to hold, the chance, 0 to 1, that they object, and whether that is unsure."""

    stance: Stance
    chance: float
    unsure: bool


def certain(stance: Stance) -> Chances:
    """Return the chances of a post whose stance is known: its author said it, or the owner did.

    >>> certain(Stance.SUPPORTS)
    (0.0, 1.0, 0.0, 0.0)
    """
    objects, supports, questions, neutral = (float(stance is each) for each in STANCES)
    return objects, supports, questions, neutral


def standing(said: Sequence[Chances]) -> Standing:
    """Return what a person holds by the chances of their posts, the earliest first; who said nothing is neutral.

    >>> no, lunch = (0.8, 0.0, 0.1, 0.1), (0.05, 0.05, 0.0, 0.9)
    >>> told = standing([no, lunch])
    >>> str(told.stance), round(told.chance, 2), told.unsure
    ('objects', 0.72, False)
    >>> standing([certain(Stance.OBJECTS), certain(Stance.SUPPORTS), certain(Stance.NEUTRAL)]).stance
    <Stance.SUPPORTS: 'supports'>
    """
    if not said:
        return Standing(Stance.NEUTRAL, 0.0, unsure=False)
    sums, whole, share = [0.0] * len(STANCES), 0.0, 1.0
    for chances in reversed(said):
        says = max(1.0 - chances[STANCES.index(Stance.NEUTRAL)], _LEAST)
        weight = share * says
        whole += weight
        share *= 1.0 - says / 2.0
        for place, chance in enumerate(chances):
            sums[place] += weight * chance
    chance = min(sums[0] / whole, 1.0)
    rest = max(range(1, len(STANCES)), key=sums.__getitem__)
    stance = STANCES[0 if chance >= LINE else rest]
    return Standing(stance, chance, unsure=UNSURE_FROM <= chance < UNSURE_TO)
