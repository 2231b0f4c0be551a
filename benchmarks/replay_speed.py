"""How fast `amends replay` is end to end, and how much memory it takes, beside a bare JSON loop.

Run: python benchmarks/replay_speed.py [--large]

Archives are made by a seeded generator: short posts over four weeks, from as many people as a third of the posts.
Each row is a whole process on one core (start-up, decoding, matching, reading, alarm, JSON out); processor time is the
operating system's own account of it. ``--large`` adds an archive of five million posts, and one of a million that all
concern the subject (about ten minutes, 1 GB of disk).
"""

from __future__ import annotations

import argparse
import os
import random
import subprocess
import sys
import tempfile
from pathlib import Path

WORDS = [
    "the",
    "a",
    "to",
    "and",
    "of",
    "in",
    "it",
    "you",
    "that",
    "is",
    "for",
    "on",
    "with",
    "this",
    "was",
    "have",
    "not",
    "but",
    "they",
    "what",
    "can",
    "so",
    "if",
    "one",
    "all",
    "me",
    "about",
    "time",
    "people",
    "day",
    "good",
    "new",
    "first",
    "work",
    "really",
    "train",
    "garden",
    "letter",
    "coffee",
    "morning",
    "weekend",
    "weather",
    "book",
    "music",
    "street",
    "phone",
    "review",
    "honest",
    "free",
    "why",
    "never",
    "again",
    "thanks",
    "sorry",
    "maybe",
    "yes",
    "no",
    "wrong",
    "great",
    "love",
    "late",
    "price",
]
BARE = "import json, sys\nfor line in open(sys.argv[1], 'rb'): json.loads(line)\n"
SPAN_SECONDS = 28 * 86_400
BEGINS = 1_767_225_600


def make(path: Path, posts: int, *, concerned: float) -> None:
    """Write a JSON Lines archive of which a share of the posts concerns the subject."""
    rng = random.Random(20260101)
    with path.open("w", encoding="utf-8") as file:
        for number in range(posts):
            text = " ".join(rng.choices(WORDS, k=rng.randint(5, 25)))
            if rng.random() < concerned:
                text = f"@inesmarlow {text}"
            at = BEGINS + number * SPAN_SECONDS / posts
            person = rng.randrange(max(1, posts // 3))
            file.write(
                f'{{"id":"p{number}","network":"bluesky","author":"did:plc:{person}",'
                f'"text":"{text}","time":{at:.3f},"mentions":[],"lang":"en"}}\n'
            )


def measure(command: list[str]) -> tuple[float, float]:
    """Run a command on one core; tell its processor seconds and its peak memory in MB."""
    one_core = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, env=os.environ | one_core)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit(f"{' '.join(command)} ended with {process.returncode}.")
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--large", action="store_true")
    large = parser.parse_args().large
    plan = [(200_000, 0.0), (50_000, 1.0), (200_000, 0.02), (800_000, 0.02)]
    if large:
        plan += [(5_000_000, 0.02), (1_000_000, 1.0)]
    print("| archive | posts | concern you | posts/s | peak MB | times a bare JSON loop |")
    print("|---|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as folder:
        for posts, concerned in plan:
            archive, out = Path(folder, "posts.jsonl"), Path(folder, "out.json")
            make(archive, posts, concerned=concerned)
            bare, _ = measure([sys.executable, "-c", BARE, str(archive)])
            subject = "Ines Marlow=Ines Marlow,@inesmarlow"
            amends = [sys.executable, "-m", "amends", "replay"]
            seconds, peak = measure([*amends, str(archive), "--subject", subject, "--json", str(out)])
            size = archive.stat().st_size / 1e6
            print(
                f"| {size:,.0f} MB | {posts:,} | {concerned:.0%} | {posts / seconds:,.0f} | {peak:,.0f} "
                f"| {seconds / bare:.1f} |",
                flush=True,
            )


if __name__ == "__main__":
    main()
