"""The weights that ship, read on the base they were learned on: skipped where that is not installed."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import amends.engine
from amends.core.vocabulary import Stance
from amends.engine import careful, packaged_reader
from amends.engine.careful import reader as module
from amends.engine.careful.learned import members
from amends.engine.second_look import Twice

WEIGHTS = Path(amends.engine.__file__).parent / "weights" / "careful.npz"


def test_what_ships_stays_small() -> None:
    assert WEIGHTS.stat().st_size < 5_000_000


def test_it_holds_arrays_and_no_pickled_code_and_no_matrix_of_the_base() -> None:
    with np.load(WEIGHTS, allow_pickle=False) as arrays:
        assert all(arrays[name].dtype.kind in "iuf" for name in arrays.files)
        assert max(arrays[name].size for name in arrays.files) <= 1536 * 16, "only thin matrices are ours to ship"
        assert members(arrays) >= 1


@pytest.fixture(scope="module")
def reader(tmp_path_factory):
    # The weights that ours stand on are another package's, 90 MB that no other test needs. Where it is absent, graph,
    # weighing and keeping are still tested on small ones, and these tests say that they did not look.
    if missing := careful.what_is_missing():
        pytest.skip(f"The careful reader is not installed here. {missing}")
    return module.load(tmp_path_factory.mktemp("reader"))


@pytest.fixture(scope="module")
def twice(reader):
    return Twice(packaged_reader.load(), reader)


def test_its_name_says_which_weights_read(reader):
    assert reader.name.startswith("careful-1/")
    assert len(reader.name) == len("careful-1/0a1b2c3d")


@pytest.mark.parametrize(
    "text",
    [
        "I'd respectfully suggest that you reconsider this. It moves the cost onto the people who trusted you.",
        "So we find out about this from a newspaper. That is not how you treat people who stood by you.",
        "I was with you for nine years, and this is where I get off.",
    ],
)
def test_calm_objections_are_given_a_higher_chance_than_praise(reader, text):
    texts = [text, "Thank you for all of this, it was a lovely evening."]
    objecting, praising = reader.again(texts, packaged_reader.load().read_many(texts))
    assert objecting.objection > 2 * praising.objection
    assert praising.stance is not Stance.OBJECTS


def test_one_post_and_many_give_the_same_bytes(reader):
    texts = ["You promised us no ads.", "ok", "", "why? " * 300, "Great talk, thank you!", "так нельзя"]
    first = packaged_reader.load().read_many(texts)
    together = reader.again(texts, first)
    assert together == [reader.again([text], [one])[0] for text, one in zip(texts, first, strict=True)]
    assert together == list(reversed(reader.again(texts[::-1], first[::-1])))


def test_what_is_kept_reads_the_same_as_what_is_made(reader, tmp_path):
    texts = ["You promised us no ads.", "Great talk, thank you!"]
    first = packaged_reader.load().read_many(texts)
    for _ in range(2):
        fresh = module.load.__wrapped__(tmp_path)
        assert fresh.again(texts, first) == reader.again(texts, first)
    assert sorted(path.suffix for path in tmp_path.iterdir()).count(".onnx") == len(reader.network.sessions)


def test_each_reading_names_its_reader(twice, reader):
    texts = [f"You {word} it, I think." for word in ("broke", "made", "lost", "sold")] + ["lol", "REVERT THIS NOW!!!"]
    names = {reading.reader for reading in twice.read_many(texts)}
    assert names <= {packaged_reader.load().name, reader.name}
    assert reader.name in names
