"""What a draft reads like is weighed alike whatever stands around it, and never ends in a traceback."""

from __future__ import annotations

import re
from itertools import combinations, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.core.lessons.draft import LONGEST, draft
from amends.core.lessons.finding import Purpose, Stream
from amends.core.lessons.learned import Learned
from amends.core.lessons.likely import MOST_WINDOWS, PLACES, WINDOW, kinds_of, likely, pieces, windows
from amends.core.lessons.pieces import Weights
from amends.core.lessons.preflight import preflight
from amends.core.lessons.promise_kind import ANSWERS
from amends.core.lessons.promise_kind import PLACES as KIND_PLACES
from amends.core.lessons.repeat import by_its_manner
from amends.core.lessons.shown import Look
from amends.engine.repeat_weights import MANNER, learned, read, written
from core.lessons.books import BOOK

PROMISE = "I will ask before I post a picture of anybody."
ASK = kinds_of(PROMISE)
NOTHING = bytes(PLACES)


@given(st.text(max_size=400), st.text(max_size=80))
def test_any_words_are_weighed_and_the_place_lies_in_the_draft(text: str, promise: str) -> None:
    found = likely(draft(text), kinds_of(promise), learned().manner)
    begins, ends = found.span
    assert 0 <= begins <= ends <= len(text)
    assert found.above == likely(draft(text), kinds_of(promise), learned().manner).above


@given(st.lists(st.integers(1, 40), min_size=1, max_size=60))
def test_windows_leave_nothing_out_and_are_no_longer_than_they_may_be(lengths: list[int]) -> None:
    text = " ".join(f"{' '.join(['word'] * length)}." for length in lengths)
    found = windows(draft(text))
    assert len(found) <= MOST_WINDOWS
    sentences = draft(text).sentences()
    if len(found) < MOST_WINDOWS:
        assert [span for span in sentences if not any(span in window for window in found)] == []
    for window in found:
        many = sum(len(text[begins:ends].split()) for begins, ends in window)
        assert many <= WINDOW or len(window) == 1
    assert all(sentences.index(one[0]) < sentences.index(two[0]) for one, two in pairwise(found))


def test_an_empty_table_is_refused_in_a_sentence() -> None:
    with pytest.raises(ValueError, match=re.escape("A table of weights has a byte for each place; this one has none.")):
        Weights(b"", 1.0, 0.0, 0.0)


def test_what_was_learned_comes_back_from_its_file_as_it_was() -> None:
    kinds = {answer: Weights(bytes([at]) * KIND_PLACES, 2.0, 0.0, at / 4) for at, answer in enumerate(ANSWERS)}
    tables = {MANNER: Weights(NOTHING, 0.25, -1.0, 0.5), **kinds}
    held = written(tables)
    assert read(held) == Learned(tables[MANNER], kinds)
    for wrong, why in (
        (held[:-1], "ends before its table “equity” does"),
        (held.replace(b'"format": 1', b'"format": 2'), "is of format 2; this amends reads 1"),
        (written(tables | {"name": Weights(b"a", 1.0, 0.0, 0.0)}), "The table “name” of repeat.bin has another size"),
        (written({MANNER: tables[MANNER]}), "repeat.bin lacks affiliate, any,"),
    ):
        with pytest.raises(ValueError, match=why):
            read(wrong)


def test_what_it_stands_on_is_the_sentence_that_says_most() -> None:
    text = "Good morning to all of you. The tent is up, and the tickets are gone. See you soon."
    ready = draft(text)
    table = bytearray(PLACES)
    for place in pieces(["tickets are gone"], ()):
        table[place] = 90
    found = likely(ready, ASK, Weights(bytes(table), 0.1, 0.0, 0.0))
    assert text[slice(*found.span)] == "The tent is up, and the tickets are gone."
    assert found.above > 0


def test_a_weight_below_nought_speaks_against_it() -> None:
    table = bytearray(PLACES)
    for place in pieces(["we asked everybody"], ASK):
        table[place] = 256 - 50
    weights = Weights(bytes(table), 0.1, 0.0, 0.0)
    assert likely(draft("We asked everybody."), ASK, weights).above < 0
    other = (
        "Der Ofen ist endlich da und heizt, dass es eine Freude ist; um acht gibt es Brot und zum Glück Kuchen dazu."
    )
    assert likely(draft(other), ASK, weights).above == pytest.approx(0, abs=0.5)


def test_what_ships_tells_a_deed_from_a_word_that_was_kept() -> None:
    weights, kinds = learned().manner, kinds_of("We will ask the members before the club spends more than 500 euros.")
    done = draft("Big news: the new boat is ours! We signed on Tuesday, 4,200 euros, and it arrives on Friday.")
    asked = draft(
        "A new boat would be 4,200 euros. Before anybody signs we ask all of you: the vote is open until Friday."
    )
    assert likely(done, kinds, weights).above > likely(asked, kinds, weights).above


def everything(line: float) -> Learned:
    return Learned(
        Weights(NOTHING, 1.0, 1.0, line), dict.fromkeys(ANSWERS, Weights(bytes(KIND_PLACES), 1.0, -1.0, 0.0))
    )


def test_one_promise_is_told_of_and_only_where_no_rule_found_one() -> None:
    promises = [PROMISE, "No more adverts in my personal feed."]
    (found,) = preflight("The tent is up.", BOOK, promises=promises, learned=everything(0.5))
    assert (found.kind.value, found.rule.partition("@")[0]) == ("repeat", "amends/promise-manner")
    assert found.why.startswith("This reads like a draft that breaks a promise.")
    assert preflight("The tent is up.", BOOK, promises=promises, learned=everything(1.5)) == ()
    assert preflight("The tent is up.", BOOK, promises=promises) == ()
    by_rule = preflight(
        "Here are 40 photos of everyone at the dinner!", BOOK, promises=[PROMISE], learned=everything(0.5)
    )
    assert [one.rule.partition("@")[0] for one in by_rule] == ["amends/promise-leave"]


def test_of_several_promises_the_one_is_told_of_that_the_draft_speaks_of() -> None:
    promises = ["The letter comes once a month.", "The orchard stays open to children.", "I answer every question."]
    (found,) = preflight("There is a new gate at the orchard.", BOOK, promises=promises, learned=everything(0.5))
    assert (f"“{promises[1]}”" in found.why, found.title) == (True, "It may break a promise")


def test_a_promise_for_another_space_is_not_held_against_this_one() -> None:
    promise = "No more adverts in my personal feed."
    told = {
        purpose: preflight(
            "The tent is up.", BOOK, stream=Stream(purpose, ""), promises=[promise], learned=everything(0.5)
        )
        for purpose in (Purpose.PERSONAL, Purpose.COMMERCIAL)
    }
    assert [len(told[purpose]) for purpose in told] == [1, 0]


MANY_SENTENCES = "The tent is up and nobody was asked. " * (LONGEST // 38)
NO_END = " ".join(f"{number:x}tent" for number in range(LONGEST // 10))


@pytest.mark.parametrize("text", [MANY_SENTENCES, NO_END], ids=["many sentences", "one without an end"])
def test_the_longest_draft_is_held_against_many_promises_in_good_time(text: str, soon) -> None:
    parts = ("ask", "never", "before", "say", "free")
    promises = [" ".join(chosen) for size in range(1, 6) for chosen in combinations(parts, size)] * 15
    look = Look(draft(text), None, (), BOOK)
    with soon(2.0):
        assert len(by_its_manner(look, promises, learned().manner)) <= 1
