"""How well the reader reads: `python benchmarks/reader_quality.py` prints the tables of benchmarks/README.md.

Threads, seeds and talk are read by models that saw neither the text nor anything of its project (five folds, grouped
by project, the subject's own posts dropped), nor did the teacher of a fold's student; chances and lines of a fold are
fitted on the other four. The airline tweets and the Steam reviews are read by the weights that ship. Nothing was
trained on them, but see benchmarks/README.md for what was chosen with which column in sight.

`--one-left-out` prints one other table: each controversy is read by experts trained without it, with the student of a
teacher that did not see its project. The dictionary and what tweets taught about words are made once: they know no
stance of a thread. Nothing may be chosen by it.
"""

from __future__ import annotations

import csv
import json
import os
import sys
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from functools import cache
from multiprocessing import get_context

import numpy as np
from reader_rows import DATA, Row, gold_rows
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.metrics import cohen_kappa_score, f1_score, roc_auc_score
from sklearn.multiclass import OneVsRestClassifier
from sklearn.pipeline import make_pipeline
from soft_labels import FOLDS
from train_reader import (
    FALSE_ALARMS,
    Corpus,
    Linear,
    calibrate,
    corpus,
    cross_fit,
    fit_grounds,
    fit_heat,
    fit_stances,
    fit_student,
    fold_of_project,
    folds_of,
    learned_grounds,
)
from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

from amends.core.antennae.reading.columns import chances
from amends.core.antennae.reading.grounds import bits_by_cue, grounds_of
from amends.core.antennae.reading.words import own_words, tokens
from amends.core.vocabulary import STANCES, UNSURE, Reading
from amends.engine.packaged_reader import load

PRAISE = "Assassin's Creed Unity"


FEW = 25
"""Examples among the threads from which a ground is counted."""


@dataclass
class Judged:
    """What one system says of every set: the chances (posts, 4) that it gives, and the stance it tells."""

    name: str
    p: np.ndarray
    told: np.ndarray
    airline: np.ndarray
    airline_told: np.ndarray
    steam: dict[str, np.ndarray] = field(default_factory=dict)
    steam_told: dict[str, np.ndarray] = field(default_factory=dict)


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


def of_readings(readings: list[Reading]) -> tuple[np.ndarray, np.ndarray]:
    return np.array([one.p for one in readings]), np.array([STANCES.index(one.stance) for one in readings])


def judged(name: str, p: np.ndarray, told: np.ndarray, apart: Held, say: object) -> Judged:
    """Judge a system that tells chances and stances of texts (``say``), and told those of the corpus in folds."""
    steam = {incident: say(texts) for incident, texts in apart.steam.items()}
    airline, airline_told = say(apart.airline)
    return Judged(
        name,
        p,
        told,
        airline,
        airline_told,
        {incident: found[0] for incident, found in steam.items()},
        {incident: found[1] for incident, found in steam.items()},
    )


def in_folds(body: Corpus) -> tuple[np.ndarray, np.ndarray]:
    """Return the chances and the stances of all rows, each fold by experts and a calibration without it."""
    out = cross_fit(body)
    p, told = np.zeros((len(body.rows), 4)), np.zeros(len(body.rows), int)
    for train_at, test_at in folds_of(body):
        among = np.zeros(len(body.rows), np.bool_)
        among[train_at] = True
        tuned = calibrate(body, out, among)
        p[test_at], share = chances(tuned.mix()(out[test_at]))
        line = share * tuned.lines[0] + (1 - share) * tuned.lines[1]
        told[test_at] = np.where(p[test_at, 0] >= line, 0, 1 + p[test_at, 1:].argmax(axis=1))
    return p, told


def ours(body: Corpus, apart: Held) -> Judged:
    reader = load()
    return judged("amends", *in_folds(body), apart, lambda texts: of_readings(reader.read_many(texts)))


def peer(body: Corpus, apart: Held) -> Judged:
    """TF-IDF of words and pairs with logistic regression on the threads; tells what it finds likeliest, as it comes."""

    def made(rows: list[Row]) -> object:
        model = make_pipeline(TfidfVectorizer(ngram_range=(1, 2), min_df=2, sublinear_tf=True), LogisticRegression(C=2))
        return model.fit([row.text for row in rows], [row.stance for row in rows])

    threads = set(body.where("threads").tolist())
    p = np.zeros((len(body.rows), 4))
    for train_at, test_at in folds_of(body):
        model = made([body.rows[n] for n in train_at if n in threads])
        p[test_at] = model.predict_proba([body.rows[n].text for n in test_at])
    whole = made([body.rows[n] for n in sorted(threads)])

    def say(texts: list[str]) -> tuple[np.ndarray, np.ndarray]:
        found = whole.predict_proba(texts)
        return found, found.argmax(axis=1)

    return judged("TF-IDF + logistic regression", p, p.argmax(axis=1), apart, say)


def vader(body: Corpus, apart: Held) -> Judged:
    """VADER's compound at the lines its authors give: negative objects, positive supports, else a question or not."""
    rule = SentimentIntensityAnalyzer()

    def say(texts: list[str]) -> tuple[np.ndarray, np.ndarray]:
        compound = np.array([rule.polarity_scores(text)["compound"] for text in texts])
        asks = np.array(["?" in text for text in texts])
        told = np.where(compound <= -0.05, 0, np.where(compound >= 0.05, 1, np.where(asks, 2, 3)))
        p = np.column_stack([(1 - compound) / 2, *[(1 + compound) / 6] * 3])
        return p, told

    return judged("VADER", *say([row.text for row in body.rows]), apart, say)


def always(body: Corpus, apart: Held) -> Judged:
    def say(texts: list[str]) -> tuple[np.ndarray, np.ndarray]:
        return np.tile([1.0, 0.0, 0.0, 0.0], (len(texts), 1)), np.zeros(len(texts), int)

    return judged("always objects", *say([row.text for row in body.rows]), apart, say)


def point(chance: np.ndarray, told: np.ndarray, truth: np.ndarray) -> str:
    said = told == 0
    precision = truth[said].mean() if said.any() else float("nan")
    return f"{roc_auc_score(truth, chance):.3f} | {precision:.2f} / {said[truth].mean():.2f}"


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


def table(body: Corpus, apart: Held, systems: list[Judged]) -> None:
    stance = np.array([row.stance for row in body.rows])
    threads, seeds = body.where("threads"), body.where("seeds", "ordinary")
    truth, quiet = stance == 0, ~apart.bombing[PRAISE]
    print("| system | threads AUC | P / R | four stances, macro-F1 | calibration error | seeds AUC | P / R ", end="")
    print("| airline AUC | P / R | talk | ordinary week | praise |")
    print("|---|---|---|---|---|---|---|---|---|---|---|---|")
    for one in systems:
        praise = one.steam_told[PRAISE] == 0
        cells = (
            one.name,
            point(one.p[threads, 0], one.told[threads], truth[threads]),
            f"{f1_score(stance[threads], one.told[threads], average='macro'):.3f}",
            f"{off_by(one.p[threads, 0], truth[threads]):.3f}",
            point(one.p[seeds, 0], one.told[seeds], truth[seeds]),
            point(one.airline[:, 0], one.airline_told, apart.objects),
            f"{np.mean(one.told[body.talk()] == 0):.1%}",
            f"{np.mean(one.told[body.ordinary()] == 0):.1%}",
            f"{praise.mean():.1%} ({praise[~quiet].mean():.1%} of the burst)",
        )
        print(f"| {' | '.join(cells)} |")
    print("\n| Steam incident | rows | review bombing | AUC of bombing | read as objecting | of the bombing |")
    print("|---|---|---|---|---|---|")
    for incident, p in systems[-1].steam.items():
        bombing, objects = apart.bombing[incident], systems[-1].steam_told[incident] == 0
        print(
            f"| {incident} | {len(p)} | {bombing.mean():.0%} | {roc_auc_score(bombing, p[:, 0]):.3f} "
            f"| {np.mean(objects):.0%} | {np.mean(objects[bombing]):.0%} |"
        )


def off_by(chance: np.ndarray, truth: np.ndarray) -> float:
    """Return the expected calibration error over ten bins of equal width."""
    bins = np.minimum((chance * 10).astype(int), 9)
    return float(
        sum((bins == b).mean() * abs(chance[bins == b].mean() - truth[bins == b].mean()) for b in set(bins.tolist()))
    )


def calibration(name: str, chance: np.ndarray, truth: np.ndarray) -> str:
    error, mean = off_by(chance, truth), chance.mean()
    return f"- {name}: expected calibration error {error:.3f}, mean p {mean:.3f} where {truth.mean():.3f} object"


def unsure(chance: np.ndarray, told: np.ndarray, truth: np.ndarray) -> str:
    """Tell how often the reader says that it is unsure, and how often it is right where it is not."""
    doubted = (chance >= UNSURE[0]) & (chance < UNSURE[1])
    right = (told == 0) == truth
    sure, other = right[~doubted].mean(), right[doubted].mean()
    return f"unsure of {doubted.mean():.0%}; as told, right in {other:.0%} of these and in {sure:.0%} of the others"


def heat(body: Corpus, apart: Held) -> None:
    """Print how near heat is told, out of folds on the threads and as shipped on the airline tweets."""
    at = body.where("threads")
    level = np.array([row.heat for row in body.rows])
    rows = np.array(body.rows, object)
    score, told, plain = np.zeros(len(rows)), np.zeros(len(rows), int), np.zeros(len(rows), int)
    for train_at, test_at in folds_of(body):
        model, cuts = fit_heat(body.x[train_at], rows[train_at].tolist())
        score[test_at] = model(body.x[test_at])[:, 0]
        told[test_at] = np.searchsorted(cuts, score[test_at], side="right")
        known = [n for n in train_at if n in set(at.tolist())]
        words = make_pipeline(TfidfVectorizer(ngram_range=(1, 2), min_df=2, sublinear_tf=True), Ridge(alpha=1.0))
        words.fit([rows[n].text for n in known], level[known])
        plain[test_at] = np.clip(np.rint(words.predict([rows[n].text for n in test_at])), 0, 3)
    reader = load()
    hot = np.array([reading.heat for reading in reader.read_many(apart.airline)])
    print("\n| heat 0 to 3, quadratic kappa | threads | airline |")
    print("|---|---|---|")
    print("| always calm | 0.000 | 0.000 |")
    print(f"| TF-IDF + ridge regression, rounded | {kappa(level[at], plain[at])} | |")
    print(f"| amends | {kappa(level[at], told[at])} | {kappa(apart.heat, hot)} |")
    print(f"\nHeat 2 or more: AUC {roc_auc_score(level[at] >= 2, score[at]):.3f} on threads (folds), ", end="")
    print(f"{roc_auc_score(apart.heat >= 2, hot):.3f} on airline tweets (the four levels as told)")


def kappa(truth: np.ndarray, told: np.ndarray) -> str:
    return f"{cohen_kappa_score(truth, told, weights='quadratic'):.3f}"


def grounds(body: Corpus) -> None:
    """Print how well the grounds of objections are told, on the threads and on all that is labelled, out of folds."""
    rows = body.rows
    some = np.array([n for n, row in enumerate(rows) if row.grounds])
    names = learned_grounds(rows)
    told: dict[str, list[set[str]]] = {name: [set() for _ in rows] for name in ("cues", "TF-IDF", "amends")}
    for train_at, test_at in folds_of(body):
        known = np.intersect1d(train_at, some)
        scores = fit_grounds(body, train_at)(body.x[test_at])
        labels = np.array([[name in (rows[n].grounds or ()) for name in names] for n in known])
        words = make_pipeline(
            TfidfVectorizer(ngram_range=(1, 2), min_df=2, sublinear_tf=True),
            OneVsRestClassifier(LogisticRegression(C=10, class_weight="balanced", max_iter=1000)),
        ).fit([rows[n].text for n in known], labels)
        plain = words.predict([rows[n].text for n in test_at])
        for place, n in enumerate(test_at):
            cues = {one.value for one in grounds_of(bits_by_cue(tokens(own_words(rows[n].text))))}
            told["cues"][n] = cues
            told["TF-IDF"][n] = {name for name, held in zip(names, plain[place], strict=True) if held}
            learned = {name for name, score in zip(names, scores[place], strict=True) if score >= 0}
            told["amends"][n] = (cues - {"other"}) | learned
    print(f"\n| grounds of objections, macro-F1 over those with {FEW} examples or more | threads | all labelled |")
    print("|---|---|---|")
    threads = np.intersect1d(some, body.where("threads"))
    for name in ("always all of them", *told):
        cells = [macro(rows, at, told.get(name)) for at in (threads, some)]
        print(f"| {name} | {' | '.join(cells)} |")


def macro(rows: list[Row], at: np.ndarray, told: list[set[str]] | None) -> str:
    found = []
    for name in sorted({ground for n in at for ground in rows[n].grounds}):
        truth = np.array([name in rows[n].grounds for n in at])
        if truth.sum() >= FEW:
            said = np.array([told is None or name in told[n] for n in at])
            found.append(float(f1_score(truth, said)))
    return f"{np.mean(found):.3f} (of {len(found)})"


@dataclass(frozen=True)
class Known:
    """What is made once before controversies are left out: the corpus, its scores in folds, a student a fold."""

    body: Corpus
    out: np.ndarray
    students: list[Linear]


@cache
def known() -> Known:
    body = corpus(gold_rows())
    return Known(body, cross_fit(body), [fit_student(body, fold) for fold in range(FOLDS)])


def left_out(thread: str) -> tuple[np.ndarray, np.ndarray]:
    """Return the chances of a controversy's comments, and which object, by experts trained without it.

    Chances and lines are fitted on the scores of the other folds.
    """
    body = known().body
    mine = np.array([n for n, row in enumerate(body.rows) if row.thread == thread])
    fold = fold_of_project()[body.rows[mine[0]].group]
    others = np.setdiff1d(np.arange(len(body.rows)), mine)
    scores = fit_stances(body, others, known().students[fold])(body.x[mine])
    among = np.ones(len(body.rows), np.bool_)
    among[folds_of(body)[fold][1]] = False
    tuned = calibrate(body, known().out, among)
    p, share = chances(tuned.mix()(scores))
    line = share * tuned.lines[0] + (1 - share) * tuned.lines[1]
    return p[:, 0], p[:, 0] >= line


def one_left_out() -> None:
    """Print the AUC with one controversy left out at a time: of all comments together, and as a mean."""
    body = known().body  # before the workers are made, so that they share it
    names = sorted({row.thread for row in body.rows if row.thread})
    with ProcessPoolExecutor(os.cpu_count(), get_context("fork")) as workers:
        found = list(workers.map(left_out, names))
    scores, said = [one for one, _ in found], np.concatenate([one for _, one in found])
    truths = [np.array([row.stance == 0 for row in body.rows if row.thread == name]) for name in names]
    chance, truth = np.concatenate(scores), np.concatenate(truths)
    each = np.array(
        [roc_auc_score(t, s) if 0 < t.sum() < len(t) else np.nan for t, s in zip(truths, scores, strict=True)]
    )
    pooled, mean = intervals(scores, truths, each)
    print("| controversies | comments | object | AUC, pooled | 95 % | AUC, mean of each | 95 % | P / R |")
    print("|---|---|---|---|---|---|---|---|")
    cells = (
        f"{len(names)}",
        f"{len(chance):,}",
        f"{truth.mean():.1%}",
        f"{roc_auc_score(truth, chance):.3f}",
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
    systems = [make(body, apart) for make in (always, vader, peer, ours)]
    table(body, apart, systems)
    mine, at = systems[-1], body.where("threads")
    truth = np.array([row.stance == 0 for row in body.rows])
    low, high = interval(mine.p[at, 0], truth[at], [body.rows[n].group for n in at])
    print(f"\n- Threads AUC, 95 % interval over projects: {low:.3f} to {high:.3f}")
    print(calibration("Threads", mine.p[at, 0], truth[at]))
    print(f"- Threads: {unsure(mine.p[at, 0], mine.told[at], truth[at])}")
    seeds, week = body.where("seeds", "ordinary"), body.where("ordinary")
    print(calibration("Seeds", mine.p[seeds, 0], truth[seeds]))
    print(calibration("Airline", mine.airline[:, 0], apart.objects))
    print(f"- Airline: {unsure(mine.airline[:, 0], mine.airline_told, apart.objects)}")
    print(calibration(f"Ordinary week (line set to {FALSE_ALARMS:.0%} of the rest)", mine.p[week, 0], truth[week]))
    print(f"- Ordinary tweets: mean p {np.mean(mine.p[body.talk(), 0]):.3f}")
    heat(body, apart)
    grounds(body)


if __name__ == "__main__":
    if not DATA.exists():
        sys.exit(f"The research data is not at {DATA}: set AMENDS_SHARED_DATA to where it is.")
    one_left_out() if "--one-left-out" in sys.argv[1:] else main()
