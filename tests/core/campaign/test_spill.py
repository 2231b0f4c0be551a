"""Spill is found where it was planted, and nowhere in data that only look alike."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.core.campaign import Heard, Member, objecting_hours, overlaps, spill
from amends.core.campaign.spill import _chances
from amends.core.vocabulary import HOUR

POSTS = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 5), st.integers(0, 100), st.booleans()), max_size=60)


def heard(posts):
    member, person, hour, objects = (list(each) for each in zip(*posts, strict=True)) if posts else ([], [], [], [])
    return Heard(
        np.array(member, np.int64), np.array(person, np.int64), np.array(hour, np.int64) * HOUR, np.array(objects, bool)
    )


@given(posts=POSTS, draw=st.randoms(use_true_random=False))
def test_the_order_of_posts_means_nothing(posts, draw):
    mixed = posts[:]
    draw.shuffle(mixed)
    assert objecting_hours(heard(posts), 4)[0].tolist() == objecting_hours(heard(mixed), 4)[0].tolist()
    assert overlaps(heard(posts), 4) == overlaps(heard(mixed), 4)


@given(posts=POSTS)
def test_who_goes_on_objecting_to_one_member_within_a_day_is_counted_once(posts):
    counts, _ = objecting_hours(heard(posts), 4)
    objecting = {(member, person) for member, person, _, objects in posts if objects}
    assert len(objecting) <= counts.sum() <= 5 * len(objecting)  # in 101 hours, and 24 between


@given(posts=POSTS)
def test_an_overlap_counts_people_who_spoke_to_both(posts):
    for one in overlaps(heard(posts), 4):
        to = [{person for member, person, *_ in posts if member == side} for side in (one.one, one.other)]
        assert one.people == len(to[0] & to[1]) > 0
        assert one.objecting <= one.people


LAGS = np.concatenate(([0.0], np.exp(-np.arange(1, 25) / 4)))
LAGS /= LAGS.sum()


def chain(hours=24 * 60):
    rng = np.random.Generator(np.random.PCG64(11))
    first = rng.poisson(0.5, hours).astype(float)
    second = rng.poisson(0.1 + 0.7 * np.convolve(first, LAGS)[:hours]).astype(float)
    third = rng.poisson(0.1 + 0.7 * np.convolve(second, LAGS)[:hours]).astype(float)
    return np.column_stack((third, first, second))


@pytest.mark.once
def test_a_chain_is_told_as_a_chain():
    """What comes to the third by way of the second is not said to come from the first."""
    edges = spill(chain(), 0, [Member(name) for name in ("third", "first", "second")])
    assert [(edge.source, edge.target) for edge in sorted(edges, key=lambda edge: edge.source)] == [(1, 2), (2, 0)]
    for edge in edges:
        assert edge.low < 0.7 < edge.high
        assert edge.hours_low <= edge.hours <= edge.hours_high


@pytest.mark.once
def test_the_order_of_members_means_nothing():
    counts = chain()
    edges = spill(counts[:, [2, 0, 1]], 0, [Member(name) for name in ("second", "third", "first")])
    assert {(edge.source, edge.target) for edge in edges} == {(2, 0), (0, 1)}


@pytest.mark.once
def test_hours_of_the_day_alone_are_no_spill():
    rng = np.random.Generator(np.random.PCG64(5))
    day = 0.5 + 0.5 * np.cos(np.arange(24 * 40) / 24 * 2 * np.pi)
    assert spill(rng.poisson(day[:, None] * np.ones((1, 6))).astype(float), 0, [Member(str(n)) for n in range(6)]) == ()


def news(rng, many):
    """Six weeks in which news touches everybody four times, some more than others, and each has a storm of her own."""
    hours = 24 * 42
    at_all = np.zeros(hours)
    for at in rng.choice(hours, 4, replace=False):
        at_all[at:] += 8 * 0.8 ** np.arange(hours - at)
    posted = rng.integers(0, hours, many)
    since = np.arange(hours)[:, None] - posted[None, :]
    storms = np.where(since >= 0, 20 * np.exp(-np.maximum(since, 0) / 10), 0)
    counts = rng.poisson(rng.uniform(0.3, 1.0, many) * (1 + storms + at_all[:, None])).astype(float)
    return counts, [Member(str(number), int(at) * HOUR) for number, at in enumerate(posted)]


@pytest.mark.parametrize("seed", range(4))
def test_news_that_touches_all_is_no_spill(seed):
    counts, members = news(np.random.Generator(np.random.PCG64(seed)), 12)
    assert spill(counts, 0, members) == ()


def test_as_it_is_stands_out_no_more_easily_than_shifted_days():
    """Where nothing ties two, one chance in a thousand comes up once in a thousand pairs, also among wild scores."""
    rng = np.random.Generator(np.random.PCG64(1))
    found = np.concatenate(
        [_chances(rng.lognormal(0, 2, (50, 25, 25)), ~np.eye(25, dtype=bool)).ravel() for _ in range(30)]
    )
    assert 5 <= (found <= 0.001).sum() <= 35  # of 18,000 pairs


def test_two_weeks_are_the_least():
    assert spill(np.ones((24 * 13, 2)), 0, [Member("a"), Member("b")]) is None
    assert spill(np.zeros((24 * 14, 2)), 0, [Member("a"), Member("b")]) == ()


def test_arrays_are_of_one_length():
    with pytest.raises(ValueError, match="of one length"):
        Heard(np.zeros(2, np.int64), np.zeros(1, np.int64), np.zeros(2, np.int64), np.zeros(2, bool))
