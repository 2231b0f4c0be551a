from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from amends.core.antennae.reading.deciding import LOOKED_AT, MOST, deciding, parts
from amends.engine.packaged_reader import load


def told(texts):
    return [reading.objection for reading in load().read_many(texts)]


def by_number(texts):
    """Object the more, the more often "no" is said."""
    return [1 - 0.5 ** text.split().count("no") for text in texts]


@given(st.text(max_size=80))
def test_the_pieces_are_the_text(text):
    spans = deciding(text, told)
    assert len(spans) <= MOST
    pieces = parts(text, spans)
    assert "".join(piece for piece, _ in pieces) == text
    assert [piece for piece, marked in pieces if marked] == [text[begin:end] for begin, end in spans]


def test_words_that_say_nothing_decide_nothing():
    assert deciding("soup and bread and no salt", by_number) == ((19, 21),)
    assert deciding("soup and bread", by_number) == ()
    assert deciding("", by_number) == ()


def test_a_long_post_costs_no_more_than_its_beginning():
    asked = []

    def counting(texts):
        asked.append(len(texts))
        return by_number(texts)

    deciding("word " * 5000, counting)
    assert asked == [LOOKED_AT + 1]


def test_the_packaged_reader_points_at_what_a_person_would():
    text = "You lied to us and I am ashamed that I recommended you."
    assert {text[begin:end] for begin, end in deciding(text, told)} & {"lied", "ashamed"}
