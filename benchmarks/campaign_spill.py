"""Is planted spill found, and no other? Simulated campaigns whose edges are known, seeded.

    python benchmarks/campaign_spill.py [CAMPAIGNS]

Twenty-five people take part. Objection comes in by the hour of the day, in bursts after each one's own post, follows
itself, and at some pairs follows that at another member, some hours later. Printed is what share of the planted edges
was found, what share of the found ones was planted, how often the interval of how much more held the truth, and how far
the delay was off; and the time for all of it, posts that do not object included, a million in the largest world.
"""

from __future__ import annotations

import sys
import time
from dataclasses import dataclass

import numpy as np

from amends.core.campaign import Heard, Member, objecting_hours, overlaps, spill
from amends.core.vocabulary import DAY, HOUR, MINUTE

MEMBERS = 25
HOURS = 24 * 60


@dataclass(frozen=True)
class World:
    """What happens: people an hour at the start, edges, how many follow each, when posts go out, and other posts."""

    name: str
    usual: float
    edges: int
    more: tuple[float, float]
    together: bool = False
    shared: float = 0.0
    posts: int = 60_000


WORLDS = (
    World("no spill", 0.5, 0, (0.3, 0.6)),
    World("no spill, all posted within an afternoon", 0.5, 0, (0.3, 0.6), together=True),
    World("no spill, news that touches all", 0.5, 0, (0.3, 0.6), shared=4.0),
    World("30 edges, three to six in ten follow", 0.5, 30, (0.3, 0.6)),
    World("30 edges, and news that touches all", 0.5, 30, (0.3, 0.6), shared=4.0),
    World("30 edges, all posted within an afternoon", 0.5, 30, (0.3, 0.6), together=True),
    World("30 edges, two in ten follow", 0.5, 30, (0.2, 0.2)),
    World("30 edges, few people", 0.1, 30, (0.3, 0.6)),
    World("30 edges, a million posts", 2.0, 30, (0.3, 0.6), posts=1_000_000),
)


@dataclass
class Lived:
    """A campaign as it happened, and its planted edges with how many follow and after how many hours."""

    heard: Heard
    members: list[Member]
    planted: dict[tuple[int, int], tuple[float, float]]


def planted(world: World, rng: np.random.Generator) -> dict[tuple[int, int], tuple[float, float]]:
    """Draw edges that lead from earlier members to later ones, so that nothing grows without end."""
    pairs = [(i, j) for i in range(MEMBERS) for j in range(i + 1, MEMBERS)]
    chosen = rng.choice(len(pairs), world.edges, replace=False)
    return {pairs[at]: (float(rng.uniform(*world.more)), float(rng.uniform(2, 9))) for at in chosen}


def lived(world: World, rng: np.random.Generator) -> Lived:
    edges = planted(world, rng)
    posted = (
        24 * 20 + rng.integers(0, 5, MEMBERS) if world.together else rng.integers(24 * 10, HOURS - 24 * 10, MEMBERS)
    )
    hours = np.arange(HOURS)
    clock = 1 + 0.8 * np.cos((hours - 19) / 24 * 2 * np.pi)
    news = np.zeros(HOURS)
    for at in rng.choice(HOURS, 4):
        news[at:] += world.shared * 0.8 ** np.arange(HOURS - at)
    counts = np.zeros((HOURS, MEMBERS))
    for member in range(MEMBERS):
        since = hours - posted[member]
        burst = np.where(since >= 0, 20 * np.exp(-np.maximum(since, 0) / 10), 0)
        rate = world.usual * rng.uniform(0.5, 2) * (clock + burst + news)
        for (source, target), (more, after) in edges.items():
            if target == member:
                lags = np.exp(-np.arange(1, 25) / after)
                rate += more * np.convolve(counts[:, source], np.concatenate(([0], lags / lags.sum())))[:HOURS]
        for hour in hours:  # and each who objects is followed by 0.3 more
            echo = 0.3 * (counts[max(0, hour - 6) : hour, member].sum() / 6)
            counts[hour, member] = rng.poisson(rate[hour] + echo)
    return Lived(_heard(counts, world.posts, rng), _members(posted), edges)


def _members(posted: np.ndarray) -> list[Member]:
    return [Member(f"Reviewer {number + 1}", int(at) * HOUR) for number, at in enumerate(posted)]


def _heard(counts: np.ndarray, posts: int, rng: np.random.Generator) -> Heard:
    """Write out every post: those that object once each, and others that do not, by people of overlapping crowds."""
    hour, member = (np.repeat(axis.ravel(), counts.astype(int).ravel()) for axis in np.indices(counts.shape))
    at = hour * HOUR + rng.integers(0, 60, len(hour)) * MINUTE
    person = np.arange(len(hour))
    more = max(0, posts - len(hour))
    return Heard(
        np.concatenate((member, rng.integers(0, MEMBERS, more))),
        np.concatenate((person, rng.integers(0, max(1, posts // 5), more))),
        np.concatenate((at, rng.integers(0, HOURS * HOUR, more))).astype(np.int64),
        np.arange(len(hour) + more) < len(hour),
    )


def row(world: World, tries: int) -> str:
    hit, kept, held, off, false, took, posts = 0, 0, [], [], [], [], 0
    for number in range(tries):
        rng = np.random.default_rng([3, number])
        told = lived(world, rng)
        begun = time.perf_counter()
        counts, first = objecting_hours(told.heard, MEMBERS)
        overlaps(told.heard, MEMBERS)
        edges = spill(counts, first, told.members) or ()
        took.append(time.perf_counter() - begun)
        posts = len(told.heard.at)
        found = {(edge.source, edge.target): edge for edge in edges}
        kept += len(found)
        false.append(len(found.keys() - told.planted.keys()))
        for pair in found.keys() & told.planted.keys():
            more, after = told.planted[pair]
            lags = np.exp(-np.arange(1, 25) / after)
            hit += 1
            held.append(found[pair].low <= more <= found[pair].high)
            off.append(abs(found[pair].hours - (lags * np.arange(1, 25)).sum() / lags.sum()))
    recall = f"{hit / (tries * world.edges):.2f}" if world.edges else "-"
    wrong = f"{1 - hit / kept:.2f}" if kept else "-"
    cells = [recall, wrong, f"{np.mean(false):.1f}", f"{np.mean(held):.2f}" if held else "-"]
    cells += [f"{np.median(off):.1f}" if off else "-", f"{posts:,}", f"{np.median(took):.1f}"]
    return f"| {world.name} | {' | '.join(cells)} |"


def main() -> None:
    tries = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    print(f"{tries} campaigns a line, {MEMBERS} people, {HOURS // 24} days of {DAY // HOUR} hours.\n")
    print("| world | edges found | of the found ones false | false a campaign | more held | hours off | posts | s |")
    print("|---|---|---|---|---|---|---|---|")
    for world in WORLDS:
        print(row(world, tries), flush=True)


if __name__ == "__main__":
    main()
