"""The challenge cases are told by form alone here: what a reader makes of them is measured, and never tuned on."""

from __future__ import annotations

import json
from collections import Counter
from itertools import groupby
from pathlib import Path

from amends.core.vocabulary import STANCES, Stance

CASES = [
    json.loads(line) for line in (Path(__file__).parent / "challenge.jsonl").read_text(encoding="utf-8").splitlines()
]
SEEDS = Path(__file__).resolve().parents[4] / "benchmarks" / "seeds"


def test_every_case_says_what_it_wants():
    for case in CASES:
        assert case.keys() - {"by_subject"} == {"id", "group", "text", "stance"}, case
        assert case["text"].strip() == case["text"] != "", case["id"]
        assert case["stance"] in set(STANCES), case["id"]
        assert case.get("by_subject") in {None, True}, case["id"]


def test_no_case_stands_twice():
    for key in ("id", "text"):
        assert [value for value, times in Counter(case[key] for case in CASES).items() if times > 1] == []


def test_there_are_enough_and_each_phenomenon_stands_together():
    groups = [group for group, _ in groupby(case["group"] for case in CASES)]
    assert len(groups) == len(set(groups)), "The cases of a group stand one after the other."
    sizes = Counter(case["group"] for case in CASES)
    assert len(CASES) >= 200
    assert len(sizes) >= 15
    assert {group: size for group, size in sizes.items() if size < 12} == {}


def test_whoever_always_or_never_objects_passes_half_of_each_group():
    halves = Counter()
    for case in CASES:
        halves[case["group"]] += 1 if case["stance"] == Stance.OBJECTS else -1
    assert {group: balance for group, balance in halves.items() if balance} == {}


def test_nobody_objects_to_themselves():
    assert [case["id"] for case in CASES if case.get("by_subject") and case["stance"] == Stance.OBJECTS] == []


def test_no_reader_was_taught_these_words():
    taught = {
        json.loads(line)["text"].strip().casefold()
        for path in SEEDS.glob("*.jsonl")
        for line in path.read_text(encoding="utf-8").splitlines()
    }
    assert [case["id"] for case in CASES if case["text"].casefold() in taught and len(case["text"].split()) > 1] == []
