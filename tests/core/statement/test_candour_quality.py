"""What the candour check sees and misses in texts written before its rules; the test prints the table it holds."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

from amends.core.statement.candour import ElementName, Kind

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture(scope="module")
def quality():
    spec = importlib.util.spec_from_file_location("candour_quality", ROOT / "benchmarks" / "candour_quality.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def texts(quality):
    return quality.rows()


def ratios(counts):
    return (
        counts["hit"] / ((counts["hit"] + counts["false"]) or 1),
        counts["hit"] / ((counts["hit"] + counts["missed"]) or 1),
    )


def test_the_texts_are_what_they_say(texts):
    first = [row for row in texts if row["set"] != "other words"]
    assert len(first) >= 120
    for held_out in (True, False):
        half = [row for row in first if row["held_out"] is held_out]
        assert len(half) == len(first) / 2
        assert sum(not row["kinds"] for row in half) >= 30
        assert sum(bool(row["kinds"]) for row in half) >= 30
        assert sum(row["language"] == "de" for row in half) >= 15
    assert len({row["id"] for row in texts}) == len({row["words"] for row in texts}) == len(texts)
    assert {kind for row in texts for kind in row["kinds"]} == {k.value for k in Kind if not k.startswith("missing")}
    assert {name for row in texts for name in row["elements"]} == {name.value for name in ElementName}


def test_what_was_held_out_is_seen(quality, texts):
    held = [row for row in texts if row["set"] == "held out"]
    kinds, elements, disturbed = quality.tally(held, quality.amends)
    print("kind P / R")
    for name, counts in sorted({**kinds, **elements}.items()):
        print(name, quality.cell(counts))
    precision, recall = ratios(quality.total(kinds))
    assert precision >= 0.9
    assert recall >= 0.8
    precision, recall = ratios(quality.total(elements))
    assert precision >= 0.9
    assert recall >= 0.85
    assert disturbed <= 1


def test_it_sees_more_than_a_list_of_words(quality, texts):
    held = [row for row in texts if row["set"] == "held out"]
    ours = ratios(quality.total(quality.tally(held, quality.amends)[0]))
    theirs = ratios(quality.total(quality.tally(held, quality.keywords)[0]))
    assert min(ours) > max(theirs) + 0.2


def test_other_words_are_mostly_missed_and_the_documents_say_so(quality, texts):
    """The rules know words. When this fails because they know more, tell the better figure."""
    other = [row for row in texts if row["set"] == "other words"]
    _, recall = ratios(quality.total(quality.tally(other, quality.amends)[0]))
    assert recall < 0.3
    table = (ROOT / "benchmarks" / "README.md").read_text(encoding="utf-8")
    assert "| other words (36) | amends |" in table
