"""A reader of three words, so that a rule is tested by what it says and not by what training made of it."""

from __future__ import annotations

import numpy as np

from amends.core.antennae.reading import Reader
from amends.core.antennae.reading.style import STYLES

SHAME = [900, 0, 0, 0, 900, 0, 0, 0, 0, 300, 0]
THANK = [-300, 200, 0, 0, -300, 200, 0, 0, 0, 0, 0]
THANK_YOU = [-300, 400, 0, 0, -300, 400, 0, 0, 0, 0, 0]


def arrays(**changed: object) -> dict[str, np.ndarray]:
    made: dict[str, np.ndarray] = {
        "format": np.array(2),
        "words": np.frombuffer(b"shame\nthank\nyou", np.uint8),
        "pairs": np.array([[1, 2]], np.int32),
        "grounds": np.frombuffer(b"trust", np.uint8),
        "style_weights": np.zeros((len(STYLES), 11), np.int16),
        "style_scale": np.ones(11),
        "word_weights": np.array([SHAME, THANK, [0] * 11], np.int16),
        "pair_weights": np.array([THANK_YOU], np.int16),
        "letter_weights": np.zeros((64, 11), np.int16),
        "word_scale": np.full(11, 0.01),
        "bias": np.array([-1.0, 0.0, 0.0, 1.0, -1.0, 0.0, 0.0, 1.0, 0.0, 0.0, -1.0]),
        "ordinary": np.array([0.04, 0.16, 0.1, 0.7]),
        "lines": np.array([0.5, 0.5]),
        "heat_cuts": np.array([0.5, 1.5, 2.5]),
        "ground_cuts": np.array([0.0]),
    }
    return made | {name: np.asarray(value) for name, value in changed.items()}


def small() -> Reader:
    return Reader.from_arrays(arrays())
