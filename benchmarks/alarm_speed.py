"""What the alarm costs: a step for many subjects and for few, a glance, a skipped quiet day, and its memory.

    python benchmarks/alarm_speed.py

Processor time (not the clock: others may share the machine) of repeated acts on one core, beside a dummy that only
copies the memory.
"""

from __future__ import annotations

import sys
import time
from dataclasses import fields, replace
from typing import TYPE_CHECKING

import numpy as np

from amends.core.antennae.alarm import AlarmState, Counts, Setting, fresh, glance, skip_quiet, step, to_bytes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

SETTING = Setting()


def bin_of(subjects: int, rng: np.random.Generator) -> Counts:
    people = rng.poisson(0.3, subjects)
    objecting = rng.binomial(people, 0.2)
    supporting = rng.binomial(people - objecting, 0.2)
    return Counts(people, objecting, supporting, np.ones(subjects, bool))


def timed(act: Callable[[], object], times: int) -> np.ndarray:
    taken = np.empty(times)
    for index in range(times):
        start = time.process_time()
        act()
        taken[index] = time.process_time() - start
    return taken * 1e6


def line(name: str, taken: np.ndarray) -> None:
    print(f"| {name} | {np.median(taken):,.0f} | {np.percentile(taken, 99):,.0f} |", flush=True)


def main() -> None:
    large = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    rng = np.random.default_rng(1)
    print("| act | median µs | 99th percentile µs |")
    print("|---|---|---|")
    for subjects, warm, times in ((1, 2500, 2000), (4, 300, 1000), (8, 300, 1000), (large, 180, 90)):
        state = fresh(subjects)
        counts = [bin_of(subjects, rng) for _ in range(8)]
        for index in range(warm):
            state, _ = step(state, counts[index % 8], SETTING)
        box, turn = [state], iter(range(10**9))

        def forward(box: list[AlarmState] = box, counts: list[Counts] = counts, turn: Iterator[int] = turn) -> None:
            box[0], _ = step(box[0], counts[next(turn) % 8], SETTING)

        line(f"step, {subjects:,} subjects, both channels", timed(forward, times))
        if subjects in {1, large}:
            line(f"glance at one of {subjects:,}", timed(lambda s=state: glance(s, 0, 3, 2, 1, SETTING), 2000))
        if subjects == large:
            copies = timed(lambda s=state: replace(s, **{f.name: getattr(s, f.name).copy() for f in fields(s)}), 20)
            line(f"dummy: copy the memory of {subjects:,}", copies)
    quiet = skip_quiet(fresh(1), 3000, SETTING)
    line("skip_quiet, one subject, a day (288 bins)", timed(lambda: skip_quiet(quiet, 288, SETTING), 200))
    print(f"\nMemory: {len(to_bytes(fresh(1), 0))} bytes a subject.")


if __name__ == "__main__":
    main()
