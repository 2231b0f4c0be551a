"""Schulze's method against every path written out, and against published elections."""

from __future__ import annotations

from itertools import pairwise, permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.core.choice.question import Kind
from amends.core.decision.count import count
from amends.core.decision.schulze import finishing_order, first_places, widest_paths
from core.choice.asked import lettered, network

WHO = network(100)


def every_path(table, one, other):
    """Walk every path without a circle and keep the widest: slow, short, and written apart from the other."""
    between = [at for at in range(len(table)) if at not in {one, other}]
    widest = 0
    for length in range(len(between) + 1):
        for middle in permutations(between, length):
            path = [one, *middle, other]
            steps = list(pairwise(path))
            if all(table[a][b] > table[b][a] for a, b in steps):
                widest = max(widest, min(table[a][b] for a, b in steps))
    return widest


tables = st.integers(2, 5).flatmap(
    lambda size: st.lists(st.lists(st.integers(0, 9), min_size=size, max_size=size), min_size=size, max_size=size)
)


@given(tables, st.sets(st.integers(0, 4), min_size=1))
def test_paths_and_winners_are_those_of_every_path_written_out(table, among):
    among = {at for at in among if at < len(table)} or {0}
    places = range(len(table))
    wide = {(a, b): every_path(table, a, b) for a in places for b in places if a != b}
    assert widest_paths(table) == wide
    best = tuple(a for a in places if all(wide[a, b] >= wide[b, a] for b in places if a != b))
    assert first_places(table) == best
    assert best, "Schulze's relation has no circles, so somebody is always first."
    few = [[table[a][b] for b in sorted(among)] for a in sorted(among)]
    assert first_places(table, among) == tuple(sorted(among)[at] for at in first_places(few))


def elect(letters, ballots):
    question = lettered(WHO, letters, kind=Kind.RANKED)
    return count(question, [tuple(order) for people, order in ballots for _ in range(people)])


def test_the_election_of_45_voters_that_explains_the_method():
    # The worked example of Schulze's method in Wikipedia: winner E, then A, C, B, D.
    ballots = [(5, "acbed"), (5, "adecb"), (8, "bedac"), (3, "cabed"), (7, "caebd"), (2, "cbade"), (7, "dceba")]
    counted = elect("abcde", [*ballots, (8, "ebadc")])
    assert counted.pairs[0] == (0, 20, 26, 30, 22)
    assert counted.pairs[4] == (23, 27, 21, 31, 0)
    wide = widest_paths(counted.pairs)
    assert [wide[0, at] for at in range(1, 5)] == [28, 28, 30, 24]
    assert [wide[4, at] for at in range(4)] == [25, 28, 28, 31]
    assert "".join("abcde"[at] for at in finishing_order(counted.pairs)) == "eacbd"
    assert first_places(counted.pairs) == (4,)


def test_the_capital_of_tennessee():
    # Wikipedia's example of a Condorcet winner: Nashville beats Memphis, Chattanooga and Knoxville one by one.
    counted = elect("mnck", [(42, "mnck"), (26, "nckm"), (15, "cknm"), (17, "kcnm")])
    assert first_places(counted.pairs) == (1,)
    assert counted.pairs[1] == (58, 0, 68, 68)
    assert counted.votes == (42, 26, 15, 17)


def test_what_is_left_out_stands_last_and_level():
    counted = elect("abc", [(2, "a"), (1, "ca")])
    assert counted.pairs == ((0, 3, 2), (0, 0, 0), (1, 1, 0))


def test_two_who_mirror_each_other_share_first_place():
    counted = elect("abc", [(1, "abc"), (1, "bac")])
    assert first_places(counted.pairs) == (0, 1)
    assert finishing_order(counted.pairs) == (0, 1, 2)


@pytest.mark.parametrize("size", [2, 3, 12])
def test_without_ballots_all_share_first_place(size):
    assert first_places([[0] * size] * size) == tuple(range(size))
