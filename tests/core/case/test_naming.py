"""Whether words name something: whole words in any case, and what cannot be a name names nothing."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from amends.core.case.naming import names, plain, stretch

NAMES = st.text(max_size=100).filter(plain)


@given(name=NAMES, before=st.sampled_from(["", "Dear ", "(", "…"]), after=st.sampled_from(["", "!", " again", "’s"]))
def test_words_that_hold_a_name_name_it_and_can_be_found_by_its_stretch(name, before, after):
    text = f"{before}{plain(name)}{after}"
    assert names(name)(text)
    assert stretch(name) in text


@given(name=NAMES.filter(lambda name: plain(name)[-1:].isalnum()))
def test_a_longer_word_is_another_name(name):
    assert not names(name)(f"{plain(name)}x")


@given(text=st.text())
def test_what_is_no_name_is_never_named(text):
    assert not names(" # ")(text)
    assert not names("")(text)


def test_a_name_of_two_words_is_named_by_its_hashtag():
    assert names("Lark Spur")("Oh #larkspur.")
    assert not names("Lark Spur")("Oh larkspur.")
