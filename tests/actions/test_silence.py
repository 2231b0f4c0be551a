from __future__ import annotations

from dataclasses import fields

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.actions.silence import close_bins, is_silent
from amends.core.antennae import ear
from amends.core.antennae.alarm import BIN, Setting

instants = st.integers(0, 60 * BIN)
silences = st.lists(st.lists(st.tuples(instants, instants), max_size=3), max_size=3)


@given(silences, st.integers(0, 50 * BIN), st.booleans())
def test_bins_closed_together_are_as_bins_closed_one_by_one(told, at, spoken):
    together, one_by_one = ear.listen(Setting(), 0), ear.listen(Setting(), 0)
    for listening in (together, one_by_one):
        if spoken:
            listening.counted["people"] = 3
    close_bins(together, at, told)
    while (start := one_by_one.open_bin * BIN) + BIN <= at:
        heard = any(one_by_one.counted.values()) or not is_silent(start, told)
        ear.until(one_by_one, start + BIN, heard=heard)
    assert together.open_bin == one_by_one.open_bin
    for field in fields(together.state):
        name = field.name
        np.testing.assert_array_equal(getattr(together.state, name), getattr(one_by_one.state, name), name)


@pytest.mark.parametrize(
    ("at", "told", "silent"),
    [
        (5, [], True),
        (5, [[]], False),
        (5, [[(0, 5)]], False),
        (5, [[(5, 6)]], True),
        (5, [[(5, 6)], [(0, 5)]], False),
        (5, [[(5, 6)], [(0, 3), (4, 9)]], True),
    ],
)
def test_silent_is_when_every_source_is(at, told, silent):
    assert is_silent(at, told) is silent
