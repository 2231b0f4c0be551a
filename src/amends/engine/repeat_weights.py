"""The weights by which a draft is told that reads like a broken promise: their file, read once a process.

A line of JSON that says what the numbers mean, then a signed byte for each place that a piece is hashed to.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Final

from amends.core.lessons.likely import Weights

WEIGHTS: Final = Path(__file__).with_name("weights") / "repeat.bin"
FORMAT: Final = 1


def written(table: bytes, scale: float, bias: float, line: float) -> bytes:
    """Return weights as their file holds them."""
    head = {"format": FORMAT, "scale": float(f"{scale:.8g}"), "bias": round(bias, 6), "line": round(line, 4)}
    return json.dumps(head).encode() + b"\n" + table


@cache
def repeat_weights() -> Weights:
    """Return the packaged weights.

    Raises ``FileNotFoundError``, or ``ValueError`` with a sentence, where the installation lacks a file that fits.
    """
    head, _, table = WEIGHTS.read_bytes().partition(b"\n")
    told = json.loads(head)
    if told["format"] != FORMAT:
        raise ValueError(
            f"{WEIGHTS.name} is of format {told['format']}, and only {FORMAT} is known. Install amends again."
        )
    return Weights(table, told["scale"], told["bias"], told["line"])
