"""Which ballots are valid, which of a person's ballots stands, and what is shown before the close."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from amends.core.choice.ballot import Ballot, Tally, Turnout, ballots_root, fault, standing, turnout, written
from amends.core.choice.preset import FloorOf, simple_majority
from amends.core.choice.question import EXAMPLE, Kind
from core.choice.asked import asked, cast, network, votes

WHO = network(8)
ONE = asked(WHO)
ADA, BEN = WHO.members[:2]


def ballot(*marks, at=5, index=9, voter=ADA, **more):
    return Ballot(voter, Tally.NETWORK, marks, index, ONE.opens_at + at, **more)


@pytest.mark.parametrize(
    ("kind", "marks", "kind_of_fault"),
    [
        ("one", ("keep",), None),
        ("one", (), "wrong-marks"),
        ("one", ("keep", "withdraw"), "wrong-marks"),
        ("one", ("burn",), "not-offered"),
        ("approval", ("keep", "withdraw"), None),
        ("approval", (), "wrong-marks"),
        ("approval", ("keep", "keep"), "wrong-marks"),
        ("approval", ("keep", "burn"), "not-offered"),
        ("ranked", ("keep", "withdraw", "label"), None),
        ("ranked", ("keep",), None),
        ("ranked", ("keep", "label", "keep"), "wrong-marks"),
    ],
)
def test_marks_follow_the_kind(kind, marks, kind_of_fault):
    found = fault(asked(WHO, kind=Kind(kind)), ballot(*marks))
    assert (found and found[0]) == kind_of_fault


def test_the_opening_counts_and_the_close_does_not():
    length = ONE.closes_at - ONE.opens_at
    assert fault(ONE, ballot("keep", at=-1))[0] == "too-early"
    assert fault(ONE, ballot("keep", at=0)) is None
    assert fault(ONE, ballot("keep", at=length - 1)) is None
    assert fault(ONE, ballot("keep", at=length))[0] == "too-late"


def test_refusals_are_sentences_for_the_voter():
    late = fault(ONE, ballot("keep", at=10**15))[1]
    assert str(late) == "The vote closed on Saturday 14 March 2026, 08:10 UTC. You can still write on the floor."
    two = fault(ONE, ballot("keep", "label"))[1]
    assert str(two) == "Choose one option: this ballot marks 2."


def test_the_last_valid_ballot_stands_by_its_place_in_the_ledger():
    first, second = ballot("keep", index=3), ballot("label", index=7)
    wrong, late = ballot("burn", index=8), ballot("withdraw", index=9, at=10**15)
    for order in ([first, second, wrong, late], [late, wrong, second, first]):
        assert standing(ONE, order) == (second,)


def test_taking_out_the_last_ballot_brings_no_earlier_one_back():
    removed = ballot("label", index=7, removed="Their account was taken over.")
    assert standing(ONE, [ballot("keep", index=3), removed]) == (removed,)


def test_a_claim_in_another_tally_touches_no_binding_ballot():
    mine = ballot("keep", index=3)
    theirs = replace(ballot("withdraw", index=7), tally=Tally.UNVERIFIED)
    assert set(standing(ONE, [mine, theirs])) == {mine, theirs}


@given(
    st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from(ONE.keys), st.integers(-5, 5)), max_size=12), st.data()
)
def test_standing_does_not_hang_on_the_order(said, data):
    cast_then = [ballot(mark, voter=voter, index=n, at=at) for n, (voter, mark, at) in enumerate(said)]
    assert standing(ONE, data.draw(st.permutations(cast_then))) == standing(ONE, cast_then)
    by_hand = {b.voter: b for b in cast_then if b.cast_at >= ONE.opens_at}
    assert {b.voter: b for b in standing(ONE, cast_then)} == by_hand


def test_turnout_shows_people_and_when_the_floor_was_reached_and_nothing_of_how_they_voted():
    question = asked(WHO, rule=simple_majority(floor=3))
    cast_then = cast(question, WHO.members, votes(withdraw=2, keep=2))
    again = replace(cast_then[0], marks=("keep",), cast_index=90, cast_at=question.closes_at - 1)
    stranger = cast(question, ["ab" * 32], ["keep"], first=50)
    unverified = cast(question, [BEN], ["keep"], Tally.UNVERIFIED, first=60)
    found = turnout(question, WHO.members, [again, *cast_then, *stranger, *unverified])
    assert found == Turnout(voted=4, of=8, floor=3, reached_at=cast_then[2].cast_at)
    other_votes = [replace(each, marks=("label",)) for each in [again, *cast_then]]
    assert turnout(question, WHO.members, other_votes) == found


def test_a_floor_of_those_in_favour_is_not_shown_before_the_close():
    question = asked(WHO, rule=simple_majority(floor=2, floor_of=FloorOf.PROPOSAL))
    found = turnout(question, WHO.members, cast(question, WHO.members, votes(withdraw=3)))
    assert (found.voted, found.floor, found.reached_at) == (3, 0, None)


@given(st.text(st.characters(codec="utf-8")), st.none() | st.text(st.characters(codec="utf-8")))
def test_ballots_are_written_as_rfc_8785_writes_them(voter, removed):
    said = written(Ballot(voter, Tally.NETWORK, ("keep",), 4, 17, "because", removed))
    assert said == rfc8785.dumps(json.loads(said))


def test_one_ballot_fewer_another_root_and_an_erased_reason_the_same():
    cast_then = cast(ONE, WHO.members, votes(withdraw=5), reason="Take it down.")
    assert ballots_root(cast_then) == ballots_root(cast_then[::-1])
    assert ballots_root(cast_then) == ballots_root([replace(each, reason="") for each in cast_then])
    assert len({ballots_root(cast_then[:n] + cast_then[n + 1 :]) for n in range(5)} | {ballots_root(cast_then)}) == 6
    assert ballots_root([replace(cast_then[0], removed="x"), *cast_then[1:]]) != ballots_root(cast_then)


def test_the_example_can_be_asked():
    assert EXAMPLE.said("keep") == "Keep it as it is"
    with pytest.raises(KeyError):
        EXAMPLE.said("burn")
