"""Axes and places beside two oracles: a dense decomposition written apart, and red-dwarf on real conversations."""

from __future__ import annotations

import csv

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.core.choice.opinion import PLACE_UNIT, axes_of, moments_of, places_of, standing_votes
from amends.core.choice.opinion import leading as components
from amends.core.choice.opinion.leading import leading
from core.choice.opinion_camps import camps

seeds = st.integers(0, 10_000)


def ours(person, statement, value, people, statements):
    votes = standing_votes(person, statement, value, [True] * people, statements)
    return votes.people, places_of(votes, axes_of(moments_of(votes))) / PLACE_UNIT


def dense(person, statement, value, people, statements):
    """The same by filling a full matrix with means and decomposing that, all in 64 bits."""
    full = np.full((people, statements), np.nan)
    full[person, statement] = value
    centred = np.nan_to_num(full - np.nanmean(full, axis=0))
    _, sizes, axes = np.linalg.svd(centred, full_matrices=False)
    answered = (~np.isnan(full)).sum(axis=1)
    voted = answered > 0
    places = centred @ axes[:2].T * np.sqrt(statements / np.maximum(answered, 1))[:, None]
    return np.flatnonzero(voted), places[voted], sizes**2


def facing_alike(one, other):
    """Turn the axes of one to face as the other's do: a component has no sign of its own."""
    return one * np.where((one * other).sum(axis=0) < 0, -1, 1)


@given(seed=seeds, kinds=st.integers(2, 4), share=st.floats(0.3, 1))
def test_places_are_those_of_a_dense_decomposition(seed, kinds, share):
    person, statement, value, _ = camps(seed, people=70, statements=15, kinds=kinds, share=share)
    people, places = ours(person, statement, value, 70, 15)
    voted, wanted, sizes = dense(person, statement, value, 70, 15)
    assert np.array_equal(people, voted)
    tolerance = 1e-5 / max(1e-3, min(sizes[0] - sizes[1], sizes[1] - sizes[2]) / sizes[0])
    assert np.abs(facing_alike(places, wanted) - wanted).max() < tolerance


def test_axes_face_where_their_largest_loading_is_positive():
    for seed in range(20):
        person, statement, value, _ = camps(seed)
        loading = axes_of(moments_of(standing_votes(person, statement, value, [True] * 60, 12))).loading
        assert (loading[np.abs(loading).argmax(axis=0), (0, 1)] > 0).all()


def test_equally_large_components_give_the_same_axes_whichever_way_they_are_found():
    """Four pairs of opposites, each on a statement of its own: every direction is as good as every other."""
    person = np.arange(8)
    moments = moments_of(standing_votes(person, person // 2, 1 - 2 * (person % 2), [True] * 8, 4))
    assert axes_of(moments).loading.T.tolist() == [[1_000_000, 0, 0, 0], [0, 1_000_000, 0, 0]]


def test_where_nobody_differs_everybody_stands_in_the_middle():
    _, places = ours(np.arange(9), np.zeros(9, int), np.ones(9, int), 9, 2)
    assert not places.any()


def conversation(folder):
    """Read one export: parallel arrays of votes, over the statements that anybody voted on."""
    with (folder / "participants-votes.csv").open(newline="") as file:
        header, *rows = csv.reader(file)
    first = header.index("n-disagree") + 1
    cells = [(p, s, int(vote)) for p, row in enumerate(rows) for s, vote in enumerate(row[first:]) if vote]
    person, statement, value = np.array(cells).T
    return person, np.unique(statement, return_inverse=True)[1], value, len(rows)


@pytest.mark.shared_data
@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(
    "name",
    ["vtaiwan.uberx", "football-concussions", "brexit-consensus", "austria-climate.5twd2jsnkf.2022-08-08"],
)
def test_places_are_red_dwarfs_on_real_conversations(shared_data, name):
    reducer = pytest.importorskip("reddwarf.utils.reducer.base", reason="red-dwarf is not installed.")
    person, statement, value, people = conversation(shared_data / "polis" / name)
    statements = int(statement.max()) + 1
    full = np.full((people, statements), np.nan)
    full[person, statement] = value
    voted, places = ours(person, statement, value, people, statements)
    # Its default solver above 500 people is a randomised one, which differs from itself by more than 1e-3.
    theirs = reducer.run_reducer(full, svd_solver="full")[0][voted]
    assert np.abs(facing_alike(places, theirs) - theirs).max() < 1e-4


def spread_along(components, size=400, seed=0):
    """Make a symmetric matrix of the given largest components, the others small."""
    rng = np.random.default_rng(seed)
    vectors, _ = np.linalg.qr(rng.normal(size=(size, size)))
    values = np.concatenate([components, rng.uniform(0, components[-1] / 3, size - len(components))])
    matrix = (vectors * values) @ vectors.T
    return (matrix + matrix.T) / 2


@pytest.mark.once
@pytest.mark.parametrize("components", [(9.0, 5.0, 3.0), (9.0, 8.99, 8.9, 8.8), (9.0, 9.0, 1.0), (9.0, 5.0, 5.0, 1.0)])
def test_the_largest_components_of_a_wide_matrix_are_those_of_a_whole_decomposition(components):
    matrix = spread_along(components)
    values, vectors = leading(matrix)
    wanted, _ = np.linalg.eigh(matrix)
    assert np.allclose(values[-3:], wanted[-3:], rtol=1e-6)
    assert np.abs(matrix @ vectors[:, -2:] - vectors[:, -2:] * values[-2:]).max() < 1e-12


@pytest.mark.once
@pytest.mark.parametrize("rank", [1, 2, 5])
def test_a_wide_matrix_of_few_components_is_no_trouble(rank):
    tall = np.random.default_rng(rank).normal(size=(500, rank))
    matrix = tall @ tall.T
    values, vectors = leading(matrix)
    wanted, whole = np.linalg.eigh(matrix)
    assert values[-2:] == pytest.approx(wanted[-2:], abs=1e-9)
    assert np.abs(vectors[:, -1] @ whole[:, -1]) == pytest.approx(1)


@pytest.mark.once
@pytest.mark.parametrize("alike", [(9.0, 9.0, 1.0), (9.0, 5.0, 5.0, 1.0)])
def test_components_too_alike_are_not_told_apart_by_steps(alike):
    """Else the axes would hang on where the steps begin; all components are found instead."""
    assert components._krylov(spread_along(alike)) is None
    assert components._krylov(spread_along((9.0, 5.0, 2.0))) is not None


def test_a_component_among_light_columns_is_not_missed():
    """Four heavy columns that go with nothing, and 300 lighter ones that go together."""
    matrix = np.diag([10.0, 10.5, 11.0, 11.5] + [0.0] * 300)
    matrix[4:, 4:] = 1
    values, vectors = leading(matrix)
    assert values[-2:] == pytest.approx([11.5, 300])
    assert np.abs(vectors[4:, -1]) == pytest.approx(300**-0.5)


def test_wide_and_small_conversations_are_placed_alike(monkeypatch):
    person, statement, value, _ = camps(5, people=300, statements=100)
    moments = moments_of(standing_votes(person, statement, value, [True] * 300, 100))
    whole = axes_of(moments)
    monkeypatch.setattr(components, "WHOLE_UP_TO", 0)
    assert np.array_equal(axes_of(moments).loading, whole.loading)
