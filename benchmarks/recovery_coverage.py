"""Do the intervals of a look back hold the truth? Simulated worlds whose truth is known, seeded.

    python benchmarks/recovery_coverage.py [WORLDS] [FIRST LINE]

In each world people speak at rates of their own (gamma, so that a few speak far more than the rest), a storm comes,
and from the deed on a cohort's rate is multiplied by what the world says. Who objected goes on objecting now and then
until they stop, some leave the network, and what they say last leans as the world says. Printed is, of all worlds, how
often the 95 % interval held the truth, how often it left out "nothing changed", and how often nothing was told at all.
The truth of the curve is taken from a world of 40,000 objectors watched for as long as it takes.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass

import numpy as np

from amends.core.recovery import Cohort, Moments, Said, Share, Soothed, look_back, soothed
from amends.core.vocabulary import DAY, WEEK, Stance

MOMENTS = Moments(0, 16 * WEEK, 16 * WEEK + 2 * DAY, 28 * WEEK + 2 * DAY)
SEEN_AT = (2 * DAY, 7 * DAY, 21 * DAY)
"""When the curve is held against the truth, after the deed."""
NAMES = ("trust", "respect", *(f"soothed, day {at // DAY}" for at in SEEN_AT))


@dataclass(frozen=True)
class World:
    """What happens: people by side, how far a rate goes with its objectors, how soon they stop, how many turn."""

    name: str
    objectors: int
    calm: int
    kept: float
    stop_days: float
    turn: float
    tide: float = 1.0
    shape: float = 0.5


WORLDS = (
    World("nothing worked, nothing was lost", 60, 300, 1.0, 60.0, 0.3),
    World("nothing lost, everybody speaks half as much", 60, 300, 1.0, 10.0, 0.3, tide=0.5),
    World("a small storm", 20, 80, 0.6, 5.0, 0.6),
    World("a third of what they said is lost", 60, 300, 0.66, 10.0, 0.5),
    World("half is lost, many people", 400, 2000, 0.5, 20.0, 0.4),
    World("they come back more often", 60, 300, 1.4, 3.0, 0.8),
    World("a few speak far more than the rest", 60, 300, 0.6, 10.0, 0.5, shape=0.2),
)


def spoken(who: int, rate: float, start: int, end: int, rng: np.random.Generator) -> list[Said]:
    """Somebody speaks so often a week, and half the time supports."""
    many = rng.poisson(rate * (end - start) / WEEK)
    stances = (Stance.NEUTRAL, Stance.SUPPORTS)
    return [Said(who, int(at), stances[rng.integers(2)]) for at in rng.integers(start, end, many)]


def objections(world: World, rng: np.random.Generator, end: int) -> list[int]:
    """When somebody objects after the deed: a few times a week until they stop."""
    stops = MOMENTS.deed + rng.exponential(world.stop_days) * DAY
    every = rng.gamma(2.0, 1.0) * DAY
    at, times = MOMENTS.deed + rng.exponential(every), []
    while at < min(stops, end):
        times.append(int(at))
        at += rng.exponential(every)
    return times


def lived(world: World, rng: np.random.Generator) -> tuple[list[Said], dict[int, int]]:
    heard, left = [], {}
    for who in range(world.objectors + world.calm):
        objects = who < world.objectors
        rate = rng.gamma(world.shape, 1.0 / world.shape)
        after = rate * world.tide * (world.kept if objects else 1.0)
        end = MOMENTS.until
        if rng.random() < 0.05:
            end = left[who] = int(rng.integers(MOMENTS.deed, MOMENTS.until))
        heard += spoken(who, rate, 0, MOMENTS.began, rng)
        heard += spoken(who, after, MOMENTS.deed + 1, end, rng)
        if objects:
            heard.append(Said(who, MOMENTS.began + DAY, Stance.OBJECTS))
            heard += [Said(who, at, Stance.OBJECTS) for at in objections(world, rng, end)]
    return heard, left


def turning(world: World, rng: np.random.Generator) -> list[Said]:
    """Those who objected and speak once more, of whom a share that is known says something else."""
    return [
        Said(who, MOMENTS.until - DAY, Stance.SUPPORTS if rng.random() < world.turn else Stance.OBJECTS)
        for who in range(world.objectors)
        if rng.random() < 0.7
    ]


def truth(world: World, rng: np.random.Generator) -> list[float]:
    """Tell who still objects at each time, of very many who are watched to the end and never leave."""
    end = MOMENTS.deed + 400 * WEEK
    told = soothed({who: objections(world, rng, end) for who in range(40_000)}, {}, MOMENTS.deed, end)
    return [still(told, at).value for at in SEEN_AT]


def still(told: Soothed | None, at: int) -> Share:
    """Give the share that still objects some time after the deed."""
    steps = told.steps if told is not None else ()
    return next((step.share for step in reversed(steps) if step.at <= at), Share(1.0, 1.0, 1.0))


def rows(world: World, tries: int) -> str:
    true = truth(world, np.random.default_rng(5))
    curve = {f"soothed, day {at // DAY}": (at, value) for at, value in zip(SEEN_AT, true, strict=True)}
    kept: dict[str, list[bool]] = {name: [] for name in NAMES}
    shown = []
    for number in range(tries):
        rng = np.random.default_rng([11, number])
        heard, left = lived(world, rng)
        told = look_back(heard, left, MOMENTS, rng)
        trust = next(one.trust for one in told.cohorts if one.cohort is Cohort.OBJECTED)
        if trust is not None:
            kept["trust"].append(trust.low <= world.kept <= trust.high)
            shown.append(trust.tells)
        for name, (at, value) in curve.items():
            share = still(told.soothed, at)
            kept[name].append(share.low <= value <= share.high)
        before = [one for one in heard if one.at < MOMENTS.deed]
        if (share := look_back([*before, *turning(world, rng)], {}, MOMENTS, rng).respect.share) is not None:
            kept["respect"].append(share.low <= world.turn <= share.high)
    cells = [world.name, f"{world.kept:g}", *(f"{np.mean(held):.3f}" if held else "-" for held in kept.values())]
    cells += [f"{np.mean(shown):.2f}" if shown else "-", f"{1 - len(shown) / tries:.2f}"]
    return f"| {' | '.join(cells)} |"


def main() -> None:
    tries = int(sys.argv[1]) if len(sys.argv) > 1 else 500
    print(f"{tries} worlds a line; how often the 95 % interval holds the truth.\n")
    print("| world | rate kept | " + " | ".join(NAMES) + " | trust says that something changed | trust told nothing |")
    print("|---" * (len(NAMES) + 4) + "|")
    for world in WORLDS[int(sys.argv[2]) - 1 if len(sys.argv) > 2 else 0 :]:
        print(rows(world, tries), flush=True)


if __name__ == "__main__":
    main()
