"""How the careful reader's networks and the fast reader are weighed, by what both say of projects they never saw."""

from __future__ import annotations

from functools import cache
from hashlib import sha256
from pathlib import Path

import numpy as np
from reader_quality import in_folds as fast_in_folds
from scipy.special import expit
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedGroupKFold
from train_reader import FALSE_ALARMS, Corpus, Row, corpus, gold_rows, threads

from amends.engine.careful.network import Network, open_network
from amends.engine.careful.reader import HEAT_ANSWER, STANCE_ANSWERS, SURE, length, odds_of, signs

MEMBERS, FOLDS = 2, 5
FAST_SHARE = 0.5
"""What the fast reader counts beside the networks, both in standard deviations; taken from an earlier experiment."""

LENGTH = 2
"""Where `signs` has the length of a post."""


def folds() -> np.ndarray:
    """Return for each comment of the controversies the fold that it is held out of, projects together."""
    rows = threads()
    out = np.zeros(len(rows), int)
    split = StratifiedGroupKFold(FOLDS, shuffle=True, random_state=0)
    for number, (_, test) in enumerate(split.split(rows, [r.stance for r in rows], [r.group for r in rows])):
        out[test] = number
    return out


def kept_in(work: Path, member: int, fold: int | None) -> Path:
    return work / f"member-{member}-{'whole' if fold is None else f'fold-{fold}'}.npz"


@cache
def networks(work: Path, fold: int | None) -> Network:
    """Open the networks that never saw a fold, or those that ship, in eight bits as they run."""
    arrays = {}
    for member in range(MEMBERS):
        with np.load(kept_in(work, member, fold)) as learned:
            arrays |= {f"{member}/{name}": learned[name] for name in learned.files}
    return open_network(arrays, None, "judged")


@cache
def gold_answers(work: Path) -> np.ndarray:
    """Return what networks answer about the comments of the controversies, of projects that they never saw."""
    texts, held = [row.text for row in threads()], folds()
    parts = {fold: networks(work, fold).read([texts[n] for n in np.flatnonzero(held == fold)]) for fold in range(FOLDS)}
    out = np.zeros((len(texts), parts[0].shape[1]))
    for fold, answers in parts.items():
        out[held == fold] = answers
    return out


@cache
def fast_chances() -> tuple[Corpus, np.ndarray, np.ndarray]:
    """Return all rows, the chances (rows, 4) of a fast reader that did not see their project, and its stances."""
    body = corpus(gold_rows())
    return body, *fast_in_folds(body)


def whole_body() -> tuple[Corpus, np.ndarray, np.ndarray]:
    """Return all rows, the log-odds of objecting that the fast reader gives each, and whether it reads an objection."""
    body, p, told = fast_chances()
    return body, np.clip(np.log(p[:, 0]) - np.log1p(-p[:, 0]), -SURE, SURE), told == 0


@cache
def all_answers(work: Path) -> np.ndarray:
    """Return what networks answer about every row: comments as `gold_answers`, the rest by those that ship.

    Those never saw the seeds nor a stance of the tweets.
    """
    body, _, _ = whole_body()
    at = body.where("threads")
    rest = np.setdiff1d(np.arange(len(body.rows)), at)
    told = gold_answers(work)
    out = np.zeros((len(body.rows), told.shape[1]))
    out[at] = told
    out[rest] = networks(work, None).read([body.rows[n].text for n in rest])
    return out


def odds(answers: np.ndarray) -> np.ndarray:
    return np.array([odds_of(one[STANCE_ANSWERS]) for one in answers])


def all_signs(answers: np.ndarray, fast: np.ndarray, rows: list[Row]) -> np.ndarray:
    return np.array([signs(n, f, length(r.text)) for n, f, r in zip(odds(answers), fast, rows, strict=True)])


def fitted(x: np.ndarray, truth: np.ndarray) -> np.ndarray:
    """Return what each sign counts for: network and fast reader by `FAST_SHARE`, the rest by logistic regression."""
    parts = np.array([1.0, FAST_SHARE]) / x[:, :2].std(axis=0)
    signs = np.column_stack([x[:, :2] @ parts, x[:, LENGTH:]])
    found = LogisticRegression(C=1e6, max_iter=500, fit_intercept=False).fit(signs, truth).coef_[0]
    return np.concatenate([found[0] * parts, found[1:]])


def lines_of(mix: np.ndarray, x: np.ndarray, quiet: list[np.ndarray]) -> np.ndarray:
    """Return the lines: a half for long posts, and for short ones where few of ordinary talk lie past it."""
    chance, here = expit(x @ mix), x[:, LENGTH]
    needed = (chance - here * 0.5) / np.maximum(1.0 - here, 0.1)
    return np.array([max(0.5, *(float(np.quantile(needed[talk], 1 - FALSE_ALARMS)) for talk in quiet)), 0.5])


def in_folds(work: Path) -> tuple[np.ndarray, np.ndarray]:
    """Return the log-odds and the line of every row, by a weighing that saw neither its project nor its scene."""
    body, fast, _ = whole_body()
    x = all_signs(all_answers(work), fast, body.rows)
    truth = np.array([row.stance == 0 for row in body.rows])
    gold = np.zeros(len(x), bool)
    gold[body.where("threads", "seeds", "ordinary")] = True
    fold = row_folds(body)
    found, line = np.zeros(len(x)), np.zeros(len(x))
    for number in range(FOLDS):
        seen, here = fold != number, fold == number
        mix = fitted(x[seen & gold], truth[seen & gold])
        lines = lines_of(mix, x, [talk[seen[talk]] for talk in (body.talk(), body.ordinary())])
        found[here] = x[here] @ mix
        line[here] = x[here][:, LENGTH] * lines[1] + (1 - x[here][:, LENGTH]) * lines[0]
    return found, line


def row_folds(body: Corpus) -> np.ndarray:
    """Return the fold of every row: of comments as `folds` has it, of the others by their scene."""
    out = np.array([int(sha256(row.group.encode()).hexdigest(), 16) % FOLDS for row in body.rows])
    out[body.where("threads")] = folds()
    return out


def weighing(work: Path) -> dict[str, np.ndarray]:
    """Return the arrays of `amends.engine.careful.reader.Weighing`."""
    body, fast, _ = whole_body()
    answers = all_answers(work)
    x = all_signs(answers, fast, body.rows)
    gold, comments = body.where("threads", "seeds", "ordinary"), body.where("threads")
    mix = fitted(x[gold], np.array([body.rows[n].stance == 0 for n in gold]))
    heat = np.array([body.rows[n].heat for n in comments])
    cuts = np.quantile(answers[comments, HEAT_ANSWER], [np.mean(heat < level) for level in (1, 2, 3)])
    return {"mix": mix, "lines": lines_of(mix, x, [body.talk(), body.ordinary()]), "heat_cuts": cuts}
