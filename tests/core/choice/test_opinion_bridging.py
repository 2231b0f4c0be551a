"""Counts of people by group, what unites, what divides, and what each group would say."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.core.choice.opinion import standing_votes
from amends.core.choice.opinion.bridging import (
    AGREE,
    DISAGREE,
    dividing,
    group_aware,
    people_by_answer,
    representative,
    uniting,
)
from core.choice.opinion_camps import camps

seeds = st.integers(0, 10_000)
counts_of_groups = st.integers(2, 4).flatmap(
    lambda groups: st.lists(
        st.lists(st.tuples(*[st.integers(0, 30)] * 3), min_size=groups, max_size=groups), min_size=1, max_size=8
    ).map(lambda rows: np.array(rows, np.int64).transpose(1, 0, 2))
)


@given(seed=seeds)
def test_people_are_counted_once_in_their_group(seed):
    by, on, how, camp = camps(seed, kinds=3)
    group = np.where(np.arange(60) < 50, camp, -1)
    votes = standing_votes(by, on, how, [True] * 60, 12)
    counted = people_by_answer(votes, group[votes.people].astype(np.int8), 3)
    for each in range(3):
        for statement in range(12):
            own = (group[by] == each) & (on == statement)
            assert counted[each, statement].tolist() == [int((how[own] == value).sum()) for value in (-1, 0, 1)]


@given(counts=counts_of_groups)
def test_what_unites_has_a_majority_in_every_group(counts):
    for answer in (AGREE, DISAGREE):
        ranked = uniting(counts, answer)
        for statement in ranked:
            for group in counts:
                assert 2 * group[statement, answer] > group[statement].sum() >= 5
        worth = group_aware(counts, answer)[list(ranked)]
        assert (np.diff(worth) <= 1e-9).all()


@given(counts=counts_of_groups)
def test_what_divides_has_groups_on_both_sides_and_unites_nobody(counts):
    ranked = dividing(counts)
    shares = (counts[..., AGREE] + 1) / (counts.sum(axis=-1) + 2)
    gaps = np.ptp(shares, axis=0)[list(ranked)]
    assert (np.diff(gaps) <= 1e-9).all()
    assert not set(ranked) & (set(uniting(counts, AGREE)))
    for statement in ranked:
        assert shares[:, statement].min() < 0.5 < shares[:, statement].max()


@given(counts=counts_of_groups)
def test_what_a_group_would_say_most_of_it_agrees_with_and_more_than_the_others(counts):
    for group, said in enumerate(representative(counts)):
        others = counts.sum(axis=0) - counts[group]
        for statement in said:
            agree, answered = counts[group, statement, AGREE], counts[group, statement].sum()
            rest = (others[statement, AGREE] + 1) / (others[statement].sum() + 1)
            assert 2 * agree > answered >= 5
            assert (agree + 1) / (answered + 1) > rest


def test_a_large_group_cannot_outvote_a_small_one():
    """900 of 900 against 9 of 10 who disagree: not united, whatever the sum says."""
    counts = np.array([[[0, 0, 900], [0, 0, 600]], [[9, 0, 1], [0, 0, 10]]])
    assert uniting(counts) == (1,)
    assert dividing(counts) == (0,)


def test_four_answers_are_too_few_to_be_told():
    counts = np.array([[[0, 0, 40], [0, 0, 40]], [[0, 0, 4], [0, 0, 5]]])
    assert uniting(counts) == (1,)
    assert dividing(np.array([[[0, 0, 40]], [[4, 0, 0]]])) == ()


@pytest.mark.filterwarnings("ignore")
def test_group_aware_consensus_is_red_dwarfs():
    stats = pytest.importorskip("reddwarf.utils.stats", reason="red-dwarf is not installed.")
    frame = pytest.importorskip("pandas", reason="red-dwarf is not installed.").DataFrame
    for seed in range(5):
        by, on, how, camp = camps(seed, kinds=3)
        votes = standing_votes(by, on, how, [True] * 60, 12)
        full = np.full((60, 12), np.nan)
        full[by, on] = how
        *_, theirs = stats.calculate_comment_statistics(frame(full[votes.people]), camp[votes.people])
        counted = people_by_answer(votes, camp[votes.people].astype(np.int8), 3)
        assert np.allclose([group_aware(counted, AGREE), group_aware(counted, DISAGREE)], theirs)
