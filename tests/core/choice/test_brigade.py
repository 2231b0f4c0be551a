"""Flags: near copies are found exactly, moments are held against their hour, and a crowd is no brigade."""

from __future__ import annotations

import random
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.core.choice.alike import Joined, alike, plain_letters, shingles
from amends.core.choice.brigade import (
    TYING,
    Act,
    Cluster,
    Flag,
    FlagKind,
    clusters,
    far_beyond,
    flags,
    rarely_so_many,
)
from amends.core.choice.sentences import say
from amends.core.vocabulary import DAY, HOUR, MINUTE, SECOND

WORDS = """take the review down please this was a personal space and
you sold it to them for one free phone""".split()  # noqa: SIM905 - words are read in lines
COPY = "You told us it was free. Take the review down, this is a personal space!"


def told(kind, found):
    return [flag for flag in found if flag.kind == kind]


def every_pair(texts, part, shortest):
    """Compare each with each and walk the ties: the slow way to the same groups."""
    kept = {key: shingles(plain_letters(text)) for key, text in texts.items() if len(plain_letters(text)) >= shortest}
    near = {key: {key} for key in kept}
    for one, other in combinations(kept, 2):
        shared, whole = len(kept[one] & kept[other]), len(kept[one] | kept[other])
        if shared * part[1] >= part[0] * whole:
            near[one].add(other)
            near[other].add(one)
    groups = set()
    for start in kept:
        seen, edge = {start}, [start]
        while edge:
            fresh = near[edge.pop()] - seen
            seen |= fresh
            edge += fresh
        groups.add(tuple(sorted(seen)))
    return sorted(list(group) for group in groups if len(group) > 1)


sentences_of_few_words = st.lists(st.sampled_from(WORDS), min_size=3, max_size=9).map(" ".join)


@given(st.lists(sentences_of_few_words, max_size=12), st.sampled_from([(4, 5), (1, 2), (1, 1)]))
def test_near_copies_are_those_of_every_pair(said, part):
    texts = dict(enumerate(said))
    assert alike(texts, part, 10) == every_pair(texts, part, 10)


def test_near_copies_of_a_long_list_are_those_of_every_pair():
    pick = random.Random(3)
    said = []
    for _ in range(40):
        base = pick.choices(WORDS, k=14)
        for _ in range(pick.randint(1, 6)):
            copied = list(base)
            copied[pick.randrange(14)] = pick.choice(WORDS)
            said.append(" ".join(copied))
    pick.shuffle(said)
    texts = dict(enumerate(said))
    assert alike(texts, (4, 5), 10) == every_pair(texts, (4, 5), 10)


def test_case_points_and_width_hide_no_copy_and_short_words_are_none():
    texts = {1: COPY, 2: COPY.upper().replace("!", "…"), 3: "  ".join(COPY.split()), 4: "No.", 5: "no", 6: "N-o!"}
    assert alike(texts) == [[1, 2, 3]]


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9))), st.randoms())
def test_sets_joined_in_any_order_are_the_same(pairs, pick):
    one, other = Joined(10), Joined(10)
    for pair in pairs:
        one.join(*pair)
    shuffled = [pair[::-1] for pair in pairs]
    pick.shuffle(shuffled)
    for pair in shuffled:
        other.join(*pair)
    assert [one.root(at) for at in range(10)] == [other.root(at) for at in range(10)]


def message(person, at, words="", **more):
    return Act(person, f"m-{person}-{at}", at, words=words, **more)


def ballot(person, at, did="keep", words=""):
    return Act(person, f"b-{person}-{at}", at, did=did, words=words, ballot=True)


def test_almost_the_same_words_by_three_people_are_flagged_and_by_one_thrice_are_not():
    three = [message(name, n * HOUR, COPY + "!" * n) for n, name in enumerate("abc")]
    found = told(FlagKind.SAME_WORDS, flags(three))
    assert [(flag.members, flag.began_at, flag.ended_at) for flag in found] == [(("a", "b", "c"), 0, 2 * HOUR)]
    assert not flags([message("a", n * HOUR, COPY) for n in range(3)])
    assert not flags(three[:2])


def test_the_same_ballot_with_the_same_reason_is_flagged_and_with_another_mark_is_not():
    alike_reason = [ballot(name, n * HOUR, "keep", COPY) for n, name in enumerate("abc")]
    other = [ballot("d", 5 * HOUR, "withdraw", COPY)]
    found = flags(alike_reason + other)
    assert [(flag.kind, flag.members) for flag in found] == [(FlagKind.SAME_BALLOT, ("a", "b", "c"))]
    assert not flags([ballot(name, n * HOUR, "keep", "") for n, name in enumerate("abcdef")])


def test_the_same_act_within_ten_seconds_is_flagged_where_the_hour_was_calm():
    calm = [ballot(f"calm-{n}", n * 5 * MINUTE, ("keep", "withdraw", "label")[n % 3]) for n in range(60)]
    crowd = [ballot(f"crowd-{n}", 2 * HOUR + 7 * SECOND + n * SECOND, "keep") for n in range(8)]
    found = told(FlagKind.SAME_MOMENT, flags(calm + crowd))
    assert [flag.members for flag in found] == [tuple(f"crowd-{n}" for n in range(8))]
    assert "8 people did the same within 7 seconds" in str(found[0].sentence)
    assert not told(FlagKind.SAME_MOMENT, flags(calm + crowd[:5]))
    spread = [ballot(f"crowd-{n}", 2 * HOUR + n * MINUTE, "keep") for n in range(8)]
    assert not told(FlagKind.SAME_MOMENT, flags(calm + spread))
    one_person = [ballot("crowd", 2 * HOUR + 7 * SECOND + n * SECOND, "keep") for n in range(8)]
    assert not told(FlagKind.SAME_MOMENT, flags(calm + one_person))


def test_a_few_who_come_at_once_with_mixed_opinions_are_not_flagged():
    calm = [ballot(f"calm-{n}", n * 5 * MINUTE, ("keep", "withdraw")[n % 2]) for n in range(60)]
    party = [ballot(f"party-{n}", 2 * HOUR + 7 * SECOND + n, ("keep", "withdraw")[n % 2]) for n in range(12)]
    assert not told(FlagKind.SAME_MOMENT, flags(calm + party))


def an_evening(seed, people=300, shares=(55, 30, 15)):
    """Let a crowd vote after a link was shared: half within minutes of it, in a mix of opinions, the rest by and by."""
    pick = random.Random(seed)
    acts = []
    for n in range(people):
        rushed = pick.random() < 0.5
        at = pick.expovariate(1 / (4 * MINUTE)) if rushed else pick.uniform(0, 24 * HOUR)
        acts.append(ballot(f"p{n:03}", int(at), pick.choices(("withdraw", "keep", "label"), shares)[0]))
    return acts


@pytest.mark.once
@pytest.mark.parametrize(("people", "shares"), [(300, (55, 30, 15)), (1000, (50, 50, 1)), (1000, (90, 5, 5))])
def test_a_crowd_that_follows_one_link_is_a_burst_and_hardly_ever_a_cluster(people, shares):
    tied = bursts = 0
    for seed in range(40):
        found = flags(an_evening(seed, people, shares))
        tied += bool(clusters(found))
        bursts += bool(told(FlagKind.BURST, found))
    assert bursts == 40
    assert tied <= 1


def test_a_calm_day_flags_nothing():
    flagged = 0
    for seed in range(40):
        pick = random.Random(seed)
        acts = [ballot(f"p{n}", pick.randrange(24 * HOUR), pick.choice(["keep", "withdraw"])) for n in range(400)]
        flagged += bool(flags(acts))
    assert flagged <= 1


def test_a_brigade_within_a_crowd_is_found():
    found = 0
    for seed in range(20):
        brigade = [ballot(f"zz{n:02}", 10 * HOUR + n * SECOND // 3, "keep") for n in range(20)]
        tied = clusters(flags(an_evening(seed) + brigade))
        found += bool(tied) and {act.person for act in brigade} <= set(tied[0].members)
    assert found == 20


def test_young_accounts_are_told_and_tie_nobody():
    young = [message(name, 30 * DAY, born_at=25 * DAY + n) for n, name in enumerate("abc")]
    old = [message("d", 30 * DAY, born_at=0), message("e", 30 * DAY)]
    found = flags(young + old)
    assert [(flag.kind, flag.members) for flag in found] == [(FlagKind.YOUNG_ACCOUNTS, ("a", "b", "c"))]
    assert "younger than 7 days" in str(found[0].sentence)
    assert clusters(found) == ()


def test_every_flag_names_its_innocent_twin():
    acts = [message(f"p{n}", n, COPY, did="link", born_at=0) for n in range(30)]
    acts += [ballot(f"p{n}", HOUR + n, "keep", COPY) for n in range(30)]
    found = flags(acts)
    assert {flag.kind for flag in found} == set(FlagKind)
    assert all(str(flag.sentence).endswith("can look the same.") for flag in found)


def test_flags_that_share_a_member_make_one_cluster():
    def flag(kind, members):
        return Flag(kind, say("…"), tuple(members), 0, 0)

    found = [
        flag(FlagKind.SAME_MOMENT, "cd"),
        flag(FlagKind.SAME_WORDS, "ab"),
        flag(FlagKind.SAME_BALLOT, "bc"),
        flag(FlagKind.SAME_WORDS, "xy"),
        flag(FlagKind.BURST, "axyz"),
    ]
    expected = (
        Cluster(tuple("abcd"), (FlagKind.SAME_WORDS, FlagKind.SAME_MOMENT, FlagKind.SAME_BALLOT)),
        Cluster(tuple("xy"), (FlagKind.SAME_WORDS,)),
    )
    for order in (found, found[::-1]):
        assert clusters(order) == expected
    assert FlagKind.BURST not in TYING


@given(st.permutations(range(40)))
def test_the_order_of_acts_flags_nobody(order):
    pick = random.Random(1)
    acts = [
        message(f"p{n % 23}", pick.randrange(40) * SECOND, pick.choice([COPY, COPY + " Now", "Soup"]))
        for n in range(20)
    ]
    acts += [ballot(f"p{n}", pick.randrange(30) * SECOND, pick.choice(["keep", "label"]), COPY) for n in range(20)]
    expected = flags(acts)
    assert flags([acts[at] for at in order]) == expected
    assert clusters(expected) == clusters(flags([acts[at] for at in order]))


@pytest.mark.parametrize(
    ("seen", "expected", "far"),
    [(6, (0, 1), True), (0, (0, 1), False), (14, (280, 100), False), (15, (280, 100), True)],
)
def test_far_beyond_is_seven_deviations(seen, expected, far):
    assert far_beyond(seen, expected, 7) is far


def test_how_rare_is_the_tail_of_the_binomial():
    # P(X >= 9 of 10 at 1/2) = 11/1024, P(10 of 10) = 1/1024.
    assert rarely_so_many(9, 10, (1, 2), 93)
    assert not rarely_so_many(9, 10, (1, 2), 94)
    assert rarely_so_many(10, 10, (1, 2), 1024)
    assert not rarely_so_many(10, 10, (1, 2), 1025)
    assert rarely_so_many(548, 1000, (1, 2), 200)
    assert not rarely_so_many(547, 1000, (1, 2), 200)
