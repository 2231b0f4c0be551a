"""The life of a case, as it is declared and as it is walked."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.core.case.life import (
    BEGINNING,
    ENDS,
    LIFE_WORDS,
    MOVES,
    BrokenLife,
    Life,
    UnlawfulMove,
    check,
    is_open,
    move,
)


def test_the_long_way_through():
    state = BEGINNING
    for to in ("acknowledged", "open", "asked", "decided", "honoured", "closed"):
        assert is_open(state)
        state = move(state, to)
    assert state == "closed"
    assert not is_open(state)


@pytest.mark.parametrize(
    ("state", "to"),
    [
        ("noticed", "open"),
        ("noticed", "closed"),
        ("acknowledged", "watched"),
        ("open", "closed"),
        ("open", "dismissed"),
        ("asked", "open"),
        ("decided", "dismissed"),
        ("asked", "closed"),
        ("closed", "noticed"),
        ("dismissed", "acknowledged"),
        ("open", "open"),
    ],
)
def test_there_is_no_short_cut_and_no_way_back(state, to):
    with pytest.raises(UnlawfulMove, match=f"A case that is {state} cannot become {to}"):
        move(state, to)


def test_a_word_that_is_no_state_is_named():
    with pytest.raises(UnlawfulMove, match="“forgotten” is no state of a case; the states are noticed, "):
        move("noticed", "forgotten")
    with pytest.raises(UnlawfulMove, match="“” is no state"):
        is_open("")


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (
            {Life.HONOURED: frozenset()},
            "A case that is honoured is not at an end, yet nothing leads out of it.",
        ),
        ({Life.CLOSED: {Life.OPEN}}, "A case that is closed is at its end, yet something leads out of it."),
        ({Life.OPEN: {Life.DECIDED}}, "two beginnings: noticed and asked"),
        ({Life.WATCHED: {Life.NOTICED}}, "begins as noticed, so nothing may lead back to it"),
        (
            {Life.ACKNOWLEDGED: {Life.DISMISSED}, Life.ASKED: {Life.OPEN, Life.DECIDED}},
            "A case that begins as noticed can never become open.",
        ),
    ],
)
def test_a_life_that_does_not_hold_together_is_refused(change, sentence):
    with pytest.raises(BrokenLife, match=sentence):
        check(BEGINNING, {**MOVES, **change}, ENDS)


def test_a_state_left_out_is_refused():
    moves = {state: tos for state, tos in MOVES.items() if state != Life.WATCHED}
    with pytest.raises(BrokenLife, match="No moves are declared for a case that is watched"):
        check(BEGINNING, moves, ENDS)


def test_every_state_has_its_words():
    assert set(LIFE_WORDS) == set(Life)
    assert len(set(LIFE_WORDS.values())) == len(Life)


@given(st.lists(st.sampled_from(list(Life)), max_size=30))
def test_every_walk_of_lawful_moves_stays_declared_and_ends_only_at_an_end(wishes):
    state = BEGINNING
    for wish in wishes:
        if wish in MOVES[state]:
            state = move(state, wish)
        else:
            with pytest.raises(UnlawfulMove):
                move(state, wish)
    assert is_open(state) == bool(MOVES[state])
