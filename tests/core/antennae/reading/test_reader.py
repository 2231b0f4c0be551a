from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from amends.core.antennae.reading import Reader
from amends.core.antennae.reading.grounds import bits_by_cue
from amends.core.antennae.reading.posts import cut
from amends.core.antennae.reading.spelling import runs
from amends.core.antennae.reading.style import as_columns, style_rows
from amends.core.antennae.reading.words import own_words, phrases, tokens
from amends.core.vocabulary import Ground, Stance
from core.antennae.reading.readers import SHAME, arrays, small

PIECES = ["shame", "thank", "you", "!!", "?", "not", "@ann", ">", "RT", "10/10", "https://x.org", ":)", "`code`"]
TEXTS = st.lists(
    st.one_of(st.text(max_size=80), st.lists(st.sampled_from(PIECES)).map(" ".join)),
    max_size=30,
)


def test_a_word_that_objects_is_read_as_objecting() -> None:
    reading = small().read("Shame")
    assert reading.stance is Stance.OBJECTS
    assert reading.objection > 0.5
    assert reading.grounds == (Ground.OTHER,)
    assert reading.heat == 1


def test_a_pair_says_more_than_its_words() -> None:
    reader = small()
    assert reader.read("thank you").p[1] > reader.read("you thank").p[1]


def test_pairs_do_not_reach_over_to_the_next_post() -> None:
    reader = small()
    assert reader.read_many(["thank", "you"]) == [reader.read("thank"), reader.read("you")]


def spelling_shame() -> dict[str, np.ndarray]:
    """The runs of letters of an unknown word say what the word *shame* says."""
    letters = np.zeros((1 << 16, 11), np.int16)
    letters[runs([b"shameful"], 16)[0]] = np.array(SHAME) // 10
    return {"letter_weights": letters}


def test_a_word_that_is_not_listed_is_read_by_its_spelling() -> None:
    reader = Reader.from_arrays(arrays(**spelling_shame()))
    spelled, cut_short, unlike = (reader.read(f"this is {word}") for word in ("shameful", "shamefu", "zork"))
    assert spelled.stance is Stance.OBJECTS
    assert spelled.objection > cut_short.objection > unlike.objection
    assert small().read("this is shameful").objection == small().read("this is zork").objection


def test_a_word_that_is_listed_is_not_spelled() -> None:
    letters = np.full((64, 11), 900, np.int16)
    assert Reader.from_arrays(arrays(letter_weights=letters)).read("shame thank").p == small().read("shame thank").p


def leaning(gate: float = 0.0, heat: float = 0.0) -> np.ndarray:
    """Biases that tell a thread from a short post, and heat."""
    return np.array([-1.0, 0, 0, 1, -1, 0, 0, 1, gate, heat, -1])


@pytest.mark.parametrize(
    ("gate", "lines", "stance"),
    [
        (9.0, [0.2, 0.4], Stance.OBJECTS),
        (-9.0, [0.2, 0.4], Stance.NEUTRAL),
        (9.0, [0.4, 0.2], Stance.NEUTRAL),
        (-9.0, [0.4, 0.2], Stance.OBJECTS),
    ],
)
def test_the_line_is_that_of_the_kind_of_post(gate: float, lines: list[float], stance: Stance) -> None:
    reader = Reader.from_arrays(arrays(bias=leaning(gate), lines=np.array(lines)))
    assert reader.read("this is zork").stance is stance


def test_heat_begins_at_its_cut() -> None:
    for told, heat in ((0.49, 0), (0.5, 1), (2.5, 3)):
        assert Reader.from_arrays(arrays(bias=leaning(heat=told))).read("this is zork").heat == heat


@pytest.mark.parametrize(("odds", "unsure"), [(-0.7, False), (-0.6, True), (0.0, True), (0.6, True), (0.7, False)])
def test_a_near_draw_is_called_unsure(*, odds: float, unsure: bool) -> None:
    bias = leaning() + np.array([1.0 + odds, 0, 0, 0, 1.0 + odds, 0, 0, 0, 0, 0, 0])
    assert Reader.from_arrays(arrays(bias=bias)).read("this is zork").unsure == unsure


def test_a_cue_and_a_learned_ground_stand_together() -> None:
    reader = Reader.from_arrays(arrays(ground_cuts=np.array([-2.0])))
    assert reader.read("shame, those ads").grounds == (Ground.ADS, Ground.TRUST)


def test_grounds_belong_to_objections_only() -> None:
    assert small().read("thank you for the ads").grounds == ()


@pytest.mark.parametrize("text", ["", "   ", "> only a quote", "\x00", "...", "12345", "\u200b", "RT @ann: shame"])
def test_where_no_word_is_read_ordinary_talk_is_the_answer(text: str) -> None:
    reading = small().read(text)
    assert reading.p == (0.04, 0.16, 0.1, 0.7)
    assert reading.stance is Stance.NEUTRAL
    assert reading.language == "und"


def test_a_language_the_reader_does_not_know_is_left_unread() -> None:
    reading = small().read("shame, warum hat uns niemand gefragt und das ist nicht gut für die Leute")
    assert (reading.language, reading.stance, reading.heat) == ("de", Stance.NEUTRAL, 0)
    assert reading.objection == 0.04


def test_the_subject_never_objects_to_itself() -> None:
    reading = small().read("Shame shame shame", by_subject=True)
    assert reading.stance is not Stance.OBJECTS
    assert reading.objection == 0.0
    assert reading.grounds == ()


def test_subject_and_context_are_accepted() -> None:
    reader = small()
    assert reader.read("shame", subject="Ann", context="thank you") == reader.read("shame")


def test_flags_must_match_the_texts() -> None:
    with pytest.raises(ValueError, match="2 texts came with 1 flags"):
        small().read_many(["a", "b"], [True])


def test_weights_of_another_layout_are_refused() -> None:
    with pytest.raises(ValueError, match="format 9"):
        Reader.from_arrays(arrays(format=9))
    with pytest.raises(ValueError, match="do not fit together"):
        Reader.from_arrays(arrays(words=np.frombuffer(b"one", np.uint8)))
    with pytest.raises(ValueError, match="no power of two"):
        Reader.from_arrays(arrays(letter_weights=np.zeros((63, 11), np.int16)))


def test_the_name_tells_one_set_of_weights_from_another() -> None:
    other = Reader.from_arrays(arrays(lines=np.array([0.6, 0.6])))
    assert small().name == small().name != other.name
    assert small().name.startswith("linear-2/")


@settings(deadline=None)
@given(TEXTS, st.data())
def test_one_post_and_many_give_the_same_bytes(texts: list[str], data: st.DataObject) -> None:
    reader = small()
    flags = data.draw(st.lists(st.booleans(), min_size=len(texts), max_size=len(texts)))
    together = reader.read_many(texts, flags)
    assert together == [reader.read(text, by_subject=flag) for text, flag in zip(texts, flags, strict=True)]


@pytest.mark.once
def test_batches_of_any_size_give_the_same_bytes() -> None:
    texts = [f"shame {'you ' * (n % 7)}thank {n} {'!' * (n % 4)}" for n in range(1500)]
    reader = small()
    whole = reader.read_many(texts)
    for size in (1, 7, 100, 1000):
        assert [r for at in range(0, 1500, size) for r in reader.read_many(texts[at : at + size])] == whole


@settings(deadline=None)
@given(TEXTS)
def test_chances_are_chances(texts: list[str]) -> None:
    for reading in small().read_many(texts):
        assert all(0.0 <= chance <= 1.0 for chance in reading.p)
        assert math.isclose(sum(reading.p), 1.0, abs_tol=1e-9)
        assert (reading.stance is Stance.OBJECTS) == (reading.objection >= 0.5) == bool(reading.grounds)
        assert reading.heat in range(4)


@settings(deadline=None)
@example("Bð", [""])
@given(st.text(max_size=200), st.lists(st.text(st.characters(exclude_characters="\n\r"), max_size=60), max_size=4))
def test_quoting_the_other_side_changes_nothing(text: str, quoted: list[str]) -> None:
    text = text.replace("\r", " ")
    reader = small()
    quote = "".join(f"\n{'>' * (n + 1)} {line} shame" for n, line in enumerate(quoted))
    assert reader.read(text + quote) == reader.read(text)


@settings(deadline=None)
@given(st.text(max_size=100))
def test_the_subject_never_objects_whatever_it_says(text: str) -> None:
    reading = small().read(f"shame {text}", by_subject=True)
    assert reading.objection == 0.0
    assert reading.stance is not Stance.OBJECTS


CUES = [
    "nobody asked",
    "free phone",
    "LIED",
    "please",
    "but",
    "you",
    "your",
    "I",
    "not",
    "never",
    "thanks",
    "ads",
    "?",
    "!",
]


@settings(deadline=None)
@given(
    st.lists(st.one_of(st.lists(st.sampled_from(CUES), max_size=12).map(" ".join), st.text(max_size=40)), min_size=1)
)
def test_many_at_once_get_the_style_of_the_plain_rule(texts: list[str]) -> None:
    columns = as_columns(cut(texts, small()._notes).marks)
    for text, found in zip(texts, columns.tolist(), strict=True):
        own = own_words(text)
        words = tokens(own)
        assert [row for row, held in enumerate(found) if held] == style_rows(own, words, bits_by_cue(words))


@settings(deadline=None)
@given(TEXTS.filter(bool))
def test_many_at_once_find_the_entries_of_the_plain_rule(texts: list[str]) -> None:
    posts = cut(texts, small()._notes)
    pairs = small()._pairs.find(posts.rows)
    ends = [*posts.starts.tolist()[1:], len(posts.rows)]
    entries = ["", "shame", "thank", "you", "thank you"]
    for text, start, end in zip(texts, posts.starts.tolist(), ends, strict=True):
        rows = [*posts.rows[start:end].tolist(), *pairs[start:end].tolist()]
        expected = [entry for entry in phrases(tokens(own_words(text))) if entry in entries]
        assert sorted(entries[row] for row in rows if row) == sorted(expected)
