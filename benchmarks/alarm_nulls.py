"""Is the stated budget kept where nothing happens, and is a storm still heard? Simulated months, seeded.

    python benchmarks/alarm_nulls.py [SUBJECTS] [BUDGET...]

Every subject has people who speak at a mean rate (per five minutes: 0.05, 0.5, 5), with a daily cycle of 80 %,
weekends at 60 %, one kind of disorder a row, one in five of them objecting (what a reader's noise makes of harmless
talk) and one in five of the others supporting. Told are alerts that open a storm (escalations left out), a week and
subject: weeks 5-8, when the alarm calls itself calibrated, and weeks 1-4. Then from the last hour on: a growing
storm (objecting people at 0.5 a bin growing 25 % a bin to at most 20, each with one onlooker), its delay in minutes
from the first objection to the end of the alerting bin and the people who had objected by then; and friendly bursts
(sixty times the volume for five hours at an unchanged share), with few and with many supporters.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from amends.core.antennae.alarm import BIN, AlarmState, Counts, Setting, fresh, step
from amends.core.antennae.volume import volume_rules

if TYPE_CHECKING:
    from collections.abc import Callable

WEEK, WEEKS = 2016, 8
MEANS = (0.05, 0.5, 5.0)
SHARE = 0.2
KINDS = ("Poisson", "NegBin r = 2", "log-OU 1 h", "log-OU 24 h", "clumped", "heavy clusters", "x4 shift", "x4 ramp")
ROUNDS = 3


def intensity(bins: int) -> np.ndarray:
    day = np.arange(bins) / 288
    return (1 + 0.8 * np.sin(2 * np.pi * day)) * np.where(day.astype(int) % 7 >= 5, 0.6, 1.0)


def clusters(rate: np.ndarray, *, heavy: bool, rng: np.random.Generator) -> np.ndarray:
    """People who come in clusters over half an hour: geometric of mean 4, or Pareto 1.5 up to 150."""
    out = np.zeros(rate.shape, np.int64)
    seeds = rng.poisson(rate / 4)
    at, who = (np.repeat(index, seeds[seeds > 0]) for index in np.nonzero(seeds))
    size = np.minimum(rng.pareto(1.5, len(at)) * 1.3 + 1, 150).astype(int) if heavy else rng.geometric(0.25, len(at))
    at, who = np.repeat(at, size) + rng.integers(0, 6, size.sum()), np.repeat(who, size)
    inside = at < len(out)
    np.add.at(out, (at[inside], who[inside]), 1)
    return out


def people(kind: str, means: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    bins = WEEKS * WEEK
    rate = intensity(bins)[:, None] * means
    if kind == "Poisson":
        return rng.poisson(rate)
    if kind.startswith("log-OU"):
        keep = np.exp(-1 / (12 if "24" not in kind else 288))
        walk, path = rng.normal(size=len(means)), np.empty(rate.shape)
        for at in range(bins):
            walk = keep * walk + np.sqrt(1 - keep * keep) * rng.normal(size=len(means))
            path[at] = walk
        return rng.poisson(rate * np.exp(path - 0.5))
    if kind in {"clumped", "heavy clusters"}:
        return clusters(rate, heavy=kind != "clumped", rng=rng)
    if kind == "x4 shift":
        rate[5 * WEEK :] *= 4
    if kind == "x4 ramp":
        rate *= np.interp(np.arange(bins), [4 * WEEK, 8 * WEEK], [1, 4])[:, None]
    return rng.poisson(rate * rng.gamma(2, 0.5, rate.shape))


@dataclass
class Null:
    """What eight quiet weeks came to: alerts by week, and the memory at their end."""

    cases: np.ndarray
    looks: np.ndarray
    state: AlarmState


def live(spoken: np.ndarray, setting: Setting, rng: np.random.Generator) -> Null:
    objecting = rng.binomial(spoken, SHARE)
    supporting = rng.binomial(spoken - objecting, 0.2)
    size = spoken.shape[1]
    null = Null(np.zeros((WEEKS, size)), np.zeros((WEEKS, size)), fresh(size))
    heard = np.ones(size, bool)
    for at in range(len(spoken)):
        null.state, verdict = step(null.state, Counts(spoken[at], objecting[at], supporting[at], heard), setting)
        null.cases[at // WEEK] += verdict.case & ~verdict.escalation
        null.looks[at // WEEK] += verdict.look & ~verdict.escalation
    return null


def play(
    state: AlarmState, setting: Setting, bins: int, draw: Callable[[int], tuple[np.ndarray, ...]]
) -> tuple[np.ndarray, np.ndarray]:
    """Bins from the first objection to the case, and the storm's objecting people by then (inf, 0: no case)."""
    size = len(state)
    first, told, count, seen = np.full(size, np.inf), np.full(size, np.inf), np.zeros(size), np.zeros(size)
    for at in range(bins):
        spoken, objecting, supporting, new = draw(at)
        seen += new
        first = np.where((seen > 0) & np.isinf(first), at, first)
        state, verdict = step(state, Counts(spoken, objecting, supporting, np.ones(size, bool)), setting)
        now = verdict.case & np.isinf(told) & np.isfinite(first)
        told[now], count[now] = at + 1, seen[now]
    return told - np.where(np.isinf(first), 0, first), count


def storms(state: AlarmState, means: np.ndarray, setting: Setting, rng: np.random.Generator) -> list[np.ndarray]:
    """Delay and people of a growing storm, and which friendly bursts opened a case, few and many supporting."""

    def grow(at: int) -> tuple[np.ndarray, ...]:
        rate = min(0.5 * 1.25**at, 20)
        angry, usual = rng.poisson(rate, len(means)), rng.poisson(means)
        misread = rng.binomial(usual, SHARE)
        others = rng.poisson(rate, len(means)) + usual - misread
        return angry + misread + others, angry + misread, rng.binomial(others, 0.2), angry

    def friendly(part: float) -> Callable[[int], tuple[np.ndarray, ...]]:
        def draw(_at: int) -> tuple[np.ndarray, ...]:
            spoken = rng.poisson(means * 60)
            misread = rng.binomial(spoken, SHARE)
            return spoken, misread, rng.binomial(spoken - misread, part), spoken

        return draw

    delay, count = play(state, setting, 36, grow)
    few, many = (np.isfinite(play(state, setting, 60, friendly(part))[0]) for part in (0.2, 0.6))
    return [delay * 5, count, few, many]


def cell(null: Null, played: list[np.ndarray], rows: slice) -> str:
    delay, count, few, many = (np.concatenate([part[rows] for part in parts]) for parts in zip(*played, strict=True))
    heard = np.isfinite(delay)
    storm = f"{heard.mean():.2f}, {np.median(delay):.0f} min, {np.median(count[heard]):.0f}" if heard.any() else "0"
    return (
        f"{null.cases[4:, rows].mean():.3f} ({null.cases[:4, rows].mean():.3f}) | {null.looks[4:, rows].mean():.3f} | "
        f"{storm} | {few.sum()} and {many.sum()} of {len(few)}"
    )


def peers(spoken: np.ndarray) -> np.ndarray:
    """How often each volume rule rings a week, over a dozen of the subjects."""
    times = [at * BIN for at in range(len(spoken))]
    some = range(0, spoken.shape[1], max(spoken.shape[1] // 12, 1))
    rates = [[rule.per_quiet_week or 0.0 for rule in volume_rules(times, spoken[:, one].tolist())] for one in some]
    return np.mean(rates, axis=0)


def main() -> None:
    each = int(sys.argv[1]) if len(sys.argv) > 1 else 40
    budgets = [float(word) for word in sys.argv[2:]] or [0.125]
    once = np.repeat(MEANS, each)
    means = np.tile(once, len(KINDS))
    spoken = np.concatenate([people(kind, once, np.random.default_rng(7)).astype(np.int32) for kind in KINDS], axis=1)
    print(
        "| null | stated | people a bin | cases a week, weeks 5-8 (1-4) | looks | storm: heard, delay, objecting "
        "| friendly bursts that opened a case |"
    )
    print("|---|---|---|---|---|---|---|")
    for budget in budgets:
        rng, setting = np.random.default_rng(11), Setting(budget_per_week=budget)
        null = live(spoken, setting, rng)
        played = [storms(null.state, means, setting, rng) for _ in range(ROUNDS)]
        for index, (kind, mean) in enumerate((kind, mean) for kind in KINDS for mean in MEANS):
            rows = slice(index * each, (index + 1) * each)
            print(f"| {kind} | {budget:g} | {mean:g} | {cell(null, played, rows)} |", flush=True)
        few, many = (sum(int(parts[part].sum()) for parts in played) for part in (2, 3))
        bursts = ROUNDS * len(means)
        print(
            f"| all | {budget:g} | | {null.cases[4:].mean():.3f} ({null.cases[:4].mean():.3f}) "
            f"| {null.looks[4:].mean():.3f} | | {few} and {many} of {bursts} |"
        )
    print("\n| volume rule, alerts a quiet week | " + " | ".join(KINDS) + " |")
    print("|---" * (len(KINDS) + 1) + "|")
    told = [peers(spoken[:, at * len(once) : (at + 1) * len(once)]) for at in range(len(KINDS))]
    for index, rule in enumerate(volume_rules([], [])):
        print(f"| {rule.rule} | " + " | ".join(f"{rates[index]:.2f}" for rates in told) + " |")
    print("| dummy: never | " + " | ".join("0" for _ in KINDS) + " |")
    print("| dummy: every 12 h | " + " | ".join("14" for _ in KINDS) + " |")


if __name__ == "__main__":
    main()
