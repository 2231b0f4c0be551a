"""Numbers and times of day as people write them, in digits or in words."""

from __future__ import annotations

import re
from typing import Final

_UNITS: Final = {
    "en": "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen",
    "de": "null ein zwei drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn vierzehn fünfzehn sechzehn "
    "siebzehn achtzehn neunzehn",
}
_TENS: Final = {
    "en": "twenty thirty forty fifty sixty seventy eighty ninety",
    "de": "zwanzig dreißig vierzig fünfzig sechzig siebzig achtzig neunzig",
}
_ODD: Final = {
    "an": 1, "a": 1, "eins": 1, "eine": 1, "einem": 1, "einen": 1, "einer": 1, "zwo": 2, "couple": 2, "dozen": 12,
    "dutzend": 12, "hundred": 100, "hundert": 100,
}  # fmt: skip


def _words() -> dict[str, int]:
    known = dict(_ODD)
    for language, tens in _TENS.items():
        units = _UNITS[language].split()
        known |= {word: value for value, word in enumerate(units)}
        for place, ten in enumerate(tens.split(), 2):
            known[ten] = 10 * place
            for unit in range(1, 10):
                joined = f"{ten}-{units[unit]}" if language == "en" else f"{units[unit]}und{ten}"
                known[joined] = 10 * place + unit
    return known


KNOWN: Final = _words()
NUMBER: Final = r"\d[\d.,\u202f']*|" + "|".join(sorted((re.escape(word) for word in KNOWN), key=len, reverse=True))
"""Matches a whole number, to be put into a group of a larger pattern."""


def number(said: str) -> int | None:
    """Read a whole number, or return nothing where it is none.

    >>> number("1,200"), number("twenty-four"), number("vierundzwanzig"), number("1.200,50"), number("many")
    (1200, 24, 24, 1200, None)
    """
    if said in KNOWN:
        return KNOWN[said]
    whole = re.sub(r"[.,]\d{1,2}$", "", said.rstrip(".,'"))
    digits = re.sub(r"[.,'\u202f]", "", whole)
    return int(digits) if digits.isdecimal() and len(digits) <= 12 else None
