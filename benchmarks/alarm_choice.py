"""How well would the alarm do on a series it was not chosen on, and how large must a burst be? Seven NAB series.

    python benchmarks/alarm_choice.py

*Chosen without it*: the constants of a grid that do best on six series judge the seventh; best is most bursts told and
most of the injected ones found, at no more than half a false alarm a week. *Phases*: the same constants with the
blocks beginning an hour later each time, because where a block begins is chance. *Injected bursts*: so many times the
ordinary (the median of the day before, or its mean below one) put into the real series at random quiet hours after
four weeks, in six shapes; found is what crosses the record within the burst or three hours after.
"""

from __future__ import annotations

from itertools import product

import numpy as np
from alarm_nab import Ticker, burst_delays, false_alarms, nab_score, ours, tickers
from alarm_rule import WINDOW, Constants, Judged, judge, scores
from shared_data import folder

SIZES = (2, 3, 5, 10, 20)
SHAPES = {
    "one bin": np.ones(1),
    "half an hour": np.ones(6),
    "an hour": np.ones(12),
    "three hours": np.ones(36),
    "rises an hour, fades": np.concatenate([np.linspace(0.1, 1, 12), np.exp(-np.arange(24) / 10)]),
    "rises three hours": np.linspace(0.03, 1, 36),
}
GRID = [
    Constants(days, cap, short, nominal)
    for days, cap, short, nominal in product((0.5, 1, 2, 7), (0.1, 0.15, 0.25), (0.25, 0.3, 0.35), (0.75, 0.85, 1.0))
]
EACH, BACK, AFTER = 60, 80, 36


def places(each: Ticker, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Return quiet bins of a series and what is ordinary there."""
    counts, free = each.counts.astype(float), each.outside()
    quiet = [at for at in range(4 * 2016, len(counts) - 150) if free[at - 12 : at + 108].all()]
    at = np.random.default_rng(seed).choice(quiet, EACH, replace=False)
    days = [counts[one - 288 : one] for one in at]
    median = np.array([np.median(day) for day in days])
    mean = np.array([np.minimum(day, np.quantile(day, 0.98)).mean() for day in days])
    return at, np.where(median >= 1, median, np.maximum(mean, 0.2))


def found(each: Ticker, judged: Judged, where: tuple[np.ndarray, np.ndarray]) -> np.ndarray:
    """Return the share of injected bursts that cross, by shape and size."""
    rng, (at, ordinary) = np.random.default_rng(5), where
    shares = np.zeros((len(SHAPES), len(SIZES)))
    for row, shape in enumerate(SHAPES.values()):
        bins = at - BACK + np.arange(BACK + len(shape) + AFTER)[:, None]
        calm = ~judged.crosses[bins[BACK:]].any(axis=0)
        for column, size in enumerate(SIZES):
            counts = each.counts[bins].astype(float)
            counts[BACK : BACK + len(shape)] += rng.poisson(size * ordinary * shape[:, None])
            _plain, sure = scores(counts, judged.level[bins])
            enough = np.apply_along_axis(lambda one: np.convolve(one, np.ones(WINDOW))[: len(one)], 0, counts) >= 3
            hit = ((sure > judged.thresholds[bins]).any(axis=2) & enough)[BACK:].any(axis=0)
            shares[row, column] = hit[calm].mean() if calm.any() else 0.0
    return shares


def merit(hits: int, rate: float, share: float) -> float:
    """Return how good a choice is: bursts told, seven for all injected ones, at half a false alarm a week at most."""
    return hits + 7 * share - 20 * max(rate - 0.5, 0.0)


def left_out(series: list[Ticker]) -> str:
    table = []
    for chosen in GRID:
        row = []
        for each in series:
            judged = judge(each.counts, chosen)
            row.append((judged.told, found(each, judged, places(each, 1)).mean()))
        table.append(row)
    told, shares, picks = [], [], []
    for out, each in enumerate(series):
        rest = [one for one in series if one is not each]
        best = max(
            range(len(GRID)),
            key=lambda at: merit(
                len(burst_delays(rest, [row for n, (row, _s) in enumerate(table[at]) if n != out])),
                float(np.mean(false_alarms(rest, [row for n, (row, _s) in enumerate(table[at]) if n != out]))),
                float(np.mean([share for n, (_r, share) in enumerate(table[at]) if n != out])),
            ),
        )
        told.append(table[best][out][0])
        shares.append(table[best][out][1])
        picks.append(GRID[best])
    days = sorted({pick.days for pick in picks})
    return line(f"chosen without it (level of {', '.join(f'{day:g}' for day in days)} days)", series, told, shares)


def line(name: str, series: list[Ticker], told: list[np.ndarray], shares: list[float]) -> str:
    delays, rates = burst_delays(series, told), false_alarms(series, told)
    bursts = sum(len(each.bursts()) for each in series)
    late = f"{np.median(delays):.0f} / {np.percentile(delays, 90):.0f}"
    return (
        f"| {name} | {len(delays)}/{bursts} | {late} | {np.mean(rates):.2f} | {max(rates):.2f} "
        f"| {nab_score(series, told):.1f} | {np.mean(shares):.3f} |"
    )


def later(each: Ticker, chosen: Constants, bins: int) -> np.ndarray:
    """Judge a series whose first bins are left out, so that all blocks end elsewhere."""
    return judge(each.counts[bins:], chosen).told + bins


def main() -> None:
    series, chosen = tickers(folder("nab-realtweets")), Constants()
    judged = [judge(each.counts, chosen) for each in series]
    same = all(np.array_equal(one.told, told) for one, told in zip(judged, ours(series, 1.0)[0], strict=True))
    print(f"The rule written a second time tells the same alerts as the product: {'yes' if same else 'NO'}.\n")
    print(
        "| constants | bursts told | delay med / p90, min | false alarms a week | worst series | NAB | injected found |"
    )
    print("|---|---|---|---|---|---|---|")
    by_series = [found(each, one, places(each, 2)) for each, one in zip(series, judged, strict=True)]
    print(
        line("as shipped, stated 1 a week", series, [one.told for one in judged], [part.mean() for part in by_series])
    )
    before = Constants(days=7, cap=0.25, short=0.25, nominal=1.0)
    slow = [judge(each.counts, before) for each in series]
    shares = [found(each, one, places(each, 2)).mean() for each, one in zip(series, slow, strict=True)]
    print(line("a level of a week, a cap of a quarter", series, [one.told for one in slow], shares))
    print(left_out(series), flush=True)
    phases = []
    for bins in range(0, 84, 7):
        told = [later(each, chosen, bins) for each in series]
        rates = false_alarms(series, told)
        delays = burst_delays(series, told)
        phases.append(
            (len(delays), np.median(delays), np.percentile(delays, 90), np.mean(rates), nab_score(series, told))
        )
    least, mean, most = (act(np.array(phases), axis=0) for act in (np.min, np.mean, np.max))
    print(
        f"| as shipped, twelve phases: least, mean, most | {least[0]:.0f}, {mean[0]:.1f}, {most[0]:.0f} "
        f"| {least[1]:.0f}, {mean[1]:.1f}, {most[1]:.0f} / {least[2]:.0f}, {mean[2]:.0f}, {most[2]:.0f} "
        f"| {least[3]:.2f}, {mean[3]:.2f}, {most[3]:.2f} | | {least[4]:.1f}, {mean[4]:.1f}, {most[4]:.1f} | |"
    )
    print("\n| injected bursts found | " + " | ".join(f"{size} times" for size in SIZES) + " |")
    print("|---" * (len(SIZES) + 1) + "|")
    for row, name in enumerate(SHAPES):
        shares = np.mean([part[row] for part in by_series], axis=0)
        print(f"| {name} | " + " | ".join(f"{share:.2f}" for share in shares) + " |")
    for each, part in zip(series, by_series, strict=True):
        print(f"| {each.name}, all shapes | " + " | ".join(f"{share:.2f}" for share in part.mean(axis=0)) + " |")


if __name__ == "__main__":
    main()
