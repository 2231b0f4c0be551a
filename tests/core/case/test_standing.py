from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from amends.core.case.standing import LINE, UNSURE_FROM, UNSURE_TO, certain, standing
from amends.core.vocabulary import STANCES, Stance

SURE = st.lists(st.sampled_from(STANCES), max_size=40)
PARTS = st.tuples(*[st.floats(0.001, 1)] * 4)
CHANCES = st.lists(PARTS.map(lambda parts: tuple(part / sum(parts) for part in parts)), min_size=1, max_size=40)


@given(SURE)
def test_where_every_stance_is_certain_the_latest_that_is_not_neutral_counts(said):
    taken = [stance for stance in said if stance is not Stance.NEUTRAL]
    told = standing([certain(stance) for stance in said])
    assert told.stance is (taken[-1] if taken else Stance.NEUTRAL)


@given(CHANCES)
def test_the_chance_lies_between_those_of_the_posts(said):
    told = standing(said)
    assert min(p[0] for p in said) - 1e-9 <= told.chance <= max(p[0] for p in said) + 1e-9
    assert (told.stance is Stance.OBJECTS) == (told.chance >= LINE)
    assert told.unsure == (UNSURE_FROM <= told.chance < UNSURE_TO)


@given(CHANCES)
def test_one_post_is_told_as_it_was_read(said):
    told = standing(said[:1])
    assert abs(told.chance - said[0][0]) < 1e-9


def test_a_thousand_words_about_lunch_take_nothing_back():
    assert standing([certain(Stance.OBJECTS), *[certain(Stance.NEUTRAL)] * 3000]).stance is Stance.OBJECTS


def test_two_halves_of_an_objection_are_unsure_and_a_plain_one_is_not():
    assert standing([(0.55, 0.1, 0.05, 0.3), (0.45, 0.1, 0.05, 0.4)]).unsure
    assert not standing([(0.95, 0.0, 0.0, 0.05)]).unsure
