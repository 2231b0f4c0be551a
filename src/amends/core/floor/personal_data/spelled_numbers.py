"""Phone numbers told in words: "oh seven seven hundred …", "null eins sieben eins …"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from amends.core.floor.personal_data.number_words import NUMBER_WORDS

_REPEATS: Final = {"double": 2, "doble": 2, "doppel": 2, "triple": 3, "treble": 3}
_WORD: Final = "|".join(sorted(map(re.escape, (*NUMBER_WORDS, *_REPEATS, "plus")), key=len, reverse=True))
_NUMBER: Final = rf"(?>{_WORD}|(?<!\d)\d{{1,4}}(?!\d))"
_TOKEN: Final = re.compile(_NUMBER, re.IGNORECASE)
# Nothing is ever taken back: "dix sept" can be cut in two ways, and a row of thirty in thirty thousand.
_RUN: Final = re.compile(rf"(?<![^\W_]){_NUMBER}(?:[\s,.\-/_]{{0,3}}+{_NUMBER}){{4,30}}+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Told:
    """A row of numbers: the digits in all, the value of each part, and how many parts were words."""

    digits: str
    parts: tuple[str, ...]
    words: int
    singles: int
    leads: bool


def spelled_numbers(text: str) -> Iterator[tuple[int, int]]:
    """Yield where a row of numbers, most of them told in words, has the length of a phone number.

    Counting up or down, even when it is long, is no phone number.

    >>> list(spelled_numbers("five five five, oh one six three"))
    [(0, 32)]
    >>> list(spelled_numbers("One, two, three, four, five, six, seven times I asked."))
    []
    """
    for run in _RUN.finditer(text):
        told = _told(run.group())
        if told.words >= 3 and not _counts(told.parts) and _is_long_enough(told):
            yield run.span()


def _told(run: str) -> _Told:
    parts: list[str] = []
    words, times, leads = 0, 1, False
    for token in _TOKEN.findall(run):
        word = token.lower()
        if word in _REPEATS:
            times = _REPEATS[word]
            continue
        if word == "plus":
            leads = leads or not parts
            continue
        parts += [NUMBER_WORDS.get(word, word)] * times
        words += not word.isdecimal()
        times = 1
    singles = sum(len(part) == 1 for part in parts)
    return _Told("".join(parts), tuple(parts), words, singles, leads or parts[0].startswith("0"))


def _is_long_enough(told: _Told) -> bool:
    if len(set(told.digits)) < 3:
        return False  # "zero, zero, zero": a chant
    if told.singles == len(told.parts):
        return 7 <= len(told.digits) <= 15
    # With tens among them ("twenty twenty-six") a row is a phone number only where it begins like one.
    return 9 <= len(told.digits) <= 14 and (told.leads or told.singles >= 5)


def _counts(parts: tuple[str, ...]) -> bool:
    values = [int(part) for part in parts]
    steps = [after - before for before, after in pairwise(values)]
    # Eight in ten steps alike: also a count with one slip, or with "ten" told as "one zero".
    return max(map(steps.count, set(steps)), default=0) * 10 >= len(steps) * 8 and steps[0] in {1, -1, 2, -2, 5, 10}
