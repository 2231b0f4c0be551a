"""The root of a log in a line of a post is read back as it was written, whatever stands around it."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from amends.core.ledger.remembered import root_in, root_line
from amends.core.statement.crosspost import BLUESKY, prepare


@given(st.integers(1, 10**15 - 1), st.binary(min_size=32, max_size=32), st.text(), st.text())
def test_what_was_written_is_read(size, root, before, after):
    assert root_in(f"{before}\n{root_line(size, root)}\n{after}") == (size, root)


@given(st.integers(1, 10**15 - 1), st.binary(min_size=32, max_size=32))
def test_it_stays_whole_in_a_thread(size, root):
    """However long the words are, the line is not cut."""
    ends = f"{root_line(size, root)}\nhttps://ines.example/cases/7/"
    for words in ("I was wrong. " * 3, "I was wrong. " * 90, "x" * 5_000):
        assert root_in(prepare(words, ends, BLUESKY).posts[-1]) == (size, root)
