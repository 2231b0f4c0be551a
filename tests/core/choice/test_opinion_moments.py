"""Moments: whole numbers beside a dense oracle, and one person's answers more without counting everybody anew."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.core.choice.opinion import (
    answered,
    axes_of,
    moments_of,
    replaced,
    standing_of,
    standing_votes,
    surveyed,
    togetherness,
    turned,
)
from amends.core.choice.opinion.bridging import people_by_answer
from core.choice.opinion_camps import camps

votes_of_few = st.lists(st.tuples(st.integers(0, 5), st.integers(0, 3), st.integers(-1, 1)), max_size=30)
answers = st.dictionaries(st.integers(0, 11), st.integers(-1, 1))
seeds = st.integers(0, 10_000)


def same(one, other):
    pairs = zip(
        (one.both_values, one.value_where, one.both_answered),
        (other.both_values, other.value_where, other.both_answered),
        strict=True,
    )
    return one.people == other.people and all(np.array_equal(left, right) for left, right in pairs)


@given(votes=votes_of_few, electorate=st.lists(st.booleans(), min_size=6, max_size=6))
def test_moments_are_the_products_of_dense_matrices(votes, electorate):
    stands = {(person, statement): value for person, statement, value in votes if electorate[person]}
    v, m = np.zeros((2, 6, 4), int)
    for (person, statement), value in stands.items():
        v[person, statement], m[person, statement] = value, 1
    columns = np.array(votes, int).reshape(-1, 3).T
    found = moments_of(standing_votes(*columns, electorate, 4))
    assert found.people == len({person for person, _ in stands})
    assert np.array_equal(found.both_values, v.T @ v)
    assert np.array_equal(found.value_where, v.T @ m)
    assert np.array_equal(found.both_answered, m.T @ m)


@pytest.mark.once
def test_many_people_are_summed_in_parts_without_losing_one():
    people, statements = 9_000, 512
    person = np.arange(people * 3) % people
    statement = (person * 7 + np.arange(people * 3) // people) % statements
    votes = standing_votes(person, statement, np.ones(people * 3, int), np.ones(people, bool), statements)
    assert len(list(votes.parts())) == 5
    assert moments_of(votes).both_answered.sum() == people * 9
    assert np.array_equal(moments_of(votes).answered, np.bincount(statement, minlength=statements))


@pytest.mark.parametrize("people", [2_046, 2_047, 2_048, 5_000])
def test_the_largest_sums_are_exact(people):
    """All agree with one statement, all disagree with another, all pass on a third."""
    columns = np.tile(np.arange(people), 3), np.repeat([0, 1, 2], people), np.repeat([1, -1, 0], people)
    found = moments_of(standing_votes(*columns, np.ones(people, bool), 3))
    assert found.both_values.tolist() == [[people, -people, 0], [-people, people, 0], [0, 0, 0]]
    assert found.value_where.tolist() == [[people] * 3, [-people] * 3, [0] * 3]
    assert found.both_answered.tolist() == [[people] * 3] * 3


@given(seed=seeds, person=st.integers(0, 59), after=answers)
def test_one_persons_answers_more_are_exactly_a_full_recount(seed, person, after):
    by, on, how, _ = camps(seed)
    whole = moments_of(standing_votes(by, on, how, [True] * 60, 12))
    own = by == person
    moved = replaced(whole, (on[own], how[own]), (list(after), list(after.values())))
    anew = [
        np.concatenate(pair).astype(int)
        for pair in (
            (by[~own], [person] * len(after)),
            (on[~own], list(after)),
            (how[~own], list(after.values())),
        )
    ]
    recounted = moments_of(standing_votes(*anew, [True] * 60, 12))
    assert same(moved, recounted)
    assert np.array_equal(axes_of(moved).loading, axes_of(recounted).loading)


@given(seed=seeds, ballots=st.lists(st.tuples(st.integers(0, 69), answers), max_size=8))
def test_a_standing_map_counts_on_exactly(seed, ballots):
    """After any ballots the moments are those of a recount, and the counts those of a recount of the same groups."""
    by, on, how, _ = camps(seed)
    standing = standing_of(surveyed(standing_votes(by, on, how, [True] * 70, 12)), 70)
    stands = {p: dict(zip(on[by == p].tolist(), how[by == p].tolist(), strict=True)) for p in range(70)}
    for person, after in ballots:
        before = stands[person]
        columns = (list(before), list(before.values())), (list(after), list(after.values()))
        standing = answered(standing, person, *columns)
        stands[person] = after
    cells = [(p, s, value) for p, own in stands.items() for s, value in own.items()]
    votes = standing_votes(*np.array(cells).T, [True] * 70, 12)
    assert same(standing.moments, moments_of(votes))
    recounted = people_by_answer(votes, standing.group[votes.people], len(standing.counts))
    assert np.array_equal(standing.counts, recounted)


def test_who_answers_like_a_group_joins_it_and_who_says_little_joins_none():
    by, on, how, _ = camps(3, people=80, share=1)
    survey = surveyed(standing_votes(by, on, how, [True] * 82, 12))
    standing = standing_of(survey, 82)
    twin = by == 5
    joined = answered(standing, 80, ([], []), (on[twin], how[twin]))
    assert joined.group[80] == joined.group[5] >= 0
    assert joined.counts.sum() == standing.counts.sum() + 12
    assert answered(joined, 81, ([], []), ([0, 1], [1, 1])).group[81] == -1
    gone = answered(joined, 80, (on[twin], how[twin]), ([], []))
    assert np.array_equal(gone.counts, standing.counts)
    assert same(gone.moments, standing.moments)


def test_axes_turn_as_opinion_turns():
    by, on, how, _ = camps(1, share=1)
    one = axes_of(moments_of(standing_votes(by, on, how, [True] * 60, 12)))
    other_by, other_on, other_how, _ = camps(2, share=1)
    other = axes_of(moments_of(standing_votes(other_by, other_on, other_how, [True] * 60, 12)))
    assert turned(one, one) < 0.01
    assert turned(one, other) > 20


def test_independent_votes_hang_together_no_more_than_by_chance():
    rng = np.random.default_rng(0)
    by_chance, by_camps = [], []
    for seed in range(100):
        lean = rng.uniform(0.1, 0.9, 10)
        by, on = np.nonzero(rng.random((80, 10)) < 0.8)
        how = np.where(rng.random(len(by)) < lean[on], 1, -1)
        by_chance.append(togetherness(moments_of(standing_votes(by, on, how, [True] * 80, 10))))
        by, on, how, _ = camps(seed, people=80)
        by_camps.append(togetherness(moments_of(standing_votes(by, on, how, [True] * 80, 12))))
    assert abs(np.mean(by_chance)) < 0.3
    assert 0.7 < np.std(by_chance) < 1.3
    assert np.quantile(by_camps, 0.05) > 4
