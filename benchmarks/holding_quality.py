"""What is held before it is shown, and what is held in error: prints the tables of benchmarks/README.md.

`python benchmarks/holding_quality.py`. The cases are `tests/core/floor/personal_data.jsonl`, all invented, in three
parts: written before the first rule, written with the rules in hand, and written after the last rule by way of attack
and never tuned on. One head wrote rules and cases, so even the held-out parts flatter. The research data, where it is
present, adds real talk, in which most holds are numbers and addresses that people did write.
"""

from __future__ import annotations

import csv
import json
import os
import re
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from amends.core.floor.personal_data import PersonalData, find

CASES = Path(__file__).resolve().parents[1] / "tests" / "core" / "floor" / "personal_data.jsonl"
DATA = Path(os.environ.get("AMENDS_SHARED_DATA", Path(__file__).resolve().parents[2] / "shared" / "data"))
LONGEST = 5_000

Spans = list[tuple[int, int]]

NAIVE = re.compile(
    r"[\w.+-]+@[\w-]+\.[\w.-]+"
    r"|\+?\(?\d[\d\s().-]{7,}\d"
    r"|\b\d{3}-\d{2}-\d{4}\b"
    r"|\b[A-Z]{2}\d{2}[A-Z0-9]{11,30}\b"
    r"|\b(?:\d{1,3}\.){3}\d{1,3}\b"
    r"|\b\d+\s+\w+(?:\s\w+)?\s+(?:Street|St|Road|Rd|Avenue|Ave|Lane|Drive|Court)\b"
    r"|\b[A-ZÄÖÜ]\w+(?:straße|strasse)\s+\d+"
)
"""What one finds when one looks for "regex for personal data": one common expression for each kind."""


@dataclass(frozen=True)
class Case:
    """One invented message, when it was written, and the secrets in it by kind."""

    when: str
    words: str
    private: tuple[tuple[str, str], ...]


def cases() -> list[Case]:
    rows = (json.loads(line) for line in CASES.read_text(encoding="utf-8").splitlines())
    return [Case(row["when"], row["words"], tuple(map(tuple, row["private"]))) for row in rows]


def ours(words: str) -> Spans:
    return [(one.start, one.end) for one in find(words)]


def naive(words: str) -> Spans:
    return [one.span() for one in NAIVE.finditer(words)]


def seven_digits(words: str) -> Spans:
    return [(0, len(words))] if sum(character.isdecimal() for character in words) >= 7 else []


SYSTEMS: dict[str, Callable[[str], Spans]] = {
    "dummy: hold everything": lambda words: [(0, len(words))],
    "dummy: hold nothing": lambda _: [],
    "dummy: hold whatever has seven digits": seven_digits,
    "one common expression a kind": naive,
    "amends": ours,
}


PARTS = {
    "held out: written before the rules": "before",
    "held out: written after the rules, to get past them": "after",
    "the rules were made with": "with",
}


def covers(spans: Spans, case: Case, secret: str) -> bool:
    start = case.words.index(secret)
    return any(begin < start + len(secret) and end > start for begin, end in spans)


def row(name: str, holds: Callable[[str], Spans], part: list[Case]) -> str:
    secrets = [(case, secret) for case in part for _, secret in case.private]
    found = sum(covers(holds(case.words), case, secret) for case, secret in secrets)
    ordinary = [case for case in part if not case.private]
    in_error = sum(bool(holds(case.words)) for case in ordinary)
    held = in_error + sum(bool(holds(case.words)) for case in part if case.private)
    precision = f"{1 - in_error / held:.3f}" if held else "-"
    return (
        f"| {name} | {found}/{len(secrets)} | {found / len(secrets):.3f} | {in_error}/{len(ordinary)} | {precision} |"
    )


def by_kind(part: list[Case]) -> Iterator[str]:
    for kind in PersonalData:
        secrets = [(case, secret) for case in part for named, secret in case.private if named == kind]
        found = sum(covers(ours(case.words), case, secret) for case, secret in secrets)
        named = sum(
            any(one.kind == kind and covers([(one.start, one.end)], case, secret) for one in find(case.words))
            for case, secret in secrets
        )
        yield f"| {kind.value} | {len(secrets)} | {found} | {named} |"


def real_talk() -> Iterable[tuple[str, list[str]]]:
    with (DATA / "airline-sentiment-2015" / "tweets.csv").open(encoding="utf-8", newline="") as file:
        yield "tweets to airlines", [line["text"] for line in csv.DictReader(file)]
    with (DATA / "review-bombing-steam" / "reviews.csv").open(encoding="utf-8", newline="") as file:
        yield "reviews of games", [line["text"] for line in csv.DictReader(file)]
    for folder in ("controversies", "controversies-wide"):
        lines = (
            json.loads(line)
            for path in sorted((DATA / folder).glob("*.jsonl"))
            for line in path.read_text(encoding="utf-8").splitlines()
        )
        yield f"comments on code, {folder}", [line["text"] for line in lines if isinstance(line.get("text"), str)]


def main() -> None:
    whole = cases()
    for title, when in PARTS.items():
        part = [case for case in whole if case.when == when]
        print(f"\n| {title} ({len(part)} messages) | secrets found | recall | ordinary talk held | precision |")
        print("|---|---|---|---|---|")
        for name, holds in SYSTEMS.items():
            print(row(name, holds, part))
    print("\n| kind, all messages | secrets | found | and rightly named |\n|---|---|---|---|")
    print("\n".join(by_kind(whole)))
    if not DATA.is_dir():
        print(f"\nThe research data is not at {DATA}. Set AMENDS_SHARED_DATA to where it lies to see real talk too.")
        return
    print("\n| real talk | texts | held by amends | by one expression a kind | µs a text |")
    print("|---|---|---|---|---|")
    kinds: Counter[str] = Counter()
    for name, texts in real_talk():
        cut = [text[:LONGEST] for text in texts]
        began = time.process_time()
        found = [find(text) for text in cut]
        spent = (time.process_time() - began) / len(cut)
        kinds.update(one.kind.value for those in found for one in those)
        by_peer = sum(bool(naive(text)) for text in cut)
        print(f"| {name} | {len(cut):,} | {sum(map(bool, found))} | {by_peer} | {spent * 1e6:.0f} |")
    print("\nHeld in real talk, by kind:", ", ".join(f"{kind} {count}" for kind, count in kinds.most_common()))


if __name__ == "__main__":
    main()
