from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from amends.core.case.escalation import LEAST, PAUSE, Kind, Novelty, Objection, Told, new_since, worth_telling
from amends.core.vocabulary import HOUR, MINUTE, Ground

TOLD = Told(0, frozenset({Ground.ADS}), frozenset({"bluesky"}))

objections = st.builds(
    Objection,
    ref=st.integers(0, 10_000),
    person=st.sampled_from("abcdefg"),
    at=st.integers(0, 8 * HOUR),
    network=st.sampled_from(["bluesky", "mastodon", "weblog"]),
    grounds=st.lists(st.sampled_from([Ground.ADS, Ground.PRIVACY, Ground.PRICE, Ground.OTHER]), unique=True).map(tuple),
)


def said(ref, person, at, *, network="bluesky", grounds=(Ground.PRIVACY,)):
    return Objection(ref, person, at, network, grounds)


def test_two_people_are_no_news_and_the_third_is():
    three = [said(n, person, HOUR + n) for n, person in enumerate("aab")]
    assert new_since(TOLD, three, 2 * HOUR) is None
    news = new_since(TOLD, [*three, said(9, "c", HOUR)], 2 * HOUR)
    assert news.what == (Novelty(Kind.GROUND, "privacy", 3),)
    assert news.refs == {0, 1, 2, 9}


def test_what_an_alert_told_is_no_news_and_no_name_is_no_ground():
    assert new_since(TOLD, [said(n, str(n), HOUR, grounds=(Ground.ADS, Ground.OTHER)) for n in range(9)], HOUR) is None


def test_a_network_and_a_ground_are_told_together_most_people_first():
    there = [said(n, str(n), HOUR, network="mastodon", grounds=(Ground.ADS,)) for n in range(4)]
    here = [said(n, str(n), HOUR) for n in range(10, 13)]
    news = new_since(TOLD, there + here, HOUR)
    assert news.what == (Novelty(Kind.NETWORK, "mastodon", 4), Novelty(Kind.GROUND, "privacy", 3))


def test_only_the_last_two_hours_count():
    early = [said(n, str(n), MINUTE) for n in range(2)]
    assert new_since(TOLD, [*early, said(3, "3", 2 * HOUR)], 2 * HOUR + MINUTE) is None
    assert new_since(TOLD, [*early, said(3, "3", 2 * HOUR)], 2 * HOUR) is not None
    assert new_since(TOLD, [*early, said(3, "3", 3 * HOUR)], 2 * HOUR) is None


def test_an_hour_passes_between_two():
    three = [said(n, str(n), MINUTE) for n in range(3)]
    assert worth_telling(TOLD, three, PAUSE - 1) is None
    assert worth_telling(TOLD, three, PAUSE) is not None


@given(st.lists(objections, max_size=60))
def test_whoever_tells_what_is_new_tells_each_thing_once_with_people_behind_it_and_rests_an_hour(story):
    told, before, times = TOLD, [], []
    names = []
    for one in sorted(story, key=lambda one: one.at):
        before.append(one)
        news = worth_telling(told, before, one.at)
        if news is None:
            continue
        behind = [each for each in before if each.ref in news.refs]
        for novelty in news.what:
            stand = {
                each.person for each in behind
                if novelty.name == each.network or novelty.name in [ground.value for ground in each.grounds]
            }  # fmt: skip
            assert len(stand) >= novelty.people >= LEAST
        names += [novelty.name for novelty in news.what]
        times.append(one.at)
        told = Told(
            one.at,
            told.grounds | {Ground(each.name) for each in news.what if each.kind is Kind.GROUND},
            told.networks | {each.name for each in news.what if each.kind is Kind.NETWORK},
        )
    assert len(names) == len(set(names))
    assert all(later - earlier >= PAUSE for earlier, later in pairwise(times))
