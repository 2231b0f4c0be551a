"""What a promise about ties binds to is told in other words than any rule knows, and held against facts alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.core.lessons import likely
from amends.core.lessons.finding import Purpose, Stream
from amends.core.lessons.learned import Learned
from amends.core.lessons.pieces import Weights
from amends.core.lessons.preflight import preflight
from amends.core.lessons.promise_kind import ANSWERS, PLACES, Bound, bound
from amends.core.statement.connection import Connection, Tie
from amends.engine.repeat_weights import learned
from core.lessons.books import BOOK

NO, YES = Weights(bytes(PLACES), 1.0, -1.0, 0.0), Weights(bytes(PLACES), 1.0, 0.0, 0.0)
NO_MANNER = Weights(bytes(likely.PLACES), 1.0, -9.0, 0.0)
PLAIN = "Whatever it was that you were so cross about in May will be over."
LAMP = Connection("Larkspur", "a lamp, to keep", kind=Tie.FREE_GOODS)


def knows(*answers: str) -> Learned:
    """Return what was learned by somebody who gives the same answers to every promise, and minds no manner."""
    return Learned(NO_MANNER, {answer: YES if answer in answers else NO for answer in ANSWERS})


def rules(text: str, known: Learned, *ties: Connection, purpose: Purpose = Purpose.COMMERCIAL) -> list[str]:
    found = preflight(text, BOOK, stream=Stream(purpose, ""), connections=ties, promises=[PLAIN], learned=known)
    return [one.rule.partition("@")[0] for one in found if one.kind.value == "repeat"]


@given(st.text(max_size=120))
def test_any_words_are_answered(promise: str) -> None:
    told = bound(promise, learned().kinds)
    assert told == bound(promise, learned().kinds)
    assert Tie.NONE not in told.ties


def test_a_tie_that_was_to_be_named_is_broken_by_one_that_is_not() -> None:
    known = knows("name", "free-goods")
    assert rules("The Larkspur lamp is the best I ever had.", known, LAMP) == ["amends/promise-named"]
    assert rules("Ad: Larkspur gave me this lamp. It is the best I ever had.", known, LAMP) == []
    assert rules("The best kettle I ever had is my own.", known, LAMP) == []
    assert rules("The Larkspur lamp is the best I ever had.", knows("name", "paid"), LAMP) == []


def test_a_tie_that_was_not_to_be_is_broken_by_speaking_of_it_even_where_it_is_named() -> None:
    known = knows("no-tie", "free-goods")
    assert rules("Ad: Larkspur gave me this lamp. It is the best I ever had.", known, LAMP) == ["amends/promise-never"]
    assert rules("Larkspur sent me a lamp. It went back this morning.", known, LAMP) == []


def test_where_nothing_was_to_be_sold_an_offer_breaks_it_and_an_ordinary_post_does_not() -> None:
    known = knows("no-ads")
    offer = "Lamps are 20% off until Sunday! Use code LAMP20 and order yours today."
    assert rules(offer, known, purpose=Purpose.PERSONAL) == ["amends/promise-never"]
    assert rules("We moved the lamp to the hall, and now the cat sleeps there.", known, purpose=Purpose.PERSONAL) == []


@pytest.mark.parametrize(
    ("promise", "told"),
    [
        ("Whoever pays for a post is named in its first line.", "names"),
        ("I pay for everything I review myself and take no gifts from makers.", "has_none"),
        ("This list is for release news, nothing is ever advertised here.", "no_trade"),
    ],
)
def test_what_ships_knows_plain_promises(promise: str, told: str) -> None:
    assert getattr(bound(promise, learned().kinds), told)


def test_what_ships_leaves_other_promises_alone() -> None:
    assert bound("We answer every bug report within a week.", learned().kinds) == Bound()
