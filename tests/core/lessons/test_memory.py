"""What a partner brings, and who may object: said where enough is known, and silent where it is not."""

from __future__ import annotations

import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.core.interval import beta_below, beta_holds
from amends.core.lessons.audience import LEAST_OBJECTING, LEAST_PEOPLE, LEAST_POSTS, expected, objectors
from amends.core.lessons.baggage import baggage, same_party
from amends.core.lessons.draft import draft
from amends.core.lessons.finding import Kind
from amends.core.lessons.likeness import ALIKE, alike, signs
from amends.core.lessons.memory import Beneath, Lift, Memory, Partner, PastPost, Storm
from amends.core.lessons.preflight import preflight
from amends.core.statement.connection import Connection, Tie
from amends.core.vocabulary import Ground
from core.lessons.books import BOOK

TIE = Connection("Larkspur Ltd", "a phone", kind=Tie.FREE_GOODS)
OPEN = Storm(
    3, "The repairers", 0, open=True, people=212, site="harbour.example", url="https://harbour.example/cases/3/"
)
TRAVELS = Partner("Larkspur", Beneath(40, 22, {Ground.ADS: 12}), Lift(6.2, 3.1, 12.0))


@st.composite
def beneaths(draw, most=60):
    people = draw(st.integers(0, most))
    objecting = draw(st.integers(0, people))
    return Beneath(people, objecting, {Ground.ADS: objecting} if objecting else {})


crowds = st.lists(beneaths(), max_size=30)


@given(crowds, crowds)
def test_too_few_posts_people_or_objections_say_nothing(like, others):
    told = expected(like, others)
    answered = [one for one in like if one.people]
    people, objecting = sum(one.people for one in answered), sum(one.objecting for one in answered)
    enough = len(answered) >= LEAST_POSTS and people >= LEAST_PEOPLE and objecting >= LEAST_OBJECTING
    assert (told is not None) is enough
    if told is not None:
        assert 0 <= told.low <= told.high <= 1
        assert 0 <= told.least <= told.share <= 1
        assert (told.posts, told.people, told.objecting) == (len(answered), people, objecting)


@given(crowds, crowds)
def test_the_order_of_posts_says_nothing(like, others):
    one, other = expected(like, others), expected(like[::-1], others[::-1])
    assert (one is None) == (other is None)
    if one is not None:
        assert one.share == pytest.approx(other.share)
        assert (one.low, one.high) == pytest.approx((other.low, other.high), abs=1e-9)


@given(st.floats(0.1, 0.9), st.floats(11, 500), st.floats(1, 4))
def test_more_people_make_an_interval_narrower(share, worth, more):
    low, high = beta_holds(share, worth)
    assert low <= high
    closer = beta_holds(share, worth * more)
    assert closer[1] - closer[0] <= high - low + 1e-9


@given(st.floats(0.05, 200), st.floats(0.05, 200), st.floats(0.001, 0.999))
def test_a_beta_law_and_its_mirror_make_a_whole(first, second, at):
    assert beta_below(at, first, second) + beta_below(1 - at, second, first) == pytest.approx(1, abs=1e-9)


@pytest.mark.parametrize(
    ("at", "first", "second", "below"), [(0.5, 1, 1, 0.5), (0.25, 1, 2, 0.4375), (0.2, 3, 1, 0.008)]
)
def test_a_beta_law_as_it_is_worked_out_by_hand(at, first, second, below):
    assert beta_below(at, first, second) == pytest.approx(below)


texts = st.lists(
    st.sampled_from(["crypto", "rain", "lamp", "walk", "code", "MILA20", "tokens", "free", "photo"]), max_size=9
).map(" ".join)


@given(texts, st.lists(texts, max_size=8))
def test_what_is_alike_is_given_the_most_alike_first_and_itself_above_all(text, others):
    known = [signs(draft(each)) for each in (*others, text)]
    found = alike(known[-1], known, 20)
    assert all(ALIKE <= like.cosine <= 1 for like in found)
    assert [like.cosine for like in found] == sorted((like.cosine for like in found), reverse=True)
    if known[-1] and found:
        assert known[found[0].place] == known[-1] or found[0].cosine == pytest.approx(1)


def past(kinds):
    return [PastPost(0, words, signs(draft(words)), beneath) for words, beneath, times in kinds for _ in range(times)]


CRYPTO = ("Bitcoin and other tokens again", Beneath(20, 9, {Ground.ADS: 9}), 4)
BREAD = ("Flour and bread, from the kitchen", Beneath(20, 1, {Ground.OTHER: 1}), 6)
RAIN = ("A walk in the rain along the canal", Beneath(20, 1, {Ground.OTHER: 1}), 30)


def test_who_may_object_is_told_by_people_ground_and_interval():
    (found,) = objectors(draft("Why I hold tokens in a crypto wallet"), [], past([CRYPTO, RAIN]))
    assert found.kind is Kind.AUDIENCE
    assert "4 posts of yours are much like this one, and 36 of the 80 people who answered them objected" in found.why
    assert "beneath your others it was 5 %" in found.why
    assert "a personal space was used to sell (36)" in found.why
    assert "“Bitcoin and other tokens again”" in found.why
    assert "95 times in 100" in found.why


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("Bread and flour in my kitchen", [BREAD, RAIN]),  # they draw no more than others
        ("Tokens in a crypto wallet", [(*CRYPTO[:2], 2), RAIN]),  # two posts
        ("Tokens in a crypto wallet", [("Bitcoin tokens", Beneath(3, 2, {Ground.ADS: 2}), 4), RAIN]),  # 12 people
        ("Tokens in a crypto wallet", [("Bitcoin tokens", Beneath(20, 1, {Ground.ADS: 1}), 4), RAIN]),  # 4 object
        ("Something else altogether", [CRYPTO, RAIN]),
        ("Tokens in a crypto wallet", []),
    ],
)
def test_who_may_object_is_silent_where_it_does_not_know(text, kinds):
    assert objectors(draft(text), [], past(kinds)) == []


def test_a_tie_of_the_same_kind_makes_posts_alike_that_share_no_word():
    tie = Connection("Nordlys", "a lamp", kind=Tie.FREE_GOODS)
    old = signs(draft("Nordlys lights my evening."), [tie])
    assert "@@free-goods" in old
    assert "@@free-goods" in signs(draft("Larkspur rings."), [TIE])


@pytest.mark.parametrize(
    ("partner", "rules"),
    [
        (Partner("Larkspur"), []),
        (Partner("Larkspur", storms=(OPEN,)), ["elsewhere"]),
        (Partner("Larkspur", storms=(dataclasses.replace(OPEN, open=False),)), []),
        (Partner("Larkspur", storms=(dataclasses.replace(OPEN, site="", open=False),)), ["storms"]),
        (TRAVELS, ["travels"]),
        (dataclasses.replace(TRAVELS, lift=Lift(1.4, 0.9, 2.0)), []),
        (dataclasses.replace(TRAVELS, lift=Lift(1.1, 1.05, 1.15)), []),  # sure, and next to nothing
        (dataclasses.replace(TRAVELS, lift=None), []),
        (dataclasses.replace(TRAVELS, named=Beneath(9, 4)), []),
        (Partner("Larkspur Coffee", storms=(OPEN,)), []),
    ],
)
def test_what_a_partner_brings_and_where_it_is_silent(partner, rules):
    found = baggage(draft("My new phone, by Larkspur."), [TIE], [partner])
    assert [one.rule.split("@")[0].removeprefix("amends/baggage-") for one in found] == rules
    assert all(one.span == (17, 25) and one.mend for one in found)
    assert baggage(draft("Rain all day."), [TIE], [partner]) == []


def test_what_is_told_of_a_partner_names_the_case_whose_it_is_and_how_sure():
    (elsewhere,) = baggage(draft("By Larkspur"), [TIE], [Partner("Larkspur", storms=(OPEN,))])
    assert (
        "case 3 of harbour.example, “The repairers” (1 January 1970, still open, 212 people objecting)" in elsewhere.why
    )
    (travels,) = baggage(draft("By Larkspur"), [TIE], [TRAVELS])
    assert "name Larkspur 6.2 times as often as those who do not (between 3.1 and 12, 95 times in 100)" in travels.why
    wide = dataclasses.replace(TRAVELS, lift=Lift(606, 38, 9774))
    assert "at least 38 times as often" in baggage(draft("By Larkspur"), [TIE], [wide])[0].why
    assert "22 of 40 people who named it objected: 40 to 69 %" in travels.why


@given(st.text(max_size=30), st.text(max_size=30))
def test_whatever_two_names_are_the_answer_does_not_depend_on_their_order(one, other):
    assert same_party(one, other) == same_party(other, one)


def test_a_draft_is_asked_both_with_a_memory_and_neither_without():
    memory = Memory(0, tuple(past([CRYPTO, RAIN])), (TRAVELS,))
    text = "Ad: bitcoin and crypto tokens, held by Larkspur."
    without = [one.kind for one in preflight(text, BOOK, connections=[TIE])]
    kinds = {one.kind for one in preflight(text, BOOK, connections=[TIE], memory=memory)} - set(without)
    assert kinds == {Kind.BAGGAGE, Kind.AUDIENCE}


def test_more_who_object_than_there_are_is_an_error():
    with pytest.raises(ValueError, match="among those who answered"):
        Beneath(3, 4)
    with pytest.raises(ValueError, match="among those who answered"):
        Beneath(3, 2, {Ground.ADS: 3})
