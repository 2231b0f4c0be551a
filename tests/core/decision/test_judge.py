"""Counts against the rule: lines, floors, ties, groups, and who wins of several."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.core.choice.preset import EveryGroup, FloorOf, Line, approval_quorum, simple_majority, supermajority
from amends.core.choice.question import Kind
from amends.core.decision.count import Count, GroupCount, count, support
from amends.core.decision.groups import group_of, merge_small
from amends.core.decision.judge import Outcome, agrees, beyond, judge, needed, passes
from core.choice.asked import asked, lettered, network

WHO = network(400)
HALF, THIRDS = simple_majority(), supermajority(2, 3, 20)


def result(question, *by_option, groups=()):
    found = judge(question, Count(sum(by_option), by_option), groups)
    return str(found.outcome), question.keys[found.about], found.why


@pytest.mark.parametrize(
    ("rule", "by_option", "expected"),
    [
        (HALF, (118, 71, 32), ("reached", "line-passed")),
        (HALF, (110, 78, 32), ("tie", "on-the-line")),
        (HALF, (110, 79, 32), ("not-reached", "line-missed")),
        (HALF, (1, 0, 0), ("reached", "line-passed")),
        (HALF, (0, 0, 0), ("not-reached", "nobody-voted")),
        (simple_majority(60), (59, 0, 0), ("not-reached", "turnout-missed")),
        (simple_majority(60), (31, 29, 0), ("reached", "line-passed")),
        (simple_majority(60), (30, 30, 0), ("tie", "on-the-line")),
        (simple_majority(60), (20, 20, 0), ("not-reached", "turnout-missed")),
        (THIRDS, (20, 10, 0), ("reached", "line-passed")),
        (THIRDS, (20, 11, 0), ("not-reached", "line-missed")),
        (THIRDS, (19, 0, 0), ("not-reached", "floor-missed")),
        (supermajority(1, 1, 0), (30, 0, 0), ("reached", "line-passed")),
        (supermajority(1, 1, 0), (30, 1, 0), ("not-reached", "line-missed")),
        (approval_quorum(100, 1, 3, Line.AT_LEAST), (100, 150, 50), ("reached", "line-passed")),
        (approval_quorum(100, 1, 3, Line.AT_LEAST), (100, 150, 51), ("not-reached", "line-missed")),
    ],
)
def test_one_option_against_the_line(rule, by_option, expected):
    outcome, about, why = result(asked(WHO, rule=rule), *by_option)
    assert (outcome, why) == expected
    assert about == "withdraw"


@given(
    st.integers(0, 60),
    st.integers(0, 60),
    st.integers(1, 12).flatmap(lambda whole: st.tuples(st.integers(1, whole), st.just(whole))),
    st.booleans(),
)
def test_the_line_is_that_of_exact_fractions(got, against, share, enough):
    line = Line.AT_LEAST if enough else Line.ABOVE
    of, wanted = got + against, Fraction(*share)
    passed = passes(got, of, *share, line)
    by_fraction = of > 0 and (Fraction(got, of) >= wanted if enough else Fraction(got, of) > wanted)
    assert passed == by_fraction
    assert (beyond(got, of, *share) > 0) == (of > 0 and Fraction(got, of) > wanted)
    if not (share[0] == share[1] and not enough) and of:
        rule = approval_quorum(1, *share, line)
        assert passed == (got >= needed(rule, of)) or got == 0


def test_any_option_may_win_where_the_rule_is_about_none():
    free = asked(WHO, proposal="")  # “label” stands otherwise
    assert result(free, 60, 20, 20) == ("reached", "withdraw", "line-passed")
    assert result(free, 20, 20, 60) == ("reached", "keep", "line-passed")
    assert result(free, 20, 60, 20) == ("not-reached", "withdraw", "line-missed")
    assert result(free, 50, 0, 50) == ("tie", "withdraw", "on-the-line")
    third = asked(WHO, proposal="", rule=approval_quorum(10, 1, 3, Line.AT_LEAST))
    assert result(third, 40, 20, 40) == ("tie", "withdraw", "shared-first")
    assert result(third, 40, 20, 41)[:2] == ("reached", "keep")
    assert result(third, 40, 45, 15) == ("not-reached", "withdraw", "otherwise-leads")
    above = asked(WHO, proposal="", rule=approval_quorum(10, 1, 3))
    assert result(above, 30, 50, 10) == ("not-reached", "withdraw", "otherwise-leads")


def test_of_ticks_the_most_win_among_those_that_pass():
    question = lettered(WHO, "abz", kind=Kind.APPROVAL)

    def ticked(*said):
        counted = count(question, [tuple(marks) for people, marks in said for _ in range(people)])
        found = judge(question, counted)
        return str(found.outcome), question.keys[found.about]

    assert ticked((6, "ab"), (1, "b"), (3, "z")) == ("reached", "b")
    assert ticked((6, "ab"), (4, "z")) == ("tie", "a")
    assert ticked((3, "a"), (3, "b"), (4, "z")) == ("not-reached", "a")
    assert ticked((6, "az"), (1, "z"), (3, "b")) == ("not-reached", "a")


def test_of_orders_only_options_that_pass_against_what_stands_are_in_the_running():
    # Everybody prefers a to b; yet against z only b has two thirds, so b wins. (The Debian Constitution, A.5, drops
    # options that do not defeat the default by their majority before Schulze's method looks at the rest.)
    orders = [(5, "abz"), (1, "baz"), (2, "bza"), (2, "zab")]
    question = lettered(WHO, "abz", kind=Kind.RANKED, rule=supermajority(2, 3, 0))
    counted = count(question, [tuple(marks) for people, marks in orders for _ in range(people)])
    assert support(question, counted, 0) == (6, 10)
    assert support(question, counted, 1) == (8, 10)
    found = judge(question, counted)
    assert (str(found.outcome), question.keys[found.about]) == ("reached", "b")
    half = judge(replace(question, rule=HALF), counted)
    assert question.keys[half.about] == "a"


def test_people_who_place_neither_do_not_move_the_line_of_an_order():
    question = lettered(WHO, "abz", kind=Kind.RANKED)
    counted = count(question, [("a",), ("b",), ("b",), ("b",)])
    assert support(question, counted, 0) == (1, 1)


def test_every_group_must_agree_where_it_was_chosen_so():
    rule = simple_majority(every_group=EveryGroup(1, 2))
    question = asked(WHO, rule=rule)
    happy, torn, sad = (GroupCount((f"{yes} of 20",), Count(20, (yes, 20 - yes, 0))) for yes in (15, 10, 9))
    assert result(question, 60, 30, 0, groups=[happy, torn]) == ("reached", "withdraw", "line-passed")
    assert result(question, 60, 30, 0, groups=[happy, torn, sad]) == ("not-reached", "withdraw", "groups-missed")
    assert result(question, 60, 30, 0, groups=[])[2] == "groups-missed"
    assert result(question, 45, 45, 0, groups=[sad])[2] == "groups-missed"
    assert result(asked(WHO), 60, 30, 0, groups=[sad])[0] == "reached"
    assert agrees(question, torn, 0)
    assert not agrees(question, sad, 0)


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), max_size=6), st.integers(1, 12))
def test_small_groups_are_counted_together_and_nobody_is_lost(said, smallest):
    question = asked(WHO)
    groups = [GroupCount((f"G{n}",), Count(yes + no, (yes, no, 0))) for n, (yes, no) in enumerate(said)]
    merged = merge_small(question, groups, smallest)
    assert sorted(name for group in merged for name in group.names) == sorted(f"G{n}" for n in range(len(said)))
    for at in range(2):
        assert sum(group.count.votes[at] for group in merged) == sum(pair[at] for pair in said)
    assert sum(group.count.voters for group in merged) == sum(map(sum, said))
    small = [group for group in merged if group.count.voters < smallest]
    # Only where all together are too few may a group stand below the least number.
    assert not small or len(merged) == 1
    assert merge_small(question, groups[::-1], smallest) == merged


def test_groups_hold_only_who_is_on_the_list_and_each_once():
    on_list = frozenset(WHO.members[:3])
    ada, ben, cem = WHO.members[:3]
    member_of, odd = group_of({"B": [ada, ben, "stranger"], "A": [ada, cem]}, on_list)
    assert member_of == {ada: "A", ben: "B", cem: "A"}
    assert [found.kind for found in odd] == ["group-not-on-list", "group-twice"]


@given(st.permutations(["x", "y", "z"]), st.tuples(*[st.integers(0, 6)] * 3))
def test_the_order_of_options_decides_nothing_but_ties(keys, people):
    said = dict(zip("xyz", people, strict=True))
    question = lettered(WHO, keys, proposal="", otherwise="z")
    found = judge(question, Count(sum(people), tuple(said[key] for key in keys)))
    plain = judge(lettered(WHO, "xyz", proposal=""), Count(sum(people), people))
    assert found.outcome == plain.outcome
    if found.outcome == Outcome.REACHED:
        assert keys[found.about] == "xyz"[plain.about]


def test_a_floor_of_turnout_counts_everybody_and_one_of_the_proposal_only_those_for_it():
    for floor_of, outcome in ((FloorOf.TURNOUT, "reached"), (FloorOf.PROPOSAL, "not-reached")):
        assert result(asked(WHO, rule=simple_majority(10, floor_of)), 7, 3, 0)[0] == outcome
