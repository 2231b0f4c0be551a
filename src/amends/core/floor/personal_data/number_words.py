"""The words for whole numbers below a hundred in English, German, French and Spanish, and their digits."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Final


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


_ENGLISH: Final = _words(
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen"
)
_ENGLISH_TENS: Final = _words("twenty thirty forty fifty sixty seventy eighty ninety")
_GERMAN: Final = _words(
    "null eins zwei drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn vierzehn fünfzehn sechzehn siebzehn "
    "achtzehn neunzehn"
)
_GERMAN_TENS: Final = _words("zwanzig dreißig vierzig fünfzig sechzig siebzig achtzig neunzig")
_FRENCH: Final = _words(
    "zéro un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize dix-sept dix-huit "
    "dix-neuf"
)
_FRENCH_TENS: Final = _words("vingt trente quarante cinquante soixante")
_SPANISH: Final = _words(
    "cero uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciséis diecisiete "
    "dieciocho diecinueve veinte veintiuno veintidós veintitrés veinticuatro veinticinco veintiséis veintisiete "
    "veintiocho veintinueve"
)
_SPANISH_TENS: Final = _words("treinta cuarenta cincuenta sesenta setenta ochenta noventa")
_OTHERS: Final = {"oh": "0", "o": "0", "nought": "0", "zwo": "2", "fuenf": "5", "zwoelf": "12", "ein": "1", "une": "1",
                  "hundred": "00"}  # fmt: skip
"""Other ways to say the same; "o" and "ein" count only inside a row of numbers, as everything here does."""


def _in_a_row(words: Iterable[str], first: int, step: int = 1) -> dict[str, str]:
    return {word: str(first + step * place) for place, word in enumerate(words)}


def _joined(tens: Iterable[str], first: int, units: Iterable[str], between: str) -> dict[str, str]:
    """Say tens and units together, the larger first: "seventy-two", "treinta y nueve"."""
    ones = list(enumerate(units, 1))
    return {f"{ten}{between}{one}": str(first + 10 * n + unit) for n, ten in enumerate(tens) for unit, one in ones}


def _german() -> dict[str, str]:
    units = ["ein", *_GERMAN[2:10]]
    return {
        f"{unit}und{ten}": str(20 + 10 * n + one)
        for n, ten in enumerate(_GERMAN_TENS)
        for one, unit in enumerate(units, 1)
    }


def _french() -> dict[str, str]:
    above = {f"soixante-{word}": str(60 + value) for value, word in enumerate(_FRENCH[:20]) if value}
    above |= {f"quatre-vingt-{word}": str(80 + value) for value, word in enumerate(_FRENCH[:20]) if value}
    above |= {"quatre-vingt": "80", "quatre-vingts": "80"}
    above |= {f"{ten} et un": str(21 + 10 * n) for n, ten in enumerate(_FRENCH_TENS)}
    return _joined(_FRENCH_TENS, 20, _FRENCH[1:10], "-") | above


def _all() -> dict[str, str]:
    words = _in_a_row(_ENGLISH, 0) | _in_a_row(_ENGLISH_TENS, 20, 10) | _joined(_ENGLISH_TENS, 20, _ENGLISH[1:10], "-")
    words |= _in_a_row(_GERMAN, 0) | _in_a_row(_GERMAN_TENS, 20, 10) | _german()
    words |= _in_a_row(_FRENCH, 0) | _in_a_row(_FRENCH_TENS, 20, 10) | _french()
    words |= _in_a_row(_SPANISH, 0) | _in_a_row(_SPANISH_TENS, 30, 10)
    words |= _joined(_SPANISH_TENS, 30, _SPANISH[1:10], " y ")
    words |= _OTHERS
    for accented, bare in (("é", "e"), ("ó", "o"), ("ü", "u"), ("ß", "ss"), ("-", " ")):
        words |= {word.replace(accented, bare): digits for word, digits in words.items() if accented in word}
    return words


NUMBER_WORDS: Final[Mapping[str, str]] = MappingProxyType(_all())
"""Small letters, with and without accents and hyphens; "six" and "once" mean the same or differ by what is beside them
only in languages that no row of numbers mixes, so the first meaning told stands."""
