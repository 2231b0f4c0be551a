"""How well preflight sees: `python benchmarks/preflight_quality.py` prints the tables of benchmarks/README.md.

The drafts are `benchmarks/preflight/*.jsonl`, fiction written for this project; benchmarks/preflight/README.md says by
whom, from what, and what that is worth. A finding of a kind where the draft is to have one is a hit; a second of that
kind counts nothing. ``--errors`` names the drafts that were told wrongly, never those held out.
"""

from __future__ import annotations

import json
import statistics
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any

from amends.core.lessons.finding import Purpose, Stream
from amends.core.lessons.learned import Learned
from amends.core.lessons.preflight import preflight
from amends.core.statement.connection import Connection, Tie
from amends.engine.repeat_weights import learned
from amends.engine.rulebook_files import packaged_rulebook

FOLDER = Path(__file__).with_name("preflight")
SETS = {"held_out": "held out", "blind": "seen second", "seen": "seen"}
STRANGERS = {
    "strangers_f": "other hands, fresh (f)",
    "strangers_e": "other hands, held out (e)",
    "strangers_held_out": "other hands, held out (c)",
    "strangers_a": "other hands, seen (a)",
    "strangers_b": "other hands, seen (b)",
    "strangers_c": "other hands, seen (c)",
    "strangers_d": "other hands, seen (d)",
}
"""Drafts by hands that had read the public guides and no rule of ours."""
PROMISES = {"later": "everyday words, held out", "words": "everyday words, seen"}
"""Drafts for promises alone: of them only that finding is counted."""
KINDS = ("disclosure", "crossed-stream", "repeat", "non-apology")
Row = dict[str, Any]
Seer = Callable[[Row], set[str]]


def rows(name: str) -> list[Row]:
    return [json.loads(line) for line in (FOLDER / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()]


def amends(row: Row) -> set[str]:
    return look(row, learned())


def rules_alone(row: Row) -> set[str]:
    return look(row, None)


def look(row: Row, known: Learned | None) -> set[str]:
    found = preflight(
        row["text"],
        packaged_rulebook(row["jurisdiction"]),
        stream=Stream(Purpose(row["stream"]["purpose"]), row["stream"]["name"]),
        connections=[Connection(one["with"], one["detail"], kind=Tie(one["kind"])) for one in row["connections"]],
        promises=row["promises"],
        learned=known,
    )
    return {one.kind.value for one in found}


def keywords(row: Row) -> set[str]:
    """Look for a label, a price and the words of the promises, as one would write it in ten minutes."""
    text = row["text"].lower()
    found = set()
    named = any(word in text for word in ("#ad", "ad:", "sponsored", "free", "werbung", "anzeige", "work"))
    if row["connections"] and not named:
        found.add("disclosure")
    if row["stream"]["purpose"] != "commercial" and any(
        word in text for word in ("% off", "code", "link in bio", "#ad")
    ):
        found.add("crossed-stream")
    words = {word.strip(".,").lower() for promise in row["promises"] for word in promise.split() if len(word) > 5}
    if sum(word in text for word in words) >= 2:
        found.add("repeat")
    if "sorry if" in text or "mistakes were" in text:
        found.add("non-apology")
    return found


SYSTEMS: dict[str, Seer] = {
    "amends": amends,
    "its rules alone": rules_alone,
    "keyword list": keywords,
    "dummy: always": lambda _: set(KINDS),
    "dummy: never": lambda _: set(),
}


def tally(texts: list[Row], see: Seer) -> tuple[dict[str, Counter[str]], int]:
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    disturbed = 0
    for row in texts:
        said, true = see(row), set(row["expect"])
        for kind in said | true:
            counts[kind]["hit" if kind in said & true else "false" if kind in said else "missed"] += 1
        disturbed += not true and bool(said)
    return counts, disturbed


def cell(counts: Counter[str]) -> str:
    said, there = counts["hit"] + counts["false"], counts["hit"] + counts["missed"]
    precision = f"{counts['hit'] / said:.2f}" if said else "-"
    return f"{counts['hit'] / there:.2f} / {precision}" if there else f"- / {precision}"


def print_kinds(heading: str, texts: list[Row]) -> None:
    results = {name: tally(texts, see) for name, see in SYSTEMS.items()}
    print(f"| {heading} ({len(texts)}), recall / precision | drafts | {' | '.join(results)} |")
    print("|---|---|" + "---|" * len(results))
    for kind in KINDS:
        there = sum(kind in row["expect"] for row in texts)
        print(f"| {kind} | {there} | {' | '.join(cell(counts[kind]) for counts, _ in results.values())} |")
    clean = sum(not row["expect"] for row in texts)
    told = (f"{disturbed} of {clean}" for _, disturbed in results.values())
    print(f"| clean drafts with any finding | {clean} | {' | '.join(told)} |\n")


def print_promises() -> None:
    print("| broken promises, recall / precision | drafts | broken | amends | its rules alone | keyword list |")
    print("|---|---|---|---|---|---|")
    for name, heading in PROMISES.items():
        texts = rows(name)
        results = (cell(tally(texts, see)[0]["repeat"]) for see in (amends, rules_alone, keywords))
        broken = sum("repeat" in row["expect"] for row in texts)
        print(f"| {heading} | {len(texts)} | {broken} | {' | '.join(results)} |")
    print()


def print_jurisdictions(texts: list[Row]) -> None:
    print("| disclosure by jurisdiction, recall / precision | drafts | amends |")
    print("|---|---|---|")
    for jurisdiction in ("us", "uk", "de", "in"):
        some = [row for row in texts if row["jurisdiction"] == jurisdiction]
        print(f"| {jurisdiction} | {len(some)} | {cell(tally(some, amends)[0]['disclosure'])} |")
    print()


def print_speed(texts: list[Row]) -> None:
    took = []
    for row in texts:
        begun = time.process_time()
        amends(row)
        took.append(1_000 * (time.process_time() - begun))
    print(f"a draft: {statistics.median(took):.1f} ms, nine in ten below {sorted(took)[int(0.9 * len(took))]:.1f} ms")


def print_errors() -> None:
    for name in ("blind", "seen", "words", "strangers_a", "strangers_b", "strangers_c", "strangers_d"):
        for row in rows(name):
            said = amends(row)
            if said != set(row["expect"]):
                print(f"{name} {row['id']}: said {sorted(said)}, to be {row['expect']}: {row['text'][:100]!r}")


def main() -> None:
    if "--errors" in sys.argv:
        print_errors()
        return
    for name, heading in STRANGERS.items():
        print_kinds(heading, rows(name))
    sets = {name: rows(name) for name in SETS}
    for name, texts in sets.items():
        print_kinds(SETS[name], texts)
    every = [row for texts in sets.values() for row in texts]
    print_kinds("all", every)
    print_promises()
    print_jurisdictions(every)
    print_speed(every)


if __name__ == "__main__":
    main()
