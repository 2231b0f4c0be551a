"""How soon is a storm told, and is praise left alone? Simulated, seeded; `alarm_worlds` tells how storms are made.

    python benchmarks/alarm_storms.py [SUBJECTS] [MISREAD] [BUDGET]

Subjects live through three months in which nothing happens; then a storm comes, three times to each. The delay runs
from its first objection to the end of the bin that tells it, with the number of people who had objected by then; what
rings before is chance and does not count. Bursts last five hours, at ten and at sixty times the ordinary volume:
*friendly* ones at an unchanged share of objections and of support; *praise* with six of ten supporting and 12 %
misread as objecting, about what the reader does to real praise (reviews of Assassin's Creed Unity).
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
from alarm_worlds import DAY, STORM_BINS, STORMS, SUPPORT, WEEK, WEEKS, misread, quiet_months, rhythm

from amends.core.antennae.alarm import AlarmState, Counts, Setting, fresh, step

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

MEANS = (0.01, 0.05, 0.1, 0.5, 1.0, 10.0)
KINDS = ("overdispersed (NegBin r = 2)", "autocorrelated, 24 h", "heavy clusters")
ROUNDS = 3
PRAISED, MISREAD_PRAISE = 0.6, 0.12


@dataclass(frozen=True)
class Herd:
    """Subjects of one kind who have lived, with their rate and the hour their day begins."""

    state: AlarmState
    means: np.ndarray
    morning: np.ndarray
    wrong: float
    setting: Setting


def lived(kind: str, each: int, wrong: float, setting: Setting) -> Herd:
    rng = np.random.default_rng(7)
    means = np.repeat(MEANS, each)
    morning = np.random.default_rng(7).uniform(0, 7, len(means))  # the first thing `quiet_months` draws
    world, state = quiet_months(kind, means, wrong, rng), fresh(len(means))
    heard = np.ones(len(means), bool)
    for at in range(WEEKS * WEEK):
        parts = (part[at].astype(np.int64) for part in (world.people, world.objecting, world.supporting))
        state, _ = step(state, Counts(*parts, heard), setting)
    return Herd(state, means, morning, wrong, setting)


def days(
    herd: Herd, extra: Callable[..., tuple[np.ndarray, ...]], rng: np.random.Generator, bins: int
) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Go on from the herd's memory with more people than usual; yield who is told of a case, and the new objectors."""
    state, size = herd.state, len(herd.means)
    for at in range(bins):
        usual = rng.poisson(herd.means * rhythm(np.full(size, WEEKS * WEEK + at), herd.morning))
        wrong, kind = misread(usual, herd.wrong, rng)
        people, objecting, supporting = extra(at)
        counts = Counts(usual + people, wrong + objecting, kind + supporting, np.ones(size, bool))
        state, verdict = step(state, counts, herd.setting)
        yield verdict.case, objecting


def storm(herd: Herd, name: str, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Return minutes from the first objection to the case (infinite: none) and how many had objected by then."""
    size = len(herd.means)
    begins = np.zeros(size, int)
    if name == "at night":
        hours = rhythm(np.arange(WEEKS * WEEK, WEEKS * WEEK + DAY)[:, None], herd.morning)
        begins = hours.argmin(axis=0)
    else:
        begins = rng.integers(0, DAY, size)

    def more(at: int) -> tuple[np.ndarray, ...]:
        since = at - begins
        rate = np.where(since >= 0, STORMS[name](np.maximum(since, 0).astype(float)), 0.0)
        angry, others = rng.poisson(rate), rng.poisson(rate)
        return angry + others, angry, rng.binomial(others, SUPPORT)

    first, told = np.full(size, np.inf), np.full(size, np.inf)
    seen, by_then = np.zeros(size), np.zeros(size)
    for at, (case, angry) in enumerate(days(herd, more, rng, DAY + STORM_BINS)):
        seen += angry
        first = np.where((seen > 0) & np.isinf(first), at, first)
        now = case & np.isinf(told) & np.isfinite(first) & (at < begins + STORM_BINS)
        told[now], by_then[now] = at + 1, seen[now]
    return np.where(np.isfinite(told), told - first, np.inf) * 5, by_then


def burst(herd: Herd, times: int, rng: np.random.Generator, *, praise: bool) -> np.ndarray:
    """Return which subjects were told of a case in a burst of five hours."""

    def more(_at: int) -> tuple[np.ndarray, ...]:
        people = rng.poisson(herd.means * times)
        objecting = rng.binomial(people, MISREAD_PRAISE if praise else herd.wrong)
        return people, objecting, rng.binomial(people - objecting, PRAISED if praise else SUPPORT)

    opened = np.zeros(len(herd.means), bool)
    for case, _new in days(herd, more, rng, 60):
        opened |= case
    return opened


def main() -> None:
    each = int(sys.argv[1]) if len(sys.argv) > 1 else 60
    wrong = float(sys.argv[2]) if len(sys.argv) > 2 else 0.05
    setting = Setting(float(sys.argv[3]) if len(sys.argv) > 3 else 0.125)
    herds, rng = [lived(kind, each, wrong, setting) for kind in KINDS], np.random.default_rng(11)
    print(f"Stated: {setting.budget_per_week:g} false cases a week; {wrong:.0%} misread.")
    print("Minutes and people: median / 90th percentile; storms told.\n")
    print("| storm | " + " | ".join(f"{mean:g} people in five minutes" for mean in MEANS) + " |")
    print("|---" * (len(MEANS) + 1) + "|")
    sizes = [np.tile(np.repeat(np.arange(len(MEANS)), each), ROUNDS) == size for size in range(len(MEANS))]
    for name in STORMS:
        parts = [[storm(herd, name, rng) for _ in range(ROUNDS)] for herd in herds]
        delays, people = ([np.concatenate([part[which] for part in rounds]) for rounds in parts] for which in (0, 1))
        row = []
        for mine in sizes:
            late = np.concatenate([one[mine] for one in delays])
            who = np.concatenate([one[mine] for one in people])[np.isfinite(late)]
            median, most = np.percentile(late, [50, 90], method="lower")
            share, some, many = np.isfinite(late).mean(), np.median(who), np.percentile(who, 90)
            row.append(f"{median:.0f} / {most:.0f} min, {some:.0f} / {many:.0f}, {share:.0%}")
        print(f"| {name} | " + " | ".join(row) + " |", flush=True)
    print("\n| burst, cases opened | " + " | ".join(f"{mean:g}" for mean in MEANS) + " | all |")
    print("|---" * (len(MEANS) + 2) + "|")
    for praise in (False, True):
        for times in (10, 60):
            act = partial(burst, times=times, praise=praise)
            opened = np.concatenate([act(herd, rng=rng) for herd in herds for _ in range(ROUNDS)])
            told = opened.reshape(-1, len(MEANS), each)
            row = [f"{told[:, size].sum()} of {told[:, size].size}" for size in range(len(MEANS))]
            name, sums = "praise" if praise else "friendly", f"{opened.sum()} of {opened.size}"
            print(f"| {name}, x{times} | " + " | ".join(row) + f" | {sums} |", flush=True)


if __name__ == "__main__":
    main()
