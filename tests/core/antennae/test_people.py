from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from amends.core.antennae.people import SPAN, Window, admit, same_person

speaking = st.lists(st.tuples(st.integers(0, 200), st.sampled_from("abcd")), max_size=80).map(sorted)


@given(speaking)
def test_a_person_counts_when_they_begin_to_speak(spoken):
    window = Window()
    for number, (at, person) in enumerate(spoken):
        before = [then for then, other in spoken[:number] if other == person]
        assert admit(window, person, at) == (not before or at - max(before) >= SPAN)


@given(speaking, st.integers(0, 200))
def test_who_counts_can_be_told_from_the_last_two_hours_alone(spoken, start):
    whole, late = Window(), Window()
    for at, person in spoken:
        counted = admit(whole, person, at)
        if at >= start - SPAN and admit(late, person, at) != counted:
            assert at < start


def test_memory_holds_no_more_than_two_spans_of_people():
    window = Window()
    for at in range(10_000):
        admit(window, f"x:{at}", at)
    assert len(window.spoke) <= 2 * SPAN


@given(st.lists(st.tuples(st.sampled_from("abcdef"), st.sampled_from("abcdef")), max_size=10), st.randoms())
def test_joining_does_not_depend_on_order(links, rng):
    joined = same_person(links)
    shuffled = [pair if rng.random() < 0.5 else pair[::-1] for pair in rng.sample(links, len(links))]
    assert same_person(shuffled) == joined
    assert all(joined[one] == joined[other] for one, other in links)
    assert all(joined[key] <= key for key in joined)
