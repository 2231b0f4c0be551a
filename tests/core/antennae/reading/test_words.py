from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from amends.core.antennae.reading.words import LONGEST, own_words, phrases, tokens


@pytest.mark.parametrize(
    ("text", "own"),
    [
        ("> you are wrong\nI agree", "\nI agree"),
        ("> > deep\n> quote\nmine", "\n\nmine"),
        ("&gt; escaped\nmine", "\nmine"),
        ("＞ full width\nmine", "\nmine"),
        ("mine\r\n> theirs\r\nmine too", "mine\n\nmine too"),
        ("On Tue, 3 May, Ann wrote:\n> theirs\nmine", "\n\nmine"),
        ("On Tue, 3 May,\nAnn <ann@example.org> wrote:\n> theirs\nmine", "\n\nmine"),
        ("so true RT @ann: shame on you", "so true "),
        ("mine\n-----Original Message-----\ntheirs", "mine\n"),
        ("5 > 3, obviously", "5 > 3, obviously"),
        ("START @ann: not a retweet", "START @ann: not a retweet"),
    ],
)
def test_only_the_authors_words_are_kept(text: str, own: str) -> None:
    assert own_words(text) == own


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Don't you DARE!", ["don't", "you", "dare", "!"]),
        ("'quoted' words'", ["quoted", "words"]),
        ("see https://example.org/a?b=c and www.example.org", ["see", "xlink", "and", "xlink"]),
        ("hi @ann.bsky.social", ["hi", "xuser"]),
        ("write to ann@example.org", ["write", "to", "xmail"]),
        ("9/10 but 2/10 for you", ["xhigh", "but", "xlow", "for", "you"]),
        ("on 5/11/2020", ["on"]),
        ("run `rm -rf` or ```a\nb```", ["run", "xcode", "or", "xcode"]),
        ("Ｓｈａｍｅ on\u200b you", ["shame", "on", "you"]),
        ("sha\u00adme", ["shame"]),
        ("\u202eshame\u202c", ["shame"]),
        ("don’t ❤️ it", ["don't", "❤", "it"]),
        ("STRASSE straße", ["strasse", "strasse"]),
        ("nice :) <3", ["nice", "xsmile", "xheart"]),
        ("a\x00b", ["a", "b"]),
        ("\ud800 lone", ["lone"]),
    ],
)
def test_tokens(text: str, words: list[str]) -> None:
    assert tokens(own_words(text)) == words


def test_a_long_quote_does_not_hide_the_answer() -> None:
    assert own_words("> theirs\n" * 1000 + "mine").strip() == "mine"


def test_words_far_beyond_the_longest_post_are_not_looked_at() -> None:
    assert own_words(f"> {'x' * 20_000}\nmine") == ""


def test_phrases_hold_each_word_once() -> None:
    assert phrases(["no", "no", "way"]) == ["no", "way", "no way"]


@pytest.mark.parametrize(
    "text",
    [
        "a" * 1_000_000,
        "a" + "\u0301" * 10_000,
        "\u0315\u0300" * 10_000,
        "@" * 100_000,
        "`" * 100_000,
        "On " * 100_000,
        "On \n" * 100_000 + "wrote:",
        "a@" * 100_000,
        "> " * 100_000,
        "RT @" * 100_000,
        "\ufdfa" * 100_000,
        "'" * 100_000,
        "-----" * 100_000 + "Original Message",
    ],
)
def test_no_text_holds_the_reader_up(text: str, soon: Callable[[float], AbstractContextManager[None]]) -> None:
    with soon(0.5):
        own = own_words(text)
        tokens(own)
    assert len(own) <= LONGEST


@settings(deadline=None)
@given(st.text())
def test_any_text_becomes_folded_tokens(text: str) -> None:
    for token in tokens(own_words(text)):
        assert token
        assert token == token.casefold()
        assert not any(letter.isspace() for letter in token)


@settings(deadline=None)
@given(st.text(st.characters(max_codepoint=127), max_size=60))
def test_the_fast_way_and_the_general_way_cut_alike(text: str) -> None:
    own = own_words(text)
    general = [token for token in tokens(f"{own} é") if token != "é"]
    assert [t for t in tokens(own) if t.isalpha()] == [t for t in general if t.isalpha()]
