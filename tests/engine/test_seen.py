from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from amends.engine import seen
from amends.engine.seen import Seen

keys = st.lists(st.integers(-(2**63), 2**63 - 1) | st.integers(0, 20), max_size=60)


@given(st.lists(keys, max_size=12))
def test_each_key_is_fresh_exactly_once(batches):
    original, seen.RECENT = seen.RECENT, 7
    try:
        book, oracle = Seen(), set()
        for batch in batches:
            expected = [key not in oracle and not oracle.add(key) for key in batch]
            assert book.fresh(batch) == expected
    finally:
        seen.RECENT = original


def test_a_million_keys_stay_small():
    book = Seen()
    for start in range(0, 1_000_000, 4096):
        book.fresh(range(start, start + 4096))
    assert sum(array.nbytes for array in book._sorted) <= 8 * 1_010_000
    assert not any(book.fresh(range(0, 1_000_000, 997)))
