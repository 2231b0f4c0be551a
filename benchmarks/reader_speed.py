"""How fast the reader reads: `OMP_NUM_THREADS=1 python benchmarks/reader_speed.py` prints one table.

Texts a second of processor time of one process, so that other work on the machine counts as little as it can; beside
it what a clock on the wall tells. The last column holds a bare loop of Python against which the figures can be set on
another machine. The airline tweets are measured here for their length only.
"""

from __future__ import annotations

import csv
import gc
import subprocess
import sys
import time
from statistics import median

from train_reader import DATA, WEIGHTS, threads, tweets

from amends.core.antennae.reading import Reader
from amends.engine.packaged_reader import load

BATCH = 1024
TIMES = 11
START = """
import time
before = time.perf_counter(), time.process_time()
import amends.cli.read
from amends.engine.packaged_reader import load
load()
print(time.perf_counter() - before[0], time.process_time() - before[1])
"""


def loop() -> float:
    before = time.process_time()
    for _ in range(1_000_000):
        pass
    return time.process_time() - before


def rates(reader: Reader, texts: list[str], size: int) -> tuple[float, float]:
    """Return texts a second, by processor time and by the wall, when so many are read at once."""
    gc.collect()
    before = time.process_time(), time.perf_counter()
    for at in range(0, len(texts), size):
        reader.read_many(texts[at : at + size])
    return len(texts) / (time.process_time() - before[0]), len(texts) / (time.perf_counter() - before[1])


def airline() -> list[str]:
    with (DATA / "airline-sentiment-2015" / "tweets.csv").open(encoding="utf-8", newline="") as file:
        return [row["text"] for row in csv.DictReader(file)]


def started() -> tuple[float, float]:
    done = subprocess.run([sys.executable, "-c", START], capture_output=True, text=True, check=True)
    wall, processor = done.stdout.split()
    return float(wall), float(processor)


def main() -> None:
    reader = load()
    gc.freeze()  # the training libraries imported for their loaders are no part of reading: do not walk them
    short, tweet = airline(), [row.text for row in tweets("offensive", ("train",))]
    comment = [row.text for row in threads()] * 4
    print("| texts | number | words each | texts/s, median | least | most | by the wall | us a text | bare loop, ms |")
    print("|---|---|---|---|---|---|---|---|---|")
    for name, texts, size in (
        ("airline tweets", short, BATCH),
        ("other tweets", tweet, BATCH),
        ("GitHub comments", comment, BATCH),
        ("airline tweets, one by one", short, 1),
    ):
        found, clocked = zip(*(rates(reader, texts, size) for _ in range(TIMES)), strict=True)
        middle, bare = median(found), min(loop() for _ in range(TIMES)) * 1000
        words = sum(len(text.split()) for text in texts) / len(texts)
        print(
            f"| {name} | {len(texts):,} | {words:.0f} | {middle:,.0f} | {min(found):,.0f} | {max(found):,.0f} "
            f"| {median(clocked):,.0f} | {1e6 / middle:.0f} | {bare:.0f} |"
        )
    wall, processor = min(started() for _ in range(5))
    print(f"\nWeights: {WEIGHTS.stat().st_size / 1e6:.2f} MB.")
    print(f"Import and load, fresh process: {wall:.2f} s, of which {processor:.2f} s of processor time.")
    before = time.process_time()
    load.__wrapped__()
    print(f"Load alone: {time.process_time() - before:.3f} s.")


if __name__ == "__main__":
    if not DATA.exists():
        sys.exit(f"The research data is not at {DATA}: set AMENDS_SHARED_DATA to where it is.")
    main()
