"""A network small enough to be made up, and the same network written out a second time, in plain numpy."""

from __future__ import annotations

from math import erf

import numpy as np
from numpy.typing import NDArray

from amends.engine.careful.graph import Shape

SHAPE = Shape(layers=2, heads=2, width=8)
WORDS, LONGEST, ANSWERS = 50, 24, 6

Arrays = dict[str, NDArray[np.float32]]


def made_up(seed: int = 0) -> Arrays:
    """Return arrays under the names of BERT's own files, with heads of `ANSWERS` answers."""
    rng = np.random.default_rng(seed)
    width, wide = SHAPE.width, 4 * SHAPE.width

    def some(*shape: int) -> NDArray[np.float32]:
        return rng.normal(0, 0.5, shape).astype(np.float32)

    arrays = {
        "embeddings.word_embeddings.weight": some(WORDS, width),
        "embeddings.position_embeddings.weight": some(LONGEST, width),
        "embeddings.token_type_embeddings.weight": some(2, width),
        "heads.weight": some(ANSWERS, width),
        "heads.bias": some(ANSWERS),
    }
    sizes = {
        "attention.self.query": (width, width),
        "attention.self.key": (width, width),
        "attention.self.value": (width, width),
        "attention.output.dense": (width, width),
        "intermediate.dense": (wide, width),
        "output.dense": (width, wide),
    }
    for layer in range(SHAPE.layers):
        for name, size in sizes.items():
            arrays[f"encoder.layer.{layer}.{name}.weight"] = some(*size)
            arrays[f"encoder.layer.{layer}.{name}.bias"] = some(size[0])
    norms = [
        f"encoder.layer.{n}.{name}.LayerNorm" for n in range(SHAPE.layers) for name in ("attention.output", "output")
    ]
    for name in ("embeddings.LayerNorm", *norms):
        arrays[f"{name}.weight"] = 1 + some(width) / 5
        arrays[f"{name}.bias"] = some(width) / 5
    return arrays


def answers(arrays: Arrays, pieces: list[int]) -> NDArray[np.float64]:
    """Return what the network answers about one text, in double precision."""

    def dense(x: NDArray[np.float64], name: str) -> NDArray[np.float64]:
        return x @ arrays[f"{name}.weight"].T + arrays[f"{name}.bias"]

    def norm(x: NDArray[np.float64], name: str) -> NDArray[np.float64]:
        spread = np.sqrt(x.var(-1, keepdims=True) + 1e-12)
        return (x - x.mean(-1, keepdims=True)) / spread * arrays[f"{name}.weight"] + arrays[f"{name}.bias"]

    words = arrays["embeddings.word_embeddings.weight"][pieces].astype(np.float64)
    words += arrays["embeddings.position_embeddings.weight"][: len(pieces)]
    x = norm(words + arrays["embeddings.token_type_embeddings.weight"][0], "embeddings.LayerNorm")
    each = SHAPE.width // SHAPE.heads
    for layer in range(SHAPE.layers):
        at = f"encoder.layer.{layer}"
        asked = [dense(x, f"{at}.attention.self.{name}") for name in ("query", "key", "value")]
        seen = []
        for head in range(SHAPE.heads):
            query, key, value = (part[:, head * each : (head + 1) * each] for part in asked)
            powers = np.exp(query @ key.T / np.sqrt(each))
            seen.append(powers / powers.sum(-1, keepdims=True) @ value)
        x = norm(x + dense(np.hstack(seen), f"{at}.attention.output.dense"), f"{at}.attention.output.LayerNorm")
        grown = dense(x, f"{at}.intermediate.dense")
        grown *= (1 + np.vectorize(erf)(grown / np.sqrt(2))) / 2
        x = norm(x + dense(grown, f"{at}.output.dense"), f"{at}.output.LayerNorm")
    return x.mean(0) @ arrays["heads.weight"].T + arrays["heads.bias"]
