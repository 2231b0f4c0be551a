"""Train the packaged reader: `python benchmarks/train_reader.py` writes src/amends/engine/weights/reader.npz.

Seeded and deterministic for one version of numpy, scipy and scikit-learn. Needs the research data (the variable
AMENDS_SHARED_DATA, else ../shared/data), and beside this file the hand-written seeds and what a careful reader thought
of unlabelled texts (soft_labels.py). The airline tweets and the Steam reviews are never read here: they are for
evaluation only.
"""

from __future__ import annotations

import sys
from collections import Counter
from dataclasses import dataclass
from functools import cache

import numpy as np
from reader_features import STYLE_SHARE, STYLES, Space, Sparse
from reader_rows import (
    DATA,
    ROOT,
    Row,
    gold_rows,
    is_talk,
    labelled_tasks,
    plain_tags,
    project,
    soft_rows,
    threads,
    tweets,
)
from scipy.sparse import csr_matrix, diags_array, hstack
from scipy.sparse.linalg import lsmr
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.model_selection import StratifiedGroupKFold, StratifiedKFold, cross_val_predict
from soft_labels import EVERYTHING, digest, soft_labels
from soft_labels import FOLDS as TEACHERS

from amends.core.antennae.reading.columns import chances
from amends.core.vocabulary import STANCES

__all__ = ["DATA", "ROOT", "STANCES", "WEIGHTS", "Row", "gold_rows", "plain_tags", "project", "threads", "tweets"]

WEIGHTS = ROOT / "src" / "amends" / "engine" / "weights" / "reader.npz"
SEED = 20_240_601
FEWEST = 60  # examples from which a ground is learned; below, only its cues tell it

SOURCES = (
    ("emotion", ("anger", "joy", "optimism", "sadness")),
    ("sentiment", ("negative", "neutral", "positive")),
    ("offensive", ("offensive",)),
    ("irony", ("irony",)),
    ("tone", ("tone",)),
)
"""Each task and what its labels stand for, a column each."""
SOURCE_NAMES = tuple(name for _task, names in SOURCES for name in names)
TALKING = {"emotion", "sentiment"}  # the tasks whose tweets stand for ordinary talk: scored without themselves
SOURCE_SHARE = 0.15  # how freely the sources are used: their scores are nearly unpenalised at this scale
TALK_WEIGHT = 0.1
CROSS_WEIGHT = 0.25  # a negative or angry tweet: half an objection, half not; never more than a hint
VALENCE = {"negative": 1.0, "positive": -1.0, "joy": -1.0, "optimism": -1.0}
VALENCE_SHARE = 0.7  # how much glad and negative words say of short posts, in standard deviations
ORDINARY = (0.04, 0.16, 0.1, 0.7)
"""The stances of ordinary talk, answered where a text cannot be read. Ours, not measured."""
GROUND_LINE = -1.2  # log-odds from which a learned ground holds: several may, and one missed costs as one too many
STUDENT_SHARE = 0.25  # how much the student says of short posts beside their expert, in standard deviations
TOWARDS_SUPPORT = 0.25  # log-odds added to support, the rarest stance, where it is a near draw with another
TOWARDS_THREADS = 1.0  # log-odds added to the gate: a post in doubt is read more as a comment of a thread
LINE = 0.6
"""The chance from which a comment of a thread objects, and a short post at the earliest."""
FALSE_ALARMS = 0.05
"""The share of ordinary talk (glad and neutral tweets; posts of an ordinary week) that may read as objecting."""
SURE = 2.5  # log-odds beyond which a teacher's word is taken as no surer
THREADS, SHORT, GATE, STUDENT, FITTED = 0, 4, 8, 9, 10
"""Where two experts begin, each objection and then the other stances; what shares a post out to them; the student."""


@dataclass
class Corpus:
    """Everything the reader is trained on, as rows and as features over one space."""

    space: Space
    rows: list[Row]
    x: Sparse
    columns: np.ndarray
    soft: Sparse
    taught: np.ndarray
    """What each teacher thinks of the texts without a stance whose words and style are ``soft``, (texts, teachers)."""

    def where(self, *sources: str) -> np.ndarray:
        """Return the numbers of the rows with a stance of their own that came from these sources."""
        return np.array([n for n, r in enumerate(self.rows) if r.source in sources and r.stance >= 0])

    def talk(self) -> np.ndarray:
        """Return the numbers of the tweets that are ordinary talk so far as their labels tell."""
        return np.array([n for n, r in enumerate(self.rows) if is_talk(r)])

    def ordinary(self) -> np.ndarray:
        """Return the numbers of the posts of an ordinary week, written for this project, that do not object."""
        return np.array([n for n, r in enumerate(self.rows) if r.source == "ordinary" and r.stance > 0])


def corpus(gold: list[Row]) -> Corpus:
    tasks, more = labelled_tasks(), [r.text for r in soft_rows()]
    space = Space.of([r.text for r in gold] + more)
    columns, own = source_columns(tasks, space)
    rows = gold + [r for r in tasks["sentiment"] + tasks["emotion"] if is_talk(r) or r.label == 0]
    taught = np.clip([soft_labels()[digest(text)] for text in more], -SURE, SURE)
    return Corpus(space, rows, features(rows, space, columns, own), columns, space.words_and_style(more), taught)


def logistic(c: float, *, balanced: bool = False) -> LogisticRegression:
    """Make a model of two classes or more."""
    return LogisticRegression(C=c, max_iter=500, random_state=SEED, class_weight="balanced" if balanced else None)


def one_or_other(c: float, *, balanced: bool = False) -> LogisticRegression:
    """Make a model of two classes, by coordinates of the dual: the quickest for few texts and many columns."""
    model = logistic(c, balanced=balanced)
    return model.set_params(solver="liblinear", dual=True, max_iter=5000)


def source_columns(
    tasks: dict[str, list[Row]], space: Space, c: float = 3.0
) -> tuple[np.ndarray, dict[str, np.ndarray]]:
    """Return the sources' columns (words and letters, sources) and, a task, the cross-fitted scores of its own rows."""
    columns, own = [], {}
    for task, names in SOURCES:
        x = space.words_and_letters([r.text for r in tasks[task]])
        label = np.array([r.label for r in tasks[task]])
        folds = list(StratifiedKFold(5, shuffle=True, random_state=SEED).split(x, label)) if task in TALKING else []
        own[task] = np.zeros((len(label), len(names)))
        for number in range(len(names)):
            y = label == (number if len(names) > 1 else 1)
            columns.append(one_or_other(c).fit(x, y).coef_[0])
            for train_at, test_at in folds:
                model = one_or_other(c).fit(x[train_at], y[train_at])
                own[task][test_at, number] = model.decision_function(x[test_at])
    return np.column_stack(columns), own


def features(rows: list[Row], space: Space, columns: np.ndarray, own: dict[str, np.ndarray] | None = None) -> Sparse:
    """Return words and letters, sources, and style of rows; a row of a task in ``own`` sees it cross-fitted only."""
    texts = [r.text for r in rows]
    made = space.words_and_letters(texts)
    scores = made @ columns
    for at, row in enumerate(rows):
        if own and row.source in TALKING:
            first = SOURCE_NAMES.index(dict(SOURCES)[row.source][0])
            mine = own[row.source][int(row.group.rsplit("-", 1)[1])]
            scores[at, first : first + len(mine)] = mine
    return hstack([made, csr_matrix(scores * SOURCE_SHARE), space.style(texts)]).tocsr()


@dataclass(frozen=True)
class Linear:
    """Coefficients (questions, `features`) and biases (questions,)."""

    coef: np.ndarray
    bias: np.ndarray

    def __call__(self, x: Sparse) -> np.ndarray:
        """Return the scores (rows, questions)."""
        return x @ self.coef.T + self.bias

    def __add__(self, other: Linear) -> Linear:
        """Return the questions of both."""
        return Linear(np.vstack([self.coef, other.coef]), np.concatenate([self.bias, other.bias]))


def linear(model: LogisticRegression | Ridge) -> Linear:
    return Linear(np.atleast_2d(model.coef_), np.atleast_1d(model.intercept_))


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


def fit_threads(x: Sparse, rows: list[Row]) -> Linear:
    """Fit the expert of threads: objects against the rest, then the others; the rare ones count for more."""
    stance = np.array([row.stance for row in rows])
    others = stance > 0
    rest = logistic(1.0, balanced=True).fit(x[others], stance[others])
    return linear(one_or_other(3.0).fit(x, stance == 0)) + linear(rest)


def fit_short(x: Sparse, rows: list[Row], valence: np.ndarray) -> Linear:
    """Fit the expert of short posts: objects against the rest with the valence of words added, then the others."""
    at, y, weight = expand(rows)
    objects = linear(one_or_other(5.0).fit(x[at], y == 0, sample_weight=weight))
    others = y > 0
    rest = logistic(3.0).fit(x[at][others], y[others], sample_weight=weight[others])
    return Linear(objects.coef + valence, objects.bias) + linear(rest)


def fit_gate(x: Sparse, here: np.ndarray, known: int) -> Linear:
    """Fit what tells a comment of a thread from a short post: it shares a post out among the experts.

    It sees words and letters only, the first ``known`` columns: by their length reviews would be taken for threads.
    """
    fitted = linear(one_or_other(1.0, balanced=True).fit(x[:, :known], here))
    return Linear(np.pad(fitted.coef, ((0, 0), (0, x.shape[1] - known))), fitted.bias)


def fit_student(body: Corpus, teacher: int) -> Linear:
    """Fit by words and style what a teacher thinks of texts without a stance: ridge regression."""
    said = body.taught[:, teacher]
    found = lsmr(body.soft, said - said.mean(), damp=1.0, maxiter=80)[0]
    known, style = len(body.space.vocab), len(STYLES)
    coef = np.concatenate([found[:known], np.zeros(body.x.shape[1] - known - style), found[known:]])
    return Linear(coef[None, :], np.array([said.mean()]))


def fit_stances(body: Corpus, at: np.ndarray, student: Linear) -> Linear:
    """Fit both experts and the gate on the rows ``at``, and put the student beside them.

    Two experts, since one alone learns what tells a thread from a tweet in place of what tells an objection.
    """
    here = np.array([is_thread(body.rows[n]) for n in at])
    mine, others = at[here], at[~here]
    return (
        fit_threads(body.x[mine], [body.rows[n] for n in mine])
        + fit_short(body.x[others], [body.rows[n] for n in others], valence_of(body))
        + fit_gate(body.x[at], here, body.space.columns)
        + student
    )


def valence_of(body: Corpus) -> np.ndarray:
    """Return what glad and negative words say, as coefficients over `features`, in standard deviations of the rows."""
    coef = np.zeros(body.x.shape[1])
    for at, name in enumerate(SOURCE_NAMES):
        coef[body.space.columns + at] = VALENCE.get(name, 0.0)
    return VALENCE_SHARE * coef / float(np.std(body.x @ coef))


@cache
def fold_of_project() -> dict[str, int]:
    """Return the fold of each project of the threads; the teacher of that number did not see it."""
    rows = threads()
    group = [row.group for row in rows]
    split = StratifiedGroupKFold(TEACHERS, shuffle=True, random_state=0).split(rows, [r.stance for r in rows], group)
    return {group[n]: number for number, (_, test_at) in enumerate(split) for n in test_at}


def folds_of(body: Corpus) -> list[tuple[np.ndarray, np.ndarray]]:
    """Split the rows so that no project, no scene and no row is on both sides; the threads by themselves."""
    fold = np.array([fold_of_project()[row.group] if is_thread(row) else 0 for row in body.rows])
    others = np.array([n for n, row in enumerate(body.rows) if not is_thread(row)])
    kind = [body.rows[n].stance if body.rows[n].stance >= 0 else 8 + is_talk(body.rows[n]) for n in others]
    split = StratifiedGroupKFold(TEACHERS, shuffle=True, random_state=0)
    for number, (_, test_at) in enumerate(split.split(others, kind, [body.rows[n].group for n in others])):
        fold[others[test_at]] = number
    return [((fold != number).nonzero()[0], (fold == number).nonzero()[0]) for number in range(TEACHERS)]


def cross_fit(body: Corpus) -> np.ndarray:
    """Return the scores (rows, `FITTED`) of each row by experts, and a student's teacher, that did not see its project.

    Nor did the experts see the row; the student and its teacher know tweets, but not what they are labelled here.
    """
    out = np.zeros((len(body.rows), FITTED))
    for number, (train_at, test_at) in enumerate(folds_of(body)):
        out[test_at] = fit_stances(body, train_at, fit_student(body, number))(body.x[test_at])
    return out


@dataclass(frozen=True)
class Calibration:
    """How much an expert's and the student's log-odds say of objecting, and what is added, for threads and short posts.

    ``lines`` are the chances from which a comment of a thread and a short post object.
    """

    threads: tuple[float, float, float]
    short: tuple[float, float, float]
    lines: tuple[float, float] = (LINE, LINE)

    def mix(self) -> Linear:
        """Return what turns the scores of `cross_fit` into those that `chances` takes."""
        coef, bias = np.eye(STUDENT, FITTED), np.zeros(STUDENT)
        for first, (expert, student, added) in ((THREADS, self.threads), (SHORT, self.short)):
            coef[first, first], coef[first, STUDENT], bias[first] = expert, student, added
        bias[GATE], bias[[THREADS + 1, SHORT + 1]] = TOWARDS_THREADS, TOWARDS_SUPPORT
        return Linear(coef, bias)


def calibrate(body: Corpus, out: np.ndarray, among: np.ndarray | None = None) -> Calibration:
    """Fit the chances of each expert to the labelled posts of its kind, and choose the line by ordinary talk.

    ``among`` says which rows may be looked at; all where it is left out.
    """
    looked = np.ones(len(body.rows), np.bool_) if among is None else among
    at = body.where("threads")
    at = at[looked[at]]
    fitted = LogisticRegression(C=1e6).fit(out[at][:, [THREADS, STUDENT]], [body.rows[n].stance == 0 for n in at])
    found = [(*map(float, fitted.coef_[0]), float(fitted.intercept_[0]))]
    at = body.where("seeds", "ordinary")
    at = at[looked[at]]
    parts = np.array([1.0, STUDENT_SHARE]) / out[at][:, [SHORT, STUDENT]].std(axis=0)
    mixed = out[at][:, [SHORT, STUDENT]] @ parts
    fitted = LogisticRegression(C=1e6).fit(mixed[:, None], [body.rows[n].stance == 0 for n in at])
    found.append((*map(float, fitted.coef_[0, 0] * parts), float(fitted.intercept_[0])))
    chance, share = chances(Calibration(*found).mix()(out))
    needed = (chance[:, 0] - share * LINE) / (1.0 - share)  # the line of short posts that each would just reach
    quiet = [np.array([n for n in talk if looked[n]]) for talk in (body.talk(), body.ordinary())]
    line = max(float(np.quantile(needed[talk], 1 - FALSE_ALARMS)) for talk in quiet)
    return Calibration(*found, (LINE, max(LINE, line)))


def fold_in(body: Corpus, fitted: Linear) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return the entries', the letters' and the style's columns of coefficients over `features`: all is linear."""
    coef, known = fitted.coef.T, body.space.columns
    last = known + body.columns.shape[1]
    words, letters = body.space.by_word(coef[:known] + body.columns @ (coef[known:last] * SOURCE_SHARE))
    return words, letters, coef[last:] * STYLE_SHARE


def whole(*parts: np.ndarray) -> tuple[list[np.ndarray], np.ndarray]:
    """Return columns as whole numbers of one size a column, and that size."""
    scale = np.max([np.abs(part).max(axis=0) for part in parts], axis=0) / 32_000
    scale[scale == 0] = 1.0
    return [np.rint(part / scale).astype(np.int16) for part in parts], scale


def weights(body: Corpus, fitted: Fitted, tuned: Calibration) -> dict[str, np.ndarray]:
    """Return the arrays of a weight file, as `Reader.from_arrays` describes them."""
    vocab = body.space.vocab
    word, letters, style = fold_in(body, fitted.columns)
    (style_weights,), style_scale = whole(style)
    (word_weights, letter_weights), word_scale = whole(word, letters)
    words = [entry for entry in vocab if " " not in entry]
    number = {entry: n for n, entry in enumerate(words)}
    pairs = sorted((*(number[one] for one in entry.split(" ")), n) for entry, n in vocab.items() if " " in entry)
    grounds = learned_grounds(body.rows)
    return {
        "format": np.array(2),
        "words": np.frombuffer("\n".join(words).encode(), np.uint8),
        "pairs": np.array([pair[:2] for pair in pairs], np.int32),
        "grounds": np.frombuffer("\n".join(grounds).encode(), np.uint8),
        "style_weights": style_weights,
        "style_scale": style_scale,
        "word_weights": word_weights[[vocab[entry] for entry in words]],
        "pair_weights": word_weights[[pair[2] for pair in pairs]],
        "letter_weights": letter_weights,
        "word_scale": word_scale,
        "bias": fitted.columns.bias,
        "ordinary": np.array(ORDINARY),
        "lines": np.array(tuned.lines),
        "heat_cuts": fitted.cuts,
        "ground_cuts": np.zeros(len(grounds)),
    }


def fit_heat(x: Sparse, rows: list[Row]) -> tuple[Linear, np.ndarray]:
    """Fit heat, and the cuts between its levels, so that each is told as often as it was labelled."""
    at = [n for n, r in enumerate(rows) if r.heat >= 0]
    y = np.array([rows[n].heat for n in at], float)
    folds = StratifiedGroupKFold(5, shuffle=True, random_state=0)
    split = folds.split(at, y, [rows[n].group for n in at])
    model = Ridge(alpha=2.0)
    out = cross_val_predict(model, x[at], y, cv=split)
    cuts = np.quantile(out, [np.mean(y < level) for level in (1, 2, 3)])
    return linear(model.fit(x[at], y)), cuts


def learned_grounds(rows: list[Row]) -> list[str]:
    counts = Counter(ground for row in rows for ground in row.grounds or ())
    return sorted(ground for ground, count in counts.items() if count >= FEWEST and ground != "other")


def fit_grounds(body: Corpus, at: np.ndarray) -> Linear:
    """Fit a column a learned ground on the objections among the rows ``at``, by words, letters and style alone."""
    apart = np.ones(body.x.shape[1])
    apart[body.space.columns : body.space.columns + len(SOURCE_NAMES)] = 0.0
    mine = np.array([n for n in at if body.rows[n].grounds])
    x = (body.x[mine] @ diags_array(apart)).tocsr()
    coefs, biases = [], []
    for ground in learned_grounds(body.rows):
        model = logistic(8.0).fit(x, [ground in (body.rows[n].grounds or ()) for n in mine])
        coefs.append(model.coef_[0] * apart)
        biases.append(float(model.intercept_[0]) - GROUND_LINE)
    return Linear(np.array(coefs), np.array(biases))


@dataclass(frozen=True)
class Fitted:
    """The whole linear reader over `features`: its columns, and the cuts of heat."""

    columns: Linear
    cuts: np.ndarray


def fit_all(body: Corpus, tuned: Calibration, teacher: int) -> Fitted:
    stances = fit_stances(body, np.arange(len(body.rows)), fit_student(body, teacher))
    mix = tuned.mix()
    stances = Linear(mix.coef @ stances.coef, mix.coef @ stances.bias + mix.bias)
    heat, cuts = fit_heat(body.x, body.rows)
    return Fitted(stances + heat + fit_grounds(body, np.arange(len(body.rows))), cuts)


def train(gold: list[Row], teacher: int = EVERYTHING) -> dict[str, np.ndarray]:
    """Return the weights of the reader that learns from these rows with a stance, all the tasks and a teacher.

    A reader that is to be judged by a fold's projects takes that fold's teacher.
    """
    body = corpus(gold)
    tuned = calibrate(body, cross_fit(body))
    return weights(body, fit_all(body, tuned, teacher), tuned)


def main() -> None:
    arrays = train(gold_rows())
    WEIGHTS.parent.mkdir(parents=True, exist_ok=True)
    fresh = WEIGHTS.with_name("fresh.npz")
    np.savez_compressed(fresh, **arrays)
    fresh.replace(WEIGHTS)
    sizes = f"{len(arrays['word_weights']):,} words, {len(arrays['pair_weights']):,} pairs"
    lines = arrays["lines"].round(3).tolist()
    print(f"{WEIGHTS.relative_to(ROOT)}: {sizes}, {WEIGHTS.stat().st_size:,} bytes, objects from {lines}")


if __name__ == "__main__":
    if not DATA.exists():
        sys.exit(f"The research data is not at {DATA}: set AMENDS_SHARED_DATA to where it is.")
    main()
