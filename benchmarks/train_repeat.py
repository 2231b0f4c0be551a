"""Learn what a broken promise reads like: `python benchmarks/train_repeat.py` writes engine/weights/repeat.bin.

The examples are `benchmarks/promises/*.jsonl`, fiction written for this project: promises, each with drafts that break
it and drafts that do not; and the posts of an ordinary week in `benchmarks/seeds/ordinary.jsonl`, each held against a
promise that it has nothing to do with. Some drafts are put between such posts, so that length says nothing. Printed is
how well drafts are told whose promise, and every other draft of it, was left out (five folds), and by that the line is
chosen: so many of the kept ones may be told of.

What a promise about ties binds its owner to is learned from `benchmarks/promises/kinds.jsonl`, and from the promises
above as such that are about something else, where no rule sees a tie in them. Three minutes of one core. Needs
benchmarks/train-requirements.txt.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import cycle
from pathlib import Path
from zlib import crc32

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

from amends.core.lessons import promise_kind
from amends.core.lessons.draft import draft
from amends.core.lessons.likely import PLACES, kinds_of, likely, pieces
from amends.core.lessons.pieces import Weights, length
from amends.core.lessons.promise_kind import ANSWERS
from amends.core.lessons.promised_tie import spoken_of
from amends.engine.repeat_weights import MANNER, WEIGHTS, written

FOLDER = Path(__file__).with_name("promises")
DRAFTS = ("level", "single", "opposed")
ORDINARY = FOLDER.parent / "seeds" / "ordinary.jsonl"
JUDGED = ("level", "single")
"""Where the line is chosen. In the third file kept drafts share more words with the promise than broken ones do."""
TOLD_OF_KEPT = 0.08
"""The share of drafts that keep their promise of which it may be said that they read like a broken one."""
SURE = 0.7
"""The share of promises told to be about ties that are."""
STRENGTH = 10.0
FOLDS = 5
EVERY = 4
"""One draft in so many is also learned from between ordinary posts."""
TOGETHER = 12
"""Ordinary posts in the long drafts that it is tried on."""


@dataclass(frozen=True)
class Example:
    """A draft, the promise it is held against, and whether it breaks it; ``fold`` is when it is left out."""

    source: str
    promise: str
    text: str
    broken: bool
    fold: int


def promised() -> list[Example]:
    """Return the drafts that were written for a promise; all of one promise are left out together."""
    made = []
    for path in [path for name in sorted(DRAFTS) for path in sorted(FOLDER.glob(f"{name}*.jsonl"))]:
        for line in path.read_text(encoding="utf-8").splitlines():
            told = json.loads(line)
            fold = crc32(told["promise"].encode()) % FOLDS
            for name in ("breaks", "keeps"):
                made += [
                    Example(path.stem.partition("_")[0], told["promise"], text, name == "breaks", fold)
                    for text in told[name]
                ]
    return made


def ordinary(given: list[Example]) -> list[Example]:
    """Return posts that have nothing to do with any promise, each held against one that is left out with it."""
    posts = [json.loads(line) for line in ORDINARY.read_text(encoding="utf-8").splitlines()]
    texts = [post["text"] for post in posts if post["stance"] != "objects"]
    promises = [cycle(sorted({one.promise for one in given if one.fold == fold})) for fold in range(FOLDS)]
    return [
        Example("ordinary", next(promises[at % FOLDS]), text, broken=False, fold=at % FOLDS)
        for at, text in enumerate(texts)
    ]


def longer(given: list[Example], posts: list[Example]) -> list[Example]:
    """Return some drafts between ordinary posts, and some posts together: to learn from, not to be judged by."""
    made = []
    for fold in range(FOLDS):
        mine = [one for one in posts if one.fold == fold]
        more = cycle(one.text for one in mine)
        for at in range(0, len(mine), EVERY):
            texts = [one.text for one in mine[at : at + 2 + at % 3]]
            made.append(replace(mine[at], source="longer", text="\n".join(texts)))
        some = [one for one in given if one.fold == fold and one.source in JUDGED][::EVERY]
        made += [replace(one, source="longer", text="\n".join([next(more), one.text, next(more)])) for one in some]
    return made


def rows(given: list[Example]) -> csr_matrix:
    """Return the pieces of each example, every row of length one."""
    made = []
    for one in given:
        ready = draft(one.text)
        made.append(pieces([ready.low[begins:ends] for begins, ends in ready.sentences()], kinds_of(one.promise)))
    return matrix(made, PLACES)


def matrix(made: list[Mapping[int, float]], places: int) -> csr_matrix:
    starts, columns, counts = [0], [], []
    for found in made:
        whole = length(found) or 1.0
        columns += found.keys()
        counts += [count / whole for count in found.values()]
        starts.append(len(columns))
    return csr_matrix((counts, columns, starts), shape=(len(made), places))


def fitted(x: csr_matrix, y: np.ndarray, line: float = 0.0, *, balanced: bool = False) -> Weights:
    """Return a signed byte a place, what one of it says, and the bias."""
    model = LogisticRegression(C=STRENGTH, max_iter=1000, class_weight="balanced" if balanced else None).fit(x, y)
    scale = float(np.abs(model.coef_).max()) / 127
    table = np.rint(model.coef_[0] / scale).astype(np.int8).tobytes()
    return Weights(table, scale, float(model.intercept_[0]), line)


def odds_of(weights: Weights, x: csr_matrix) -> np.ndarray:
    return x @ (np.frombuffer(weights.table, np.int8) * weights.scale) + weights.bias


def tried(given: list[Example], x: csr_matrix, y: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the log-odds of each example by what never saw its fold, and those of long drafts of ordinary posts."""
    fold = np.array([one.fold for one in given])
    odds, long = np.zeros(len(given)), []
    for number in range(FOLDS):
        weights = fitted(x[fold != number], y[fold != number])
        odds[fold == number] = odds_of(weights, x[fold == number])
        posts = [one for one in given if one.fold == number and one.source == "ordinary"]
        for at in range(0, len(posts) - TOGETHER + 1, TOGETHER):
            text = "\n".join(one.text for one in posts[at : at + TOGETHER])
            long.append(likely(draft(text), kinds_of(posts[at].promise), weights).above)
    return odds, np.array(long)


def kinds(given: list[Example]) -> dict[str, Weights]:
    """Learn what promises about ties bind to, printing how well that is told of promises left out."""
    known = [json.loads(line) for line in (FOLDER / "kinds.jsonl").read_text(encoding="utf-8").splitlines()]
    others = [one for one in sorted({one.promise for one in given}) if not spoken_of(one.lower())]
    texts = [one["promise"] for one in known] + others
    yes = [{one["kind"], *one["ties"]} for one in known] + [set[str]()] * len(others)
    x = matrix([promise_kind.pieces(text) for text in texts], promise_kind.PLACES)
    fold = np.array([crc32(text.encode()) % FOLDS for text in texts])
    judged = np.arange(len(texts)) < len(known)
    made = {}
    print("| what a promise binds to | promises | recall | precision | of others, told |\n|---|---|---|---|---|")
    for answer in ANSWERS:
        y = np.array([answer in one for one in yes])
        odds = np.zeros(len(texts))
        for number in range(FOLDS):
            weights = fitted(x[fold != number], y[fold != number], balanced=True)
            odds[fold == number] = odds_of(weights, x[fold == number])
        line = sure_from(odds[judged], y[judged])
        told = odds >= line
        hits = (told & y).sum()
        print(
            f"| {answer} | {y.sum()} | {hits / y.sum():.2f} | {hits / max(1, (told & judged).sum()):.2f} "
            f"| {told[~judged].mean():.3f} |"
        )
        made[answer] = fitted(x, y, line, balanced=True)
    return made


def sure_from(odds: np.ndarray, y: np.ndarray) -> float:
    """Return the log-odds from which `SURE` of those told are rightly told, the lowest there is."""
    order = np.argsort(-odds)
    right = np.cumsum(y[order]) / np.arange(1, len(y) + 1)
    enough = np.flatnonzero(right >= SURE)
    return float(odds[order[enough[-1]]]) if len(enough) else float(odds.max())


def main() -> None:
    given = promised()
    posts = ordinary(given)
    given = [*given, *posts, *longer(given, posts)]
    x, y = rows(given), np.array([one.broken for one in given])
    odds, long = tried(given, x, y)
    source = np.array([one.source for one in given])
    line = float(np.quantile(odds[np.isin(source, JUDGED) & ~y], 1 - TOLD_OF_KEPT))
    told = odds > line
    print("| promises left out | promises | drafts | AUC | broken, told | kept, told |\n|---|---|---|---|---|---|")
    for name in (*DRAFTS, "ordinary"):
        mine = source == name
        many = len({one.promise for one in given if one.source == name and one.broken}) or "-"
        broken = f"{roc_auc_score(y[mine], odds[mine]):.3f} | {told[mine & y].mean():.2f}" if y[mine].any() else "- | -"
        print(f"| {name} | {many} | {mine.sum()} | {broken} | {told[mine & ~y].mean():.3f} |")
    print(f"| {TOGETHER} ordinary in one draft | - | {len(long)} | - | - | {np.mean(long > line):.3f} |")
    print(f"line {line:.2f}\n")
    WEIGHTS.write_bytes(written({MANNER: fitted(x, y, line), **kinds(given)}))


if __name__ == "__main__":
    main()
