"""How well the reader reads: `python benchmarks/reader_quality.py` prints the table of benchmarks/README.md.

Threads, seeds and talk are read by models that saw neither the text nor anything of its project (five folds, grouped
by project, the subject's own posts dropped). The airline tweets and the Steam reviews are read by the weights that
ship. Nothing was trained on them, but they are no held-out data: the experts' shares and the line of ordinary talk were
chosen with the airline and praise columns in sight, so both are somewhat optimistic.

`--one-left-out` prints one other table: each controversy is read by a reader trained without it, from the dictionary to
the calibration. That trains some ninety readers, a quarter of an hour on two cores. Nothing may be chosen by it.
"""

from __future__ import annotations

import csv
import json
import os
import sys
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from itertools import chain
from multiprocessing import get_context

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.metrics import roc_auc_score
from sklearn.pipeline import make_pipeline
from train_reader import (
    DATA,
    FALSE_ALARMS,
    STANCES,
    Corpus,
    Row,
    calibrate,
    corpus,
    cross_fit,
    cut,
    folds_of,
    gold_rows,
    labelled_tasks,
    train,
)

from amends.core.antennae.reading import Reader
from amends.core.vocabulary import Stance
from amends.engine.packaged_reader import load

PRAISE = "Assassin's Creed Unity"


@dataclass
class Judged:
    """Log-odds of one system on every set; a post is read as objecting from 0 on."""

    name: str
    gold: np.ndarray
    talk: np.ndarray
    airline: np.ndarray
    steam: dict[str, np.ndarray] = field(default_factory=dict)


@dataclass(frozen=True)
class Held:
    """What nothing is trained on: airline texts and truth, Steam texts and truth by incident."""

    airline: list[str]
    objects: np.ndarray
    heat: np.ndarray
    steam: dict[str, list[str]]
    bombing: dict[str, np.ndarray]


def held() -> Held:
    folder = DATA / "airline-sentiment-2015"
    with (folder / "tweets.csv").open(encoding="utf-8", newline="") as file:
        tweets = list(csv.DictReader(file))
    labels = [json.loads(line) for line in (folder / "stance.jsonl").read_text(encoding="utf-8").splitlines()]
    steam: dict[str, list[str]] = {}
    bombing: dict[str, list[bool]] = {}
    with (DATA / "review-bombing-steam" / "reviews.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            steam.setdefault(row["incident"], []).append(row["text"])
            bombing.setdefault(row["incident"], []).append(row["is_review_bombing"] == "1")
    return Held(
        [tweets[one["row"]]["text"] for one in labels],
        np.array([one["stance"] == "objects" for one in labels]),
        np.array([one["heat"] for one in labels]),
        steam,
        {incident: np.array(flags) for incident, flags in bombing.items()},
    )


def read(reader: Reader, texts: list[str]) -> np.ndarray:
    p = np.clip([reading.objection for reading in reader.read_many(texts)], 1e-12, 1 - 1e-12)
    return np.log(p / (1 - p))


def ours(body: Corpus, apart: Held, gold: np.ndarray) -> Judged:
    out = cross_fit(body)
    tuned = calibrate(body, out)
    reader = load()
    steam = {incident: read(reader, texts) for incident, texts in apart.steam.items()}
    return Judged("amends", tuned(out[gold]), tuned(out[body.talk()]), read(reader, apart.airline), steam)


def peer(body: Corpus, apart: Held, gold: np.ndarray) -> Judged:
    """TF-IDF of words and pairs with logistic regression on the threads; decides at a half, as it comes."""

    def made(rows: list[Row]) -> object:
        model = make_pipeline(TfidfVectorizer(ngram_range=(1, 2), min_df=2, sublinear_tf=True), LogisticRegression(C=2))
        return model.fit([row.text for row in rows], [row.stance == 0 for row in rows])

    threads = set(body.where("threads").tolist())
    out = np.zeros(len(body.rows))
    for train_at, test_at in folds_of(body):
        model = made([body.rows[n] for n in train_at if n in threads])
        out[test_at] = model.decision_function([body.rows[n].text for n in test_at])
    whole = made([body.rows[n] for n in sorted(threads)])
    steam = {incident: whole.decision_function(texts) for incident, texts in apart.steam.items()}
    airline = whole.decision_function(apart.airline)
    return Judged("TF-IDF + logistic regression", out[gold], out[body.talk()], airline, steam)


def always(body: Corpus, apart: Held, gold: np.ndarray) -> Judged:
    steam = {incident: np.ones(len(texts)) for incident, texts in apart.steam.items()}
    return Judged("always objects", np.ones(len(gold)), np.ones(len(body.talk())), np.ones(len(apart.airline)), steam)


def point(odds_of: np.ndarray, truth: np.ndarray) -> str:
    said = odds_of >= 0
    precision = truth[said].mean() if said.any() else float("nan")
    return f"{roc_auc_score(truth, odds_of):.3f} | {precision:.2f} / {said[truth].mean():.2f}"


def interval(odds_of: np.ndarray, truth: np.ndarray, groups: list[str], times: int = 1000) -> tuple[float, float]:
    """Return the 95 % interval of the AUC when projects are drawn anew."""
    members = {group: np.array([n for n, g in enumerate(groups) if g == group]) for group in set(groups)}
    names = sorted(members)
    rng = np.random.default_rng(0)
    found = []
    for _ in range(times):
        at = np.concatenate([members[names[n]] for n in rng.integers(len(names), size=len(names))])
        found.append(roc_auc_score(truth[at], odds_of[at]))
    return float(np.quantile(found, 0.025)), float(np.quantile(found, 0.975))


def table(body: Corpus, apart: Held, systems: list[Judged], gold: np.ndarray) -> None:
    rows = [body.rows[n] for n in gold]
    truth = np.array([row.stance == 0 for row in rows])
    threads = np.array([row.source == "threads" for row in rows])
    chat = np.array([row.source == "ordinary" and row.stance > 0 for row in rows])
    quiet = ~apart.bombing[PRAISE]
    print("| system | threads AUC | P / R | seeds AUC | P / R | airline AUC | P / R | talk | ordinary week | praise |")
    print("|---|---|---|---|---|---|---|---|---|---|")
    for one in systems:
        praise = one.steam[PRAISE] >= 0
        cells = (
            one.name,
            point(one.gold[threads], truth[threads]),
            point(one.gold[~threads], truth[~threads]),
            point(one.airline, apart.objects),
            f"{np.mean(one.talk >= 0):.1%}",
            f"{np.mean(one.gold[chat] >= 0):.1%}",
            f"{praise.mean():.1%} ({praise[~quiet].mean():.1%} of the burst)",
        )
        print(f"| {' | '.join(cells)} |")
    print("\n| Steam incident | rows | review bombing | AUC of bombing | read as objecting | of the bombing |")
    print("|---|---|---|---|---|---|")
    for incident, scores in systems[-1].steam.items():
        bombing = apart.bombing[incident]
        print(
            f"| {incident} | {len(scores)} | {bombing.mean():.0%} | {roc_auc_score(bombing, scores):.3f} "
            f"| {np.mean(scores >= 0):.0%} | {np.mean(scores[bombing] >= 0):.0%} |"
        )


def calibration(name: str, odds_of: np.ndarray, truth: np.ndarray) -> str:
    p = 1 / (1 + np.exp(-odds_of))
    bins = np.minimum((p * 10).astype(int), 9)
    error = sum((bins == b).mean() * abs(p[bins == b].mean() - truth[bins == b].mean()) for b in set(bins.tolist()))
    return f"{name}: expected calibration error {error:.3f}, mean p {p.mean():.3f} where {truth.mean():.3f} object"


def heat(body: Corpus, apart: Held) -> None:
    at = np.array([n for n, row in enumerate(body.rows) if row.source == "threads" and row.heat >= 0])
    level = np.array([body.rows[n].heat for n in range(len(body.rows))])
    out = np.zeros(len(body.rows))
    for train_at, test_at in folds_of(body):
        known = [n for n in train_at if level[n] >= 0]
        out[test_at] = Ridge(alpha=1.0).fit(body.x[known], level[known]).predict(body.x[test_at])
    reader = load()
    hot = np.array([reading.heat for reading in reader.read_many(apart.airline)])
    print(f"\nHeat 2 or more: AUC {roc_auc_score(level[at] >= 2, out[at]):.3f} on threads (folds), ", end="")
    print(f"{roc_auc_score(apart.heat >= 2, hot):.3f} on airline tweets (the four levels as told)")


def left_out(thread: str) -> np.ndarray:
    """Return log-odds of a controversy's comments, read by a reader whose whole training went without that controversy.

    Dictionary, sources, calibration and weights are all made anew by the training that ships.
    """
    rows = gold_rows()
    reader = Reader.from_arrays(train([row for row in rows if row.thread != thread]))
    return read(reader, [row.text for row in rows if row.thread == thread])


def one_left_out() -> None:
    """Print the AUC with one controversy left out at a time: of all comments together, and as a mean."""
    rows = [row for row in gold_rows() if row.thread]
    names = sorted({row.thread for row in rows})
    for row in gold_rows():
        cut(row.text)  # before the workers are made, so that they share what is cut
    for row in chain.from_iterable(labelled_tasks().values()):
        cut(row.text)
    with ProcessPoolExecutor(os.cpu_count(), get_context("fork")) as workers:
        scores = list(workers.map(left_out, names))
    truths = [np.array([row.stance == 0 for row in rows if row.thread == name]) for name in names]
    out, truth = np.concatenate(scores), np.concatenate(truths)
    each = np.array(
        [roc_auc_score(t, s) if 0 < t.sum() < len(t) else np.nan for t, s in zip(truths, scores, strict=True)]
    )
    pooled, mean = intervals(scores, truths, each)
    print("| controversies | comments | object | AUC, pooled | 95 % | AUC, mean of each | 95 % | P / R |")
    print("|---|---|---|---|---|---|---|---|")
    said = out >= 0
    cells = (
        f"{len(names)}",
        f"{len(out):,}",
        f"{truth.mean():.1%}",
        f"{roc_auc_score(truth, out):.3f}",
        f"{pooled[0]:.3f} to {pooled[1]:.3f}",
        f"{np.nanmean(each):.3f} (of {np.isfinite(each).sum()})",
        f"{mean[0]:.3f} to {mean[1]:.3f}",
        f"{truth[said].mean():.2f} / {said[truth].mean():.2f}",
    )
    print(f"| {' | '.join(cells)} |")


def intervals(
    scores: list[np.ndarray], truths: list[np.ndarray], each: np.ndarray, times: int = 2000
) -> tuple[np.ndarray, np.ndarray]:
    """Return the 95 % intervals of both AUCs, pooled and mean, when controversies are drawn anew."""
    rng = np.random.default_rng(0)
    pooled, mean = [], []
    for _ in range(times):
        drawn = rng.integers(len(scores), size=len(scores))
        pooled.append(
            roc_auc_score(np.concatenate([truths[n] for n in drawn]), np.concatenate([scores[n] for n in drawn]))
        )
        mean.append(np.nanmean(each[drawn]))
    return np.quantile(pooled, [0.025, 0.975]), np.quantile(mean, [0.025, 0.975])


def main() -> None:
    body, apart = corpus(gold_rows()), held()
    gold = body.where("threads", "seeds", "ordinary")
    systems = [make(body, apart, gold) for make in (always, peer, ours)]
    table(body, apart, systems, gold)
    mine = systems[-1]
    rows = [body.rows[n] for n in gold]
    at = np.array([n for n, row in enumerate(rows) if row.source == "threads"])
    truth = np.array([row.stance == STANCES.index(Stance.OBJECTS) for row in rows])
    low, high = interval(mine.gold[at], truth[at], [rows[n].group for n in at])
    print(f"\nThreads AUC, 95 % interval over projects: {low:.3f} to {high:.3f}")
    print(calibration("Threads", mine.gold[at], truth[at]))
    print(calibration("Airline", mine.airline, apart.objects))
    week = np.array([n for n, row in enumerate(rows) if row.source == "ordinary"])
    print(calibration(f"Ordinary week (line set to {FALSE_ALARMS:.0%} of the rest)", mine.gold[week], truth[week]))
    print(f"Ordinary tweets: mean p {np.mean(1 / (1 + np.exp(-mine.talk))):.3f}")
    heat(body, apart)


if __name__ == "__main__":
    if not DATA.exists():
        sys.exit(f"The research data is not at {DATA}: set AMENDS_SHARED_DATA to where it is.")
    one_left_out() if "--one-left-out" in sys.argv[1:] else main()
