"""The fast reader against the slow one of `plain_reader`, with three words and with the weights that ship."""

from __future__ import annotations

import csv
import json
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from amends.core.antennae.reading import Reader
from core.antennae.reading.plain_reader import PlainReader
from core.antennae.reading.readers import arrays

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from amends.core.vocabulary import Reading

PIECES = [
    *(
        "shame",
        "SHAME",
        "thank",
        "you",
        "your",
        "you'll",
        "not",
        "never",
        "I",
        "but",
        "please",
        "thanks",
        "nobody asked",
    ),
    *("free phone", "free", "phone", "paid for by", "paid", "LIED", "ads", "who paid", "who", "is", "the", "and", "es"),
    *(
        "und",
        "nicht",
        "das",
        "ist",
        "!",
        "!!",
        "?",
        "?!",
        "...",
        "|",
        "'",
        "''",
        "'you'",
        "don’t",
        "@ann",
        ">",
        "\n> no",
    ),
    *("RT @ann: shame", "9/10", "2/10", "https://x.org", "a@b.cd", ":)", "<3", ";)", "`x`", "```", "❤️🔥", "straße"),
    *("Нас", "никто", "\x00", "\ud800", "\u200b", "AAA", "ÀÉÎ", "\x1f", "\u2028", "\xff", "ﬁne"),
]
WORDY = st.lists(st.sampled_from(PIECES), max_size=40)
TEXTS = st.lists(st.one_of(st.text(max_size=60), WORDY.map(" ".join), WORDY.map("".join)), max_size=20)


def same(fast: Reading, slow: Reading) -> None:
    assert (fast.stance, fast.heat, fast.grounds) == (slow.stance, slow.heat, slow.grounds)
    assert (fast.language, fast.reader, fast.unread) == (slow.language, slow.reader, slow.unread)
    assert fast.p == pytest.approx(slow.p, abs=1e-12)


@settings(deadline=None)
@given(TEXTS, st.data())
@example(["shame " * 3, "", "|", "shame|thank you"], None)
def test_three_words_are_read_as_the_slow_reader_does(texts: list[str], data: st.DataObject | None) -> None:
    flags = [data.draw(st.booleans()) if data else False for _ in texts]
    made = arrays(style_weights=np.random.default_rng(0).integers(-900, 900, arrays()["style_weights"].shape, np.int16))
    made |= {"style_scale": np.full(11, 0.001)}
    made |= {"letter_weights": np.random.default_rng(1).integers(-90, 90, (64, 11), np.int16)}
    reader = Reader.from_arrays(made)
    slow = PlainReader(made, reader.name)
    for text, flag, fast in zip(texts, flags, reader.read_many(texts, flags), strict=True):
        same(fast, slow.read(text, by_subject=flag))


@pytest.fixture(scope="module")
def shipped(root: Path) -> tuple[Reader, PlainReader]:
    with np.load(root / "src" / "amends" / "engine" / "weights" / "reader.npz") as file:
        made = {name: file[name] for name in file.files}
    reader = Reader.from_arrays(made)
    return reader, PlainReader(made, reader.name)


@pytest.fixture(scope="module")
def written(root: Path) -> list[str]:
    """The messages written for this project."""
    files = sorted((root / "benchmarks" / "seeds").glob("*.jsonl"))
    return [json.loads(line)["text"] for path in files for line in path.read_text(encoding="utf-8").splitlines()]


def in_batches(reader: Reader, texts: Sequence[str], size: int) -> list[Reading]:
    return [one for at in range(0, len(texts), size) for one in reader.read_many(texts[at : at + size])]


@pytest.mark.once
def test_the_weights_that_ship_read_as_the_slow_reader_does(
    shipped: tuple[Reader, PlainReader], written: list[str]
) -> None:
    reader, slow = shipped
    for text, fast in zip(written, reader.read_many(written), strict=True):
        same(fast, slow.read(text))


@settings(deadline=None)
@given(TEXTS)
def test_the_weights_that_ship_read_anything_as_the_slow_reader_does(
    shipped: tuple[Reader, PlainReader], texts: list[str]
) -> None:
    reader, slow = shipped
    for text, fast in zip(texts, reader.read_many(texts), strict=True):
        same(fast, slow.read(text))


@pytest.mark.once
def test_ten_thousand_posts_read_the_same_in_any_batch(shipped: tuple[Reader, PlainReader], written: list[str]) -> None:
    count = len(written)
    texts = [f"{written[n % count]} {written[n * 7 % count]}" if n % 3 else written[n % count] for n in range(10_000)]
    whole = in_batches(shipped[0], texts, 10_000)
    assert in_batches(shipped[0], texts, 100) == whole
    assert in_batches(shipped[0], texts[::5], 1) == whole[::5]


@pytest.mark.once
@pytest.mark.shared_data
def test_real_posts_are_read_as_the_slow_reader_does(shipped: tuple[Reader, PlainReader], shared_data: Path) -> None:
    with (shared_data / "airline-sentiment-2015" / "tweets.csv").open(encoding="utf-8", newline="") as file:
        texts = [row["text"] for row in csv.DictReader(file)]
    for path in sorted(shared_data.glob("controversies*/*.jsonl")):
        texts += [json.loads(line)["text"] for line in path.read_text(encoding="utf-8").splitlines()]
    texts = texts[::3]  # of every file, and one in three reads all that three in three do
    reader, slow = shipped
    whole = in_batches(reader, texts, 10_000)
    assert in_batches(reader, texts, 100) == whole
    assert in_batches(reader, texts[::5], 1) == whole[::5]
    for text, fast in zip(texts, whole, strict=True):
        same(fast, slow.read(text))
