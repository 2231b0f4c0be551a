"""Which pseudonym somebody votes by who has several."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from amends.core.choice.one_person import one_voter

NAMES = st.sets(st.sampled_from([letter * 2 for letter in "abcdefgh"]), max_size=5)


@given(NAMES, NAMES, st.data())
def test_one_name_stands_and_it_is_one_of_theirs(listed, others, data):
    theirs = sorted(listed | others)
    voted = data.draw(st.lists(st.sampled_from(theirs), unique=True)) if theirs else []
    cast = {name: seq for seq, name in enumerate(voted)}
    kept = one_voter(listed, cast, "zz")
    assert kept in (*theirs, "zz")
    if listed:
        assert kept in listed
        binding = [cast[name] for name in listed if name in cast]
        assert not binding or cast[kept] == max(binding)
    elif cast:
        assert cast[kept] == max(cast.values())


@given(NAMES, st.data())
def test_who_voted_by_no_place_keeps_the_same_one_until_they_do(listed, data):
    if listed:
        first = one_voter(listed, {}, "zz")
        assert one_voter(set(data.draw(st.permutations(sorted(listed)))), {first: 3}, "zz") == first
