"""Learn what a broken promise reads like: `python benchmarks/train_repeat.py` writes engine/weights/repeat.bin.

The examples are `benchmarks/promises/*.jsonl`, fiction written for this project: promises, each with drafts that break
it and drafts that do not; and the posts of an ordinary week in `benchmarks/seeds/ordinary.jsonl`, each held against a
promise that it has nothing to do with. Some drafts are put between such posts, so that length says nothing. Printed is
how well drafts are told whose promise, and every other draft of it, was left out (five folds), and by that the line is
chosen: so many of the kept ones may be told of. Two minutes of one core. Needs benchmarks/train-requirements.txt.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from itertools import cycle
from pathlib import Path
from zlib import crc32

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

from amends.core.lessons.draft import draft
from amends.core.lessons.likely import PLACES, Weights, kinds_of, likely, pieces
from amends.engine.repeat_weights import WEIGHTS, written

FOLDER = Path(__file__).with_name("promises")
ORDINARY = FOLDER.parent / "seeds" / "ordinary.jsonl"
JUDGED = ("level", "single")
"""Where the line is chosen. In the third file kept drafts share more words with the promise than broken ones do."""
TOLD_OF_KEPT = 0.08
"""The share of drafts that keep their promise of which it may be said that they read like a broken one."""
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
    for path in sorted(FOLDER.glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            told = json.loads(line)
            fold = crc32(told["promise"].encode()) % FOLDS
            for name in ("breaks", "keeps"):
                made += [Example(path.stem, told["promise"], text, name == "breaks", fold) for text in told[name]]
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
    starts, places, counts = [0], [], []
    for one in given:
        ready = draft(one.text)
        found = pieces([ready.low[begins:ends] for begins, ends in ready.sentences()], kinds_of(one.promise))
        length = sum(count * count for count in found.values()) ** 0.5 or 1.0
        places += found.keys()
        counts += [count / length for count in found.values()]
        starts.append(len(places))
    return csr_matrix((counts, places, starts), shape=(len(given), PLACES))


def fitted(x: csr_matrix, y: np.ndarray) -> tuple[np.ndarray, float, float]:
    """Return a signed byte a place, what one of it says, and the bias."""
    model = LogisticRegression(C=STRENGTH, max_iter=1000).fit(x, y)
    scale = float(np.abs(model.coef_).max()) / 127
    return np.rint(model.coef_[0] / scale).astype(np.int8), scale, float(model.intercept_[0])


def tried(given: list[Example], x: csr_matrix, y: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the log-odds of each example by what never saw its fold, and those of long drafts of ordinary posts."""
    fold = np.array([one.fold for one in given])
    odds, long = np.zeros(len(given)), []
    for number in range(FOLDS):
        table, scale, bias = fitted(x[fold != number], y[fold != number])
        odds[fold == number] = x[fold == number] @ (table * scale) + bias
        weights = Weights(table.tobytes(), scale, bias, 0.0)
        posts = [one for one in given if one.fold == number and one.source == "ordinary"]
        for at in range(0, len(posts) - TOGETHER + 1, TOGETHER):
            text = "\n".join(one.text for one in posts[at : at + TOGETHER])
            long.append(likely(draft(text), posts[at].promise, weights).above)
    return odds, np.array(long)


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
    for name in ("level", "single", "opposed", "ordinary"):
        mine = source == name
        many = len({one.promise for one in given if one.source == name and one.broken}) or "-"
        broken = f"{roc_auc_score(y[mine], odds[mine]):.3f} | {told[mine & y].mean():.2f}" if y[mine].any() else "- | -"
        print(f"| {name} | {many} | {mine.sum()} | {broken} | {told[mine & ~y].mean():.3f} |")
    print(f"| {TOGETHER} ordinary in one draft | - | {len(long)} | - | - | {np.mean(long > line):.3f} |")
    table, scale, bias = fitted(x, y)
    WEIGHTS.write_bytes(written(table.tobytes(), scale, bias, line))
    print(f"line {line:.2f}, {int((table != 0).sum()):,} places used")


if __name__ == "__main__":
    main()
