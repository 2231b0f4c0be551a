"""What changed between two texts is told exactly, readably, and in bounded time."""

from __future__ import annotations

import random
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.core.statement.differences import BUDGET, Fate, changes, sentences, summary, tokens

WORDS = st.lists(
    st.sampled_from(["I", "was", "sorry", "the", "phone", "gift", ".", "!", "\n\n", "e\u0301", "👩‍🚒", "是"])
)
TEXTS = st.text() | WORDS.map(" ".join) | WORDS.map("".join)


def told(old, new):
    return [(piece.fate.value, piece.text) for piece in changes(old, new)]


def side(pieces, *fates):
    return "".join(piece.text for piece in pieces if piece.fate in fates)


@given(TEXTS, TEXTS)
def test_nothing_is_lost_on_either_side(old, new):
    pieces = changes(old, new)
    assert side(pieces, Fate.KEPT, Fate.STRUCK) == old
    assert side(pieces, Fate.KEPT, Fate.ADDED) == new
    assert all(piece.text for piece in pieces)
    assert all(one.fate != other.fate for one, other in pairwise(pieces))


@given(TEXTS)
def test_a_text_beside_itself_is_kept(text):
    assert told(text, text) == ([("kept", text)] if text else [])
    assert summary(text, text) == "Nothing changed."


@given(TEXTS)
def test_cut_texts_are_the_text(text):
    assert "".join(sentences(text)) == text
    assert "".join(tokens(text)) == text


@given(TEXTS, TEXTS)
def test_struck_stands_before_added(old, new):
    fates = [piece.fate for piece in changes(old, new)]
    assert (Fate.ADDED, Fate.STRUCK) not in set(pairwise(fates))


def test_the_correction_of_the_story():
    old = "Larkspur gave one to 24 others. The phone was a loan for the month of March. Nobody told me what to write."
    new = "Larkspur gave one to 24 others. The phone is mine to keep. It sells for 640. Nobody told me what to write."
    assert told(old, new) == [
        ("kept", "Larkspur gave one to 24 others. The phone "),
        ("struck", "was a loan for the month of March"),
        ("added", "is mine to keep. It sells for 640"),
        ("kept", ". Nobody told me what to write."),
    ]


def test_small_words_that_happen_to_agree_are_not_confetti():
    old = "I took a picture of the hall and sent it to my sister in Leeds."
    new = "I sold a ticket to the show and gave it to a man in the street."
    fates = [fate for fate, _ in told(old, new)]
    assert fates == ["kept", "struck", "added", "kept"]


def test_one_word_in_a_long_sentence_is_all_that_is_told():
    old = "We will answer every message that reached us before Friday evening at eight, in order."
    new = old.replace("Friday", "Saturday")
    assert told(old, new)[1:3] == [("struck", "Friday"), ("added", "Saturday")]


def test_kept_words_between_far_changes_stay_kept():
    old, new = "Red one two three four blue.", "Green one two three four black."
    assert ("kept", " one two three four ") in told(old, new)


def test_an_island_never_reaches_over_a_paragraph():
    assert ("kept", " c.\n\nd ") in told("a b c.\n\nd e f", "x y c.\n\nd z w")


def test_an_accent_or_an_emoji_is_never_parted():
    assert told("Zoe\u0308 came", "Zoe\u0301 came")[:2] == [("struck", "Zoe\u0308"), ("added", "Zoe\u0301")]
    assert ("struck", "👩‍🚒") in told("the 👩‍🚒 came", "the 👩‍🏫 came")
    assert tokens("e\u0301te\u0301") == ["e\u0301te\u0301"]


def test_scripts_without_spaces_go_letter_by_letter():
    assert told("我们今天在这里道歉", "我们明天在这里道歉") == [
        ("kept", "我们"),
        ("struck", "今"),
        ("added", "明"),
        ("kept", "天在这里道歉"),
    ]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("A b. C d.", "A b. C e.", "1 sentence changed."),
        ("A b. C d.", "A x. C e. New one. And two.", "2 sentences changed, 2 added."),
        ("A b. C d. E f.", "A b.", "2 sentences removed."),
        ("", "One. Two.", "2 sentences added."),
        ("One two.", "One\ttwo.", "Only spaces changed."),
        ("One. Two.", "One.\n\nTwo.", "Only spaces changed."),
    ],
)
def test_the_summary_counts_sentences(old, new, said):
    assert summary(old, new) == said


def _texts():
    rng = random.Random(1)
    words = [f"w{number}" for number in range(2_000)] + ["the", "and", "of", "I"] * 300
    prose = ". ".join(" ".join(rng.choices(words, k=rng.randint(4, 20))) for _ in range(900))[:64_000]
    other = " ".join("CHANGED" if rng.random() < 0.15 else word for word in prose.split(" "))
    alternating = [chr(0x4E00 + number) for number in range(20_000)]
    kept_edges = [chr(0x3400 + at % 6_000) if at % 2 else letter for at, letter in enumerate(alternating)]
    lines = [f"{number:x}." for number in range(13_000)]
    return {
        "many changes": (prose, other),
        "one word": ("a " * 32_000, "a " * 31_000 + "b " * 100),
        "lines": ("x\n" * 32_000, "x\ny\n" * 16_000),
        "edges": ("".join(alternating), "".join(kept_edges)),
        "turned round": (" ".join(lines), " ".join(reversed(lines))),
        "signs": (".," * 32_000, ",." * 32_000),
        "marks": ("e" + "\u0301" * 32_000, "e" + "\u0301" * 32_001),
    }


@pytest.mark.parametrize(("old", "new"), _texts().values(), ids=_texts())
def test_the_longest_texts_are_told_exactly_and_soon(old, new, soon):
    with soon(3):  # 0.3 s where nothing else runs, and minutes where it is done the long way
        pieces = changes(old, new)
    assert side(pieces, Fate.KEPT, Fate.STRUCK) == old
    assert side(pieces, Fate.KEPT, Fate.ADDED) == new
    assert BUDGET <= 3_000_000


def test_many_changes_in_a_long_text_are_still_told_word_by_word():
    old, new = _texts()["many changes"]
    kept = side(changes(old, new), Fate.KEPT)
    assert len(kept) > len(old) / 2
