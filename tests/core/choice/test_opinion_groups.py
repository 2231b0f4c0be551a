"""Groups: the silhouette beside an oracle, the grid beside single points, small groups, and no chance anywhere."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.core.choice.opinion import groups
from amends.core.choice.opinion.groups import grouping

seeds = st.integers(0, 10_000)
small_places = st.lists(st.tuples(st.integers(-9, 9), st.integers(-9, 9)), min_size=16, max_size=60)


def clouds(seed, sizes, apart=6.0):
    """Round clouds on a circle, in millionths; returns places and the cloud of each."""
    rng = np.random.default_rng(seed)
    of = np.repeat(np.arange(len(sizes)), sizes)
    angle = of * 2 * np.pi / len(sizes)
    middle = np.stack([np.cos(angle), np.sin(angle)], axis=1) * apart
    return ((middle + rng.normal(size=(len(of), 2))) * 1_000_000).astype(np.int32), of


def silhouette(places, labels):
    """The mean silhouette as its author defines it, person by person."""
    widths = []
    for person, label in enumerate(labels):
        away = np.hypot(*(places - places[person]).T)
        own = labels == label
        inside = away[own].sum() / max(1, own.sum() - 1)
        outside = min(away[labels == other].mean() for other in set(labels.tolist()) - {label})
        widths.append((outside - inside) / max(inside, outside) if max(inside, outside) else 0.0)
    return np.mean(widths)


@given(cells=st.lists(st.tuples(st.integers(-9, 9), st.integers(-9, 9), st.integers(1, 5)), min_size=3), seed=seeds)
def test_the_silhouette_is_exact_also_where_people_share_a_place(cells, seed):
    at, weight = np.array(cells, float)[:, :2], np.array(cells)[:, 2]
    labels = np.random.default_rng(seed).permutation(np.arange(len(cells)) % 3)
    (found,) = groups._silhouettes(at, [groups._Candidate(labels, weight)])
    each = np.repeat(np.arange(len(cells)), weight)
    lonely = np.bincount(labels, weight)[labels] == 1
    if not lonely.any():
        assert found == pytest.approx(silhouette(at[each], labels[each]), abs=1e-8)


@given(places=small_places, order=seeds)
def test_the_order_of_people_is_of_no_effect(places, order):
    at = np.array(places, np.int32)
    mixed = np.random.default_rng(order).permutation(len(at))
    found, again = grouping(at), grouping(at[mixed])
    assert np.array_equal(found.group[mixed], again.group)
    assert (found.sizes, found.silhouette) == (again.sizes, again.silhouette)
    assert np.array_equal(found.centres, again.centres)


@given(places=small_places)
def test_no_group_is_too_small_and_all_are_in_order(places):
    found = grouping(np.array(places, np.int32))
    assert tuple(np.bincount(found.group).tolist()) == found.sizes
    assert found.sizes == tuple(sorted(found.sizes, reverse=True))
    assert min(found.sizes) >= 8
    centres = [np.array(places)[found.group == each].mean(axis=0) for each in range(len(found.sizes))]
    assert np.allclose(found.centres, centres)


@pytest.mark.parametrize("count", [2, 3, 4, 5])
@pytest.mark.parametrize("size", [40, 900])
def test_as_many_groups_are_told_as_there_are_clouds(count, size):
    places, of = clouds(count, [size] * count)
    found = grouping(places)
    assert len(found.sizes) == count
    own = [np.bincount(found.group[of == cloud], minlength=count) for cloud in range(count)]
    assert len({int(each.argmax()) for each in own}) == count
    assert sum(each.max() for each in own) >= 0.995 * len(of)


@given(seed=seeds, few=st.integers(1, 7))
def test_a_few_far_away_are_no_group_of_their_own(seed, few):
    """However far: they join the nearest, and the others' groups stay two."""
    places, _ = clouds(seed, [40, 30])
    far = np.full((few, 2), 60_000_000, np.int32)
    found = grouping(np.concatenate([places, far]))
    assert sum(found.sizes) == 70 + few
    assert len(found.sizes) == 2
    assert sorted(np.bincount(found.group[:70]).tolist()) == [30, 40]


@pytest.mark.once
@pytest.mark.parametrize("size", [40, 1_000, 5_000])
def test_a_silhouette_proves_no_groups(size):
    """One round cloud, and a silhouette of a third or more all the same: another test must tell that there are none."""
    widths = [grouping(clouds(seed, [size])[0]).silhouette for seed in range(5)]
    assert 0.3 < np.mean(widths) < 0.6


def test_sixteen_people_in_two_places_are_two_groups_and_fifteen_are_one():
    places = np.array([[0, 0]] * 8 + [[9, 0]] * 8, np.int32)
    assert grouping(places).sizes == (8, 8)
    assert grouping(places[1:]).sizes == (15,)
    assert grouping(np.zeros((20, 2), np.int32)).sizes == (20,)


@pytest.mark.parametrize("seed", range(5))
def test_the_grid_groups_as_single_points_do(seed):
    places, _ = clouds(seed, [700, 500, 400], apart=4.0)
    found = grouping(places)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(groups, "EXACT_UP_TO", 10_000)
        exact = grouping(places)
    assert len(found.sizes) == len(exact.sizes) == 3
    assert (found.group == exact.group).mean() > 0.98
    assert found.silhouette == pytest.approx(exact.silhouette, abs=0.02)
