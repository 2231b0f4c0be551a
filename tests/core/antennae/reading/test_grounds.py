from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from amends.core.antennae.reading.grounds import bits_by_cue, bits_of, grounds_of
from amends.core.antennae.reading.words import tokens
from amends.core.vocabulary import Ground

ANY = st.sets(st.sampled_from([ground for ground in Ground if ground is not Ground.OTHER]), min_size=1)


def on(text: str) -> set[Ground]:
    words = tokens(text)
    return set(grounds_of(bits_by_cue(words)))


@pytest.mark.parametrize(
    ("text", "ground"),
    [
        ("This is an advert.", Ground.ADS),
        ("You never said it was gifted.", Ground.DISCLOSURE),
        ("A sponsored opinion is no opinion.", Ground.SPONSORSHIP),
        ("Do you know who owns that company?", Ground.ASSOCIATION),
        ("Word for word the same post, everywhere.", Ground.CAMPAIGN),
        ("Nobody asked us.", Ground.CONSENT),
        ("You leaked my address.", Ground.PRIVACY),
        ("You promised.", Ground.TRUST),
        ("Please revert, it is a breaking change.", Ground.BREAKING),
        ("Buggy and slow.", Ground.QUALITY),
        ("Rude staff.", Ground.SERVICE),
        ("Still waiting.", Ground.DELAY),
        ("Overpriced.", Ground.PRICE),
        ("That was harassment.", Ground.HARM),
        ("It violates the licence.", Ground.LEGAL),
        ("Keep politics out of it.", Ground.POLITICS),
        ("Who decided that?", Ground.GOVERNANCE),
    ],
)
def test_each_ground_has_its_cue(text: str, ground: Ground) -> None:
    assert ground in on(text)


def test_other_stands_alone_and_only_where_nothing_fits() -> None:
    assert on("I wish you had not.") == {Ground.OTHER}
    assert Ground.OTHER not in on("I wish you had not done that advert.")


def test_a_phrase_needs_all_its_words_in_their_order() -> None:
    assert Ground.CONSENT in on("nobody asked")
    assert Ground.CONSENT not in on("asked nobody")


@settings(deadline=None)
@given(ANY)
def test_bits_and_grounds_are_the_same_thing(grounds: set[Ground]) -> None:
    assert set(grounds_of(bits_of(grounds))) == grounds
