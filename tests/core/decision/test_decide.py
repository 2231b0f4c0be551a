"""The whole rule: one verdict from everything that was published, and nothing but the network in it."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import amends
from amends.core.choice.ballot import Ballot, Tally
from amends.core.choice.electorate import listed
from amends.core.choice.preset import EveryGroup, simple_majority, supermajority
from amends.core.choice.question import Consequence, Kind
from amends.core.decision.dissent import dissent
from amends.core.decision.honour import owed
from amends.core.decision.judge import Outcome
from amends.core.decision.rule import decide
from amends.core.vocabulary import SECOND
from core.choice.asked import asked, cast, lettered, network, votes

WHO = network(412)
QUESTION = asked(WHO, rule=simple_majority(60))
PAGE = {"withdraw": 118, "label": 71, "keep": 32}


def strangers(name, number):
    return [f"{name}-{n}" for n in range(number)]


def the_page():
    """Cast the ballots of the verdict that the design shows: 221 of 412, 96 newcomers and 340 unverified."""
    return [
        *cast(QUESTION, WHO.members, votes(**PAGE)),
        *cast(QUESTION, strangers("new", 96), votes(withdraw=51, label=30, keep=15), Tally.NEWCOMERS, first=500),
        *cast(QUESTION, strangers("any", 340), votes(withdraw=96, label=41, keep=203), Tally.UNVERIFIED, first=700),
    ]


def kinds(verdict):
    return Counter(found.kind for found in verdict.findings)


def test_the_verdict_page_can_be_filled():
    six = set(WHO.members[:6])
    verdict = decide(QUESTION, WHO, the_page(), clusters=[six])
    assert (str(verdict.outcome), verdict.option) == ("reached", "withdraw")
    assert [str(reason) for reason in verdict.reasons] == ["118 of 221 were for “Withdraw it”; it needed 111."]
    assert [(str(each.tally), each.count.voters, each.count.votes) for each in verdict.tallies] == [
        ("network", 221, (118, 71, 32)),
        ("newcomers", 96, (51, 30, 15)),
        ("unverified", 340, (96, 41, 203)),
    ]
    assert (verdict.margins.above, verdict.margins.fakes, verdict.margins.silent) == (7, 15, 191)
    without = verdict.without_cluster
    assert (without.people, without.got, without.of, without.same) == (6, 112, 215, True)
    assert round(100 * without.got / without.of, 1) == 52.1
    assert verdict.contradicted_by == (Tally.UNVERIFIED,)
    assert verdict.ballots == 657
    assert verdict.order == ("withdraw", "label", "keep")
    assert verdict.findings == ()
    found = dissent(QUESTION, WHO, the_page(), verdict)
    assert (found.people, found.of) == (103, 221)
    assert owed(QUESTION, verdict.outcome)[0].words == "I take the review down"


@pytest.mark.parametrize("kind", Kind)
def test_shuffled_ballots_and_lists_give_the_same_bytes(kind):
    question = asked(WHO, kind=kind, rule=simple_majority(60, every_group=EveryGroup(1, 2)), proposal="")
    pick = random.Random(5)
    marks = [("withdraw", "label"), ("keep",), ("label", "keep", "withdraw")]
    said = [pick.choice(marks)[: 1 if kind == Kind.ONE else 3] for _ in range(300)]
    ballots = cast(question, [pick.choice(WHO.members) for _ in said], said)
    ballots += cast(question, strangers("new", 60), said, Tally.NEWCOMERS, first=500)
    ballots += cast(question, strangers("lie", 20), said, Tally.NETWORK, first=600)
    ballots += [replace(ballots[3], cast_at=0, cast_index=900), replace(ballots[4], marks=("burn",), cast_index=901)]
    groups = {name: WHO.members[n::3] for n, name in enumerate("ABC")}
    clusters = [set(WHO.members[:9]), set(WHO.members[40:60])]

    def bytes_of(ballots, members, groups, clusters):
        verdict = decide(question, listed(members), ballots, clusters=clusters, groups=groups)
        return verdict.canonical()

    first = bytes_of(ballots, WHO.members, groups, clusters)
    for _ in range(20):
        members, again = list(WHO.members), list(ballots)
        pick.shuffle(members)
        pick.shuffle(again)
        other = {name: pick.sample(groups[name], len(groups[name])) for name in pick.sample("ABC", 3)}
        assert bytes_of(again, members, other, clusters[::-1]) == first
    said_plainly = json.loads(first)
    assert not any(isinstance(value, float) for value in every_value(said_plainly))


def every_value(data):
    if isinstance(data, dict | list):
        for inner in data.values() if isinstance(data, dict) else data:
            yield from every_value(inner)
    else:
        yield data


def test_another_process_with_other_hashes_gives_the_same_bytes():
    program = (
        "from core.decision.test_decide import QUESTION, WHO, the_page\n"
        "from amends.core.decision.rule import decide\n"
        "from amends.core.decision.together import acted_together\n"
        "clusters = [each.members for each in acted_together(QUESTION, WHO, the_page())[1]]\n"
        "print(decide(QUESTION, WHO, the_page(), clusters=clusters).digest)"
    )
    path = os.pathsep.join([str(Path(__file__).parents[2]), str(Path(amends.__file__).parents[1])])
    digests = {
        subprocess.run(
            [sys.executable, "-c", program],
            env={"PYTHONPATH": path, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert digests == {decide(QUESTION, WHO, the_page()).digest + "\n"}


def test_dropping_any_ballot_changes_the_digest():
    ballots = the_page()
    whole = decide(QUESTION, WHO, ballots).digest
    for n in (0, 117, 220, 221, 400, 656):
        assert decide(QUESTION, WHO, ballots[:n] + ballots[n + 1 :]).digest != whole


def binding_part(verdict):
    return (
        verdict.outcome,
        verdict.option,
        verdict.why,
        verdict.binding,
        verdict.margins,
        verdict.groups,
        verdict.clusters,
        verdict.without_groups,
    )


@pytest.mark.once
def test_a_brigade_of_five_times_the_network_changes_nothing_in_a_thousand_runs():
    """Fakes with every claim: as newcomers, unverified, as the network, under the names of those who may bind."""
    who = network(24)
    rule = simple_majority(6, every_group=EveryGroup(1, 3, smallest=4))
    question = asked(who, rule=rule)
    groups = {"A": who.members[:12], "B": who.members[12:]}
    unchanged = 0
    for seed in range(1000):
        pick = random.Random(seed)
        honest = cast(question, who.members, [pick.choice(question.keys) for _ in range(pick.randint(0, 24))])
        alone = decide(question, who, honest, groups=groups)
        ids = [pick.choice([*who.members, "ab" * 32, f"fake-{n}"]) for n in range(120)]
        brigade = [
            Ballot(
                voter,
                Tally.UNVERIFIED if voter in who.members else pick.choice(list(Tally)),
                (pick.choice(question.keys),),
                pick.choice([100 + n, 5000 - n]),
                question.opens_at + pick.randint(-9, 90_000) * SECOND,
            )
            for n, voter in enumerate(ids)
        ]
        together = honest + brigade
        pick.shuffle(together)
        joined = {"A": [*who.members[:12], *ids], "B": [*ids, *who.members[12:]], "C": ids}
        tied = [set(ids) | set(who.members)]
        found = decide(question, who, together, groups=groups, clusters=tied)
        unchanged += binding_part(found) == binding_part(alone)
        if seed % 10 == 0:
            veto = decide(question, who, together, groups=joined)
            assert veto.binding == alone.binding
    assert unchanged == 1000


def test_fakes_who_take_over_groups_are_left_out_of_them():
    question = asked(WHO, rule=simple_majority(every_group=EveryGroup(1, 2)))
    groups = {"A": WHO.members[:206], "B": WHO.members[206:]}
    ballots = cast(question, WHO.members, votes(withdraw=300, keep=100))
    fakes = strangers("fake", 900)
    packed = {"A": [*groups["A"], *fakes], "B": groups["B"], "C": fakes}
    against = cast(question, fakes, ["keep"] * 900, first=2000)
    clean, attacked = (decide(question, WHO, b, groups=g) for b, g in ((ballots, groups), (ballots + against, packed)))
    assert clean.outcome == attacked.outcome == Outcome.NOT_REACHED
    assert [(each.got, each.of) for each in attacked.groups][:2] == [(each.got, each.of) for each in clean.groups]
    assert kinds(attacked)["group-not-on-list"] == 900
    assert ["group-not-on-list", -1, "fake-0"] in json.loads(attacked.canonical())["findings"]


def test_each_tally_stands_alone():
    page = decide(QUESTION, WHO, the_page())
    other = [replace(each, marks=("keep",)) if each.tally != Tally.NETWORK else each for each in the_page()]
    turned = decide(QUESTION, WHO, other)
    assert binding_part(turned) == binding_part(page)
    assert turned.tallies[1].count.votes == (0, 0, 96)
    assert turned.contradicted_by == (Tally.NEWCOMERS, Tally.UNVERIFIED)


def test_contradiction_is_told_only_from_twenty_voters_on():
    ballots = cast(QUESTION, WHO.members, votes(withdraw=70))
    for people, told in ((19, ()), (20, (Tally.NEWCOMERS,))):
        beside = cast(QUESTION, strangers("new", people), ["keep"] * people, Tally.NEWCOMERS, first=500)
        assert decide(QUESTION, WHO, ballots + beside).contradicted_by == told


def test_a_result_as_narrow_as_a_cluster_behind_it_is_contested():
    ballots = cast(QUESTION, WHO.members, votes(**PAGE))
    fourteen, fifteen = set(WHO.members[:14]), set(WHO.members[:15])
    assert decide(QUESTION, WHO, ballots, clusters=[fourteen]).outcome == Outcome.REACHED
    verdict = decide(QUESTION, WHO, ballots, clusters=[fifteen])
    assert (verdict.outcome, verdict.counted, verdict.option) == (Outcome.CONTESTED, Outcome.REACHED, "")
    assert "Without 15 people who seem to have acted together, the result would be another." in map(
        str, verdict.reasons
    )
    assert owed(QUESTION, verdict.outcome)[0].words == "I ask the same people once more"


def test_above_half_the_margin_speaks_before_the_count_without_them_does():
    question = asked(WHO, rule=supermajority(2, 3, 20))
    ballots = cast(question, WHO.members, votes(withdraw=220, keep=80))
    # 31 more against it would undo it; of those for it, 61 would have to be left out.
    assert decide(question, WHO, ballots).margins.fakes == 31
    for people, outcome in ((30, Outcome.REACHED), (31, Outcome.CONTESTED)):
        verdict = decide(question, WHO, ballots, clusters=[set(WHO.members[:people])])
        assert verdict.outcome == outcome
        assert verdict.without_cluster.same
    assert "31 people of those behind this result" in str(verdict.reasons[1])


def test_a_result_that_was_missed_is_contested_by_those_who_made_it_miss():
    question = asked(WHO, rule=supermajority(2, 3, 20))
    ballots = cast(question, WHO.members, votes(withdraw=60, keep=40))
    # Twenty more for it would reach it, but ten fewer against it would too.
    for people, outcome in ((9, Outcome.NOT_REACHED), (10, Outcome.CONTESTED)):
        against = set(WHO.members[60 : 60 + people])
        assert decide(question, WHO, ballots, clusters=[against]).outcome == outcome


def test_losers_cannot_contest_a_result_by_acting_together():
    ballots = cast(QUESTION, WHO.members, votes(**PAGE))
    losers = set(WHO.members[118:221])
    verdict = decide(QUESTION, WHO, ballots, clusters=[losers])
    assert verdict.outcome == Outcome.REACHED
    assert (verdict.without_cluster.people, verdict.without_cluster.behind) == (103, 0)


def test_where_too_few_came_nobody_who_came_is_to_blame():
    question = asked(WHO, rule=simple_majority(60))
    ballots = cast(question, WHO.members, votes(withdraw=50, keep=7))
    assert decide(question, WHO, ballots, clusters=[set(WHO.members[50:57])]).outcome == Outcome.NOT_REACHED


def test_outsiders_cannot_tie_voters_together():
    ballots = cast(QUESTION, WHO.members, votes(**PAGE))
    tied = {*WHO.members[:100], "somebody who copied their words"}
    verdict = decide(QUESTION, WHO, ballots, clusters=[tied])
    assert (verdict.outcome, verdict.clusters) == (Outcome.REACHED, ())
    assert kinds(verdict)["cluster-not-on-list"] == 1


def test_removed_ballots_do_not_count_and_both_counts_are_shown():
    ballots = cast(QUESTION, WHO.members, votes(**PAGE))
    removed = [replace(each, removed="Their account was taken over.") for each in ballots[:3]]
    verdict = decide(QUESTION, WHO, removed + ballots[3:])
    assert (verdict.binding.count.voters, verdict.binding.removed, verdict.binding.everything.voters) == (218, 3, 221)
    assert (verdict.outcome, verdict.with_removed.same) == (Outcome.REACHED, True)


def test_nobody_can_remove_their_way_to_another_result():
    ballots = cast(QUESTION, WHO.members, votes(**PAGE))
    removed = [replace(each, removed="I do not like it.") for each in ballots[:20]]
    verdict = decide(QUESTION, WHO, removed + ballots[20:])
    assert (verdict.counted, verdict.outcome) == (Outcome.NOT_REACHED, Outcome.CONTESTED)
    assert "With the 20 ballots that were removed, the result would be another." in map(str, verdict.reasons)


def test_those_who_were_removed_are_in_no_cluster():
    ballots = cast(QUESTION, WHO.members, votes(**PAGE))
    gone = [replace(each, removed="Their account was taken over.") for each in ballots[:2]]
    verdict = decide(QUESTION, WHO, gone + ballots[2:], clusters=[set(WHO.members[:5])])
    assert verdict.clusters == (tuple(sorted(WHO.members[2:5])),)
    assert verdict.without_cluster.people == 3


def test_a_tie_has_its_own_consequence():
    ballots = cast(QUESTION, WHO.members, votes(withdraw=50, keep=50))
    verdict = decide(QUESTION, WHO, ballots)
    assert (verdict.outcome, verdict.option) == (Outcome.TIE, "")
    assert owed(QUESTION, verdict.outcome)[0].words == QUESTION.consequences.tie.words


@given(st.lists(st.sampled_from(["withdraw", "label", "keep"]), max_size=12))
def test_every_outcome_owes_what_was_written_for_it(said):
    question = asked(WHO, rule=supermajority(2, 3, 2))
    verdict = decide(question, WHO, cast(question, WHO.members, said))
    got = said.count("withdraw")
    reached = got >= 2 and 3 * got >= 2 * len(said)
    assert verdict.outcome == (Outcome.REACHED if reached else Outcome.NOT_REACHED)
    assert verdict.option == ("withdraw" if reached else "label")
    assert isinstance(question.consequences.reached, Consequence)


def test_leaving_out_each_group_in_turn():
    ballots = cast(QUESTION, WHO.members, votes(withdraw=70, keep=50))
    groups = {"A": WHO.members[:60], "B": WHO.members[60:412]}
    verdict = decide(QUESTION, WHO, ballots, groups=groups)
    assert [(each.name, each.people, each.got, each.of, each.same) for each in verdict.without_groups] == [
        ("A", 60, 10, 60, False),
        ("B", 60, 60, 60, True),
    ]
    assert verdict.outcome == Outcome.REACHED


def test_an_order_publishes_its_table():
    question = lettered(WHO, "abz", kind=Kind.RANKED, rule=simple_majority(), proposal="")
    verdict = decide(question, WHO, cast(question, WHO.members, [tuple("abz")] * 3 + [tuple("bza")] * 2))
    assert verdict.binding.count.pairs == ((0, 3, 3), (2, 0, 5), (2, 0, 0))
    assert (verdict.option, verdict.order) == ("a", ("a", "b", "z"))
    found = dissent(question, WHO, cast(question, WHO.members, [tuple("abz")] * 3 + [tuple("bza")] * 2), verdict)
    assert found.people == 2


def test_behind_an_order_that_missed_stand_those_who_place_what_stands_above():
    question = lettered(WHO, "abz", kind=Kind.RANKED, rule=simple_majority(), proposal="")
    ballots = cast(question, WHO.members, [tuple("za")] * 5 + [tuple("az")] * 3 + [tuple("b")] * 2)
    verdict = decide(question, WHO, ballots, clusters=[set(WHO.members[:3]), set(WHO.members[5:8])])
    assert (verdict.counted, verdict.about) == (Outcome.NOT_REACHED, "a")
    # Without three of the five who made it miss, a stands three to two above what stands: another result.
    assert (verdict.outcome, verdict.without_cluster.behind) == (Outcome.CONTESTED, 3)
    assert dissent(question, WHO, ballots, verdict).people == 5


def test_where_every_group_was_asked_for_and_none_was_handed_in_it_is_not_reached():
    question = asked(WHO, rule=simple_majority(every_group=EveryGroup(1, 2)))
    verdict = decide(question, WHO, cast(question, WHO.members, ["withdraw"] * 50))
    assert verdict.outcome == Outcome.NOT_REACHED
    assert kinds(verdict)["groups-absent"] == 1
    assert "not every group did" in str(verdict.reasons[0])


def test_dissent_keeps_the_words_of_those_who_gave_some():
    ballots = cast(QUESTION, WHO.members, votes(withdraw=60, keep=3))
    ballots[61] = replace(ballots[61], reason="We are grown.")
    ballots[62] = replace(ballots[62], removed="Their account was taken over.", reason="Not mine.")
    found = dissent(QUESTION, WHO, ballots, decide(QUESTION, WHO, ballots))
    assert (found.people, found.of, [each.reason for each in found.reasons]) == (2, 62, ["We are grown."])
