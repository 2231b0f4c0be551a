"""How well preflight says who may object: `python benchmarks/preflight_memory.py 2000` prints its table of the README.

Worlds are made up so that the truth is known: an owner's posts are of some kinds, each kind draws objection from a
share of those who answer, and posts of one kind differ. Told is how often the interval for the next post holds the
share that this post was given, whenever there is one and when a finding comes of it; and how often it speaks. The
second table does the same for a partner: who objects names it as often as everybody, or more often.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass

import numpy as np

from amends.core.case.association import Day
from amends.core.lessons.audience import Expected, expected
from amends.core.lessons.baggage import brought
from amends.core.lessons.memory import Beneath, Partner
from amends.core.lessons.objection import lift_of

SEED = 20_261_127


@dataclass(frozen=True)
class World:
    """One owner's posts: the share that a kind draws, how far posts differ, how many are alike, answers a post."""

    name: str
    share: float
    differ: float
    posts: int
    answers: float
    others: float = 0.04
    mixed: int = 0
    """Posts of other kinds that are taken for alike."""


WORLDS = (
    World("as any other, few answers", 0.04, 0.02, 5, 6),
    World("as any other, many answers", 0.04, 0.02, 12, 40),
    World("as any other, posts differ much", 0.04, 0.15, 8, 20),
    World("as any other, much objection anywhere", 0.3, 0.1, 8, 20, others=0.3),
    World("one kind draws a third", 0.33, 0.05, 6, 20),
    World("one kind draws a third, posts differ much", 0.33, 0.25, 8, 20),
    World("one kind draws a third, three posts", 0.33, 0.05, 3, 20),
    World("one kind draws a third, half are not alike", 0.33, 0.05, 6, 20, mixed=6),
    World("one kind draws a seventh", 0.14, 0.05, 12, 30),
    World("two posts only", 0.5, 0.05, 2, 40),
    World("eight people in all", 0.5, 0.05, 4, 2),
)


def beneath(world: World, share: float, chance: np.random.Generator) -> tuple[Beneath, float]:
    """Make the answers beneath one post; some posts draw far more than others."""
    spread = (1 - world.differ) / world.differ
    own = float(chance.beta(share * spread, (1 - share) * spread))
    people = int(chance.negative_binomial(1.2, 1.2 / (1.2 + world.answers)))
    return Beneath(people, int(chance.binomial(people, own))), own


def told(world: World, chance: np.random.Generator) -> tuple[Expected | None, float]:
    like = [beneath(world, world.share, chance)[0] for _ in range(world.posts)]
    like += [beneath(world, world.others, chance)[0] for _ in range(world.mixed)]
    others = [beneath(world, world.others, chance)[0] for _ in range(60)]
    return expected(like, others), beneath(world, world.share, chance)[1]


def row(world: World, times: int) -> tuple[float, float, float, float]:
    """Return how often anything could be said, how often that held the truth, how often a finding came, and held it."""
    chance = np.random.default_rng([SEED, *world.name.encode()])
    pairs = [told(world, chance) for _ in range(times)]
    known = [(one, true) for one, true in pairs if one is not None]
    spoke = [(one, true) for one, true in known if one.tells]
    return len(known) / times, _held(known), len(spoke) / times, _held(spoke)


def _held(pairs: list[tuple[Expected, float]]) -> float:
    return sum(one.low <= true <= one.high for one, true in pairs) / len(pairs) if pairs else float("nan")


@dataclass(frozen=True)
class Named:
    """A partner in what was heard: people a day who object and who do not, and who of them name it."""

    name: str
    objecting: float
    others: float
    share: float
    times: float
    clumped: float = 0.0


PARTNERS = (
    Named("named alike by all", 6, 40, 0.05, 1),
    Named("named alike by all, days differ", 6, 40, 0.05, 1, clumped=0.05),
    Named("named alike by all, a small account", 1, 5, 0.1, 1),
    Named("four times as often by who objects", 6, 40, 0.05, 4),
    Named("four times as often, days differ", 6, 40, 0.05, 4, clumped=0.05),
    Named("four times as often, a small account", 1, 5, 0.1, 4),
    Named("hardly ever named", 0.3, 5, 0.02, 4),
)
DAYS = 112


def crowd(mean: float, share: float, clumped: float, chance: np.random.Generator) -> list[Day]:
    people = chance.poisson(mean, DAYS)
    shares = np.full(DAYS, share)
    if clumped:
        shares = chance.beta(share * (1 / clumped - 1), (1 - share) * (1 / clumped - 1), DAYS)
    return [Day(int(many), int(naming)) for many, naming in zip(people, chance.binomial(people, shares), strict=True)]


def named_row(world: Named, times: int) -> tuple[float, float, float]:
    """Return how often a lift could be told, how often its interval held the truth, and how often a finding came."""
    chance = np.random.default_rng([SEED, *world.name.encode()])
    held, spoke = [], 0
    for _ in range(times):
        objecting = crowd(world.objecting, world.share * world.times, world.clumped, chance)
        lift = lift_of(objecting, crowd(world.others, world.share, world.clumped, chance))
        if lift is not None:
            held.append(lift.low <= world.times <= lift.high)
            known = Beneath(1000, sum(day.naming for day in objecting))
            spoke += any(brought(Partner("Larkspur", known, lift)))
    return len(held) / times, float(np.mean(held)) if held else float("nan"), spoke / times


def told_cells(cells: tuple[float, ...]) -> str:
    return " | ".join("-" if each != each else f"{each:.3f}" for each in cells)  # noqa: PLR0124 - a NaN


def main() -> None:
    times = int(sys.argv[1]) if len(sys.argv) > 1 else 2000
    print("| world | an interval | it held the next post's share | a finding | its interval held |")
    print("|---|---|---|---|---|")
    for world in WORLDS:
        print(f"| {world.name} | {told_cells(row(world, times))} |")
    print("\n| partner | a lift | it held the true one | a finding |")
    print("|---|---|---|---|")
    for partner in PARTNERS:
        print(f"| {partner.name} | {told_cells(named_row(partner, max(1, times // 10)))} |")


if __name__ == "__main__":
    main()
