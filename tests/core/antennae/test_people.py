from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from amends.core.antennae.people import SPAN, Window, admit, same_person

speaking = st.lists(st.tuples(st.integers(0, 200), st.sampled_from("abcd")), max_size=80).map(sorted)


@given(speaking)
def test_a_sum_over_the_span_counts_each_person_once(spoken):
    window = Window()
    admitted = [(at, person) for at, person in spoken if admit(window, person, at)]
    for end in range(0, 230, 7):
        inside = [person for at, person in admitted if end - SPAN < at <= end]
        assert len(inside) == len(set(inside))


@given(speaking)
def test_nobody_who_speaks_is_missed(spoken):
    window = Window()
    admitted = [(at, person) for at, person in spoken if admit(window, person, at)]
    for at, person in spoken:
        assert any(other == person and at - SPAN < then <= at for then, other in admitted)


def test_memory_holds_no_more_than_two_spans_of_people():
    window = Window()
    for at in range(10_000):
        admit(window, f"x:{at}", at)
    assert len(window.counted) <= 2 * SPAN


@given(st.lists(st.tuples(st.sampled_from("abcdef"), st.sampled_from("abcdef")), max_size=10), st.randoms())
def test_joining_does_not_depend_on_order(links, rng):
    joined = same_person(links)
    shuffled = [pair if rng.random() < 0.5 else pair[::-1] for pair in rng.sample(links, len(links))]
    assert same_person(shuffled) == joined
    assert all(joined[one] == joined[other] for one, other in links)
    assert all(joined[key] <= key for key in joined)
