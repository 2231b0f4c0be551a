"""The map of opinion is drawn again from its table: what was counted stands, and anything else is named."""

from __future__ import annotations

import copy
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.core.choice.answers import table
from amends.core.ledger.entry import Entry
from amends.core.verification import verify
from amends.core.verification.opinions import redrawn
from amends.core.verification.told import Opened
from core.choice.asked import network
from core.choice.test_answers import JSON, camp_people
from core.verification.handed_out import case_file, storm

PEOPLE, _ = camp_people()
LISTS = {1: sorted(one.voter for one in PEOPLE if one.voter)}


def counted(*, named=False, people=PEOPLE):
    made = table(people, named=named)
    facts = {
        "choice": 1, "messages": len(made.messages), "listed": len(made.listed), "others": len(made.others),
        "answers": made.answers,
    }  # fmt: skip
    drawn = made.drawn()
    said = {"table": made.canonical(), "map": made.told(drawn)}
    groups = made.groups(drawn) if named else None
    return Opened(20, Entry("opinions.counted", 5, 7, 9, "ab" * 32, "", facts), said), groups


def closed(groups):
    said = {"clusters": []} if groups is None else {"clusters": [], "groups": groups}
    return Opened(21, Entry("choice.closed", 6, 7, 10, "ab" * 32, "", {"choice": 1}), said)


def says(*told, lists=LISTS):
    return [found.says for found in redrawn(told, lists).findings]


def test_what_was_counted_stands():
    found = redrawn([counted()[0], closed(None)], LISTS)
    assert (found.maps, found.answers, found.findings) == (1, counted()[0].entry.facts["answers"], ())
    named, groups = counted(named=True)
    assert [len(members) for members in groups.values()] == named.said["map"]["groups"]
    assert says(named, closed(groups)) == []
    assert says(closed({})) == []


@pytest.mark.parametrize(
    ("part", "change"),
    [
        ("table", lambda found: found["listed"].__setitem__(0, found["listed"][0].translate({43: 45, 45: 43}))),
        ("table", lambda found: found["listed"].pop()),
        ("table", lambda found: found["others"].append(found["listed"].pop())),
        ("table", lambda found: found["messages"].__setitem__(0, 0)),
        ("table", lambda found: found.clear()),
        ("map", lambda found: found["groups"].__setitem__(0, found["groups"][0] + 1)),
        ("map", lambda found: found["divides"].reverse()),
        ("map", lambda found: found.update(told="one group")),
        ("map", lambda found: found["unites"].append(3)),
    ],
)
def test_a_table_or_a_map_that_was_changed_is_named(part, change):
    entry, _ = counted()
    said = copy.deepcopy(entry.said)
    change(said[part])
    assert len(says(replace(entry, said=said))) == 1


@pytest.mark.parametrize("name", ["messages", "listed", "others", "answers"])
def test_a_table_of_other_numbers_is_named(name):
    entry, _ = counted()
    facts = {**entry.entry.facts, name: entry.entry.facts[name] + 1}
    assert "other numbers" in says(replace(entry, entry=replace(entry.entry, facts=facts)))[0]


def test_who_is_not_on_the_list_is_not_counted_as_listed():
    named, groups = counted(named=True)
    assert "not on the list" in says(named, lists={1: LISTS[1][1:]})[0]
    assert "not on the list" in says(named, lists={1: [*LISTS[1][1:], "cd" * 32]})[0]
    assert "not on the list" in says(counted()[0], lists={1: LISTS[1][1:]})[0]
    assert "not on the list" in says(counted()[0], lists={})[0]
    assert len(groups) > 1


def test_groups_that_bound_a_verdict_are_those_of_the_table():
    named, groups = counted(named=True)
    moved = {"A": groups["A"][1:], "B": sorted([*groups["B"], groups["A"][0]])}
    for other in ({**groups, **moved}, {"A": LISTS[1]}, {**groups, "Z": LISTS[1][:1]}):
        assert says(named, closed(other)) == [
            "The groups of opinion that it counts are not those of the table of answers."
        ]
    assert "no table of answers stands in front of it" in says(closed(groups))[0]
    assert "no table of answers stands in front of it" in says(closed(groups), named)[0]
    assert "not those of the table" in says(counted()[0], closed(groups))[0]


def test_the_answers_of_a_vote_are_written_down_once():
    assert says(counted()[0], counted()[0]) == ["The answers of one vote are written down a second time."]


def test_a_table_that_was_kept_back_is_named():
    assert "was not handed out" in says(replace(counted()[0], said=None))[0]


@given(st.sampled_from(["table", "map"]), JSON, st.sampled_from([{}, {"choice": True}, {"choice": "one"}]))
def test_whatever_an_owner_wrote_is_answered(part, value, facts):
    entry, _ = counted()
    facts = {**entry.entry.facts, **facts}
    changed = replace(entry, entry=replace(entry.entry, facts=facts), said={**entry.said, part: value})
    assert redrawn([changed, closed({"A": ["x"]})], LISTS).findings


def test_a_file_tells_how_many_maps_were_drawn_again():
    keeper, who, verdict = storm(answers=[dict.fromkeys(range(1, 9), 1 - at % 3) for at in range(9)])
    report = verify(case_file(keeper, who, verdict))
    assert report.findings == ()
    assert (report.counts["maps"], report.counts["answers"]) == (1, 72)
    assert network(9).members == who.members
