"""How far the reader's features carry on public tasks: `python benchmarks/reader_tasks.py` prints one table.

Heads are trained on TweetEval's training part and judged on its validation part, which nothing was trained on or chosen
by, by the official measures. The heads see words, letters and style, and what the other tasks taught about words. How
strongly a head is held back, and whether columns weigh what they tell, is chosen by folds of the training part.
"""

from __future__ import annotations

from functools import cache

import numpy as np
from reader_features import Space, Sparse
from reader_rows import TARGETS, Row, tones, tweets
from scipy.sparse import csr_matrix, diags_array, hstack
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.calibration import CalibratedClassifierCV
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score
from sklearn.model_selection import GridSearchCV, StratifiedKFold, cross_val_score
from sklearn.multiclass import OneVsRestClassifier
from sklearn.pipeline import make_pipeline
from sklearn.svm import LinearSVC
from train_reader import SEED, SOURCE_NAMES, SOURCE_SHARE, SOURCES, source_columns
from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

STRENGTHS = (0.3, 1.0, 3.0, 10.0)
FIRST = {"emotion": 0, "offensive": 0, "stance": 1}
"""The first label that the official measure takes the mean over: for stance those against and for, not the others."""


def parts(task: str) -> tuple[list[Row], list[Row]]:
    return tweets(task, ("train",)), tweets(task, ("val",))


def folds() -> StratifiedKFold:
    return StratifiedKFold(5, shuffle=True, random_state=SEED)


def official(task: str, truth: np.ndarray, told: np.ndarray) -> float:
    labels = list(range(FIRST[task], int(truth.max()) + 1))
    return 100 * float(f1_score(truth, told, labels=labels, average="macro"))


@cache
def house() -> tuple[Space, np.ndarray]:
    """Return the space and the sources of the training parts."""
    tasks = {task: tweets(task, ("train",)) for task in ("emotion", "offensive", "irony")}
    tasks |= {"sentiment": tweets("sentiment"), "tone": tones()}
    texts = [row.text for rows in tasks.values() for row in rows]
    texts += [row.text for target in TARGETS for row in tweets(f"stance/{target}", ("train",))]
    space = Space.of(texts)
    return space, source_columns(tasks, space)[0]


def features(rows: list[Row], task: str) -> Sparse:
    """Return what the reader sees of rows, without what this task itself taught."""
    space, columns = house()
    texts = [row.text for row in rows]
    made = space.words_and_letters(texts)
    others = [n for n, name in enumerate(SOURCE_NAMES) if name not in dict(SOURCES).get(task, ())]
    return hstack([made, csr_matrix(made @ columns[:, others] * SOURCE_SHARE), space.style(texts)]).tocsr()


class LikelierWords(ClassifierMixin, BaseEstimator):
    """A linear model of one label against the others, over columns that weigh as much as they tell the label.

    S. Wang and C. Manning, "Baselines and bigrams: simple, good sentiment and topic classification", ACL 2012: the
    weight of a column is the logarithm of how much likelier it is with the label; ``even`` of it, 0 to 1, stays as it
    was.
    """

    def __init__(self, C: float = 0.1, even: float = 1.0) -> None:  # noqa: N803 - as scikit-learn calls it
        self.C, self.even = C, even

    def fit(self, x: Sparse, y: np.ndarray) -> LikelierWords:
        """Weigh the columns by the labels, 0 and 1, and learn from them."""
        held = abs(x)
        ours, theirs = (np.asarray(held[y == one].sum(axis=0)).ravel() + 0.5 for one in (1, 0))
        ratio = abs(np.log(ours / ours.sum()) - np.log(theirs / theirs.sum()))
        self.weights_ = diags_array((1 - self.even) * ratio / ratio.mean() + self.even)
        self.model_ = LinearSVC(C=self.C, class_weight="balanced", random_state=SEED).fit(x @ self.weights_, y)
        self.classes_ = np.array([0, 1])
        return self

    def decision_function(self, x: Sparse) -> np.ndarray:
        """Return how far each row lies on the side of 1."""
        return self.model_.decision_function(x @ self.weights_)

    def predict(self, x: Sparse) -> np.ndarray:
        """Return the label of each row."""
        return (self.decision_function(x) > 0).astype(int)


CHOICES = (*((c / 10, 1.0) for c in STRENGTHS), *((c / 100, 0.25) for c in (*STRENGTHS, 30.0)))
"""How strongly a head is held back, and how much of a column's weight stays as it was."""


def head(c: float, even: float) -> OneVsRestClassifier:
    """Return a head, a model for each label against the others."""
    return OneVsRestClassifier(LikelierWords(c, even))


@cache
def chosen(task: str) -> tuple[float, float]:
    """Choose the head of a task by folds of its training parts: one for all targets of stance, as each is small."""
    tasks = [f"stance/{target}" for target in TARGETS] if task == "stance" else [task]
    known = [(features(train, task), labels(train)) for train, _ in map(parts, tasks)]

    def held(choice: tuple[float, float]) -> float:
        scores = [cross_val_score(head(*choice), x, y, scoring="f1_macro", cv=folds()) for x, y in known]
        return float(np.mean(scores))

    return max(CHOICES, key=held)


def ours(task: str, train: list[Row], judged: list[Row]) -> np.ndarray:
    fitted = head(*chosen(task)).fit(features(train, task), labels(train))
    return fitted.predict(features(judged, task))


def chances(task: str, train: list[Row], judged: list[Row]) -> np.ndarray:
    """Return the chance of each label of a task, from its head, calibrated by folds of its training part."""
    model = CalibratedClassifierCV(head(*chosen(task)), cv=folds()).fit(features(train, task), labels(train))
    return model.predict_proba(features(judged, task))


def labels(rows: list[Row]) -> np.ndarray:
    return np.array([row.label for row in rows])


def words(_task: str, train: list[Row], judged: list[Row]) -> np.ndarray:
    model = make_pipeline(TfidfVectorizer(ngram_range=(1, 2), min_df=2, sublinear_tf=True), LinearSVC())
    found = GridSearchCV(model, {"linearsvc__C": STRENGTHS}, scoring="f1_macro", cv=folds())
    return found.fit([row.text for row in train], labels(train)).predict([row.text for row in judged])


def vader(_task: str, train: list[Row], judged: list[Row]) -> np.ndarray:
    rule = SentimentIntensityAnalyzer()

    def scores(rows: list[Row]) -> np.ndarray:
        return np.array([list(rule.polarity_scores(row.text).values()) for row in rows])

    model = LogisticRegression(C=10, class_weight="balanced", max_iter=1000)
    return model.fit(scores(train), labels(train)).predict(scores(judged))


def commonest(_task: str, train: list[Row], judged: list[Row]) -> np.ndarray:
    return np.full(len(judged), np.bincount(labels(train)).argmax())


def stance(system: object) -> tuple[np.ndarray, np.ndarray]:
    """Return the truth and what is told of the tweets on all targets, each target by a head of its own."""
    truth, told = [], []
    for target in TARGETS:
        train, judged = parts(f"stance/{target}")
        truth.append(labels(judged))
        told.append(system("stance", train, judged))
    return np.concatenate(truth), np.concatenate(told)


def table() -> None:
    print("| TweetEval, validation | emotion | offensive | stance |")
    print("|---|---|---|---|")
    for name, system in (
        ("always the commonest", commonest),
        ("VADER's four scores + logistic regression", vader),
        ("TF-IDF + linear SVM", words),
        ("amends' features + linear SVM, or NB-SVM", ours),
    ):
        cells = []
        for task in ("emotion", "offensive"):
            train, judged = parts(task)
            cells.append(official(task, labels(judged), system(task, train, judged)))
        cells.append(official("stance", *stance(system)))
        print(f"| {name} | {' | '.join(f'{cell:.1f}' for cell in cells)} |", flush=True)


if __name__ == "__main__":
    table()
