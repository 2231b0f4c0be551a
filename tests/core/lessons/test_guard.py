from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.core.lessons.draft import draft
from amends.core.lessons.guard import Content, Guard, Trial, UnfitGuard, contradiction, fires, fitted, guard_of, tried
from amends.core.statement.connection import Connection, Tie

LAMP = Connection("Nordlys", "a desk lamp", kind=Tie.FREE_GOODS)
GIFTS = Guard(ties=frozenset({Tie.FREE_GOODS}))

guards = st.builds(
    Guard,
    streams=st.frozensets(st.integers(1, 3)),
    ties=st.frozensets(st.sampled_from(list(Tie))),
    contents=st.frozensets(st.sampled_from(list(Content))),
    words=st.lists(st.sampled_from(["lamp", "code", "free"]), max_size=2).map(tuple),
    needs=st.lists(st.sampled_from(["ad", "gift"]), max_size=1).map(tuple),
)
texts = st.lists(
    st.sampled_from(["lamp", "Nordlys", "code", "FREE20", "free", "ad", "photo", ".", "\n"]), max_size=12
).map(" ".join)


@pytest.mark.parametrize(
    ("guard", "text", "on"),
    [
        (GIFTS, "An evening with Nordlys.", "Nordlys"),
        (GIFTS, "An evening without anything.", None),
        (Guard(words=("mattress",)), "The best mattresses of the year", "mattresses"),
        (Guard(words=("ad",)), "I added a road.", None),
        (Guard(contents=frozenset({Content.CODE})), "Use code MILA20", "code MILA20"),
        (Guard(contents=frozenset({Content.TRADE})), "Buy now, 20% off everything!", "Buy now"),
        (Guard(hosts=("shop.example",)), "See https://shop.example/lamp", "https://shop.example/lamp"),
        (Guard(parties=("Larkspur",)), "Hello @larkspur", "@larkspur"),
        (Guard(ties=frozenset({Tie.FREE_GOODS}), needs=("ad",)), "Ad: an evening with Nordlys.", None),
        (Guard(ties=frozenset({Tie.FREE_GOODS}), needs=("ad",)), "An evening.\nWith Nordlys. Ad.", "Nordlys"),
    ],
)
def test_where_a_guard_speaks(guard, text, on):
    span = fires(guard, draft(text), None, [LAMP])
    assert (None if span is None else text[slice(*span)]) == on


def test_it_speaks_in_its_own_streams_only():
    guard = Guard(streams=frozenset({1}), words=("lamp",))
    assert fires(guard, draft("A lamp"), 1) is not None
    assert fires(guard, draft("A lamp"), 2) is None
    assert fires(guard, draft("A lamp"), None) is None


NEARLY_EVERYTHING = [
    (Guard(words=("lamp", "the")), "“the” stands in nearly every text"),
    (Guard(words=("und die",)), "“und die” stands in nearly every text"),
    (Guard(parties=("The",)), "“The” stands in nearly every text"),
    (Guard(hosts=("https://",)), "“https://” stands in nearly every link"),
    (Guard(hosts=("com",)), "“com” stands in nearly every link"),
    (Guard(hosts=(".com",)), "“.com” stands in nearly every link"),
    (Guard(hosts=("www.example",)), "“www.example” stands in nearly every link"),
    (Guard(contents=frozenset(Content)), "every kind of content"),
]


def test_a_guard_that_would_match_everything_is_refused_in_words():
    with pytest.raises(UnfitGuard, match="would stop everything"):
        fitted(Guard(streams=frozenset({1}), needs=("ad",)), Trial((), 0))
    with pytest.raises(UnfitGuard, match="“a” stands in nearly every text"):
        fitted(Guard(words=("a",)), Trial((), 0))
    for guard, says in NEARLY_EVERYTHING:
        with pytest.raises(UnfitGuard, match=says):
            fitted(guard, Trial((), 0))
    posts = ["A lamp again"] * 30
    with pytest.raises(UnfitGuard, match="stopped 30 of your last 30 posts"):
        fitted(Guard(words=("lamp",)), tried(Guard(words=("lamp",)), posts))
    assert fitted(Guard(words=("lamp",)), tried(Guard(words=("lamp",)), ["Rain"] * 30))


def test_contradicting_guards_are_told_and_others_not():
    stops, asks = GIFTS, Guard(ties=frozenset({Tie.FREE_GOODS}), needs=("ad",))
    assert contradiction(stops, asks) == contradiction(asks, stops) != ""
    assert contradiction(asks, asks) == ""
    apart = (
        Guard(streams=frozenset({1}), ties=GIFTS.ties),
        Guard(streams=frozenset({2}), ties=GIFTS.ties, needs=("ad",)),
    )
    assert contradiction(*apart) == ""
    stricter_here = (Guard(streams=frozenset({1}), ties=GIFTS.ties), asks)
    assert contradiction(*stricter_here) == "", "nothing given in one space, and named in every other"


@pytest.mark.parametrize("host", ["shop.example", "www.shop.example", "https://shop.example/lamp?x=1", "ad.example/"])
def test_a_whole_address_may_be_looked_for(host):
    assert fitted(Guard(hosts=(host,)), Trial((), 0))


def test_a_thousand_posts_are_tried_in_time(soon):
    posts = [f"Rain and a book, day {day}, with https://shop.example/{day}" for day in range(1_000)]
    every = Guard(contents=frozenset(Content), words=("mattress",), hosts=("shop.example",))
    with soon(4):
        assert tried(every, posts, [LAMP]) == Trial((), 1_000)


@given(guards, st.lists(texts, min_size=20, max_size=25))
def test_what_may_be_set_does_not_speak_at_most_posts(guard, posts):
    trial = tried(guard, posts, [LAMP])
    if len(trial.stopped) > len(posts) / 2:
        with pytest.raises(UnfitGuard, match=r"\.$"):
            fitted(guard, trial)


@given(guards)
def test_a_guard_comes_back_from_its_record(guard):
    assert guard_of(guard.record()) == guard


@given(guards, guards, texts)
def test_a_narrower_guard_speaks_where_the_wider_one_does_at_most(guard, other, text):
    narrower = Guard(
        guard.streams, guard.ties, guard.contents, guard.words or other.words, guard.hosts, ("Nordlys",), guard.needs
    )
    comparable = narrower.words == guard.words and (guard.ties or guard.contents or guard.words)
    if comparable and fires(narrower, draft(text), 1, [LAMP]) is not None:
        assert fires(guard, draft(text), 1, [LAMP]) is not None
