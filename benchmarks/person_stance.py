"""Whom amends takes for an objector: `python benchmarks/person_stance.py` prints a table of benchmarks/README.md.

People of the labelled controversies in which it is known who wrote what; the subject's own posts are dropped. Each post
is read by a reader that was trained without its project (`readers_apart`). What a person holds, by the labels, is the
latest stance of theirs that is not neutral. Five trainings: some minutes on two cores.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Callable

import numpy as np
from readers_apart import Comment, comments, readings_apart
from sklearn.metrics import roc_auc_score
from train_reader import DATA

from amends.core.case.standing import Chances, Standing, certain, standing
from amends.core.vocabulary import Reading, Stance

Person = list[tuple[Comment, Reading]]


def people() -> list[Person]:
    given = comments()
    by_person: dict[tuple[str, str], Person] = defaultdict(list)
    for one, reading in zip(given, readings_apart(given), strict=True):
        if one.person:
            by_person[one.thread, one.person].append((one, reading))
    return [by_person[key] for key in sorted(by_person)]


def of_stances(said: list[Chances]) -> Standing:
    """Return what the latest stance is, the chances left out: the rule that was there before."""
    return standing([certain(list(Stance)[int(np.argmax(p))] if p[0] < 0.5 else Stance.OBJECTS) for p in said])


def boot(truth: np.ndarray, said: np.ndarray, threads: list[str]) -> str:
    """Return the 95 % intervals of precision and recall when controversies are drawn anew."""
    members = [np.flatnonzero(np.array(threads) == name) for name in sorted(set(threads))]
    rng = np.random.default_rng(0)
    drawn = []
    for _ in range(2000):
        at = np.concatenate([members[n] for n in rng.integers(len(members), size=len(members))])
        t, s = truth[at], said[at]
        drawn.append((t[s].mean() if s.any() else np.nan, s[t].mean() if t.any() else np.nan))
    low, high = np.nanquantile(drawn, [0.025, 0.975], axis=0)
    return f"{low[0]:.2f} to {high[0]:.2f} | {low[1]:.2f} to {high[1]:.2f}"


def main() -> None:
    everybody = people()
    truth = np.array(
        [standing([certain(one.stance) for one, _ in person]).stance is Stance.OBJECTS for person in everybody]
    )
    threads = [person[0][0].thread for person in everybody]
    said = [[reading.p for _, reading in person] for person in everybody]
    once = sum(len(person) == 1 for person in everybody)
    print(f"{len(truth)} people in {len(set(threads))} controversies; {truth.mean():.0%} object, {once} spoke once.\n")
    print("| rule | AUC | precision | recall | precision, 95 % | recall, 95 % |")
    print("|---|---|---|---|---|---|")
    rules: dict[str, Callable[[list[Chances]], tuple[float, bool]]] = {
        "dummy: everybody objects": lambda _: (0.0, True),
        "any of their posts": lambda p: (max(one[0] for one in p), max(one[0] for one in p) >= 0.5),
        "their latest stance": lambda p: (of_stances(p).chance, of_stances(p).stance is Stance.OBJECTS),
        "amends: all they said": lambda p: (standing(p).chance, standing(p).stance is Stance.OBJECTS),
    }
    for name, rule in rules.items():
        told = [rule(one) for one in said]
        chance, objects = np.array([c for c, _ in told]), np.array([o for _, o in told])
        auc = roc_auc_score(truth, chance)
        cells = f"{auc:.3f} | {truth[objects].mean():.2f} | {objects[truth].mean():.2f}"
        print(f"| {name} | {cells} | {boot(truth, objects, threads)} |")
    sure = np.array([not standing(one).unsure for one in said])
    objects = np.array([standing(one).stance is Stance.OBJECTS for one in said])
    print(
        f"\nSure of {sure.mean():.0%} of the people. Among them: precision {truth[sure & objects].mean():.2f}, ", end=""
    )
    print(f"recall {objects[sure & truth].mean():.2f}, told rightly {(objects == truth)[sure].mean():.0%}", end="; ")
    print(f"of the unsure {(objects == truth)[~sure].mean():.0%} (the dummy: {1 - truth.mean():.0%} and more).")
    chance = np.array([standing(one).chance for one in said])
    best = max(
        (min(truth[chance >= line].mean() / 0.75, (chance >= line)[truth].mean() / 0.70), line) for line in set(chance)
    )[1]
    over = chance >= best
    print(f"At the line that comes nearest to 0.75 / 0.70, chosen on these very people ({best:.2f}): ", end="")
    print(f"precision {truth[over].mean():.2f}, recall {over[truth].mean():.2f}.")


if __name__ == "__main__":
    if not DATA.exists():
        sys.exit(f"The research data is not at {DATA}: set AMENDS_SHARED_DATA to where it is.")
    main()
