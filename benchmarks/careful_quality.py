"""How well the careful reader reads: `OMP_NUM_THREADS=1 python benchmarks/careful_quality.py WORK` prints the tables.

WORK is the folder in which benchmarks/train_careful.py keeps its networks. Comments of the controversies are read by
networks and by a fast reader that saw nothing of their project (five folds, grouped by project, the subject's own
posts dropped), seeds by networks that never saw a seed. The airline tweets are read by what ships: nothing was trained
on them, nor chosen by them. TweetEval's validation texts were not trained on.
"""

from __future__ import annotations

import sys
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from reader_quality import Held, held, interval
from reader_rows import Row
from reader_tasks import FIRST, chances
from reader_tasks import official as official_mean
from scipy.special import expit, softmax
from sklearn.metrics import f1_score, roc_auc_score
from train_reader import DATA, threads, tweets
from weigh_careful import all_answers, fast_chances, in_folds, odds, whole_body

from amends.core.vocabulary import STANCES, Reading, Stance
from amends.engine import packaged_reader
from amends.engine.careful.reader import HEAT_ANSWER, CarefulReader, load, log_odds
from amends.engine.second_look import UNSURE_FROM, UNSURE_TO, is_unsure

TASKS = {"emotion": slice(5, 9), "offensive": slice(9, 11), "irony": slice(11, 13), "stance": slice(16, 31)}
OBJECTS = Stance.OBJECTS
TARGETS = ("abortion", "atheism", "climate", "feminist", "hillary")


@dataclass
class Judged:
    """What one system says of the labelled rows and the airline tweets: log-odds, and whether it reads an objection.

    ``twice`` says which rows were read twice; ``read`` is the share that was: of the comments, of the ordinary week, of
    the airline tweets.
    """

    name: str
    odds: np.ndarray
    told: np.ndarray
    airline: np.ndarray
    airline_told: np.ndarray
    twice: np.ndarray
    read: tuple[float, float, float] = (0.0, 0.0, 0.0)


def judged(work: Path, apart: Held) -> list[Judged]:
    body, fast, told = whole_body()
    careful, first = load(), packaged_reader.load().read_many(apart.airline)
    again = careful.again(apart.airline, first)
    net, air_net = odds(all_answers(work)), odds(careful.network.read(apart.airline).astype(float))
    both, line = in_folds(work)
    both_told = expit(both) >= line
    unsure = (expit(fast) >= UNSURE_FROM) & (expit(fast) < UNSURE_TO)
    air_unsure = np.array([is_unsure(reading) for reading in first])
    mixed = [b if n else a for a, b, n in zip(first, again, air_unsure, strict=True)]
    shares = (unsure[body.where("threads")].mean(), unsure[body.where("ordinary")].mean(), air_unsure.mean())
    ones, every = np.ones(len(net)), (1.0, 1.0, 1.0)
    return [
        Judged("always objects", ones, ones > 0, np.ones(len(first)), np.ones(len(first)) > 0, ones < 0),
        Judged("the fast reader", fast, told, *said(first), ones < 0),
        Judged("the networks alone, at a half", net, net >= 0, air_net, air_net >= 0, ones > 0, every),
        Judged("careful: all read twice", both, both_told, *said(again), ones > 0, every),
        Judged(
            "careful: what is unsure read twice",
            np.where(unsure, both, fast),
            np.where(unsure, both_told, told),
            *said(mixed),
            unsure,
            shares,
        ),
    ]


def said(readings: list[Reading]) -> tuple[np.ndarray, np.ndarray]:
    return np.array([log_odds(one.objection) for one in readings]), np.array(
        [one.stance is OBJECTS for one in readings]
    )


def table(systems: list[Judged], apart: Held) -> None:
    body = whole_body()[0]
    truth = np.array([row.stance == 0 for row in body.rows])
    comments, seeds, week, talk = body.where("threads"), body.where("seeds"), body.ordinary(), body.talk()
    groups = [body.rows[n].group for n in comments]
    print(
        "| system | threads AUC | 95 % | P / R | ECE | seeds AUC | P / R | airline AUC | P / R | talk | ordinary week "
        "| read twice |\n|---|---|---|---|---|---|---|---|---|---|---|---|"
    )
    for one in systems:
        low, high = interval(one.odds[comments], truth[comments], groups)
        cells = (
            one.name,
            f"{roc_auc_score(truth[comments], one.odds[comments]):.3f}",
            f"{low:.3f} to {high:.3f}",
            hits(one.told[comments], truth[comments]),
            f"{error(one.odds[comments], truth[comments]):.3f}",
            f"{roc_auc_score(truth[seeds], one.odds[seeds]):.3f}",
            hits(one.told[seeds], truth[seeds]),
            f"{roc_auc_score(apart.objects, one.airline):.3f}",
            hits(one.airline_told, apart.objects),
            f"{one.told[talk].mean():.1%}",
            f"{one.told[week].mean():.1%}",
            " / ".join(f"{share:.0%}" for share in one.read),
        )
        print(f"| {' | '.join(cells)} |")
    print("\nRead twice: of the comments, of the ordinary week, of the airline tweets.")


def hits(told: np.ndarray, truth: np.ndarray) -> str:
    return f"{truth[told].mean():.2f} / {told[truth].mean():.2f}"


def error(odds_of: np.ndarray, truth: np.ndarray) -> float:
    """Return the expected calibration error over ten bins of equal width."""
    p = expit(odds_of)
    bins = np.minimum((p * 10).astype(int), 9)
    return float(sum((bins == b).mean() * abs(p[bins == b].mean() - truth[bins == b].mean()) for b in set(bins)))


def four(work: Path, system: Judged) -> None:
    """Print the four stances' F1 as told: what does not object is shared out as by the reader that spoke."""
    body, fast, _ = fast_chances()
    comments = body.where("threads")
    stance = np.array([body.rows[n].stance for n in comments])
    net = softmax(all_answers(work)[comments, 1:4], axis=1)
    first = fast[comments, 1:] / fast[comments, 1:].sum(axis=1, keepdims=True)
    rest = np.where(system.twice[comments, None], (net + first) / 2, first)
    each = f1_score(
        stance, np.where(system.told[comments], 0, 1 + rest.argmax(axis=1)), average=None, labels=[0, 1, 2, 3]
    )
    words = ", ".join(f"{one.value} {f:.2f}" for one, f in zip(STANCES, each, strict=True))
    print(f"Macro-F1 of the four stances, {system.name}: {each.mean():.3f} ({words})")


def heat(work: Path) -> None:
    body = whole_body()[0]
    comments = body.where("threads")
    level = np.array([body.rows[n].heat for n in comments])
    told = np.searchsorted(load().weighing.heat_cuts, all_answers(work)[comments, HEAT_ANSWER], side="right")
    print(f"Heat of the comments, quadratic kappa: {kappa(level, told):.3f}")


def kappa(truth: np.ndarray, told: np.ndarray) -> float:
    apart = (truth[:, None] - told[None, :]) ** 2
    return 1.0 - float(np.mean((truth - told) ** 2) / apart.mean())


def tasks(careful: CarefulReader) -> None:
    """Print TweetEval's official metrics on its validation texts: the network alone, and fast heads beside it."""
    print("| TweetEval, validation | emotion | offensive | irony | stance |\n|---|---|---|---|---|")
    alone, beside = {}, {}
    for name in ("emotion", "offensive", "irony"):
        train, judged = (tweets(name, (part,)) for part in ("train", "val"))
        said = softmax(careful.network.read([row.text for row in judged])[:, TASKS[name]].astype(float), axis=1)
        alone[name] = official(name, judged, said)
        if name in FIRST:
            beside[name] = official(name, judged, said + chances(name, train, judged))
    said, both, judged = [], [], []
    for block, target in enumerate(TARGETS):
        train, rows = (tweets(f"stance/{target}", (part,)) for part in ("train", "val"))
        answers = careful.network.read([row.text for row in rows])[:, TASKS["stance"]][:, 3 * block : 3 * block + 3]
        said += list(softmax(answers.astype(float), axis=1))
        both += list(said[-len(rows) :] + chances("stance", train, rows))
        judged += rows
    alone["stance"], beside["stance"] = (official("stance", judged, np.array(each)) for each in (said, both))
    for name, told in (("the network alone", alone), ("and the fast reader's features, as much", beside)):
        print(f"| {name} | {' | '.join(f'{told[t]:.1f}' if t in told else '' for t in TASKS)} |")


def official(task: str, rows: list[Row], chance: np.ndarray) -> float:
    label, told = np.array([row.label for row in rows]), chance.argmax(axis=1)
    if task == "irony":
        return 100 * float(f1_score(label, told))
    return official_mean(task, label, told)


def speed(careful: CarefulReader, apart: Held) -> None:
    for name, texts in (("airline tweets", apart.airline), ("comments of threads", [row.text for row in threads()])):
        before = time.process_time(), time.perf_counter()
        careful.network.read(texts)
        used, took = time.process_time() - before[0], time.perf_counter() - before[1]
        print(f"Speed, {name}: {len(texts) / used:.0f} a second of processor time, {len(texts) / took:.0f} by the wall")


def main(work: Path) -> None:
    apart, careful = held(), load()
    systems = judged(work, apart)
    table(systems, apart)
    for system in (systems[1], *systems[3:]):
        four(work, system)
    heat(work)
    tasks(careful)
    speed(careful, apart)


if __name__ == "__main__":
    if not DATA.exists() or len(sys.argv) != 2:
        sys.exit(
            "Name the folder of train_careful.py, and see that the research data is where AMENDS_SHARED_DATA says."
        )
    main(Path(sys.argv[1]))
