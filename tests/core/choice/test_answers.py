"""The table of answers: one way to write it, nobody's name in it, and the same map as from the answers themselves."""

from __future__ import annotations

import random
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.core.choice.answers import Person, Table, UnfitTable, read_table, table
from amends.core.choice.opinion import opinion_map
from core.choice.opinion_camps import camps

ANSWERS = st.dictionaries(st.integers(1, 40), st.sampled_from([-1, 0, 1]), min_size=1, max_size=8)
PEOPLE = st.lists(st.tuples(ANSWERS, st.booleans()), min_size=1, max_size=20).map(
    lambda drawn: [Person(said, f"{at:02x}" * 32 if listed else "") for at, (said, listed) in enumerate(drawn)]
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-3, 9) | st.text("+-0.a", max_size=3),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["messages", "listed"]), inner),
    max_leaves=9,
)


@given(PEOPLE, st.booleans(), st.randoms(use_true_random=False))
def test_the_order_of_people_says_nothing_and_what_is_written_is_read(people, named, rng):
    made = table(people, named=named)
    mixed = list(people)
    rng.shuffle(mixed)
    assert table(mixed, named=named) == made == read_table(made.canonical())
    assert made.answers == sum(len(one.answers) for one in people)
    assert len(made.listed) == sum(bool(one.voter) for one in people)
    if not named:
        assert not any(one.voter in str(made.canonical()) for one in people if one.voter)


@given(st.fixed_dictionaries({"messages": JSON, "listed": JSON, "others": JSON}, optional={"voters": JSON}) | JSON)
def test_whatever_stands_there_is_read_or_refused(found):
    with suppress(UnfitTable):
        assert read_table(found).canonical() == found


@pytest.mark.parametrize(
    "changes",
    [
        {"messages": (2, 1)}, {"messages": (0, 1)}, {"messages": (1, 1)}, {"messages": (1,)}, {"messages": ()},
        {"listed": ("+-", "+")}, {"listed": ("+x",)}, {"listed": ("..",)}, {"listed": ("0.", "+-")},
        {"listed": (), "others": ()}, {"others": ("0.", "+-")}, {"voters": ("a", "a")}, {"voters": ("a",)},
        {"voters": ("b", "a")},
    ],
)  # fmt: skip
def test_a_table_is_written_in_one_way(changes):
    good = {"messages": (1, 2), "listed": ("+-", "0."), "others": ("-.",)}
    assert Table(**good).answers == 4
    with pytest.raises(UnfitTable):
        Table(**{**good, **changes})


def camp_people(seed=4, outside=9):
    person, statement, value, _ = camps(seed)
    said = [{} for _ in range(60)]
    for who, what, how in zip(person.tolist(), statement.tolist(), value.tolist(), strict=True):
        said[who][what + 1] = how
    people = [Person(one, "" if at < outside else f"{at:02x}" * 32) for at, one in enumerate(said)]
    return people, (person, statement, value, [at >= outside for at in range(60)], 12)


def test_the_map_is_that_of_the_answers():
    people, votes = camp_people()
    made, direct = table(people), opinion_map(*votes)
    assert len(direct.groups) > 1
    told = made.told(made.drawn())
    assert told["groups"] == [group.people for group in direct.groups]
    assert told["unites"] == [place + 1 for place in direct.unites]
    assert told["divides"] == [place + 1 for place in direct.divides] != []
    assert told["told"] == "groups"


def test_groups_name_their_voters_as_the_answers_do():
    people, votes = camp_people()
    named = table(random.Random(3).sample(people, 60), named=True)
    direct = opinion_map(*votes)
    expected = {
        chr(65 + group): sorted(
            people[mark.person].voter for mark in direct.people if mark.member and mark.group == group
        )
        for group in range(len(direct.groups))
    }
    assert named.groups(named.drawn()) == expected
