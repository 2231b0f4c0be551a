"""Who named what was changed: their own words, after it was done, and nothing that asks, wishes or denies."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.core.recovery import Changed, Words, common_words, turned, who_named
from amends.core.recovery.cohorts import Said
from amends.core.vocabulary import Stance

SENT = Changed(10, "Send the phone back to Larkspur")
FIRST = Changed(10, "Name any gift in the first line, always")
GERMAN = Changed(10, "Das Geschenk in der ersten Zeile nennen")


def named(text, *changes, common=(), at=11):
    return who_named([Words(1, at, text)], changes or (SENT, FIRST, GERMAN), common) == {1}


@pytest.mark.parametrize(
    "text",
    [
        "The phone is back with Larkspur.",
        "Credit to Ines, who sent the phone back: Larkspur has it. I have not forgiven the rest.",
        "There it is, the gift, in the very first line",
        "Das Geschenk steht in der ersten Zeile. Danke.",
        "I wanted it down and it is up, and you have done what you said. I shall read on.",
        "She kept her word.",
        "Das Wort gehalten hat sie.",
    ],
)
def test_own_words_that_name_it_are_found(text):
    assert named(text)


@pytest.mark.parametrize(
    "text",
    [
        "", "Good letter this week.", "I love this phone.", "Did the phone go back to Larkspur?",
        "The phone did not go back to Larkspur.", "The phone hasn’t gone back to Larkspur",
        "I wish the gift stood first", "Send the phone back to Larkspur, please!",
        "If the phone goes back to Larkspur, fine", "First in line for lunch?",
        "“Name any gift in the first line, always”", "> Send the phone back to Larkspur\nHm.",
        "You have not done what you said.", "Have you kept your word?", "Keep your word!", "I did what she said.",
        "Das Geschenk steht nicht in der ersten Zeile.", "The phone. Larkspur. Back. Gift. Line. First. Name.",
    ],
)  # fmt: skip
def test_what_asks_wishes_denies_or_quotes_names_nothing(text):
    assert not named(text)


def test_before_it_was_done_nobody_can_have_named_it():
    assert not named("The phone is back with Larkspur.", at=10)


def test_words_that_everybody_used_in_the_storm_are_not_enough():
    common = common_words(["Larkspur gave out a phone, again and again"] * 20)
    assert not named("The phone of Larkspur is all I read of.", SENT, common=common)
    assert named("The gift is named in the first line.", FIRST, common=common)


def test_a_change_of_one_word_cannot_be_told():
    assert not named("Withdrawn, and withdrawn for good.", Changed(0, "Withdraw."))
    assert named("You kept your promise.", Changed(0, "Withdraw."))
    assert not named("You kept your promise.", Changed(20, "Withdraw."))


@given(text=st.text(), words=st.text(), at=st.integers(0, 20))
def test_any_words_can_be_read_and_a_denial_names_nothing(text, words, at):
    change = Changed(10, words)
    assert not who_named([Words(1, at, f"{text.replace(chr(10), ' ')} not")], [Changed(30, words)])
    assert who_named([Words(1, at, text)], [change]) <= {1}
    plain = " ".join(part for part in text.split() if part.isalpha())
    assert not who_named([Words(1, 11, f"It is not so that {plain}")], [change])


def test_those_who_named_it_are_counted_apart_from_how_they_ended():
    heard = [Said(person, 12, Stance.OBJECTS if person % 2 else Stance.SUPPORTS) for person in range(10)]
    plain, told = turned(range(10), heard, 5), turned(range(10), heard, 5, named={1, 2, 99})
    assert (told.named, told.named_and_object) == (2, 1)
    assert (told.share, told.now, told.silent) == (plain.share, plain.now, plain.silent)
