"""What a careful reader thinks of texts without a stance: numbers that the fast reader learns from.

`python benchmarks/soft_labels.py DIRECTORY` packs what a teacher left there into benchmarks/soft/teacher.npz: for each
text of texts.jsonl a teacher's log-odds of objecting, of one teacher a fold (trained without the projects of that fold,
see `folds_of` in train_reader.py) and of one that saw all. The file holds digests of texts and numbers, no texts.
"""

from __future__ import annotations

import json
import sys
from functools import cache
from hashlib import sha256
from pathlib import Path

import numpy as np

FILE = Path(__file__).resolve().parent / "soft" / "teacher.npz"
FOLDS = 5
EVERYTHING = FOLDS
"""The number of the teacher that saw all; those before it are the folds'."""
_UNIT = 0.02  # log-odds of one step; beyond 127 steps a teacher is sure enough


def digest(text: str) -> int:
    """Return the first eight bytes of a text's SHA-256, as a number."""
    return int.from_bytes(sha256(text.encode()).digest()[:8], "big")


@cache
def soft_labels() -> dict[int, np.ndarray]:
    """Return the log-odds of the teachers, five and the last, of each text by its digest."""
    with np.load(FILE) as arrays:
        return dict(zip(arrays["digests"].tolist(), arrays["log_odds"].T * _UNIT, strict=True))


def pack(folder: Path) -> None:
    texts = [json.loads(line)["text"] for line in (folder / "texts.jsonl").read_text(encoding="utf-8").splitlines()]
    names = [*(f"fold{number}" for number in range(FOLDS)), "all"]
    told = np.array([np.load(folder / f"{name}.npz")["logodds"] for name in names])
    steps = np.clip(np.rint(told / _UNIT), -127, 127).astype(np.int8)
    digests, first = np.unique(np.array([digest(text) for text in texts], np.uint64), return_index=True)
    FILE.parent.mkdir(exist_ok=True)
    np.savez_compressed(FILE, digests=digests, log_odds=steps[:, first])
    print(f"{FILE.name}: {len(digests):,} texts, {len(names)} teachers, {FILE.stat().st_size:,} bytes")


if __name__ == "__main__":
    pack(Path(sys.argv[1]))
