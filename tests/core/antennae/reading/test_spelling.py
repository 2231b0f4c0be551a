from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from amends.core.antennae.reading.spelling import LONGEST, runs

WORDS = st.lists(st.binary(min_size=1, max_size=50).filter(lambda word: b"\x00" not in word), min_size=1, max_size=12)


def counted(word: bytes) -> int:
    """How many runs of two to five bytes a word has with a space before and after."""
    length = min(len(word), LONGEST) + 2
    return sum(max(0, length - size + 1) for size in (2, 3, 4, 5))


@settings(deadline=None)
@given(WORDS)
def test_each_word_is_spelled_as_if_it_stood_alone(words: list[bytes]) -> None:
    numbers, starts = runs(words, 12)
    ends = [*starts.tolist()[1:], len(numbers)]
    for word, start, end in zip(words, starts.tolist(), ends, strict=True):
        assert numbers[start:end].tolist() == runs([word], 12)[0].tolist()
        assert end - start == counted(word)
    assert all(0 <= number < 4096 for number in numbers.tolist())


def test_a_word_shares_runs_with_its_relatives_only() -> None:
    shame, shameful, zork = (set(runs([word], 32)[0].tolist()) for word in (b"shame", b"shameful", b"zork"))
    assert len(shame & shameful) > len(shame) / 2
    assert not shame & zork


def test_the_tail_of_an_endless_word_is_not_spelled() -> None:
    assert runs([b"a" * 4000], 16)[0].tolist() == runs([b"a" * LONGEST], 16)[0].tolist()


def test_where_no_word_is_asked_about_nothing_is_told() -> None:
    numbers, starts = runs([], 16)
    assert len(numbers) == len(starts) == 0
