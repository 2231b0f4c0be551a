"""The careful reader: what the network answers and what the fast reader said, weighed together."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import cache
from hashlib import sha256
from importlib.resources import as_file, files
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np

from amends.core.antennae.reading.words import own_words
from amends.core.vocabulary import STANCES, Ground, Reading
from amends.engine import packaged_reader
from amends.engine.careful.base_weights import WEIGHTS_SHA256
from amends.engine.careful.network import open_network

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from amends.core.antennae.reading import Reader
    from amends.engine.careful.network import Network

    Grounds = tuple[Ground, ...]

FORMAT: Final = 1
"""The layout of the weights that this code reads."""

LONG: Final = 50
"""Words from which a post is a long one: half of the comments of threads are, and hardly any short message."""

SURE: Final = 8.0
"""Log-odds of the fast reader beyond which it is weighed no heavier."""

STANCE_ANSWERS: Final = slice(0, 4)
HEAT_ANSWER: Final = 4


@dataclass(frozen=True, slots=True, eq=False)
class CarefulReader:
    """Reads a post again by a network and the fast reader's word; made by `load`, never changed after.

    ``name`` names the reader and the first eight hexadecimal digits of the SHA-256 of its weights and of their base.
    """

    name: str
    network: Network
    _fast: Reader
    weighing: Weighing
    at_once: int = 32

    def again(self, texts: Sequence[str], first: Sequence[Reading]) -> list[Reading]:
        """Read each text again, knowing how the fast reader read it."""
        if not texts:
            return []
        answers = self.network.read(texts).astype(np.float64)
        grounds = self._fast.grounds_of(texts)
        return [
            self.weighing.weighed(text, answer, reading, here, self.name)
            for text, answer, reading, here in zip(texts, answers, first, grounds, strict=True)
        ]


@dataclass(frozen=True, slots=True, eq=False)
class Weighing:
    """How a network's answers and the fast reader's word become one reading; learned, and kept with the weights.

    ``mix`` has what each of `signs` counts for; ``lines`` are the chances from which a short and a long post object;
    ``heat_cuts`` are where the network's heat reaches 1, 2 and 3.
    """

    mix: NDArray[np.float64]
    lines: NDArray[np.float64]
    heat_cuts: NDArray[np.float64]

    def weighed(self, text: str, answer: NDArray[np.float64], first: Reading, grounds: Grounds, name: str) -> Reading:
        """Return the reading that answers about a text and its first reading make together.

        ``grounds`` are what the post would stand on if it objected; ``name`` is the reader's.
        """
        here = length(text)
        odds = float(self.mix @ signs(odds_of(answer[STANCE_ANSWERS]), log_odds(first.objection), here))
        objection = 1.0 / (1.0 + math.exp(-max(-60.0, min(60.0, odds))))
        rest = _shares(_softmax(answer[STANCE_ANSWERS])[1:]) + _shares(np.array(first.p[1:]))
        p = (objection, *((1.0 - objection) * rest / 2).tolist())
        objects = objection >= (1.0 - here) * self.lines[0] + here * self.lines[1]
        return replace(
            first,
            stance=STANCES[0] if objects else STANCES[1 + int(np.argmax(p[1:]))],
            p=p,
            heat=int(np.searchsorted(self.heat_cuts, answer[HEAT_ANSWER], side="right")),
            grounds=grounds if objects else (),
            reader=name,
        )


def length(text: str) -> float:
    """Tell how long a post is, from 0 for an empty one to 1 for `LONG` words or more of its author's own.

    >>> length("word " * 25), length("word " * 500)
    (0.5, 1.0)
    """
    return min(len(own_words(text).split()), LONG) / LONG


def signs(net: float, fast: float, long: float) -> NDArray[np.float64]:
    """Return what is weighed: the log-odds of a network and of the fast reader, the post's length, and one."""
    return np.array([net, fast, long, 1.0])


def odds_of(answers: NDArray[np.float64]) -> float:
    """Return the log-odds of the first of some answers against all the others.

    >>> round(odds_of(np.array([1.0, 0.0, -50.0, -50.0])), 6)
    1.0
    """
    rest = answers[1:]
    top = float(rest.max())
    return float(answers[0]) - top - math.log(float(np.exp(rest - top).sum()))


def log_odds(chance: float) -> float:
    """Return the log-odds of a chance, no further from even than `SURE`.

    >>> log_odds(0.5), log_odds(0.0)
    (0.0, -8.0)
    """
    if chance <= 0.0 or chance >= 1.0:
        return math.copysign(SURE, chance - 0.5)
    return max(-SURE, min(SURE, math.log(chance / (1.0 - chance))))


def _softmax(answers: NDArray[np.float64]) -> NDArray[np.float64]:
    powers = np.exp(answers - answers.max())
    made: NDArray[np.float64] = powers / powers.sum()
    return made


def _shares(chances: NDArray[np.float64]) -> NDArray[np.float64]:
    total = chances.sum()
    made: NDArray[np.float64] = chances / total if total > 0 else np.full(len(chances), 1 / len(chances))
    return made


def careful_from(weights: Mapping[str, NDArray[np.generic]], fast: Reader, folder: Path | None = None) -> CarefulReader:
    """Make a careful reader of the arrays of a weight file and the fast reader it was weighed with.

    ``format`` (scalar, `FORMAT`); ``mix`` float64 (4,), ``lines`` float64 (2,) and ``heat_cuts`` float64 (3,), as
    `Weighing` tells; and for each member ``0/…``, ``1/…``: what it learned, as `learned.merged` reads it, its heads
    being the four stances, heat, then others that are not read here. ``folder`` keeps the networks as they run.
    Raises ``ValueError`` for another format, `NotInstalled` and `NoBaseWeights` where something is not here.
    """
    if int(weights["format"]) != FORMAT:
        raise ValueError(f"These careful weights have format {weights['format']}; this amends reads {FORMAT}.")
    digest = sha256(WEIGHTS_SHA256.encode())
    for name in sorted(weights):
        digest.update(name.encode())
        digest.update(np.ascontiguousarray(weights[name]).tobytes())
    name = f"careful-{FORMAT}/{digest.hexdigest()[:8]}"
    weighing = Weighing(
        np.asarray(weights["mix"], np.float64),
        np.asarray(weights["lines"], np.float64),
        np.asarray(weights["heat_cuts"], np.float64),
    )
    return CarefulReader(name, open_network(weights, folder, name.replace("/", "-")), fast, weighing)


@cache
def load(folder: Path | None = None) -> CarefulReader:
    """Return the packaged careful reader, the same object at each call; ``folder`` and errors as `careful_from`."""
    with as_file(files("amends.engine") / "weights" / "careful.npz") as path, np.load(path) as arrays:
        weights = {name: arrays[name] for name in arrays.files}
    return careful_from(weights, packaged_reader.load(), folder)
