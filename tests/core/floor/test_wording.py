"""Every rule, state and receipt has its sentences, in the house's words, and every gap in them can be filled."""

from __future__ import annotations

import re
from string import Formatter

import pytest

from amends.core.floor.heard import GroundAnswer
from amends.core.floor.message import Message, State
from amends.core.floor.receipt import RECEIPTS, Fate, fate
from amends.core.floor.wording import FORGOTTEN, RULES, STUBS, Rule, reason_told, told
from amends.core.vocabulary import Ground, Stance

EVERYTHING = [
    *(sentence for words in RULES.values() for sentence in (words.author, words.public)),
    *STUBS.values(),
    FORGOTTEN,
    *(line for words in RECEIPTS.values() for line in (words.heading, *words.lines)),
]
VALUES = {"owner": "Ines Marlow", "when": "on Friday at 10:02", "reason": "It printed a home address.",
          "ground": "Price", "rule": "It waits."}  # fmt: skip


def test_the_tables_are_closed():
    assert set(RULES) == set(Rule)
    assert set(RECEIPTS) == set(Fate)
    assert set(STUBS) | {State.SHOWN, State.HELD} == set(State)


@pytest.mark.parametrize("sentence", EVERYTHING)
def test_sentences_are_plain(sentence):
    assert sentence == "{rule}" or sentence[-1] in ".}"
    assert "!" not in sentence
    assert "  " not in sentence
    assert not re.search(
        r"\b(attack|hate|troll|abuse|spam|invalid|error|oops|manage|moderat|violat|user)", sentence.lower()
    )


@pytest.mark.parametrize("sentence", EVERYTHING)
def test_every_gap_can_be_filled(sentence):
    names = {name for _, name, _, _ in Formatter().parse(sentence) if name}
    assert names <= VALUES.keys()
    assert "{" not in told(sentence, **VALUES)


def test_a_gap_without_its_value_is_an_error():
    with pytest.raises(KeyError, match="owner"):
        told(STUBS[State.HIDDEN], when="today", reason="It was so.")


def test_the_words_are_turned_before_they_are_filled():
    assert told("{owner} knows", {"{owner} knows": "{owner} lo sabe"}.__getitem__, owner="Ines") == "Ines lo sabe"


def test_only_the_reason_that_no_owner_wrote_is_translated():
    said = {FORGOTTEN: "Wer sie geschrieben hat, wollte vergessen werden."}.__getitem__
    assert reason_told(FORGOTTEN, said) == "Wer sie geschrieben hat, wollte vergessen werden."
    assert reason_told("Es droht jemandem", said) == "Es droht jemandem."
    assert reason_told("“Gone?”", said) == "“Gone?”"
    assert reason_told("", said) == ""


NO = Message(61, "a", 5, Stance.OBJECTS, ground=Ground.ADS)


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({}, Fate.SHOWN),
        ({"read_at": 9}, Fate.READ),
        ({"answered_at": 9}, Fate.ANSWERED),
        ({"state": State.HELD}, Fate.HELD),
        ({"state": State.HIDDEN, "answered_at": 9}, Fate.HIDDEN),
        ({"state": State.ERASED, "answered_at": 9}, Fate.TAKEN_BACK),
        ({"state": State.REMOVED}, Fate.REMOVED),
    ],
)
def test_a_receipt_tells_what_became_of_the_words(changed, expected):
    given = {"number": 61, "person": "a", "at": 5, "stance": Stance.OBJECTS, **changed}
    assert fate(Message(**given)) == expected


def test_a_receipt_before_the_floor_and_after_a_public_answer():
    assert fate(None) == Fate.RECEIVED
    assert fate(NO, (GroundAnswer(Ground.ADS),)) == Fate.ANSWERED_WITH_OTHERS
    assert fate(NO, (GroundAnswer(Ground.ADS, Stance.SUPPORTS),)) == Fate.SHOWN
