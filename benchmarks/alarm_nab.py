"""How many real bursts the alarm tells, how late, and how often it rings beside them: seven NAB series.

    python benchmarks/alarm_nab.py

One burst a labelled window: its peak is the label with the largest count, its onset is found by walking back from the
peak to the first bin at which the mean of it and the two before is no more than max(3 x the median of the day before,
that median + 3), so that a burst of one bin has its onset one bin before. A burst is told by an alert from onset to
three hours past the peak; the delay counts from the onset. A false alarm is an alert outside every labelled window and
after the first 750 bins, alerts less than an hour apart being one. "Every crossing" also counts the bins above the
record that the silence after an alert keeps from the owner. *NAB* is its standard score on these series with one
record an episode. NAB's stored detectors appear where AMENDS_NAB names a copy.
"""

from __future__ import annotations

import csv
import json
import os
from dataclasses import dataclass
from datetime import datetime
from math import exp
from pathlib import Path

import numpy as np
from shared_data import folder

from amends.core.antennae.alarm import BIN, Counts, Setting, fresh, from_bytes, standing, step, to_bytes
from amends.core.antennae.volume import volume_rules
from amends.core.vocabulary import Channel

BUDGETS = (0.125, 0.25, 0.5, 0.75, 1.0, 1.33, 2.0)
RECOMMENDED = 1.0
PROBATION = 750
HOUR = 12
WEEK = 2016


@dataclass(frozen=True)
class Ticker:
    """One series: counts, labelled windows and labels, all as bins."""

    name: str
    counts: np.ndarray
    windows: list[tuple[int, int]]
    labels: list[int]

    def bursts(self) -> list[tuple[int, int]]:
        """Onset and peak of each window's burst."""
        found = []
        for begin, end in self.windows:
            peak = max((at for at in self.labels if begin <= at <= end), key=lambda at: self.counts[at])
            median = float(np.median(self.counts[max(0, peak - 288) : peak]))
            onset = peak
            while onset > 1 and self.counts[onset - 2 : onset + 1].mean() > max(3 * median, median + 3):
                onset -= 1
            found.append((onset, peak))
        return found

    def outside(self) -> np.ndarray:
        """Which bins lie outside every window and after probation."""
        free = np.arange(len(self.counts)) >= PROBATION
        for begin, end in self.windows:
            free[begin : end + 1] = False
        return free


def tickers(data: Path) -> list[Ticker]:
    windows = json.loads((data / "windows.json").read_text())
    labels = json.loads((data / "labels.json").read_text())
    found = []
    for key in sorted(windows):
        name = key.split("/")[-1]
        with (data / name).open() as file:
            rows = list(csv.reader(file))[1:]
        start = datetime.fromisoformat(rows[0][0])

        def index(text: str, start: datetime = start) -> int:
            return round((datetime.fromisoformat(text.split(".", maxsplit=1)[0]) - start).total_seconds() / 300)

        counts = np.array([int(row[1]) for row in rows])
        pairs = [(index(begin), index(end)) for begin, end in windows[key]]
        found.append(Ticker(name.split("_")[-1][:-4], counts, pairs, [index(at) for at in labels[key]]))
    return found


def ours(series: list[Ticker], budget: float) -> tuple[list[np.ndarray], list[np.ndarray]]:
    """Alerts and crossings of every series at one budget, all series as subjects of one state."""
    state = from_bytes([to_bytes(fresh(1), 0)] * len(series))
    setting = Setting(budget)
    size = max(len(each.counts) for each in series)
    counts = np.zeros((size, len(series)), np.int64)
    heard = np.zeros((size, len(series)), bool)
    for column, each in enumerate(series):
        counts[: len(each.counts), column] = each.counts
        heard[: len(each.counts), column] = True
    none = np.zeros(len(series), np.int64)
    alerts, crossings = np.zeros_like(heard), np.zeros_like(heard)
    for at in range(size):
        people = state.recent[:, 0, :-1].sum(axis=1) + counts[at]
        for column in np.flatnonzero(heard[at] & (people >= setting.fewest)):
            now = standing(state, column, Channel.LOOK, int(counts[at, column]), 0)
            crossings[at, column] = now.suspicion > 0.5
        state, verdict = step(state, Counts(counts[at], none, none, heard[at]), setting)
        alerts[at] = verdict.look
    return (
        [np.flatnonzero(alerts[:, column]) for column in range(len(series))],
        [np.flatnonzero(crossings[:, column]) for column in range(len(series))],
    )


def burst_delays(series: list[Ticker], told: list[np.ndarray]) -> list[int]:
    """Return, for each burst that is told, the minutes from its onset."""
    delays = []
    for each, alerts in zip(series, told, strict=True):
        for onset, peak in each.bursts():
            hit = alerts[(alerts >= onset) & (alerts <= peak + 3 * HOUR)]
            if len(hit):
                delays.append(int(hit[0] - onset) * 5)
    return delays


def false_alarms(series: list[Ticker], told: list[np.ndarray]) -> list[float]:
    """Return false alarms a week of each series."""
    rates = []
    for each, alerts in zip(series, told, strict=True):
        free = each.outside()
        false = alerts[free[alerts]] if len(alerts) else alerts
        episodes = int(len(false) > 0) + int((np.diff(false) >= HOUR).sum())
        rates.append(episodes / (free.sum() / WEEK))
    return rates


def nab_score(series: list[Ticker], told: list[np.ndarray]) -> float:
    """Return NAB's standard score, 0 for silence and 100 for each window's first bin told and nothing else."""
    score, windows = 0.0, 0
    for each, alerts in zip(series, told, strict=True):
        windows += len(each.windows)
        best = dict.fromkeys(each.windows, -1.0)
        for at in alerts[alerts >= PROBATION].tolist():
            inside = [window for window in each.windows if window[0] <= at <= window[1]]
            if inside:
                begin, end = inside[0]
                best[inside[0]] = max(best[inside[0]], _scaled(-(end - at + 1) / (end - begin + 1)) / _scaled(-1.0))
            else:
                past = [(at - end) / (end - begin) for begin, end in each.windows if end < at]
                score += 0.11 * (_scaled(min(past)) if past else -1.0)
        score += sum(best.values())
    return 100 * (score + windows) / (2 * windows)


def _scaled(position: float) -> float:
    return -1.0 if position > 3 else 2 / (1 + exp(5 * position)) - 1


def row(name: str, series: list[Ticker], told: list[np.ndarray]) -> str:
    bursts, delays, rates = (
        sum(len(each.bursts()) for each in series),
        burst_delays(series, told),
        false_alarms(series, told),
    )
    late = f"{np.median(delays):.0f} / {np.percentile(delays, 90):.0f}" if delays else "-"
    score = nab_score(series, [first_of_each(alerts) for alerts in told])
    return f"| {name} | {len(delays)}/{bursts} | {late} | {np.mean(rates):.2f} | {max(rates):.2f} | {score:.1f} |"


def first_of_each(alerts: np.ndarray) -> np.ndarray:
    """Return one record an episode: alerts less than an hour apart are one."""
    return alerts[np.diff(alerts, prepend=-WEEK) >= HOUR] if len(alerts) else alerts


def stored(series: list[Ticker]) -> list[str]:
    """Return the rows of NAB's stored detectors, each at the threshold that suits it best on these very series.

    The best of a hundred: most bursts, then fewest false alarms, among those with half a false alarm a week at most.
    """
    home = os.environ.get("AMENDS_NAB")
    if not home:
        return ["", "Set AMENDS_NAB to a copy of NAB to see its stored detectors here."]
    rows = []
    for detector in sorted(path.name for path in (Path(home) / "results").iterdir() if (path / "realTweets").exists()):
        scores = []
        for each in series:
            name = f"{detector}_Twitter_volume_{each.name}.csv"
            with (Path(home) / "results" / detector / "realTweets" / name).open() as file:
                scores.append(np.array([float(record["anomaly_score"]) for record in csv.DictReader(file)]))
        limits = np.unique(np.concatenate(scores))
        best = None
        for limit in limits[:: max(len(limits) // 2000, 1)]:
            told = [first_of_each(np.flatnonzero(score >= limit)) for score in scores]
            rate = float(np.mean(false_alarms(series, told)))
            if rate <= 0.5:
                merit = (len(burst_delays(series, told)), -rate)
                best = max(best, (merit, told), key=lambda one: one[0]) if best else (merit, told)
        if best:
            rows.append(row(f"NAB's {detector}, its best threshold up to 0.5", series, best[1]))
    return rows


def drift(series: list[Ticker]) -> list[str]:
    """Return the rows of river's change detectors, which know no budget, at their own settings."""
    try:
        from river.drift import ADWIN, PageHinkley  # noqa: PLC0415 - a peer that may be absent
    except ImportError:
        return ["", "Install river to see its detectors here."]
    rows = []
    for make in (ADWIN, PageHinkley):
        told = []
        for each in series:
            detector, rang = make(), []
            for at, count in enumerate(each.counts.tolist()):
                detector.update(count)
                if detector.drift_detected:
                    rang.append(at)
            told.append(np.array(rang, int))
        rows.append(row(f"river's {make.__name__}, as it comes", series, told))
    return rows


def main() -> None:
    series = tickers(folder("nab-realtweets"))
    print("| detector | bursts told | delay med / p90, min | false alarms a week | worst series | NAB |")
    print("|---|---|---|---|---|---|")
    for budget in BUDGETS:
        alerts, crossings = ours(series, budget)
        print(row(f"amends, stated {budget:g} a week", series, alerts), flush=True)
        if budget == RECOMMENDED:
            print(row(f"amends, stated {budget:g}, every crossing", series, crossings), flush=True)
    names = [rule.rule for rule in volume_rules([], [])]
    judged = [volume_rules([at * BIN for at in range(len(each.counts))], each.counts.tolist()) for each in series]
    for index, name in enumerate(names):
        told = [np.array([at // BIN - 1 for at in rules[index].alerts], int) for rules in judged]
        print(row(name, series, told))
    for line in drift(series) + stored(series):
        print(line, flush=True)
    print(row("dummy: every bin", series, [np.arange(len(each.counts)) for each in series]))
    print(row("dummy: an alert every 12 h", series, [np.arange(0, len(each.counts), 144) for each in series]))
    print(row("dummy: never", series, [np.array([], int) for _ in series]))


if __name__ == "__main__":
    main()
