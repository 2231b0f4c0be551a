"""Do the intervals of an association hold the truth? Simulated days whose truth is known, seeded.

    python benchmarks/association_coverage.py [WORLDS]

People speak of a subject every day; some of them name the other, more so on some days than on others (a beta-binomial
share). Since the storm the share stands above what it was by an excess that halves every so many days. Printed is, of
all worlds, how often the 95 % intervals held the true lift and the true half-life, how often the lift left out "nothing
changed", how often the half-life had an end, and how often nothing was told; and of all weeks since, how often the
intervals of a week's share and of its lift held the truth, and how often a week was told.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass

import numpy as np

from amends.core.case.association import Day, association, by_week


@dataclass(frozen=True)
class World:
    """What happens: people a day, the share before, the excess at first, its half-life in days, and for how long."""

    name: str
    people: float
    before: float
    excess: float
    half: float
    days: int
    clumped: float = 0.0


WORLDS = (
    World("nothing changed", 40, 0.02, 0.0, 10, 60),
    World("nothing changed, days differ", 40, 0.02, 0.0, 10, 60, clumped=0.02),
    World("never named before, fades in days", 40, 0.0005, 0.3, 4, 60),
    World("fades in weeks", 40, 0.005, 0.2, 14, 90),
    World("fades in weeks, days differ", 40, 0.005, 0.2, 14, 90, clumped=0.02),
    World("fades in weeks, many people", 1000, 0.005, 0.2, 14, 90),
    World("does not fade", 40, 0.005, 0.1, 100_000, 90),
    World("a small account", 4, 0.005, 0.3, 14, 60),
)


def lived(shares: np.ndarray, world: World, rng: np.random.Generator) -> list[Day]:
    """Draw the days: how many people spoke, and how many of them named the other."""
    people = rng.poisson(world.people, len(shares))
    if world.clumped:
        sure = 1 / world.clumped - 1
        shares = rng.beta(np.maximum(shares * sure, 1e-9), (1 - shares) * sure)
    return [Day(int(many), int(naming)) for many, naming in zip(people, rng.binomial(people, shares), strict=True)]


def by_the_week(world: World, shares: np.ndarray, before: list[Day], days: list[Day]) -> list[tuple[bool, bool, bool]]:
    """Tell of each week whether the intervals of its share and of its lift held the truth, and whether it was told."""
    told = []
    for number, week in enumerate(by_week(before, days)):
        true = shares[7 * number : 7 * number + 7].mean()
        told.append((week.low <= true <= week.high, week.least <= true / world.before <= week.most, week.tells))
    return told


def row(world: World, tries: int) -> str:
    since = world.before + world.excess * 0.5 ** (np.arange(world.days) / world.half)
    lift = since.mean() / world.before
    held, halves, tells, ends, weekly, told_nothing = [], [], [], [], [], 0
    for number in range(tries):
        rng = np.random.default_rng([3, number])
        before, days = lived(np.full(90, world.before), world, rng), lived(since, world, rng)
        weekly += by_the_week(world, since, before, days)
        told = association(before, days)
        if told is None:
            told_nothing += 1
            continue
        held.append(told.low <= lift <= told.high)
        tells.append(told.tells)
        if told.fading is not None and world.excess:
            halves.append(told.fading.low <= world.half <= told.fading.high)
            ends.append(told.fading.high < float("inf"))
    weeks = zip(*weekly, strict=True)
    means = (f"{np.mean(each):.3f}" if each else "-" for each in (held, tells, halves, ends, *weeks))
    return f"| {world.name} | {lift:.3g} | {' | '.join(means)} | {told_nothing / tries:.2f} |"


def main() -> None:
    tries = int(sys.argv[1]) if len(sys.argv) > 1 else 500
    print(f"{tries} worlds a line; how often the 95 % intervals hold the truth.\n")
    print(
        "| world | true lift | lift held | says it changed | half-life held | half-life has an end "
        "| a week’s share held | a week’s lift held | weeks told | told nothing |"
    )
    print("|---" * 10 + "|")
    for world in WORLDS:
        print(row(world, tries), flush=True)


if __name__ == "__main__":
    main()
