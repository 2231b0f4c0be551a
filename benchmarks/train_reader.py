"""Train the packaged reader: `python benchmarks/train_reader.py` writes src/amends/engine/weights/reader.npz.

Seeded and deterministic for one version of numpy, scipy and scikit-learn. Needs the research data (the variable
AMENDS_SHARED_DATA, else ../shared/data) and the hand-written seeds beside this file. The airline tweets and the
Steam reviews are never read here: they are for evaluation only.
"""

from __future__ import annotations

import csv
import json
import os
import re
import sys
from collections import Counter
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TypeAlias

import numpy as np
from scipy.optimize import minimize_scalar
from scipy.sparse import csr_matrix, diags_array, hstack
from scipy.special import expit
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.metrics import log_loss
from sklearn.model_selection import StratifiedGroupKFold, StratifiedKFold, cross_val_predict

from amends.core.antennae.reading.grounds import bits_by_cue
from amends.core.antennae.reading.style import STYLES, style_rows
from amends.core.antennae.reading.words import own_words, phrases, tokens
from amends.core.vocabulary import STANCES

ROOT = Path(__file__).resolve().parent.parent
DATA = Path(os.environ.get("AMENDS_SHARED_DATA", ROOT.parent / "shared" / "data"))
SEEDS = Path(__file__).resolve().parent / "seeds"
WEIGHTS = ROOT / "src" / "amends" / "engine" / "weights" / "reader.npz"
SEED = 20_240_601
FEWEST = 60  # examples from which a ground is learned; below, only its cues tell it
EVEN = 5.0


@dataclass(frozen=True)
class Row:
    """One labelled text.

    ``group`` is what must stay in one fold; ``source`` where it came from, and ``thread`` which controversy.
    """

    text: str
    source: str
    group: str
    stance: int = -1
    heat: int = -1
    grounds: tuple[str, ...] | None = None
    label: int = -1
    weight: float = 1.0
    thread: str = ""


@dataclass
class Matrix:
    """Sparse features of rows: words over their vocabulary, style entries."""

    words: csr_matrix
    style: csr_matrix
    sizes: np.ndarray = field(repr=False)


def plain_tags(text: str) -> str:
    """Turn the data's own tags into what a live post would hold in their place."""
    for tag, live in (("[link]", " https://x "), ("[code]", " `x` "), ("[image]", " "), ("[email]", " a@b.cd ")):
        text = text.replace(tag, live)
    return text


def project(slug: str) -> str:
    name = re.sub(r"^[ab]-", "", slug).split("-")[0]
    return {"brewbundle": "brew", "zfs": "openzfs"}.get(name, name)


def threads() -> list[Row]:
    rows = []
    files = sorted((DATA / "controversies").glob("*.jsonl")) + sorted((DATA / "controversies-wide").glob("*.jsonl"))
    for path in files:
        for line in path.read_text(encoding="utf-8").splitlines():
            one = json.loads(line)
            if one["by_subject"] or not one["text"].strip():
                continue
            stance = [s.value for s in STANCES].index(one["stance"])
            grounds = tuple(one["grounds"]) if stance == 0 else None
            text, group = plain_tags(one["text"]), project(path.stem)
            rows.append(Row(text, "threads", group, stance, one["heat"], grounds, thread=path.stem))
    return rows


def seeds() -> list[Row]:
    """Messages written for this project; those of one scene stay in one fold."""
    rows = []
    for path in sorted(SEEDS.glob("*.jsonl")):
        source = "ordinary" if path.stem == "ordinary" else "seeds"
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines()):
            one = json.loads(line)
            stance = [s.value for s in STANCES].index(one["stance"])
            grounds = tuple(one.get("grounds", ())) if stance == 0 else None
            group = f"scene-{one['scene']}" if "scene" in one else f"seed-{path.stem}-{number}"
            rows.append(Row(one["text"], source, group, stance, one["heat"], grounds))
    return rows


def tweets(task: str, parts: tuple[str, ...] = ("train", "val")) -> list[Row]:
    rows = []
    for part in parts:
        folder = DATA / "reading" / "tweeteval" / task
        if not (folder / f"{part}_text.txt").exists():
            continue
        texts = (folder / f"{part}_text.txt").read_text(encoding="utf-8").rstrip("\n").split("\n")
        labels = (folder / f"{part}_labels.txt").read_text(encoding="utf-8").split()
        for text, label in zip(texts, labels, strict=True):
            rows.append(Row(text, task, f"{task}-{len(rows)}", label=int(label)))
    return rows


def tones() -> list[Row]:
    """Comments of other heated threads with a tone label; the labelled threads' own comments are left out."""
    seen = {str(one[key]) for one in labelled_comments() for key in ("thread_id", "comment_id")}
    rows = []
    with (DATA / "reading" / "oss_incivility" / "comments.csv").open(encoding="utf-8", newline="") as file:
        for one in csv.DictReader(file):
            if one["issue_id"] not in seen and one["comment_id"] not in seen:
                rows.append(Row(one["comment_body"], "tone", f"tone-{len(rows)}", label=int(one["tbdf"] != "None")))
    return rows


def labelled_comments() -> list[dict[str, object]]:
    folders = ("controversies", "controversies-wide", "controversies-wide/b-second-reading")
    files = [path for folder in folders for path in sorted((DATA / folder).glob("*.jsonl"))]
    return [json.loads(line) for path in files for line in path.read_text(encoding="utf-8").splitlines()]


@cache
def cut(text: str) -> tuple[list[str], list[int]]:
    own = own_words(text)
    words = tokens(own)
    return phrases(words), style_rows(own, words, bits_by_cue(words))


def vocabulary(texts: list[str], least: int = 2) -> dict[str, int]:
    counts: dict[str, int] = {}
    for text in texts:
        for entry in set(cut(text)[0]):
            counts[entry] = counts.get(entry, 0) + 1
    kept = sorted(entry for entry, count in counts.items() if count >= least)
    return {entry: column for column, entry in enumerate(kept)}


def matrix(texts: list[str], vocab: dict[str, int]) -> Matrix:
    indices, starts, styles, style_starts = [], [0], [], [0]
    for text in texts:
        entries, style = cut(text)
        indices += sorted({vocab[e] for e in entries if e in vocab})
        starts.append(len(indices))
        styles += style
        style_starts.append(len(styles))
    sizes = np.diff(starts)
    values = np.repeat(1.0 / np.sqrt(sizes + EVEN), sizes)
    words = csr_matrix((values, indices, starts), shape=(len(texts), len(vocab)))
    style = csr_matrix((np.ones(len(styles)), styles, style_starts), shape=(len(texts), len(STYLES)))
    return Matrix(words, style, sizes)


SOURCES = (
    ("anger", "emotion", (0,)),
    ("joy", "emotion", (1, 2)),
    ("negative", "sentiment", (0,)),
    ("positive", "sentiment", (2,)),
    ("offensive", "offensive", (1,)),
    ("irony", "irony", (1,)),
    ("tone", "tone", (1,)),
)
SOURCE_SHARE = 0.15  # how freely the sources are used: their scores are nearly unpenalised at this scale
STYLE_SHARE = 0.3
TALK_WEIGHT = 0.1
CROSS_WEIGHT = 0.25  # a negative or angry tweet: half an objection, half not; never more than a hint
THREADS_SHARE = 1.0  # how much the expert of the threads says beside the expert of short posts
VALENCE_SHARE = 0.7  # how much glad and negative words say beside them, in standard deviations
ORDINARY = (0.04, 0.16, 0.1, 0.7)
"""The stances of ordinary talk, answered where a text cannot be read. Ours, not measured."""
GROUND_LINE = -1.2  # log-odds from which a learned ground holds: several may, and one missed costs as one too many
FALSE_ALARMS = 0.05
"""The share of ordinary talk (glad and neutral tweets; posts of an ordinary week) that may read as objecting."""


@dataclass
class Corpus:
    """Everything the reader is trained on, as rows and as features over one vocabulary."""

    vocab: dict[str, int]
    rows: list[Row]
    x: csr_matrix
    columns: np.ndarray
    own: dict[str, np.ndarray]
    tasks: dict[str, list[Row]]

    def where(self, *sources: str) -> np.ndarray:
        """Return the numbers of the rows with a stance of their own that came from these sources."""
        return np.array([n for n, r in enumerate(self.rows) if r.source in sources and r.stance >= 0])

    def talk(self) -> np.ndarray:
        """Return the numbers of the tweets that are ordinary talk so far as their labels tell."""
        return np.array([n for n, r in enumerate(self.rows) if is_talk(r)])

    def ordinary(self) -> np.ndarray:
        """Return the numbers of the posts of an ordinary week, written for this project, that do not object."""
        return np.array([n for n, r in enumerate(self.rows) if r.source == "ordinary" and r.stance > 0])


def is_talk(row: Row) -> bool:
    return (row.source, row.label) in {("sentiment", 1), ("sentiment", 2), ("emotion", 1), ("emotion", 2)}


@cache
def labelled_tasks() -> dict[str, list[Row]]:
    return {name: tweets(name) for name in ("emotion", "sentiment", "offensive", "irony")} | {"tone": tones()}


def gold_rows() -> list[Row]:
    """Return the rows with a stance of their own that the packaged reader is trained on: the threads and the seeds."""
    return threads() + seeds()


def corpus(gold: list[Row]) -> Corpus:
    tasks = labelled_tasks()
    vocab = vocabulary([r.text for r in gold] + [r.text for rows in tasks.values() for r in rows])
    columns, own = source_columns(tasks, vocab)
    rows = gold + [r for r in tasks["sentiment"] + tasks["emotion"] if is_talk(r) or r.label == 0]
    return Corpus(vocab, rows, features(rows, vocab, columns, own), columns, own, tasks)


def logistic(c: float) -> LogisticRegression:
    return LogisticRegression(C=c, max_iter=300, random_state=SEED)


def source_columns(
    tasks: dict[str, list[Row]], vocab: dict[str, int], c: float = 10.0
) -> tuple[np.ndarray, dict[str, np.ndarray]]:
    """Return the sources' word columns (words, sources) and, a task, the cross-fitted scores of its own rows."""
    columns, own = [], {}
    for _name, task, positive in SOURCES:
        x = matrix([r.text for r in tasks[task]], vocab).words
        y = np.array([r.label in positive for r in tasks[task]])
        columns.append(logistic(c).fit(x, y).coef_[0])
        if task in {"emotion", "sentiment"}:
            folds = StratifiedKFold(5, shuffle=True, random_state=SEED)
            score = cross_val_predict(logistic(c), x, y, cv=folds, method="decision_function")
            own.setdefault(task, []).append(score)
    return np.column_stack(columns), {task: np.column_stack(scores) for task, scores in own.items()}


def features(
    rows: list[Row], vocab: dict[str, int], columns: np.ndarray, own: dict[str, np.ndarray] | None = None
) -> csr_matrix:
    """Return words, sources and style of rows; a row of a task in ``own`` sees that task cross-fitted only."""
    made = matrix([r.text for r in rows], vocab)
    scores = made.words @ columns
    for at, row in enumerate(rows):
        if row.source in (own or {}):
            mine = [k for k, (_n, task, _p) in enumerate(SOURCES) if task == row.source]
            scores[at, mine] = own[row.source][int(row.group.rsplit("-", 1)[1])]
    return hstack([made.words, csr_matrix(scores * SOURCE_SHARE), made.style * STYLE_SHARE]).tocsr()


Linear: TypeAlias = tuple[np.ndarray, float]
"""Coefficients over `features` and a bias."""


def is_thread(row: Row) -> bool:
    return row.source == "threads"


def targets(row: Row) -> tuple[tuple[int, float], ...]:
    """Return the stances a row counts for, with its weights; glad talk is in part support."""
    if row.stance >= 0:
        return ((row.stance, 1.0),)
    if not is_talk(row):
        return ((0, CROSS_WEIGHT / 2), (3, CROSS_WEIGHT / 2))
    glad = (row.source, row.label) != ("sentiment", 1)
    return ((3, TALK_WEIGHT * 0.7), (1, TALK_WEIGHT * 0.3)) if glad else ((3, TALK_WEIGHT),)


def expand(rows: list[Row]) -> tuple[list[int], np.ndarray, np.ndarray]:
    spread = [(n, stance, weight) for n, row in enumerate(rows) for stance, weight in targets(row)]
    at, y, weight = (list(column) for column in zip(*spread, strict=True))
    return at, np.array(y), np.array(weight)


def fit_objection(x: csr_matrix, rows: list[Row], valence: np.ndarray) -> Linear:
    """Fit objects against rest: an expert of threads, one of short posts, and the valence of words, added up.

    Two experts, since one alone learns what tells a thread from a tweet in place of what tells an objection.
    """
    total, bias = valence.copy(), 0.0
    for here, share, c in ((True, THREADS_SHARE, 3.0), (False, 1.0, 5.0)):
        mine = np.array([n for n, row in enumerate(rows) if is_thread(row) is here])
        at, y, weight = expand([rows[n] for n in mine])
        model = logistic(c).fit(x[mine[at]], y == 0, sample_weight=weight)
        total += share * model.coef_[0]
        bias += share * float(model.intercept_[0])
    return total, bias


def fit_rest(x: csr_matrix, rows: list[Row]) -> tuple[np.ndarray, np.ndarray]:
    """Fit supports, questions and neutral among the posts that do not object: coefficients and biases."""
    calm = np.array([n for n, row in enumerate(rows) if row.stance > 0 or is_talk(row)])
    at, y, weight = expand([rows[n] for n in calm])
    model = logistic(3.0).fit(x[calm[at]], y, sample_weight=weight)
    return model.coef_, model.intercept_


def valence_of(body: Corpus) -> np.ndarray:
    """Return what glad and negative words say, as coefficients over `features`, in standard deviations of the rows."""
    coef = np.zeros(body.x.shape[1])
    for at, (name, _task, _positive) in enumerate(SOURCES):
        coef[len(body.vocab) + at] = {"negative": 1.0, "positive": -1.0, "joy": -1.0}.get(name, 0.0)
    return VALENCE_SHARE * coef / float(np.std(body.x @ coef))


def folds_of(body: Corpus, folds: int = 5) -> list[tuple[np.ndarray, np.ndarray]]:
    """Split the rows so that no project, and no row, is on both sides."""
    kind = np.array([r.stance if r.stance >= 0 else 8 + is_talk(r) for r in body.rows])
    split = StratifiedGroupKFold(folds, shuffle=True, random_state=0)
    return list(split.split(body.x, kind, [r.group for r in body.rows]))


def cross_fit(body: Corpus) -> np.ndarray:
    """Return the log-odds of objects against the rest, for every row by a model that saw neither it nor its project."""
    out = np.zeros(len(body.rows))
    valence = valence_of(body)
    for train_at, test_at in folds_of(body):
        rows = [body.rows[n] for n in train_at]
        objection, bias = fit_objection(body.x[train_at], rows, valence)
        out[test_at] = body.x[test_at] @ objection + bias
    return out


@dataclass(frozen=True)
class Calibration:
    """What turns raw log-odds of objects into calibrated ones.

    Times ``slope``, plus ``shift``; what is then below nought, times ``steepness``.
    """

    slope: float
    shift: float
    steepness: float = 1.0

    def __call__(self, raw: np.ndarray) -> np.ndarray:
        """Return calibrated log-odds: a post is read as objecting from 0 on."""
        made = raw * self.slope + self.shift
        return np.where(made > 0, made, made * self.steepness)


def calibrate(body: Corpus, out: np.ndarray) -> Calibration:
    """Choose the shift so that few of ordinary talk lie past a half, the slope so that it fits the labelled rows.

    The steepness is what the labels of an ordinary week are likeliest under.
    """
    gold = body.where("threads", "seeds", "ordinary")
    truth = np.array([body.rows[n].stance == 0 for n in gold])
    slope = float(LogisticRegression(C=1e6).fit(out[gold, None], truth).coef_[0, 0])
    line = max(float(np.quantile(out[talk], 1 - FALSE_ALARMS)) for talk in (body.talk(), body.ordinary()))
    week = body.where("ordinary")
    objects = np.array([body.rows[n].stance == 0 for n in week])

    def unlikelihood(steepness: float) -> float:
        return float(log_loss(objects, expit(Calibration(slope, -slope * line, steepness)(out[week]))))

    found = minimize_scalar(unlikelihood, bounds=(1.0, 10.0), method="bounded")
    return Calibration(slope, -slope * line, round(float(found.x), 3))


def fold_in(coef: np.ndarray, columns: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the word columns and the style columns of coefficients over `features`: the sources are linear too."""
    words, sources = columns.shape
    word = coef[:, :words].T + columns @ (coef[:, words : words + sources].T * SOURCE_SHARE)
    return word, coef[:, words + sources :].T * STYLE_SHARE


def whole(column: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    scale = np.abs(column).max(axis=0) / 32_000
    scale[scale == 0] = 1.0
    return np.rint(column / scale).astype(np.int16), scale


def weights(body: Corpus, fitted: Fitted, tuned: Calibration) -> dict[str, np.ndarray]:
    """Return the arrays of a weight file, as `Reader.from_arrays` describes them."""
    word, style = fold_in(fitted.coef, body.columns)
    style_weights, style_scale = whole(style)
    word_weights, word_scale = whole(word)
    kept = np.abs(word_weights.astype(np.int32)).max(axis=1) > 0
    for entry in [e for e, k in zip(body.vocab, kept, strict=True) if k and " " in e]:
        kept[[body.vocab[one] for one in entry.split(" ")]] = True  # a pair is found through its words
    words = [entry for entry, keep in zip(body.vocab, kept, strict=True) if keep and " " not in entry]
    number = {entry: n for n, entry in enumerate(words)}
    pairs = sorted(
        (*(number[one] for one in entry.split(" ")), body.vocab[entry])
        for entry, keep in zip(body.vocab, kept, strict=True)
        if keep and " " in entry
    )
    grounds = learned_grounds(body.rows)
    return {
        "format": np.array(1),
        "words": np.frombuffer("\n".join(words).encode(), np.uint8),
        "pairs": np.array([pair[:2] for pair in pairs], np.int32),
        "grounds": np.frombuffer("\n".join(grounds).encode(), np.uint8),
        "style_weights": style_weights,
        "style_scale": style_scale,
        "word_weights": word_weights[[body.vocab[entry] for entry in words]],
        "pair_weights": word_weights[[pair[2] for pair in pairs]],
        "word_scale": word_scale,
        "bias": fitted.bias,
        "ordinary": np.array(ORDINARY),
        "threshold": np.array(0.5),
        "steepness": np.array(tuned.steepness),
        "heat_cuts": fitted.cuts,
        "ground_cuts": np.zeros(len(grounds)),
    }


def fit_heat(x: csr_matrix, rows: list[Row]) -> tuple[np.ndarray, float, np.ndarray]:
    at = [n for n, r in enumerate(rows) if r.heat >= 0]
    y = np.array([rows[n].heat for n in at], float)
    folds = StratifiedKFold(5, shuffle=True, random_state=SEED)
    model = Ridge(alpha=1.0)
    out = cross_val_predict(model, x[at], y, cv=folds.split(x[at], y))
    cuts = np.quantile(out, [np.mean(y < level) for level in (1, 2, 3)])
    model.fit(x[at], y)
    return model.coef_, float(model.intercept_), cuts


def learned_grounds(rows: list[Row]) -> list[str]:
    counts = Counter(ground for row in rows for ground in row.grounds or ())
    return sorted(ground for ground, count in counts.items() if count >= FEWEST and ground != "other")


def fit_grounds(body: Corpus, at: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Fit a column a learned ground on the objections among the rows ``at``, by words and style alone."""
    apart = np.ones(body.x.shape[1])
    apart[len(body.vocab) : len(body.vocab) + len(SOURCES)] = 0.0
    mine = np.array([n for n in at if body.rows[n].grounds])
    x = (body.x[mine] @ diags_array(apart)).tocsr()
    coefs, biases = [], []
    for ground in learned_grounds(body.rows):
        model = logistic(8.0).fit(x, [ground in (body.rows[n].grounds or ()) for n in mine])
        coefs.append(model.coef_[0] * apart)
        biases.append(float(model.intercept_[0]) - GROUND_LINE)
    return np.array(coefs), np.array(biases)


@dataclass(frozen=True)
class Fitted:
    """The whole linear reader over `features`: coefficients (columns, features), biases, cuts."""

    coef: np.ndarray
    bias: np.ndarray
    cuts: np.ndarray


def fit_all(body: Corpus, tuned: Calibration) -> Fitted:
    objection, bias = fit_objection(body.x, body.rows, valence_of(body))
    rest, rest_bias = fit_rest(body.x, body.rows)
    heat, heat_bias, cuts = fit_heat(body.x, body.rows)
    grounds, ground_bias = fit_grounds(body, np.arange(len(body.rows)))
    coef = np.vstack([objection[None, :] * tuned.slope, rest, heat[None, :], grounds])
    first = np.array([bias * tuned.slope + tuned.shift])
    return Fitted(coef, np.concatenate([first, rest_bias, [heat_bias], ground_bias]), cuts)


def train(gold: list[Row]) -> dict[str, np.ndarray]:
    """Return the weights of the reader that learns from these rows with a stance, and from all the tasks."""
    body = corpus(gold)
    tuned = calibrate(body, cross_fit(body))
    return weights(body, fit_all(body, tuned), tuned)


def main() -> None:
    arrays = train(gold_rows())
    WEIGHTS.parent.mkdir(parents=True, exist_ok=True)
    fresh = WEIGHTS.with_name("fresh.npz")
    np.savez_compressed(fresh, **arrays)
    fresh.replace(WEIGHTS)
    sizes = f"{len(arrays['word_weights']):,} words, {len(arrays['pair_weights']):,} pairs"
    print(f"{WEIGHTS.relative_to(ROOT)}: {sizes}, {WEIGHTS.stat().st_size:,} bytes, steepness {arrays['steepness']}")


if __name__ == "__main__":
    if not DATA.exists():
        sys.exit(f"The research data is not at {DATA}: set AMENDS_SHARED_DATA to where it is.")
    main()
