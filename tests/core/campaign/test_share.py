"""What members bring: read again as it was written, and refused in a sentence where it is not whole, ours or true."""

from __future__ import annotations

import json
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.core.campaign import Edge
from amends.core.campaign.calm import Contrast, Feature, Side, State, chance, contrasts, state_of
from amends.core.campaign.outlook import who_is_next
from amends.core.campaign.share import (
    Declared,
    Share,
    Space,
    Told,
    UnfitKey,
    asking_word,
    began,
    campaign_mark,
    heard_until,
    key_text,
    person_mark,
    reach,
    read_key,
)
from amends.core.campaign.together import audience, common_hours
from amends.core.campaign.written import LARGEST, UnfitShare, read_share, written
from amends.core.vocabulary import DAY, HOUR

KEY, OTHER = bytes(32), bytes([1] * 32)
BEGUN = 500_000 * HOUR
NOW = BEGUN + 30 * DAY
PEOPLE = st.dictionaries(
    st.integers(0, 40).map(lambda one: person_mark(KEY, "bluesky", str(one))),
    st.lists(st.integers(0, 19), unique=True, max_size=4).map(
        lambda days: tuple(BEGUN + day * DAY for day in sorted(days))
    ),
    max_size=12,
)
MOMENTS = st.none() | st.integers(BEGUN // 1_000_000, NOW // 1_000_000).map(lambda second: second * 1_000_000)
TOLD = st.builds(
    Told,
    member=st.sampled_from(["Ann", "Чёрный Кот", "משה", "x" * 100]),
    heard_from=st.just(BEGUN),
    heard_until=st.just(BEGUN + 20 * DAY),
    unheard=st.integers(0, 480),
    posts=st.integers(0, 10**6),
    posted_at=MOMENTS,
    space=st.sampled_from(Space),
    declared=st.sampled_from(Declared),
    noticed_at=MOMENTS,
    answered_at=MOMENTS,
)
SHARES = st.builds(Share, TOLD, PEOPLE)
ANN = Share(
    Told("Ann", BEGUN, BEGUN + 20 * DAY),
    {person_mark(KEY, "bluesky", "a"): (BEGUN + HOUR,), person_mark(KEY, "bluesky", "b"): ()},
)


def resealed(change):
    """Change lines of Ann's share as somebody could who holds the key."""
    from amends.core.campaign.share import seal

    lines = change(written(ANN, KEY).splitlines()[:-1])
    text = "\n".join(lines) + "\n"
    return text + json.dumps({"people": len(lines) - 1, "seal": seal(KEY, text)}) + "\n"


def head(**changed):
    return lambda lines: [json.dumps(json.loads(lines[0]) | changed), *lines[1:]]


def second(line):
    return lambda lines: [lines[0], line, *lines[2:]]


def objected(*hours):
    return json.dumps({"person": "a" * 32, "objected": list(hours)})


@given(share=SHARES)
def test_what_is_written_is_read_again(share):
    assert read_share(written(share, KEY), KEY, NOW) == share


@given(share=SHARES, cut=st.integers(0, 4000))
def test_what_is_cut_off_anywhere_is_refused(share, cut):
    whole = written(share, KEY)
    if cut < len(whole) - 1:
        with pytest.raises(UnfitShare):
            read_share(whole[:cut], KEY, NOW)


@given(share=SHARES, place=st.integers(0, 4000), put=st.characters())
def test_one_letter_changed_is_refused(share, place, put):
    whole = written(share, KEY)
    place %= len(whole) - 1
    if whole[place] != put:
        with pytest.raises(UnfitShare):
            read_share(whole[:place] + put + whole[place + 1 :], KEY, NOW)


@given(text=st.text() | st.binary().map(lambda raw: raw.decode("utf-8", "replace")))
def test_whatever_else_it_is_the_refusal_is_a_sentence(text):
    with pytest.raises(UnfitShare, match=r"\.$"):
        read_share(text, KEY, NOW)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (written(ANN, OTHER), "of another campaign"),
        (resealed(head(schema="amends/campaign-share/2")), "Whichever amends is the older has to be renewed"),
        (resealed(head(schema=7)), "is no share of a campaign"),
        (resealed(head(member="\u202e\x00 ")), "names no member"),
        (resealed(head(heard_until="2099-01-01T00:00:00Z")), "lies in the future"),
        (resealed(head(posted_at="2099-01-01T00:00:00Z")), "the clock it was made by is wrong"),
        (resealed(head(heard_from="1969-01-01T00:00:00Z")), "is no time"),
        (resealed(head(heard_from="2024-01-01T00:00:00Z")), "in whole hours from when until when"),
        (resealed(head(space="the moon")), "none of those known"),
        (resealed(head(posts=-1)), "is no count"),
        (resealed(head(posts=True)), "is no count"),
        (resealed(second(objected("2099-01-01T00:00:00Z"))), "an hour that its member was not heard in"),
        (resealed(second('{"person": "Ann", "objected": []}')), "by a key of 32 digits"),
        (resealed(lambda lines: [*lines, lines[-1]]), "a second time"),
        (resealed(second('{"person": "' + "a" * 32 + '"}')), "does not say when"),
        (resealed(second("[" * 5000)), "is not what a share holds there"),
        ("x" * (LARGEST + 1), "longer than"),
        ("", "is not what a share holds there"),
    ],
)
def test_bad_shares_are_refused_in_words(text, said):
    with pytest.raises(UnfitShare, match=said):
        read_share(text, KEY, NOW)


def test_a_member_with_no_data_is_a_member():
    nobody = Share(Told("Ann", BEGUN, BEGUN))
    assert read_share(written(nobody, KEY), KEY, NOW) == nobody
    assert state_of(nobody) is State.UNKNOWN
    assert common_hours([nobody, nobody]) is None
    assert len(audience([nobody]).member) == 0
    assert contrasts([nobody, ANN]) == ()
    assert who_is_next([nobody, ANN], (), NOW) == ()


def test_a_key_is_handed_on_as_text():
    assert read_key(key_text(OTHER)) == OTHER
    for wrong in ("", "amends-campaign:", key_text(OTHER)[:-1], key_text(OTHER)[16:], "amends-campaign:" + "ü" * 43):
        with pytest.raises(UnfitKey, match="no campaign’s key"):
            read_key(wrong)


def test_without_the_key_a_person_cannot_be_looked_up_nor_two_campaigns_laid_together():
    marks = {person_mark(key, "bluesky", "did:plc:a") for key in (KEY, OTHER)}
    words = {asking_word(key, host) for key in (KEY, OTHER) for host in ("a.example", "b.example")}
    assert (len(marks), len(words), len({campaign_mark(key) for key in (KEY, OTHER)})) == (2, 4, 2)
    assert asking_word(KEY, "A.example") == asking_word(KEY, "a.example")


@given(at=st.lists(st.integers(0, 500), max_size=30))
def test_who_goes_on_objecting_begins_once(at):
    hours = began([each * HOUR for each in at])
    assert list(hours) == sorted(set(hours))
    assert bool(hours) == bool(at)
    assert all(hour // HOUR in at for hour in hours)
    assert all(later - earlier >= DAY for earlier, later in pairwise(hours))


@given(posted=st.none() | st.integers(0, 2000), joined=st.integers(0, 2000), now=st.integers(0, 4000))
def test_a_share_reaches_weeks_and_no_further(posted, joined, now):
    start, until = reach(None if posted is None else posted * HOUR, joined * HOUR, now * HOUR)
    assert 0 <= until - start <= 84 * DAY
    assert until <= max(start, now * HOUR)


@given(edges=st.lists(st.integers(0, 400), unique=True, max_size=12), hours=st.integers(1, 100))
def test_what_came_after_the_last_hearing_makes_nobody_less_heard(edges, hours):
    quarter, end = HOUR // 4, hours * HOUR
    bounds = sorted(min(each * quarter, end) for each in edges)
    silent = [(began_at, ended) for began_at, ended in zip(bounds[::2], bounds[1::2], strict=False) if began_at < ended]
    until, missed = heard_until(0, end, silent)
    assert until % HOUR == 0
    assert 0 <= missed * HOUR <= sum(ended - began_at for began_at, ended in silent)
    tail = end - silent[-1][0] if silent and silent[-1][1] == end and silent[-1][0] > 0 else 0
    assert end - until == -(-tail // HOUR) * HOUR
    assert heard_until(0, until, [one for one in silent if one[1] < until]) <= (until, missed)


@given(a=st.integers(0, 12), b=st.integers(0, 12), of=st.integers(1, 12), other=st.integers(1, 12))
def test_chance_knows_no_side(a, b, of, other):
    one, two = Side(min(a, of), of), Side(min(b, other), other)
    assert 0 < chance(one, two) <= 1
    assert chance(one, two) == chance(two, one)


def member(name, *, storm, declared, objecting=0, crowd=(), until=BEGUN + 20 * DAY):
    people = {person_mark(KEY, "bluesky", each): () for each in crowd}
    people |= {person_mark(KEY, "bluesky", f"{name}{each}"): (until - 3 * HOUR,) for each in range(objecting)}
    told = Told(
        name, BEGUN, until, posted_at=BEGUN + DAY, declared=declared, noticed_at=BEGUN + 2 * DAY if storm else None
    )
    return Share(told, people)


def test_what_parts_the_calm_ones_comes_first_with_its_counts():
    storms = [member(f"s{each}", storm=True, declared=Declared.LATER, objecting=30) for each in range(6)]
    calm = [member(f"c{each}", storm=False, declared=Declared.WITH_IT) for each in range(9)]
    first = contrasts([*storms, *calm])[0]
    assert first == Contrast(Feature.DECLARED, Side(9, 9), Side(0, 6), chance(Side(9, 9), Side(0, 6)))
    assert first.chance < 0.001


def test_next_is_whose_audience_objects_elsewhere_and_what_followed_so_far():
    crowd = [f"x{each}" for each in range(40)]
    ann = Share(
        member("Ann", storm=True, declared=Declared.LATER).told,
        {person_mark(KEY, "bluesky", each): (BEGUN + 20 * DAY - HOUR,) for each in crowd[:30]},
    )
    near = member("Near", storm=False, declared=Declared.WITH_IT, crowd=crowd)
    far = member("Far", storm=False, declared=Declared.WITH_IT, crowd=[*crowd[:2], *(f"y{n}" for n in range(40))])
    few = member("Few", storm=False, declared=Declared.WITH_IT, crowd=crowd[:5])
    edge = Edge(0, 2, 0.5, 0.3, 0.7, 4.0, 3.0, 5.0, 0.001)
    now = BEGUN + 20 * DAY
    found = who_is_next([ann, far, near, few], [edge], now)
    assert [one.place for one in found] == [2, 1]
    assert (found[0].people, found[0].elsewhere) == (40, 30)
    assert found[0].low < found[0].share < found[0].high
    assert found[0].following.recent == 30
    assert found[0].following.low < 15.0 == found[0].following.more < found[0].following.high
    assert found[1].following is None
    past = who_is_next([ann, far, near, few], [edge], now + 2 * DAY)
    assert [(one.place, one.following) for one in past] == [(2, None), (1, None)]  # nothing goes on any more
