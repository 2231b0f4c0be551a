"""Train the packaged reader: `python benchmarks/train_reader.py` writes src/amends/engine/weights/reader.npz.

Seeded and deterministic for one version of numpy, scipy and scikit-learn. Needs the research data (the variable
AMENDS_SHARED_DATA, else ../shared/data) and the hand-written seeds beside this file. The airline tweets and the
Steam reviews are never read here: they are for evaluation only.
"""

from __future__ import annotations

import json
import os
import re
import sys
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from scipy.sparse import csr_matrix, hstack
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.model_selection import StratifiedKFold, cross_val_predict

from amends.core.antennae.reading.style import STYLES, style_rows
from amends.core.antennae.reading.words import own_words, phrases, tokens
from amends.core.vocabulary import STANCES

ROOT = Path(__file__).resolve().parent.parent
DATA = Path(os.environ.get("AMENDS_SHARED_DATA", ROOT.parent / "shared" / "data"))
SEEDS = Path(__file__).resolve().parent / "seeds"
WEIGHTS = ROOT / "src" / "amends" / "engine" / "weights" / "reader.npz"
SEED = 20_240_601
LEARNED_GROUNDS = ("breaking", "quality", "politics", "governance")
EVEN = 5.0


@dataclass(frozen=True)
class Row:
    """One labelled text. ``group`` is what must stay in one fold; ``source`` where it came from."""

    text: str
    source: str
    group: str
    stance: int = -1
    heat: int = -1
    grounds: tuple[str, ...] | None = None
    label: int = -1
    weight: float = 1.0


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
            rows.append(Row(plain_tags(one["text"]), "threads", project(path.stem), stance, one["heat"], grounds))
    return rows


def seeds() -> list[Row]:
    rows = []
    for path in sorted(SEEDS.glob("*.jsonl")):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines()):
            one = json.loads(line)
            stance = [s.value for s in STANCES].index(one["stance"])
            grounds = tuple(one.get("grounds", ())) if stance == 0 else None
            rows.append(Row(one["text"], "seeds", f"seed-{path.stem}-{number}", stance, one["heat"], grounds))
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


def cut(text: str) -> tuple[list[str], list[int]]:
    own = own_words(text)
    words = tokens(own)
    return phrases(words), style_rows(own, words, set(words))


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
)
SOURCE_SHARE = 0.15
STYLE_SHARE = 0.3


@dataclass
class Corpus:
    """Everything the reader is trained on, as rows and as features over one vocabulary."""

    vocab: dict[str, int]
    gold: list[Row]
    talk: list[Row]
    tasks: dict[str, list[Row]]


def background(tasks: dict[str, list[Row]]) -> list[Row]:
    """Ordinary talk that objects to nobody's conduct, so far as its own labels tell: not negative, not angry."""
    calm = [r for r in tasks["sentiment"] if r.label in (1, 2)]
    return calm + [r for r in tasks["emotion"] if r.label in (1, 2)]


def corpus() -> Corpus:
    tasks = {name: tweets(name) for name in ("emotion", "sentiment", "offensive", "irony")}
    gold = threads() + seeds()
    texts = [r.text for r in gold] + [r.text for rows in tasks.values() for r in rows]
    return Corpus(vocabulary(texts), gold, background(tasks), tasks)


def logistic(c: float) -> LogisticRegression:
    return LogisticRegression(C=c, max_iter=400, random_state=SEED)


def source_columns(body: Corpus, c: float = 10.0) -> tuple[np.ndarray, dict[str, np.ndarray]]:
    """Return the sources' word columns (words, sources) and, a task, the cross-fitted scores of its own rows."""
    columns, own = [], {}
    for _name, task, positive in SOURCES:
        rows = body.tasks[task]
        x = matrix([r.text for r in rows], body.vocab).words
        y = np.array([r.label in positive for r in rows])
        columns.append(logistic(c).fit(x, y).coef_[0])
        folds = StratifiedKFold(5, shuffle=True, random_state=SEED)
        score = cross_val_predict(logistic(c), x, y, cv=folds, method="decision_function")
        own.setdefault(task, []).append(score)
    return np.column_stack(columns), {task: np.column_stack(scores) for task, scores in own.items()}


def features(rows: list[Row], body: Corpus, columns: np.ndarray, own: dict[str, np.ndarray]) -> csr_matrix:
    made = matrix([r.text for r in rows], body.vocab)
    scores = made.words @ columns
    for at, row in enumerate(rows):
        if row.source in own:  # a source must not be seen through the very rows it was fitted on
            mine = [k for k, (_n, task, _p) in enumerate(SOURCES) if task == row.source]
            scores[at, mine] = own[row.source][int(row.group.rsplit("-", 1)[1])]
    return hstack([made.words, csr_matrix(scores * SOURCE_SHARE), made.style * STYLE_SHARE]).tocsr()


TALK_WEIGHT = 0.25
SEED_WEIGHT = 1.5
CLASS_WEIGHT = (1.0, 1.3, 1.2, 0.9)


def fit_stance(x: csr_matrix, rows: list[Row], c: float = 5.0) -> LogisticRegression:
    """Fit four stances; a row of ordinary talk counts in part as neutral, in part, when glad, as support."""
    at, y, weight = [], [], []
    for number, row in enumerate(rows):
        if row.stance >= 0:
            at.append(number)
            y.append(row.stance)
            weight.append(CLASS_WEIGHT[row.stance] * (SEED_WEIGHT if row.source == "seeds" else 1.0))
            continue
        glad = (row.source == "sentiment" and row.label == 2) or row.source == "emotion"
        for stance, share in ((3, 0.7), (1, 0.3)) if glad else ((3, 1.0),):
            at.append(number)
            y.append(stance)
            weight.append(TALK_WEIGHT * share)
    return logistic(c).fit(x[at], y, sample_weight=weight)


def fold_in(coef: np.ndarray, columns: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the word columns and the style columns of coefficients over `features`: the sources are linear too."""
    words, sources = columns.shape
    word = coef[:, :words].T + columns @ (coef[:, words : words + sources].T * SOURCE_SHARE)
    return word, coef[:, words + sources :].T * STYLE_SHARE


def whole(column: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    scale = np.abs(column).max(axis=0) / 32_000
    scale[scale == 0] = 1.0
    return np.rint(column / scale).astype(np.int16), scale


def export(body: Corpus, word: np.ndarray, style: np.ndarray, bias: np.ndarray, extra: dict[str, object]) -> None:
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
    arrays = {
        "format": np.array(1),
        "words": np.frombuffer("\n".join(words).encode(), np.uint8),
        "pairs": np.array([pair[:2] for pair in pairs], np.int32),
        "grounds": np.frombuffer("\n".join(LEARNED_GROUNDS).encode(), np.uint8),
        "style_weights": style_weights,
        "style_scale": style_scale,
        "word_weights": word_weights[[body.vocab[entry] for entry in words]],
        "pair_weights": word_weights[[pair[2] for pair in pairs]],
        "word_scale": word_scale,
        "bias": bias,
        **{name: np.asarray(value, np.float64) for name, value in extra.items()},
    }
    WEIGHTS.parent.mkdir(parents=True, exist_ok=True)
    np.savez_compressed(WEIGHTS, **arrays)
    print(f"{WEIGHTS.relative_to(ROOT)}: {len(words):,} words, {len(pairs):,} pairs, {WEIGHTS.stat().st_size:,} bytes")


def fit_heat(x: csr_matrix, rows: list[Row]) -> tuple[np.ndarray, float, np.ndarray]:
    at = [n for n, r in enumerate(rows) if r.heat >= 0]
    y = np.array([rows[n].heat for n in at], float)
    folds = StratifiedKFold(5, shuffle=True, random_state=SEED)
    model = Ridge(alpha=1.0)
    out = cross_val_predict(model, x[at], y, cv=folds.split(x[at], y))
    cuts = np.quantile(out, [np.mean(y < level) for level in (1, 2, 3)])
    model.fit(x[at], y)
    return model.coef_, float(model.intercept_), cuts


def fit_grounds(x: csr_matrix, rows: list[Row]) -> tuple[np.ndarray, np.ndarray]:
    at = [n for n, r in enumerate(rows) if r.grounds is not None]
    coefs, biases = [], []
    for ground in LEARNED_GROUNDS:
        y = np.array([ground in (rows[n].grounds or ()) for n in at])
        model = logistic(5.0).fit(x[at], y)
        coefs.append(model.coef_[0])
        biases.append(model.intercept_[0])
    return np.array(coefs), np.array(biases)


def train() -> None:
    body = corpus()
    columns, own = source_columns(body)
    rows = body.gold + body.talk
    x = features(rows, body, columns, own)
    stance = fit_stance(x, rows)
    heat, heat_bias, cuts = fit_heat(x, rows)
    grounds, ground_bias = fit_grounds(x, rows)
    word, style = fold_in(np.vstack([stance.coef_, heat[None, :], grounds]), columns)
    bias = np.concatenate([stance.intercept_, [heat_bias], ground_bias])
    export(
        body,
        word,
        style,
        bias,
        {
            "ordinary": (0.04, 0.16, 0.1, 0.7),
            "threshold": 0.5,
            "heat_cuts": cuts,
            "ground_cuts": np.zeros(len(LEARNED_GROUNDS)),
        },
    )


if __name__ == "__main__":
    if not DATA.exists():
        sys.exit(f"The research data is not at {DATA}: set AMENDS_SHARED_DATA to where it is.")
    train()
