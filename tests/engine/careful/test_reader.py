"""How the network's answers and the fast reader's word are weighed; the network itself is made up here."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.core.vocabulary import Ground, Reading, Stance
from amends.engine.careful.reader import LONG, CarefulReader, Weighing, length, log_odds, odds_of

WEIGHING = Weighing(np.array([1.0, 0.5, 0.2, -0.25]), np.array([0.8, 0.5]), np.array([0.4, 1.2, 2.2]))
SHORT, LONG_POST = "You lied.", "You lied. " * LONG
chances = st.floats(0, 1)
answers = st.lists(st.floats(-8, 8), min_size=5, max_size=5).map(np.array)


def first(objection: float) -> Reading:
    rest = (1 - objection) / 3
    return Reading(Stance.NEUTRAL, (objection, rest, rest, rest), 0, (), "en", "fast")


def weighed(answer, objection: float, text: str = LONG_POST) -> Reading:
    return WEIGHING.weighed(text, np.asarray(answer, float), first(objection), (Ground.TRUST,), "careful")


@given(answers, chances)
def test_a_reading_is_whole_whatever_was_answered(answer, objection):
    reading = weighed(answer, objection)
    assert sum(reading.p) == pytest.approx(1)
    assert min(reading.p) >= 0
    assert (reading.stance is Stance.OBJECTS) == (reading.objection >= 0.5)
    short = weighed(answer, objection, "")
    assert (short.stance is Stance.OBJECTS) == (short.objection >= 0.8)
    assert bool(reading.grounds) == (reading.stance is Stance.OBJECTS)
    assert reading.heat in range(4)
    assert reading.reader == "careful"


@given(answers, chances, chances, st.floats(0, 4))
def test_more_objection_from_either_is_never_read_as_less(answer, one, other, more):
    low, high = sorted((one, other))
    assert weighed(answer, low).objection <= weighed(answer, high).objection + 1e-12
    raised = answer + np.array([more, 0, 0, 0, 0])
    assert weighed(answer, one).objection <= weighed(raised, one).objection + 1e-12


def test_the_likeliest_other_stance_is_told_where_it_does_not_object():
    assert weighed([-5, 3, 0, 0, 0], 0.1).stance is Stance.SUPPORTS
    assert weighed([-5, 0, 3, 0, 0], 0.1).stance is Stance.QUESTIONS
    assert weighed([5, 0, 0, 0, 0], 0.4).stance is Stance.OBJECTS


def test_a_short_post_needs_more_to_object_than_a_long_one():
    answer = [1.0, 0.0, -9.0, -9.0, 0.0]
    short, long = weighed(answer, 0.5, SHORT), weighed(answer, 0.5, LONG_POST)
    assert 0.5 < short.objection < 0.78
    assert short.stance is not Stance.OBJECTS
    assert long.stance is Stance.OBJECTS


def test_length_counts_the_authors_own_words():
    assert length("") == 0.0
    assert length("> " + "their words " * LONG) == 0.0
    assert length("word " * LONG) == length("word " * LONG * 2) == 1.0


@pytest.mark.parametrize(("heat", "level"), [(-1, 0), (0.5, 1), (1.3, 2), (9, 3)])
def test_heat_is_told_in_levels(heat, level):
    assert weighed([0, 0, 0, 0, heat], 0.5).heat == level


def test_log_odds_against_all_others():
    assert odds_of(np.array([0.0, 0.0, 0.0, 0.0])) == pytest.approx(-np.log(3))
    assert log_odds(1.0) == 8.0
    assert log_odds(0.5) == 0.0


def test_each_text_is_answered_in_its_place():
    class Network:
        def read(self, texts):
            return np.array([[float(text), 0, 0, 0, 0] for text in texts], np.float32)

    fast = SimpleNamespace(grounds_of=lambda texts: [(Ground.TRUST,)] * len(texts))
    reader = CarefulReader("careful", Network(), fast, WEIGHING)
    readings = reader.again(["6", "-6", "0"], [first(0.3)] * 3)
    alone = [weighed([n, 0, 0, 0, 0], 0.3, str(n)).objection for n in (6, -6, 0)]
    assert [one.objection for one in readings] == alone
    assert readings[0].stance is Stance.OBJECTS
    assert reader.again([], []) == []
