"""A verdict that is written, kept as JSON and read back is the same verdict, its sentences with it."""

from __future__ import annotations

import json
import random
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.core.choice.ballot import Tally
from amends.core.choice.preset import EveryGroup, simple_majority, supermajority
from amends.core.choice.question import Kind
from amends.core.decision.canonical import from_canonical
from amends.core.decision.rule import decide
from core.choice.asked import asked, cast, network

WHO = network(60)
MARKS = [("withdraw", "label"), ("keep",), ("label", "keep", "withdraw")]
RULES = [simple_majority(), supermajority(), simple_majority(5, every_group=EveryGroup(1, 2))]


@given(st.sampled_from(Kind), st.sampled_from(RULES), st.integers(0, 10**6), st.integers(0, 60))
def test_what_was_written_is_read_back(kind, rule, seed, people):
    question = asked(WHO, kind=kind, rule=rule, **({"proposal": ""} if kind != Kind.ONE else {}))
    pick = random.Random(seed)
    said = [pick.choice(MARKS)[: 1 if kind == Kind.ONE else 3] for _ in range(people)]
    ballots = cast(question, pick.sample(WHO.members, people), said)
    ballots += cast(question, ["a", "b", "c"], said[:3], Tally.UNVERIFIED, first=500)
    ballots = [replace(ballot, removed="a robot") if pick.random() < 0.2 else ballot for ballot in ballots]
    groups = {"A": WHO.members[::2], "B": WHO.members[1::2]} if rule.every_group and pick.random() < 0.9 else None
    verdict = decide(question, WHO, ballots, clusters=[set(WHO.members[:9])], groups=groups)
    again = from_canonical(json.loads(verdict.canonical()), question)
    assert again == verdict
    assert again.digest == verdict.digest


@pytest.mark.parametrize("missing", ["margins", "tallies", "why", "outcome"])
def test_what_is_no_verdict_is_refused(missing):
    question = asked(WHO)
    said = json.loads(decide(question, WHO, []).canonical())
    del said[missing]
    with pytest.raises(KeyError):
        from_canonical(said, question)
