"""What corrections teach: `python benchmarks/corrections_quality.py` prints the tables of benchmarks/README.md.

In each controversy some posts are corrected, by their labels, and the rest is read anew. The readers beneath were
trained without the project (`readers_apart`); the airline tweets are read by the weights that ship. The corrected posts
are drawn at random, twenty times, or are those the reader is least sure of. The AUC is that of the rest alone.

How much words, style and the first reading weigh was chosen on controversies of fewer than 36 comments, with fifteen
corrected and people unknown. How much it weighs that a post is by the same person was chosen with every controversy in
sight, from three values of which the largest came out best; the middle one was taken.
"""

from __future__ import annotations

import csv
import json
import sys
import time
from collections import defaultdict
from dataclasses import dataclass, replace

import numpy as np
from readers_apart import comments, readings_apart
from sklearn.metrics import roc_auc_score
from train_reader import DATA

from amends.core.antennae.reading.corrections import Correction, FirstRead, learn
from amends.core.vocabulary import Stance
from amends.engine.packaged_reader import load

DRAWS = 20


@dataclass(frozen=True)
class Controversy:
    """Posts as they were first read, and whether each objects."""

    posts: list[FirstRead]
    objects: np.ndarray


@dataclass(frozen=True)
class Gain:
    """The AUC of what was not corrected, before and after, and how much more of it is told rightly."""

    before: float
    after: float
    told: float


def controversies() -> dict[str, Controversy]:
    given = comments()
    posts: dict[str, list[FirstRead]] = defaultdict(list)
    objects: dict[str, list[bool]] = defaultdict(list)
    for one, reading in zip(given, readings_apart(given), strict=True):
        posts[one.thread].append(FirstRead(one.text, one.person, reading.p))
        objects[one.thread].append(one.stance is Stance.OBJECTS)
    return {name: Controversy(posts[name], np.array(objects[name])) for name in posts}


def airlines() -> dict[str, Controversy]:
    folder = DATA / "airline-sentiment-2015"
    with (folder / "tweets.csv").open(encoding="utf-8", newline="") as file:
        tweets = list(csv.DictReader(file))
    labels = [json.loads(line) for line in (folder / "stance.jsonl").read_text(encoding="utf-8").splitlines()]
    rows = [tweets[label["row"]] for label in labels]
    readings = load().read_many([row["text"] for row in rows])
    found = {}
    for name in sorted({row["airline"] for row in rows}):
        at = [n for n, row in enumerate(rows) if row["airline"] == name]
        posts = [FirstRead(rows[n]["text"], rows[n]["person"], readings[n].p) for n in at]
        found[name] = Controversy(posts, np.array([labels[n]["stance"] == "objects" for n in at]))
    return found


def gain(one: Controversy, corrected: np.ndarray, *, known: bool, shuffle: np.random.Generator | None) -> Gain | None:
    rest = np.setdiff1d(np.arange(len(one.posts)), corrected)
    truth = one.objects[rest]
    if not 0 < truth.sum() < len(truth):
        return None
    posts = one.posts if known else [replace(post, person="") for post in one.posts]
    told = one.objects[corrected] if shuffle is None else shuffle.permutation(one.objects[corrected])
    stances = [Stance.OBJECTS if objects else Stance.NEUTRAL for objects in told]
    layer = learn([Correction(posts[n], stance) for n, stance in zip(corrected, stances, strict=True)])
    assert layer is not None
    before = np.array([posts[n].p[0] for n in rest])
    after = np.array([p[0] for p in layer.chances([posts[n] for n in rest])])
    rightly = ((after >= 0.5) == truth).mean() - ((before >= 0.5) == truth).mean()
    return Gain(float(roc_auc_score(truth, before)), float(roc_auc_score(truth, after)), float(rightly))


def over(some: dict[str, Controversy], share: float, way: str, *, known: bool, most: int = 30) -> str:
    means = []
    for name in sorted(some):
        one, rng = some[name], np.random.default_rng(0)
        many = min(most, int(share * len(one.posts)))
        unsure = np.argsort([abs(post.p[0] - 0.5) for post in one.posts], kind="stable")
        ways = [unsure[:many]] if way == "unsure" else [rng.permutation(len(one.posts))[:many] for _ in range(DRAWS)]
        shuffle = rng if way == "dummy" else None
        gains = [g for at in ways if (g := gain(one, np.sort(at), known=known, shuffle=shuffle)) is not None]
        if gains:
            means.append(np.mean([(g.before, g.after, g.after - g.before, g.told) for g in gains], axis=0))
    table = np.array(means)
    before, after, rise, told = table.mean(axis=0)
    rng = np.random.default_rng(0)
    drawn = [table[rng.integers(len(table), size=len(table)), 2].mean() for _ in range(2000)]
    low, high = np.quantile(drawn, [0.025, 0.975])
    return f"{len(table)} | {before:.3f} | {after:.3f} | {rise:+.3f} | {low:+.3f} to {high:+.3f} | {told:+.1%}"


WAYS = (
    ("at random", "random", True),
    ("at random, nobody knows who wrote what", "random", False),
    ("the least sure", "unsure", True),
    ("dummy: at random, labels shuffled", "dummy", True),
)


def table(title: str, some: dict[str, Controversy], share: float) -> None:
    print(f"\n| {title} | of so many | AUC before | after | rise | 95 % | told rightly |")
    print("|---|---|---|---|---|---|---|")
    for says, way, known in WAYS:
        print(f"| {says} | {over(some, share, way, known=known)} |")


def main() -> None:
    threads = controversies()
    table(
        "30 corrected, controversies of 36 comments or more",
        {n: t for n, t in threads.items() if len(t.posts) >= 36},
        1,
    )
    table("30 corrected, airlines", {n: a for n, a in airlines().items() if len(a.posts) >= 60}, 1)
    some = {n: t for n, t in threads.items() if len(t.posts) >= 20}
    table("three in four corrected, at most 30, controversies of 20 comments or more", some, 0.75)
    print("\n| corrected at random, of 20 comments or more | of so many | AUC before | after | rise | 95 % |")
    print("|---|---|---|---|---|---|")
    for most in (1, 3, 10):
        print(f"| {most} | {over(some, 0.75, 'random', known=True, most=most).rpartition(' | ')[0]} |")
    whole = next(t for t in threads.values() if len(t.posts) >= 36)
    corrections = [Correction(whole.posts[n], Stance.OBJECTS) for n in range(30)]
    began = time.process_time()
    layer = learn(corrections)
    learned = time.process_time() - began
    assert layer is not None
    layer.chances(whole.posts[:36] * 50)
    print(f"\nLearned from 30 corrections in {learned * 1000:.0f} ms; 1,800 posts read anew in ", end="")
    print(f"{(time.process_time() - began - learned) * 1000:.0f} ms.")


if __name__ == "__main__":
    if not DATA.exists():
        sys.exit(f"The research data is not at {DATA}: set AMENDS_SHARED_DATA to where it is.")
    main()
