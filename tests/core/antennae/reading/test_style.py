from __future__ import annotations

import pytest

from amends.core.antennae.reading.grounds import bits_by_cue
from amends.core.antennae.reading.style import STYLES, style_rows
from amends.core.antennae.reading.words import own_words, tokens


def styles(text: str) -> set[str]:
    own = own_words(text)
    words = tokens(own)
    return {STYLES[row] for row in style_rows(own, words, bits_by_cue(words))}


@pytest.mark.parametrize(
    ("text", "held"),
    [
        ("", {"length-0"}),
        ("so!", {"length-0", "exclaims"}),
        ("so!!", {"length-0", "exclaims", "exclaims-twice"}),
        ("and now?", {"length-0", "asks", "ends-asking"}),
        ("really? fine", {"length-0", "asks", "ends-asking"}),
        ("really? fine then, whatever", {"length-1", "asks"}),
        ("really? really?", {"length-1", "asks", "asks-twice", "ends-asking"}),
        ("see https://x.org/?a=b", {"length-0", "links"}),
        ("STOP", {"length-0", "shouts", "demands"}),
        ("A BAD BIG OLD cat", {"length-1", "shouts", "shouts-thrice"}),
        ("you and yours", {"length-0", "you", "you-twice"}),
        ("you you you", {"length-0", "you"}),
        ("Who is it", {"length-0", "begins-asking"}),
        ("never an advert", {"length-0", "negates", "cue-ads"}),
        ("an advert, a lie", {"length-1", "cue-ads", "cue-trust", "cues-twice"}),
        ("ty :)", {"length-0", "thanks", "faces"}),
    ],
)
def test_what_is_counted(text: str, held: set[str]) -> None:
    assert styles(text) == held


def test_longer_posts_have_other_lengths() -> None:
    lengths = [next(s for s in styles("word " * n) if s.startswith("length")) for n in (1, 5, 10, 20, 40, 80)]
    assert lengths == [f"length-{n}" for n in range(6)]
