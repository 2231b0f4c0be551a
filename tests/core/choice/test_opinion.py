"""The opinion map as a whole: the same votes give the same bytes, and only the electorate moves anything."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.core.choice.opinion import Answers, Told, opinion_map
from core.choice.opinion_camps import camps, everything

seeds = st.integers(0, 10_000)
TWO_CAMPS = [(person, s, 1 if s == 0 or person < 8 else -1) for person in range(16) for s in range(3)]


def drawn(votes, people, statements, **more):
    person, statement, value = zip(*votes, strict=True) if votes else ((), (), ())
    return opinion_map(person, statement, value, [True] * people, statements, **more)


def test_two_camps_by_hand():
    """All agree with 0; eight agree with 1 and 2, eight disagree. Means 1, 0, 0; the axis is (0, 1, 1) / sqrt(2)."""
    told = drawn(TWO_CAMPS, 16, 3)
    assert told.told is Told.GROUPS
    marks = list(told.people)
    assert {(mark.x, mark.y) for mark in marks[:8]} == {(1.414214, 0.0)}
    assert {(mark.x, mark.y) for mark in marks[8:]} == {(-1.414214, 0.0)}
    assert [(group.people, group.x, group.representative) for group in told.groups] == [
        (8, -1.414214, ()),
        (8, 1.414214, (1, 2)),
    ]
    assert [mark.group for mark in marks] == [1] * 8 + [0] * 8
    assert (told.unites, told.refuses, told.divides) == ((0,), (), (1, 2))
    assert told.statements[0].groups == (Answers(8, 0, 0), Answers(8, 0, 0))
    assert told.statements[0].together == 0.81  # (8 + 1) / (8 + 2), squared
    assert told.statements[1].groups == (Answers(0, 8, 0), Answers(8, 0, 0))
    assert (told.silhouette, told.share) == (1.0, (1.0, 0.0))


def test_statements_that_nobody_answered_stretch_nobody():
    places = [(mark.x, mark.y) for mark in drawn(TWO_CAMPS, 16, 3).people]
    assert [(mark.x, mark.y) for mark in drawn(TWO_CAMPS, 16, 9).people] == places


def test_who_votes_once_stands_stretched_by_the_votes_not_cast():
    """One vote of three, at a statement whose mean is 0: 1 / sqrt(2) stretched by sqrt(3)."""
    votes = [*TWO_CAMPS, (16, 1, 1)]
    person, statement, value = zip(*votes, strict=True)
    *_, last = opinion_map(person, statement, value, [True] * 16 + [False], 3).people
    assert (last.x, last.y, last.group, last.member) == (1.224745, 0.0, None, False)


@given(seed=seeds, order=seeds)
def test_the_order_of_votes_changes_no_byte(seed, order):
    person, statement, value, _ = camps(seed)
    mixed = np.random.default_rng(order).permutation(len(person))
    told = opinion_map(person, statement, value, [True] * 60, 12)
    assert everything(told) == everything(opinion_map(person[mixed], statement[mixed], value[mixed], [True] * 60, 12))


@given(seed=seeds, other=seeds)
def test_the_last_vote_stands_and_is_one_person(seed, other):
    person, statement, value, _ = camps(seed)
    earlier = np.random.default_rng(other).integers(-1, 2, len(value))
    twice = [np.concatenate(pair) for pair in ((person, person), (statement, statement), (earlier, value))]
    told = opinion_map(*twice, [True] * 60, 12)
    assert everything(told) == everything(opinion_map(person, statement, value, [True] * 60, 12))
    assert [each.electorate.people for each in told.statements] == np.bincount(statement, minlength=12).tolist()


@given(seed=seeds, order=seeds)
def test_numbering_people_otherwise_moves_nobody(seed, order):
    person, statement, value, _ = camps(seed)
    name = np.random.default_rng(order).permutation(60)
    told = opinion_map(person, statement, value, [True] * 60, 12)
    renamed = opinion_map(name[person], statement, value, [True] * 60, 12)
    assert {(int(name[mark.person]), mark.x, mark.y, mark.group) for mark in told.people} == {
        (mark.person, mark.x, mark.y, mark.group) for mark in renamed.people
    }
    assert (told.groups, told.statements, told.divides) == (renamed.groups, renamed.statements, renamed.divides)


@given(seed=seeds, order=seeds)
def test_numbering_statements_otherwise_moves_nobody(seed, order):
    person, statement, value, _ = camps(seed)
    name = np.random.default_rng(order).permutation(12)
    told = opinion_map(person, statement, value, [True] * 60, 12)
    renamed = opinion_map(person, name[statement], value, [True] * 60, 12)
    assert np.abs(told.people.place - renamed.people.place).max() <= 2  # millionths: the last digit of an axis
    assert np.array_equal(told.people.group, renamed.people.group)
    assert {int(name[number]) for number in told.divides} == set(renamed.divides)


@given(seed=seeds, crowd=seeds, size=st.integers(1, 200), alike=st.booleans())
def test_outsiders_never_move_anybody(seed, crowd, size, alike):
    """However many come, and however alike they vote: places, groups, what unites and divides stay as they were."""
    person, statement, value, _ = camps(seed)
    alone = opinion_map(person, statement, value, [True] * 60 + [False] * size, 13)
    rng = np.random.default_rng(crowd)
    by, on = np.nonzero(rng.random((size, 13)) < 0.8)
    how = np.full(len(by), -1) if alike else rng.integers(-1, 2, len(by))
    votes = [np.concatenate(pair) for pair in ((by + 60, person), (on, statement), (how, value))]
    stormed = opinion_map(*votes, [True] * 60 + [False] * size, 13)
    assert list(stormed.people)[:60] == list(alone.people)[:60]
    assert {mark.group for mark in list(stormed.people)[60:]} <= {None}
    assert (stormed.groups, stormed.unites, stormed.refuses, stormed.divides, stormed.silhouette, stormed.share) == (
        alone.groups,
        alone.unites,
        alone.refuses,
        alone.divides,
        alone.silhouette,
        alone.share,
    )
    assert stormed.outside == len(set(by.tolist()))
    for before, after in zip(alone.statements, stormed.statements, strict=True):
        assert replace(after, outside=before.outside) == before
    assert sum(each.outside.people for each in stormed.statements) == len(by)


@given(seed=seeds, hidden=st.sets(st.integers(0, 11)))
def test_hiding_words_changes_nothing_but_the_mark(seed, hidden):
    person, statement, value, _ = camps(seed)
    shown = opinion_map(person, statement, value, [True] * 60, 12)
    told = opinion_map(person, statement, value, [True] * 60, 12, hidden=hidden)
    assert {each.statement for each in told.statements if each.hidden} == hidden
    marked = tuple(replace(each, hidden=each.statement in hidden) for each in shown.statements)
    assert everything(told) == everything(replace(shown, statements=marked))


@pytest.mark.once
@given(seed=seeds)
def test_planted_camps_are_found(seed):
    person, statement, value, camp = camps(seed, people=200, statements=40)
    told = opinion_map(person, statement, value, [True] * 200, 40)
    assert told.told is Told.GROUPS
    both = [[np.sum((told.people.group == g) & (camp[told.people.person] == c)) for c in (0, 1)] for g in (0, 1)]
    assert max(both[0][0] + both[1][1], both[0][1] + both[1][0]) >= 190


@given(seed=seeds)
def test_counts_add_up_to_people(seed):
    person, statement, value, _ = camps(seed, share=0.5)
    told = opinion_map(person, statement, value, np.arange(60) < 50, 12)
    assert told.answered + told.outside == len(told.people) == len(set(person.tolist()))
    assert sum(group.people for group in told.groups) + told.ungrouped == told.answered
    for each in told.statements:
        at = (statement == each.statement) & (person < 50)
        assert (each.electorate.agree, each.electorate.disagree, each.electorate.passed) == tuple(
            int((value[at] == wanted).sum()) for wanted in (1, -1, 0)
        )
        assert sum(group.people for group in each.groups) <= each.electorate.people


@pytest.mark.parametrize(
    ("people", "statements", "told"),
    [(0, 3, Told.TOO_FEW_PEOPLE), (7, 3, Told.TOO_FEW_PEOPLE), (8, 2, Told.TOO_FEW_STATEMENTS)],
)
def test_too_little_to_say_is_said(people, statements, told):
    found = drawn([(p, s, 1 if p % 2 else -1) for p in range(people) for s in range(statements)], 9, statements)
    assert (found.told, found.answered, len(found.people), found.groups) == (told, people, 0, ())
    assert (found.unites, found.refuses, found.divides) == ((), (), ())
    assert [each.electorate.people for each in found.statements] == [people] * statements


def test_people_with_few_votes_do_not_make_enough():
    """Nine answered, but only one of them more than three of the eight statements."""
    found = drawn([(p, s, 1) for p in range(9) for s in range(8) if s < 3 or p == 0], 9, 8)
    assert (found.told, found.answered) == (Told.TOO_FEW_PEOPLE, 9)
    assert drawn([(p, s, 1) for p in range(9) for s in range(3)], 9, 8).told is Told.NO_PATTERN


def test_where_all_are_of_one_mind_there_is_one_group():
    found = drawn([(p, s, 1) for p in range(20) for s in range(4)], 20, 4)
    assert found.told is Told.NO_PATTERN
    assert [(group.people, group.representative) for group in found.groups] == [(20, ())]
    assert (found.unites, found.divides) == ((0, 1, 2, 3), ())


def test_votes_without_a_pattern_are_not_cut_into_camps():
    """Chance alone passes for a pattern about once in thirty: of 60 such votes at most eight."""
    found = 0
    for seed in range(60):
        value = np.random.default_rng(seed).choice([-1, 1], 80 * 10)
        told = opinion_map(np.repeat(np.arange(80), 10), np.tile(np.arange(10), 80), value, [True] * 80, 10)
        found += told.told is Told.GROUPS
    assert found <= 8


def test_percentages_are_of_those_who_answered():
    assert [Answers(97, 2, 1).percent, Answers(1, 7, 0).percent, Answers(0, 0, 0).percent] == [97, 13, None]


@pytest.mark.parametrize(
    ("votes", "people", "statements", "words"),
    [
        (([0], [0, 1], [1, 1]), 1, 2, "not parallel"),
        (([0, 5], [0, 0], [1, 1]), 2, 1, r"Vote 1 has the person 5, outside 0 to 1\."),
        (([0], [-1], [1]), 1, 1, "the statement -1"),
        (([0], [0], [2]), 1, 1, "the value 2, outside -1 to 1"),
        (([0], [0], [0.5]), 1, 1, "whole number"),
        (([0], [0], [1]), 1, 0, "1 to 2,048 statements"),
        (([0], [0], [1]), 1, 2_049, "that most people answered"),
    ],
)
def test_what_cannot_be_counted_is_refused_in_words(votes, people, statements, words):
    with pytest.raises(ValueError, match=words):
        opinion_map(*votes, [True] * people, statements)
