"""Which language a draft is in, by its small words: enough to ask whether a label is in the same one."""

from __future__ import annotations

import re
from collections import Counter
from typing import Final

UNKNOWN: Final = ""

_SMALL: Final = {
    "en": "the and is of to that this it you for with not are have was but they my your we i'm it's i've from who just "
    "our there been about when what so all if do me be on at an as by or can will has had how one",
    "de": "der die das und ist nicht ich sie es ein eine zu mit den von auf für dem wie auch aber wir ihr noch nur "
    "wenn habe hat bin sind mir mich kein keine sehr schon oder dass diese dieser doch im mein meine euch uns seit "
    "über nach bei werden wird einen einem einer unser unsere",
    "hi": "hai hain ka ki ke ko se mein main aur ye yeh wo woh nahi nahin mat toh bhi kya kyun karo karna kar raha "
    "rahi rahe hua hui mera meri mere aap tum hum bahut bohot yaar bilkul wala wali ek accha acha liye sabse aaj kal "
    "tha thi jo ho gaya gayi dekho bas lekin matlab mujhe",
    "es": "el la los las de que y en un una es por para con no se su del al como más pero muy mi esta este está son "
    "todo ya gracias también me nos hay desde",
    "fr": "le la les de des et en un une est pour que qui pas ne dans sur avec ce cette vous je il nous mais c'est au "
    "aux plus sont par mon ma on tout merci très",
    "it": "il lo gli di che e in un una è per con non si del della sono ma mi ti anche come più questo questa ho nel "
    "alla molto grazie",
}
_BY_WORD: Final[dict[str, tuple[str, ...]]] = {}
for _language, _words in _SMALL.items():
    for _word in _words.split():
        _BY_WORD[_word] = (*_BY_WORD.get(_word, ()), _language)

_WORD: Final = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")
_DEVANAGARI: Final = re.compile(r"[\u0900-\u097f]")
_READ: Final = 4_000
"""Letters that are looked at: a draft says what language it is in within these."""


def tongue(low: str) -> str:
    """Return ``en``, ``de``, ``hi`` (also in Latin letters), ``es``, ``fr``, ``it``, or nothing where unsure.

    >>> tongue("das ist meine neue lieblingscreme"), tongue("yaar ye bar bilkul mast hai"), tongue("#ad 20%")
    ('de', 'hi', '')
    """
    some = low[:_READ]
    if 3 * len(_DEVANAGARI.findall(some)) > len(some.replace(" ", "")):
        return "hi"
    counts: Counter[str] = Counter()
    for word in _WORD.findall(some):
        counts.update(_BY_WORD.get(word, ()))
    if not counts:
        return UNKNOWN
    # Hindi in Latin letters is mixed with English: a few of its small words tell it.
    if counts["hi"] >= 2 and 2 * counts["hi"] >= counts["en"]:
        return "hi"
    (best, most), *others = counts.most_common(2)
    second = others[0][1] if others else 0
    return best if most >= 2 and most > second else UNKNOWN
