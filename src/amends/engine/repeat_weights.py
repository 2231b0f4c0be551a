"""What was learned about promises and drafts that break them: its file, read once a process.

A line of JSON that says what the numbers mean, then the tables one after another, a signed byte for each place.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Final

from amends.core.lessons import likely, promise_kind
from amends.core.lessons.learned import Learned
from amends.core.lessons.pieces import Weights

WEIGHTS: Final = Path(__file__).with_name("weights") / "repeat.bin"
FORMAT: Final = 1
MANNER: Final = "manner"


def written(tables: Mapping[str, Weights]) -> bytes:
    """Return weights, each under its name, as their file holds them."""
    told = [
        {
            "name": name,
            "places": len(one.table),
            "scale": float(f"{one.scale:.8g}"),
            "bias": round(one.bias, 6),
            "line": round(one.line, 4),
        }
        for name, one in tables.items()
    ]
    head = json.dumps({"format": FORMAT, "tables": told}).encode()
    return head + b"\n" + b"".join(one.table for one in tables.values())


def read(held: bytes) -> Learned:
    """Return what a file holds. Raises ``ValueError`` with a sentence where that does not fit."""
    head, _, rest = held.partition(b"\n")
    told = json.loads(head)
    if told["format"] != FORMAT:
        raise ValueError(f"{WEIGHTS.name} is of format {told['format']}; this amends reads {FORMAT}. Install it again.")
    tables, at = {}, 0
    for one in told["tables"]:
        table = rest[at : at + one["places"]]
        at += one["places"]
        if len(table) < one["places"]:
            raise ValueError(f"{WEIGHTS.name} ends before its table “{one['name']}” does. Install amends again.")
        if len(table) != (likely.PLACES if one["name"] == MANNER else promise_kind.PLACES):
            raise ValueError(f"The table “{one['name']}” of {WEIGHTS.name} has another size. Install amends again.")
        tables[one["name"]] = Weights(table, one["scale"], one["bias"], one["line"])
    if missing := {MANNER, *promise_kind.ANSWERS} - tables.keys():
        raise ValueError(f"{WEIGHTS.name} lacks {', '.join(sorted(missing))}. Install amends again.")
    return Learned(tables.pop(MANNER), tables)


@cache
def learned() -> Learned:
    """Return what is packaged. Raises ``FileNotFoundError``, and ``ValueError`` as `read` does."""
    return read(WEIGHTS.read_bytes())
