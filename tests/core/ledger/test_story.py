"""What entries tell, held against itself."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.core.ledger.audit import audit
from amends.core.ledger.entry import TYPES, Entry, erase_hash
from amends.core.ledger.finding import Fault
from amends.core.ledger.story import contradictions
from core.ledger.logs import KEY, START, TOKEN, Keeper, storm


def told(*entries):
    """Number entries of case 7 and put them a second apart."""
    return [
        (index, Entry(kind, START + index, 7, index + 1, erase=facts.pop("erase", ""), facts=facts))
        for index, (kind, facts) in enumerate((kind, dict(facts)) for kind, facts in entries)
    ]


def faults(entries):
    return [(finding.fault, finding.index) for finding in contradictions(entries)]


OPENED, CLOSED, VOIDED, BALLOT = (
    (kind, {"choice": 1}) for kind in ("choice.opened", "choice.closed", "choice.voided", "ballot.cast")
)


def test_an_honest_storm_holds_together():
    assert audit(storm().log(), [KEY]).findings == ()


def numbered(*numbers):
    return [(index, Entry("voice.read", START, 7, number)) for index, number in enumerate(numbers)]


@pytest.mark.parametrize(
    ("numbers", "says"),
    [
        ((1, 2, 3), []),
        ((2,), ["Number 1 of case 7 is missing in front of it."]),
        ((1, 5, 6), ["Each number from 2 to 4 of case 7 is missing in front of it."]),
        ((1, 1, 2), ["Case 7 has number 1 twice; the first is entry 0 of the log."]),
        ((1, 3, 2), ["Number 2 of case 7 is missing in front of it.", "Number 2 of case 7 comes after number 3."]),
        ((1, 2**53 - 1), [f"Each number from 2 to {2**53 - 2} of case 7 is missing in front of it."]),
    ],
)
def test_numbers_run_without_holes(numbers, says):
    assert [finding.says for finding in contradictions(numbered(*numbers))] == says


def test_cases_are_numbered_apart():
    entries = [(0, Entry("lesson", START, 7, 1)), (1, Entry("lesson", START, 8, 1)), (2, Entry("lesson", START, 7, 2))]
    assert faults(entries) == []


def test_an_erased_seal_leaves_a_number_that_is_excused():
    sealed = (0, Entry("sealed", START, commit="ab" * 32))
    erased = (2, Entry("voice.erased", START, 7, 3, facts={"of": 1, "by": "law"}))
    second = (1, Entry("case.opened", START, 7, 2))
    assert faults([sealed, second, erased]) == []
    assert faults([second, erased]) == [], "An entry that cannot be read at all may have been it."
    assert faults([sealed, second]) == [(Fault.NUMBER, 1)], "No erasure names it."
    nothing_there = [(0, second[1]), (1, erased[1])]
    assert faults(nothing_there) == [(Fault.NUMBER, 0)], "No entry stands where it must have stood."
    both = [(index, Entry("voice.erased", START, 7, index + 2, facts={"of": index - 1})) for index in (2, 3)]
    third = (1, Entry("case.opened", START, 7, 3))
    assert faults([sealed, third, *both]) == [(Fault.NUMBER, 1)], "One unreadable entry is not two."
    assert faults([sealed, (2, third[1]), *((index + 1, entry) for index, entry in both)]) == []


def test_time_does_not_run_backwards():
    entries = [(0, Entry("lesson", 5)), (1, Entry("lesson", 4)), (2, Entry("sealed", 4, commit="ab" * 32))]
    assert faults(entries) == [(Fault.TIME, 1)]
    assert faults([(0, Entry("lesson", 5)), (1, Entry("lesson", 5))]) == []


def test_a_token_must_be_that_of_the_message():
    received = ("voice.received", {"erase": erase_hash(TOKEN)})
    erased = {"of": 1, "by": "token"}
    assert faults(told(received, ("voice.erased", {**erased, "token": TOKEN.hex()}))) == []
    nowhere = "It shows a token, but names no earlier entry of case 7 that can be read."
    for facts, says in (
        ({**erased, "token": "ab" * 32}, "The token it shows is not the one that number 1 of case 7 was given."),
        ({**erased, "token": "abc"}, "The token it shows is not the one that number 1 of case 7 was given."),
        ({**erased, "token": 5}, "The token it shows is not the one that number 1 of case 7 was given."),
        (erased, "It says that the author asked, but shows no token."),
        ({"of": 9, "token": TOKEN.hex()}, nowhere),
        ({"token": TOKEN.hex()}, nowhere),
        (
            {"of": True, "token": TOKEN.hex()},
            "It shows a token, but names no earlier entry of case 7 that can be read.",
        ),
    ):
        (finding,) = contradictions(told(received, ("voice.erased", facts)))
        assert (finding.fault, finding.index, finding.n, finding.says) == (Fault.ERASE, 1, 2, says)
    assert faults(told(received, ("voice.erased", {"of": 1, "by": "law"}))) == []
    without = ("voice.received", {})
    assert faults(told(without, ("voice.erased", {"of": 1, "token": TOKEN.hex()}))) == [(Fault.ERASE, 1)]


def test_what_is_hidden_is_not_hidden_again():
    hidden, shown = ("voice.hidden", {"of": 1}), ("voice.shown", {"of": 1})
    received = ("voice.received", {})
    assert faults(told(received, hidden, hidden)) == [(Fault.HIDDEN, 2)]
    assert faults(told(received, hidden, shown, hidden)) == []
    assert faults(told(received, hidden, ("voice.hidden", {"of": 2}))) == []


@pytest.mark.parametrize(
    ("entries", "found"),
    [
        ([OPENED, BALLOT, BALLOT, CLOSED], []),
        ([BALLOT, OPENED, BALLOT, CLOSED], [(Fault.BALLOT, 0), (Fault.CHOICE, 1)]),
        ([BALLOT, BALLOT], [(Fault.BALLOT, 0), (Fault.BALLOT, 1)]),
        ([OPENED, CLOSED, BALLOT], [(Fault.BALLOT, 2)]),
        ([OPENED, VOIDED, BALLOT], [(Fault.BALLOT, 2)]),
        ([OPENED, OPENED], [(Fault.CHOICE, 1)]),
        ([OPENED, CLOSED, OPENED], [(Fault.CHOICE, 2)]),
        ([OPENED, BALLOT, VOIDED, ("choice.opened", {"choice": 2}), ("ballot.cast", {"choice": 2})], []),
        ([OPENED, VOIDED, ("choice.opened", {"choice": 2}), BALLOT], [(Fault.BALLOT, 3)]),
        ([OPENED, CLOSED, VOIDED], []),
        ([CLOSED], [(Fault.CHOICE, 0)]),
        ([VOIDED], [(Fault.CHOICE, 0)]),
        ([OPENED, VOIDED, CLOSED], [(Fault.CHOICE, 2)]),
        ([OPENED, CLOSED, CLOSED], [(Fault.CHOICE, 2)]),
        ([OPENED, ("ballot.cast", {"choice": 2})], [(Fault.BALLOT, 1)]),
        ([OPENED, ("ballot.cast", {}), CLOSED], []),
        ([OPENED, CLOSED, ("ballot.cast", {})], [(Fault.BALLOT, 2)]),
        ([("ballot.cast", {}), OPENED], [(Fault.BALLOT, 0), (Fault.CHOICE, 1)]),
        ([("choice.opened", {}), ("ballot.cast", {}), ("choice.closed", {}), ("choice.opened", {})], []),
        ([OPENED, BALLOT, CLOSED, ("ballot.removed", {"of": 2}), ("ballot.restored", {"of": 2})], []),
    ],
)
def test_goalposts_stand_before_the_ballots(entries, found):
    assert faults(told(*entries)) == found


def test_a_choice_of_one_case_opens_no_other():
    keeper = Keeper()
    keeper.write("choice.opened", choice=1)
    keeper.write("ballot.cast", case=8, choice=1)
    assert [finding.fault for finding in audit(keeper.log(), [KEY]).findings] == [Fault.BALLOT]


numbers = st.one_of(st.integers(1, 6), st.just(2**53 - 1))
facts = st.dictionaries(
    st.sampled_from(["of", "choice", "token", "by"]),
    st.one_of(st.integers(-1, 6), st.booleans(), st.sampled_from(["token", "law", "abcd", "ab"])),
)
told_types = st.sampled_from(sorted(set(TYPES) - {"sealed"}))
stories = st.lists(
    st.one_of(
        st.builds(Entry, told_types, numbers, st.integers(1, 2), numbers, facts=facts),
        st.builds(Entry, told_types, numbers),
        st.builds(Entry, st.just("sealed"), numbers, commit=st.just("ab" * 32)),
    ),
    max_size=20,
)


@given(stories, st.integers(0, 5))
def test_any_story_is_told_in_its_order_and_always_the_same(entries, gap):
    indexed = [(index * (gap + 1), entry) for index, entry in enumerate(entries)]
    found = list(contradictions(indexed))
    assert [finding.index for finding in found] == sorted(finding.index for finding in found)
    assert found == list(contradictions(indexed))
    assert all(finding.says.endswith(".") and finding.says.isprintable() for finding in found)
