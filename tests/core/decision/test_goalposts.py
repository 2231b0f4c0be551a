"""Every way we know to move the goalposts, tried on the rule itself: refused, or found and told."""

from __future__ import annotations

from dataclasses import replace

import pytest

from amends.core.choice.ballot import Ballot, Tally
from amends.core.choice.electorate import Electorate, freeze, listed
from amends.core.choice.preset import simple_majority
from amends.core.choice.question import Consequence, Option, UnfitQuestion, digest
from amends.core.decision.rule import NotAsAsked, decide
from amends.core.decision.sift import Entries
from core.choice.asked import SALT, asked, cast, network, votes

WHO = network(40)
QUESTION = asked(WHO, rule=simple_majority(10))
LEDGER = Entries(digest(QUESTION), asked=9, closed=200)
HONEST = cast(QUESTION, WHO.members, votes(withdraw=12, keep=8))
"""Withdraw wins, 12 of 20; whoever wants it kept must move something."""


def run(question=QUESTION, who=WHO, ballots=HONEST, entries=LEDGER):
    return decide(question, who, ballots, entries=entries)


HONEST_VERDICT = run()


@pytest.mark.parametrize(
    ("attempt", "changes"),
    [
        ("other words", {"words": "Should I withdraw nothing?"}),
        ("a harder rule", {"rule": simple_majority(30)}),
        ("no floor", {"rule": simple_majority(0)}),
        ("a longer vote", {"closes_at": QUESTION.closes_at + 1}),
        ("a shorter vote", {"closes_at": QUESTION.closes_at - 3_600_000_000}),
        ("an option more", {"options": (*QUESTION.options, Option("later", "Decide later"))}),
        ("an option renamed", {"options": (Option("withdraw", "Withdraw a little"), *QUESTION.options[1:])}),
        ("another proposal", {"proposal": "keep"}),
        ("another option otherwise", {"otherwise": "keep"}),
        (
            "another consequence",
            {"consequences": replace(QUESTION.consequences, reached=Consequence("I think about it"))},
        ),
    ],
)
def test_a_changed_question_is_not_the_one_that_was_asked(attempt, changes):
    with pytest.raises(NotAsAsked, match=r"something in it was changed after it was asked\. Nothing was decided"):
        run(question=replace(QUESTION, **changes))


def test_without_the_ledger_the_verdict_still_names_another_question():
    longer = replace(QUESTION, closes_at=QUESTION.closes_at + 1)
    assert run(question=longer, entries=None).question != HONEST_VERDICT.question


def test_another_code_is_not_run():
    with pytest.raises(NotAsAsked, match="asked under the code “amends/decide/0”"):
        run(question=replace(QUESTION, code="amends/decide/0"), entries=None)


def swapped():
    people = [f"mastodon:{n}" for n in range(39)]
    return freeze([*people, "mastodon:friend"], SALT)


def grown():
    return listed([*WHO.members, "ab" * 32])


@pytest.mark.parametrize(
    ("attempt", "who"),
    [
        ("a friend for a voter", swapped()),
        ("one more", grown()),
        ("one fewer", listed(WHO.members[1:])),
        ("another list under the root that was fixed", Electorate(swapped().members, WHO.root)),
    ],
)
def test_a_swapped_list_is_not_the_one_that_was_fixed(attempt, who):
    with pytest.raises(NotAsAsked, match=r"The list of who may bind has .* Nothing was decided"):
        run(who=who)


def test_a_list_that_names_somebody_twice_is_refused():
    with pytest.raises(ValueError, match="twice"):
        run(who=Electorate((*WHO.members, WHO.members[0]), WHO.root))


def one_more(**changes):
    """Write a 21st ballot, by somebody on the list who has not voted, in place, in time, and for keeping it."""
    plain = Ballot(WHO.members[30], Tally.NETWORK, ("keep",), 120, HONEST[-1].cast_at + 1)
    return replace(plain, **changes)


def test_the_plain_ballot_would_count():
    assert run(ballots=[*HONEST, one_more()]).binding.count.votes == (12, 0, 9)


@pytest.mark.parametrize(
    ("attempt", "ballot", "kind"),
    [
        ("late", one_more(cast_at=QUESTION.closes_at), "too-late"),
        ("before the opening", one_more(cast_at=QUESTION.opens_at - 1), "too-early"),
        ("before the question in the ledger", one_more(cast_index=8), "before-question"),
        ("in the question's own place", one_more(cast_index=9), "before-question"),
        ("after the close in the ledger, dated back", one_more(cast_index=201), "after-close"),
        ("in the close's own place", one_more(cast_index=200), "after-close"),
        ("from outside the list", one_more(voter="ab" * 32), "not-on-list"),
        ("for what was not offered", one_more(marks=("burn",)), "not-offered"),
        ("for two options", one_more(marks=("keep", "label")), "wrong-marks"),
        ("for nothing", one_more(marks=()), "wrong-marks"),
    ],
)
def test_a_ballot_out_of_place_is_told_and_never_binds(attempt, ballot, kind):
    verdict = run(ballots=[*HONEST, ballot])
    assert verdict.binding == HONEST_VERDICT.binding
    assert verdict.outcome == HONEST_VERDICT.outcome
    assert [(found.kind, found.index) for found in verdict.findings] == [(kind, ballot.cast_index)]
    assert f"Ballot {ballot.cast_index} " in str(verdict.findings[0].sentence)
    assert verdict.digest != HONEST_VERDICT.digest


def test_a_ballot_dated_into_the_vote_runs_the_clock_back():
    verdict = run(ballots=[*HONEST, one_more(cast_at=QUESTION.opens_at)])
    assert [found.kind for found in verdict.findings] == ["clock-back"]


def test_voting_twice_is_voting_once():
    again = [replace(each, cast_index=each.cast_index + 100, cast_at=HONEST[-1].cast_at + 5) for each in HONEST[12:]]
    verdict = run(ballots=[*HONEST, *again])
    assert verdict.binding.count.votes == (12, 0, 8)


def test_the_same_ballot_handed_in_again_is_counted_once_and_told():
    verdict = run(ballots=[*HONEST, HONEST[12]])
    assert verdict.binding == HONEST_VERDICT.binding
    assert [found.kind for found in verdict.findings] == ["repeated"]


def test_two_ballots_in_one_place_of_the_ledger_are_neither():
    forged = replace(HONEST[0], marks=("keep",))
    for order in ([*HONEST, forged], [forged, *HONEST]):
        verdict = run(ballots=order)
        assert verdict.binding.count.votes == (11, 0, 8)
        assert [found.kind for found in verdict.findings] == ["same-entry", "same-entry"]


def test_a_ballot_under_somebody_elses_name_without_proof_leaves_theirs_alone():
    copied = [
        replace(each, tally=Tally.UNVERIFIED, marks=("keep",), cast_index=100 + n) for n, each in enumerate(HONEST)
    ]
    verdict = run(ballots=[*HONEST, *copied])
    assert verdict.binding == HONEST_VERDICT.binding
    assert verdict.tallies[2].count.voters == 0
    assert {found.kind for found in verdict.findings} == {"second-tally", "clock-back"}


def test_a_voter_pushed_among_the_newcomers_is_told():
    pushed = [replace(HONEST[0], tally=Tally.NEWCOMERS), *HONEST[1:]]
    verdict = run(ballots=pushed)
    assert [found.kind for found in verdict.findings] == ["on-the-list"]
    assert verdict.digest != HONEST_VERDICT.digest


def test_a_dropped_ballot_leaves_another_root():
    roots = {run(ballots=HONEST[:n] + HONEST[n + 1 :]).ballots_root for n in range(20)}
    assert len(roots | {HONEST_VERDICT.ballots_root}) == 21


def test_ballots_put_in_another_order_of_the_ledger_leave_another_root():
    first, second = HONEST[:2]
    reordered = [
        replace(first, cast_index=second.cast_index),
        replace(second, cast_index=first.cast_index),
        *HONEST[2:],
    ]
    verdict = run(ballots=reordered)
    assert verdict.ballots_root != HONEST_VERDICT.ballots_root
    assert "clock-back" in {found.kind for found in verdict.findings}


def test_an_option_cannot_be_made_out_of_two_with_one_key():
    with pytest.raises(UnfitQuestion, match="same key"):
        replace(QUESTION, options=(*QUESTION.options, Option("withdraw", "Withdraw later")))
