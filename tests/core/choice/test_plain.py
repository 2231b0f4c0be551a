"""The rule in plain words: every number and every outcome is in it."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from amends.core.choice import sentences
from amends.core.choice.plain import fraction, line_words, plain
from amends.core.choice.preset import EveryGroup, FloorOf, approval_quorum, simple_majority, supermajority
from amends.core.choice.question import EXAMPLE, Consequence, Kind
from amends.core.choice.sentences import Sentence, say


def told(question):
    return " ".join(map(str, plain(question)))


def test_the_page_of_the_mockup():
    how, reached, missed, tie, contested, who, when = map(str, plain(EXAMPLE))
    assert how == "You choose one option."
    assert reached == (
        "If at least 60 people of the network vote, and more than half of them choose “Withdraw it”, I take the review "
        "down within 24 hours."
    )
    assert missed == (
        "If not, “Keep it, and name the gift in the first line” stands: it stays, and the gift is named in its first "
        "line within 24 hours."
    )
    assert tie == (
        "If it is exactly half, that is a tie: it stays, and the gift is named in its first line within 24 hours."
    )
    assert contested.endswith("it is contested: I ask the same people once more within 48 hours.")
    assert who == (
        "412 people can bind: those who belonged to the network on Thursday 12 March 2026, 17:40 UTC. Anybody else "
        "may vote too; their votes are counted beside it and never added."
    )
    assert when == (
        "The vote is open from Friday 13 March 2026, 08:10 UTC until Saturday 14 March 2026, 08:10 UTC, and is never "
        "closed early. You may change your vote until then; your last one stands."
    )


RULES = [
    simple_majority(),
    simple_majority(37),
    simple_majority(37, FloorOf.PROPOSAL),
    supermajority(3, 4, 41),
    supermajority(7, 12, 43, FloorOf.TURNOUT, EveryGroup(4, 5, smallest=17)),
    approval_quorum(97, 2, 5),
]


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize(("kind", "proposal"), [("one", "withdraw"), ("one", ""), ("approval", ""), ("ranked", "")])
def test_every_number_and_consequence_is_said(rule, kind, proposal):
    consequences = replace(EXAMPLE.consequences, tie=Consequence("a coin is tossed", 3))
    question = replace(EXAMPLE, rule=rule, kind=Kind(kind), proposal=proposal, consequences=consequences)
    words = told(question)
    assert str(fraction(rule.numerator, rule.denominator)) in words
    assert ("at least 37 people" in words) == (rule.floor == 37)
    assert not rule.floor or f"{rule.floor} people" in words
    for said in ("I take the review down", "the gift is named", "I ask the same people once more", "412 people"):
        assert said in words
    tie_can_be = not (proposal and str(rule.line) == "at-least")
    assert ("a coin is tossed within 3 hours" in words) == tie_can_be
    if rule.every_group:
        assert "at least four fifths of each group of opinion" in words
        assert "fewer than 17" in words
    assert "{" not in words
    assert ".." not in words


def test_the_words_change_with_the_rule_and_with_nothing_else():
    assert str(line_words(simple_majority())) == "more than half"
    assert str(line_words(supermajority(4, 6))) == "at least two thirds"
    assert str(line_words(supermajority(1, 1, 0))) == "all"
    assert "If all of the people of the network who vote" in told(replace(EXAMPLE, rule=supermajority(1, 1, 0)))


def test_one_person_is_no_people():
    assert "If at least 1 person of the network vote" in told(replace(EXAMPLE, rule=simple_majority(1)))


def test_words_with_braces_stay_words():
    question = replace(EXAMPLE, consequences=replace(EXAMPLE.consequences, reached=Consequence("I drop {everything}")))
    assert "I drop {everything}." in told(question)


def test_a_sentence_can_be_told_in_another_language():
    german = {"{count} people": "{count} Menschen", "Hear {who} by {until_at}.": "Bis {until_at}: {who}."}
    sentence = say("Hear {who} by {until_at}.", who=Sentence("{count} people", (("count", 3),)), until_at=0)
    assert sentence.told(german.__getitem__, lambda at: f"Stunde {at}") == "Bis Stunde 0: 3 Menschen."


def test_all_sentences_speak_as_the_house_does():
    everything = [
        words
        for value in vars(sentences).values()
        for words in (value.values() if isinstance(value, dict) else [value])
        if isinstance(words, str)
    ]
    assert len(everything) > 50
    for words in everything:
        assert not re.search(r"[!]|\b(attack|hate|troll|manage|fraud|invalid|illegal|oops)", words.lower()), words
