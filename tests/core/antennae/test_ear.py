from __future__ import annotations

import random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.core.antennae import ear as ear_module
from amends.core.antennae.alarm import BIN, Counts, Setting, from_bytes, step, to_bytes
from amends.core.antennae.ear import Mention, Ring, hear, listen, resume, until
from amends.core.vocabulary import DAY, HOUR, MINUTE, Channel, Ground, Stance

SETTING = Setting()


def said(ref, person, at, stance=Stance.OBJECTS, *, objection=0.8, grounds=(Ground.ADS,)) -> Mention:
    return Mention(ref, person, at, stance, objection, grounds if stance is Stance.OBJECTS else ())


def story(*, quiet_days=30, objectors=12, seed=1) -> list[Mention]:
    """A month of quiet talk, then people who object one after the other."""
    rng, made, at = random.Random(seed), [], 0
    while at < quiet_days * DAY:
        stance = rng.choices((Stance.NEUTRAL, Stance.SUPPORTS, Stance.OBJECTS), (80, 17, 3))[0]
        made.append(said(len(made), f"friend{rng.randrange(40)}", at, stance))
        at += round(rng.expovariate(1 / (2 * HOUR)))
    return made + [said(len(made) + n, f"objector{n}", at + n * 3 * MINUTE) for n in range(objectors)]


def play(mentions, ear=None) -> list[Ring]:
    ear = ear or listen(SETTING, 0)
    return [ring for mention in mentions for ring in hear(ear, mention)]


@pytest.fixture(scope="module")
def rings() -> list[Ring]:
    return play(story())


def test_a_storm_rings_once_at_the_post_that_makes_it_one(rings):
    cases = [ring for ring in rings if ring.channel is Channel.CASE and not ring.escalation]
    posts = {mention.at for mention in story() if mention.person.startswith("objector")}
    assert len(cases) == 1
    assert cases[0].at in posts
    assert cases[0].calibrated
    assert cases[0].objecting <= 8


def test_a_ring_shows_the_people_of_its_two_hours_each_once(rings):
    for ring in rings:
        shown = [mention.person for mention in ring.evidence]
        assert shown
        assert len(shown) == len(set(shown))
        assert all(ring.at - ear_module.LOOKBACK < mention.at <= ring.at for mention in ring.evidence)
        assert ring.objecting <= ring.people
        assert [-m.objection for m in ring.evidence] == sorted(-m.objection for m in ring.evidence)


@pytest.mark.once
def test_history_is_counted_and_never_rings():
    live, past = listen(SETTING, 0), listen(SETTING, 0)
    mentions = story(objectors=0)
    assert play(mentions, live) is not None
    assert [ring for mention in mentions for ring in hear(past, mention, history=True)] == []
    assert (past.state.book == live.state.book).all()
    storm = [said(9_000 + n, f"late{n}", mentions[-1].at + n * MINUTE) for n in range(12)]
    assert [ring.channel for ring in play(storm, past)][:1] == [Channel.CASE]


@pytest.mark.once
@pytest.mark.parametrize("cut", [1, 7, 30, 200, 365, 370])
def test_it_may_be_put_away_and_woken_anywhere(rings, cut):
    mentions = story()
    ear = listen(SETTING, 0)
    before = play(mentions[:cut], ear)
    woken = resume(
        from_bytes([to_bytes(ear.state, 0)]),
        SETTING,
        ear.open_bin * BIN,
        [mention for mention in mentions[:cut] if mention.at >= ear.open_bin * BIN - DAY],
    )
    assert before + play(mentions[cut:], woken) == rings


def test_many_quiet_bins_are_the_same_as_one_after_the_other():
    quick, slow = listen(SETTING, 0), listen(SETTING, 0)
    for ear in (quick, slow):
        hear(ear, said(1, "a", 0))
    until(quick, 3 * DAY)
    for number in range(1, 3 * DAY // BIN + 1):
        until(slow, number * BIN)
    assert to_bytes(quick.state, 0) == to_bytes(slow.state, 0)


def test_what_rings_as_a_bin_closes_is_told_and_not_lost(monkeypatch):
    """The ordinary may fall below what was heard without a new post: the alarm marks it told, so it must be told."""
    ear = listen(SETTING, 0)
    hear(ear, said(1, "a", 0))

    def ringing(state, counts: Counts, setting):
        after, verdict = step(state, counts, setting)
        object.__setattr__(verdict, "case", np.array([True]))
        return after, verdict

    monkeypatch.setattr(ear_module, "step", ringing)
    (ring,) = until(ear, BIN)
    assert (ring.channel, ring.at, ring.objecting) == (Channel.CASE, BIN, 1)


@given(st.lists(st.tuples(st.integers(0, 500), st.integers(0, 3)), min_size=1, max_size=40))
def test_the_run_begins_after_the_last_long_pause(minutes):
    ear = listen(SETTING, 0)
    times = sorted(minute * MINUTE for minute, _ in minutes)
    for number, at in enumerate(times):
        hear(ear, said(number, f"p{number}", at))
    began = times[-1]
    for earlier in reversed(times):
        if began - earlier >= ear_module.RUN_PAUSE:
            break
        began = earlier
    assert ear_module._run_began(ear.objections) == began
