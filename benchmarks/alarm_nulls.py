"""Is the stated budget kept where nothing happens? Simulated months, seeded; `alarm_worlds` tells how they are made.

    python benchmarks/alarm_nulls.py [SUBJECTS] [MISREAD] [BUDGET...]

Told are alerts that open a storm (growth of a known one left out), a week and subject, in weeks 5 to 12, when the
alarm calls itself calibrated. With 1,000 subjects, as by default, a cell holds 2,000 months. A budget is *kept* where
even the upper end of the measured rate (95 %, one-sided, over subjects) is no more than what was stated; a rate marked
! is not. Where something does happen once (the level rises for good, a friendly post goes round) one *look* within two
days of it is no false alarm and is counted apart; a case is never allowed.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass

import numpy as np
from alarm_worlds import CHANGE, DAY, KINDS, LEARNED, VIRAL, WEEK, WEEKS, quiet_months

from amends.core.antennae.alarm import BIN, Counts, Setting, fresh, step
from amends.core.antennae.volume import volume_rules

MEANS = (0.01, 0.1, 1.0, 10.0, 50.0)
CHANNELS = ("case", "look")
EVENTS = {"level x2": CHANGE, "level x4": CHANGE, "viral, friendly": VIRAL}


@dataclass
class Told:
    """Alerts that opened a storm, by channel, size and subject: calibrated weeks, before, and whether at an event."""

    calibrated: np.ndarray
    before: np.ndarray
    change: np.ndarray


CHUNK = 200


def live(kind: str, each: int, wrong: float, setting: Setting) -> Told:
    """Let subjects of every size live, some at a time so that their months fit into memory."""
    parts = [
        _live(kind, min(CHUNK, each - begun), wrong, setting, np.random.default_rng([7, begun]))
        for begun in range(0, each, CHUNK)
    ]
    return Told(*(np.concatenate(held, axis=2) for held in zip(*parts, strict=True)))


def _live(kind: str, each: int, wrong: float, setting: Setting, rng: np.random.Generator) -> tuple[np.ndarray, ...]:
    means = np.repeat(MEANS, each)
    world = quiet_months(kind, means, wrong, rng)
    state, happens = fresh(len(means)), EVENTS.get(kind)
    calibrated, before = np.zeros((2, len(means))), np.zeros((2, len(means)))
    change = np.zeros((2, len(means)), bool)
    for at in range(WEEKS * WEEK):
        heard = np.full(len(means), world.heard[at])
        counts = (part[at].astype(np.int64) for part in (world.people, world.objecting, world.supporting))
        state, verdict = step(state, Counts(*counts, heard), setting)
        for row, rang in enumerate((verdict.case, verdict.look)):
            opened = rang & ~verdict.escalation
            (before if at < LEARNED * WEEK else calibrated)[row] += opened
            if happens is not None and happens <= at < happens + 2 * DAY:
                change[row] |= opened
    return tuple(held.reshape(2, len(MEANS), each) for held in (calibrated, before, change))


def cells(kind: str, told: Told, each: int, budget: float) -> list[str]:
    weeks = WEEKS - LEARNED
    made = []
    for row, channel in enumerate(CHANNELS):
        rates, kept = [], []
        for size in range(len(MEANS)):
            mine = (told.calibrated[row, size] - (told.change[row, size] if channel == "look" else 0)) / weeks
            upper = mine.mean() + 1.645 * mine.std() / np.sqrt(each)
            rates.append(f"{mine.mean():.3f}" + ("" if upper <= budget else " !"))
            kept.append(upper <= budget)
        shifted = f"{told.change[row].mean():.2f}" if kind in EVENTS else ""
        before = told.before[row].mean() / LEARNED
        mark = "yes" if all(kept) else f"{sum(kept)} of {len(kept)}"
        made.append(
            f"| {kind} | {channel} | {budget:g} | " + " | ".join(rates) + f" | {before:.3f} | {shifted} | {mark} |"
        )
    return made


def volume_rates(each: int) -> list[str]:
    """How often the documented volume rules ring a week, over a few subjects of each size."""
    some = min(each, 3)
    rows = []
    for kind in KINDS:
        world = quiet_months(kind, np.repeat(MEANS, some), 0.2, np.random.default_rng(7))
        times = [at * BIN for at in range(len(world.people))]
        rules = [volume_rules(times, world.people[:, one].tolist()) for one in range(world.people.shape[1])]
        rates = np.mean([[rule.per_quiet_week or 0.0 for rule in told] for told in rules], axis=0)
        rows.append(f"| {kind} | " + " | ".join(f"{rate:.2f}" for rate in rates) + " | 0 | 14 |")
    names = " | ".join(rule.rule for rule in volume_rules([], []))
    return [
        f"| alerts a quiet week | {names} | dummy: never | dummy: every 12 h |",
        "|---" * (len(names.split(" | ")) + 3) + "|",
        *rows,
    ]


def main() -> None:
    each = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    wrong = float(sys.argv[2]) if len(sys.argv) > 2 else 0.2
    budgets = [float(word) for word in sys.argv[3:]] or [0.125]
    sizes = " | ".join(f"{mean:g}" for mean in MEANS)
    months = each * (WEEKS - LEARNED) / 4
    print(f"{months:,.0f} subject-months a cell, {wrong:.0%} misread; columns are people who speak in five minutes.\n")
    print(f"| null | channel | stated a week | {sizes} | weeks 1-4 | told the event | kept |")
    print("|---" * (len(MEANS) + 6) + "|")
    for budget in budgets:
        for kind in KINDS:
            for line in cells(kind, live(kind, each, wrong, Setting(budget)), each, budget):
                print(line, flush=True)
    print("\n" + "\n".join(volume_rates(each)))


if __name__ == "__main__":
    main()
