from __future__ import annotations

import pytest

from amends.engine.careful.plain import plain


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("See https://example.org/a?b and www.example.org", "See http and http"),
        ("@anna.b thanks, @ben", "@user thanks, @user"),
        ("write to ines@harbour.example", "write to mail"),
        ("run `rm -rf` now", "run  code  now"),
        ("```\nx = 1\n```\nno", " code \nno"),
        ("> you lied\nSorry.", "\nSorry."),
        ("so true RT @anna: this is theft", "so true "),
        ("", ""),
    ],
)
def test_one_word_stands_in_the_place_of_what_is_none(raw, shown):
    assert plain(raw) == shown
