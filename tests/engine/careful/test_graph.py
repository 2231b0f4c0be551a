"""The graph that runs, held against the same network written out in numpy."""

from __future__ import annotations

import numpy as np
import pytest

from amends.engine.careful.graph import LEVELS, network, whole_columns
from engine.careful.small_net import ANSWERS, SHAPE, WORDS, answers, made_up

pytest.importorskip("onnx", reason="The careful reader's parts are not installed: pip install 'amends[careful]'")
onnxruntime = pytest.importorskip("onnxruntime", reason="as onnx")


@pytest.fixture(scope="module")
def session():
    return onnxruntime.InferenceSession(network(made_up(), SHAPE), providers=["CPUExecutionProvider"])


def texts(count: int) -> list[list[int]]:
    rng = np.random.default_rng(1)
    return [rng.integers(0, WORDS, rng.integers(1, 20)).tolist() for _ in range(count)]


def run(session, pieces: list[int], shown: int | None = None) -> np.ndarray:
    mask = np.arange(len(pieces)) < (shown or len(pieces))
    return session.run(None, {"pieces": np.array([pieces]), "shown": mask[None].astype(np.float32)})[0][0]


def test_it_answers_as_the_network_written_out_in_numpy(session):
    arrays = made_up()
    found = np.array([run(session, pieces) for pieces in texts(60)])
    wanted = np.array([answers(arrays, pieces) for pieces in texts(60)])
    assert found.shape == (60, ANSWERS)
    for column in range(ANSWERS):
        assert np.corrcoef(found[:, column], wanted[:, column])[0, 1] > 0.99
    assert np.abs(found - wanted).mean() < 0.1 * wanted.std()


def test_what_is_not_shown_is_not_read(session):
    pieces = texts(1)[0]
    padded = [*pieces, 0, 0, 0]
    assert run(session, padded, shown=len(pieces)) == pytest.approx(run(session, pieces), abs=0.1)
    assert run(session, padded) != pytest.approx(run(session, pieces), abs=0.1)


def test_the_order_of_words_counts(session):
    assert run(session, [3, 4, 5]) != pytest.approx(run(session, [5, 4, 3]), abs=0.01)


def test_the_same_network_gives_the_same_bytes():
    assert network(made_up(), SHAPE) == network(made_up(), SHAPE)


def test_no_whole_number_is_beyond_what_older_processors_add_up():
    matrix = made_up()["heads.weight"] * 100
    whole, scales = whole_columns(matrix)
    assert np.abs(whole).max() == LEVELS
    assert np.abs(whole * scales - matrix).max() <= scales.max() / 2 + 1e-6


def test_a_column_of_noughts_stays_nought():
    whole, scales = whole_columns(np.zeros((3, 2), np.float32))
    assert not whole.any()
    assert scales.tolist() == [1.0, 1.0]
