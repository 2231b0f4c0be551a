"""How well the candour check sees: `python benchmarks/candour_quality.py` prints the tables of benchmarks/README.md.

The texts are `tests/core/statement/apologies.jsonl`, fiction written by hand for this project. Those *held out* were
written before any rule and were not looked at while the rules were tuned on the *seen*; both are by one hand, which
flatters the figures. Those in *other words* were written after the rules, to say the same without any of their words
and to use their words candidly: the worst case, on purpose.
"""

from __future__ import annotations

import json
import re
import statistics
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from amends.core.statement.candour import CaseEvidence, ElementName, Kind, candour
from amends.core.statement.connection import connection_of
from amends.core.vocabulary import Ground

CORPUS = Path(__file__).resolve().parents[1] / "tests" / "core" / "statement" / "apologies.jsonl"
SETS = ("seen", "held out", "other words")
KINDS = tuple(kind.value for kind in Kind if not kind.startswith("missing"))
ELEMENTS = tuple(element.value for element in ElementName)
Row = dict[str, Any]
Seer = Callable[[Row], tuple[set[str], set[str]]]
"""What a system says about a text: kinds of findings, elements present."""
Tally = dict[str, Counter[str]]

KEYWORDS = {
    "conditional": "if |falls |sollte",
    "but": "but |however|aber ",
    "passive": "mistakes|errors|were made|fehler",
    "minimising": "just|only|misunderstanding|nur |missverständnis",
    "accuser": "trolls|mob|haters|critics|sensitive|kritiker|empfindlich",
    "feelings": "you feel|you were|fühl|empfunden",
    "vague": "inconvenience|whatever|situation|unannehmlichkeiten",
    "closing": "move on|closed|erledigt",
    "fact": "nobody|everyone|everybody|niemand|allen",
    "denial": "not paid|never|nie ",
    "regret": "sorry|apolog|regret|leid|entschuldig|bedau",
    "explanation": "because|weil",
    "responsibility": "my fault|mistake|wrong|fehler|falsch",
    "repentance": "again|never|nie wieder|künftig",
    "repair": "will|refund|correct|korrigiert|gelöscht",
    "forgiveness": "forgive|verzeih",
}


def rows() -> list[Row]:
    return [json.loads(line) for line in CORPUS.read_text(encoding="utf-8").splitlines()]


def amends(row: Row) -> tuple[set[str], set[str]]:
    told = candour(
        row["words"],
        [connection_of(one) for one in row["connections"]],
        [Ground(one) for one in row["grounds"]],
        earlier_versions=row["earlier"],
        evidence=CaseEvidence(**row["evidence"]),
        language=row["language"],
    )
    return {finding.kind.value for finding in told.findings} & set(KINDS), {one.value for one in told.present}


def keywords(row: Row) -> tuple[set[str], set[str]]:
    """Look for a list of words, as one would write it in ten minutes, and for the name of each tie."""
    words = row["words"].lower()
    found = {name for name, list_ in KEYWORDS.items() if re.search(rf"\b(?:{list_})", words)}
    if any(one["with_whom"].lower() not in words for one in row["connections"]):
        found.add("connection-unnamed")
    return found & set(KINDS), found & set(ELEMENTS)


def everything(_: Row) -> tuple[set[str], set[str]]:
    return set(KINDS), set(ELEMENTS)


def tally(texts: Iterable[Row], see: Seer) -> tuple[Tally, Tally, int]:
    """Count hits, false alarms and misses by kind and by element, and the candid texts with any finding."""
    kinds: Tally = defaultdict(Counter)
    shown: Tally = defaultdict(Counter)
    disturbed = 0
    for row in texts:
        found, present = see(row)
        for counts, said, true in ((kinds, found, set(row["kinds"])), (shown, present, set(row["elements"]))):
            for name in said | true:
                counts[name]["hit" if name in said & true else "false" if name in said else "missed"] += 1
        disturbed += not row["kinds"] and bool(found)
    return kinds, shown, disturbed


def total(counts: Tally) -> Counter[str]:
    return sum(counts.values(), Counter())


def cell(counts: Counter[str]) -> str:
    """Write precision and recall, with a dash where nothing was said or nothing was there."""
    said, there = counts["hit"] + counts["false"], counts["hit"] + counts["missed"]
    precision = f"{counts['hit'] / said:.2f}" if said else "-"
    return f"{precision} / {counts['hit'] / there:.2f}" if there else f"{precision} / -"


SYSTEMS: dict[str, Seer] = {"amends": amends, "keyword list": keywords, "dummy: everything": everything}


def print_by_name(texts: list[Row], names: Iterable[str], which: int, heading: str) -> None:
    results = {name: tally(texts, see)[which] for name, see in SYSTEMS.items()}
    print(f"| {heading}, P / R | texts | {' | '.join(results)} |")
    print("|---|---|" + "---|" * len(results))
    for name in names:
        there = sum(name in row["kinds"] + row["elements"] for row in texts)
        print(f"| {name} | {there} | {' | '.join(cell(counts[name]) for counts in results.values())} |")
    print(f"| all | | {' | '.join(cell(total(counts)) for counts in results.values())} |\n")


def print_sets(texts: list[Row]) -> None:
    print("| texts | system | findings, P / R | elements, P / R | candid texts with any finding |")
    print("|---|---|---|---|---|")
    for name in SETS:
        some = [row for row in texts if row["set"] == name]
        candid = sum(not row["kinds"] for row in some)
        for system, see in SYSTEMS.items():
            kinds, shown, disturbed = tally(some, see)
            cells = (f"{name} ({len(some)})", system, cell(total(kinds)), cell(total(shown)))
            print(f"| {' | '.join(cells)} | {disturbed} of {candid} |")
    print()


def print_speed(texts: list[Row]) -> None:
    for language in ("en", "de"):
        words = " ".join(row["words"] for row in texts if row["language"] == language)
        for letters in (5_000, 60_000):
            some = (words * 20)[:letters]
            took = []
            for _ in range(15):
                begun = time.process_time()
                candour(some, language=language)
                took.append(1_000 * (time.process_time() - begun))
            print(f"{language}, {letters} letters: {statistics.median(took):.1f} ms, at most {max(took):.1f}")


def main() -> None:
    texts = rows()
    print_sets(texts)
    held = [row for row in texts if row["set"] == "held out"]
    print_by_name(held, KINDS, 0, "held out")
    print_by_name(held, ELEMENTS, 1, "held out")
    print_speed(texts)


if __name__ == "__main__":
    main()
