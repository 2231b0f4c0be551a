"""Who acted together is looked for among binding ballots, so that nobody can tie others into a cluster."""

from __future__ import annotations

import random
from dataclasses import replace

from amends.core.choice.ballot import Tally
from amends.core.choice.brigade import FlagKind
from amends.core.choice.preset import simple_majority
from amends.core.decision.judge import Outcome
from amends.core.decision.rule import decide
from amends.core.decision.together import acted_together
from core.choice.asked import asked, cast, network, votes

WHO = network(120)
QUESTION = asked(WHO, rule=simple_majority(20))
SAID = ("Take it down, this was no place to sell us something.", "It was honest and useful to me, so please keep it.")


def verdict_of(ballots):
    tied = [cluster.members for cluster in acted_together(QUESTION, WHO, ballots)[1]]
    return decide(QUESTION, WHO, ballots, clusters=tied)


WORDS = """space sale trust phone money promise feed friend habit weekend honest reader gift value colour
letter garden window silence answer market summer voice""".split()  # noqa: SIM905 - words are read in lines


def own_reasons(ballots):
    pick = random.Random(7)
    return [replace(each, reason=" ".join(pick.sample(WORDS, 8))) for each in ballots]


def test_honest_ballots_with_their_own_reasons_tie_nobody():
    ballots = own_reasons(cast(QUESTION, WHO.members, votes(withdraw=32, keep=28)))
    assert verdict_of(ballots).outcome == Outcome.REACHED
    assert verdict_of(ballots).clusters == ()


def test_as_many_copies_as_the_margin_contest_the_result():
    ballots = own_reasons(cast(QUESTION, WHO.members, votes(withdraw=32, keep=28)))
    few, many = (
        [replace(each, reason=SAID[0]) if n < copies else each for n, each in enumerate(ballots)] for copies in (3, 4)
    )
    assert verdict_of(few).outcome == Outcome.REACHED
    contested = verdict_of(many)
    assert contested.outcome == Outcome.CONTESTED
    assert contested.clusters == (tuple(sorted(WHO.members[:4])),)
    assert [flag.kind for flag in acted_together(QUESTION, WHO, many)[0]] == [FlagKind.SAME_BALLOT]


def test_outsiders_who_copy_every_reason_tie_nobody():
    ballots = own_reasons(cast(QUESTION, WHO.members, votes(withdraw=32, keep=28)))
    copies = [
        replace(each, voter=f"{fake}-{n}", tally=tally, cast_index=1000 + 10 * n + fake)
        for n, each in enumerate(ballots)
        for fake, tally in enumerate([Tally.UNVERIFIED, Tally.NEWCOMERS, Tally.NETWORK])
    ]
    found = verdict_of(ballots + copies)
    assert found.outcome == Outcome.REACHED
    assert acted_together(QUESTION, WHO, ballots + copies)[1] == found.clusters == ()


def test_two_who_lost_cannot_tie_together_those_who_won():
    ballots = own_reasons(cast(QUESTION, WHO.members, votes(withdraw=32, keep=28)))
    copied = [*ballots[:-2], *(replace(each, reason=ballots[0].reason) for each in ballots[-2:])]
    # They hold another opinion, so a copied reason ties them to nobody; only a last ballot stands: they copy once.
    assert verdict_of(copied).clusters == ()
    for n in range(10):
        copied += [
            replace(each, reason=ballots[n].reason, marks=("withdraw",), cast_index=500 + 2 * n + at)
            for at, each in enumerate(ballots[-2:])
        ]
    found = verdict_of(copied)
    assert max((len(cluster) for cluster in found.clusters), default=0) <= 3


def test_removed_ballots_and_earlier_ones_are_not_looked_at():
    ballots = [replace(each, reason=SAID[1]) for each in cast(QUESTION, WHO.members, votes(keep=5))]
    changed = [replace(each, reason="", cast_index=each.cast_index + 100) for each in ballots[:3]]
    assert len(acted_together(QUESTION, WHO, ballots)[1][0].members) == 5
    assert acted_together(QUESTION, WHO, ballots + changed)[1] == ()
    removed = [replace(each, removed="Their account was taken over.") for each in ballots[:3]]
    assert acted_together(QUESTION, WHO, removed + ballots[3:])[1] == ()
