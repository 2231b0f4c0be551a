"""Which language a post is in: by its script, by the small words of English, else by its letters.

Most posts are English and are told so from their small words alone. What is left is looked at one by one: a script
that one language has settles it, and among the others py3langid decides (a naive Bayes model over byte sequences, by
its authors trained on public corpora; BSD licence).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, overload

from amends.core.antennae.reading.foreign import likeliest

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet

    import numpy as np
    from numpy.typing import NDArray

_SCRIPTS: Final = (
    ("ja", "\u3040-\u30ff\uff66-\uff9f"),
    ("ko", "\u1100-\u11ff\u3130-\u318f\uac00-\ud7af"),
    ("zh", "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"),
    ("ru bg mk sr be uk kk", "\u0400-\u04ff"),
    ("ar fa ur", "\u0600-\u06ff\u0750-\u077f"),
    ("hi mr", "\u0900-\u097f"),
    ("el", "\u0370-\u03ff\u1f00-\u1fff"),
    ("hy", "\u0530-\u058f"),
    ("he", "\u0590-\u05ff"),
    ("bn", "\u0980-\u09ff"),
    ("pa", "\u0a00-\u0a7f"),
    ("gu", "\u0a80-\u0aff"),
    ("or", "\u0b00-\u0b7f"),
    ("ta", "\u0b80-\u0bff"),
    ("te", "\u0c00-\u0c7f"),
    ("kn", "\u0c80-\u0cff"),
    ("ml", "\u0d00-\u0d7f"),
    ("si", "\u0d80-\u0dff"),
    ("th", "\u0e00-\u0e7f"),
    ("lo", "\u0e80-\u0eff"),
    ("my", "\u1000-\u109f"),
    ("ka", "\u10a0-\u10ff\u2d00-\u2d2f"),
    ("km", "\u1780-\u17ff"),
)
"""Scripts other than the Latin one, and the languages that are told apart in each, the likeliest first."""
_LETTERS: Final = tuple((tuple(languages.split()), re.compile(f"[{letters}]")) for languages, letters in _SCRIPTS)
_FOREIGN_SCRIPT: Final = re.compile("[" + "".join(letters for _, letters in _SCRIPTS) + "]")
_LATIN: Final = (
    *("en", "af", "ca", "cs", "da", "de", "es", "et", "eu", "fi", "fr", "hr", "hu", "id", "is", "it", "lt", "lv"),
    *("nl", "no", "pl", "pt", "ro", "sk", "sl", "sq", "sv", "sw", "tl", "tr", "vi"),
)
"""The languages that are told apart where the letters are Latin. Close kin count as one: Malay is told as Indonesian,
Bosnian as Croatian, Galician as Portuguese or Spanish."""

_SMALL: Final[dict[str, frozenset[str]]] = {
    language: frozenset(words.split())
    for language, words in {
        "en": "the and is of to that this it you for with not are have was but they my your i be on what just so "
        "do we if how can don't it's i'm from who all why there get been would about when like no at as or "
        "out has their me an by will one more more people thanks thank love please had did he she them",
        "es": "el la los las de que y en un una es por para con no se lo su del al como más pero muy me mi esto "
        "esta este está son porque qué eso sin hay todo ya yo gracias nos ha han ser cuando también",
        "fr": "le la les de des et en un une est pour que qui pas ne dans sur avec ce cette vous je il nous mais "
        "c'est au aux plus sont par votre mon on tout merci très été ça comme j'ai leur faire fait",
        "de": "warum uns niemand euch wird wurde der die das und ist nicht ich sie es ein eine zu mit den von auf "
        "für dem wie auch aber wir ihr noch nur wenn man haben hat bin sind was mir mich kein keine danke "
        "sehr schon oder dass diese doch",
        "pt": "o os as de que e em um uma é para com não se do da dos das no na por mais mas muito eu você isso "
        "esta este são como foi já obrigado obrigada meu minha também nos seu sua ao está tem",
        "it": "il lo gli le di che e in un una è per con non si del della sono ma mi ti anche come più questo "
        "questa hai ho ha nel alla grazie molto perché cosa dei delle io ci tutto fatto essere",
        "nl": "de het een en van ik te dat is niet op je zijn voor met die er aan maar als wat ook nog bij om "
        "dit heb heeft geen naar wel we hij zo mijn jullie dank bedankt moet kan waarom worden",
        "sv": "och att det är en ett som jag på inte för med den har av till men om du vi så kan var från när "
        "mig här tack bara ska eller vad mycket alla nu också",
        "da": "og at det er en et som jeg på ikke for med den har af til men om du vi så kan var fra når mig her "
        "tak bare skal eller hvad meget alle nu også være hvor",
        "no": "og at det er en et som jeg på ikke for med den har av til men om du vi så kan var fra når meg her "
        "takk bare skal eller hva mye alle nå også være hvor",
        "fi": "ja on ei se että en oli hän ole mutta niin kun minä sen tämä mitä jos nyt kiitos olen kuin vain "
        "myös tai ovat sitä voi hyvä mun sä mä nää miksi",
        "pl": "i w nie na się to z że do jest jak ale za co po tak od czy już mnie dla o tylko przez są ten być "
        "dziękuję bardzo dlaczego jestem może mam tego",
        "tr": "ve bir bu da de için çok ne ben sen o ama gibi var yok mi mı değil daha kadar olan ile en şey "
        "teşekkürler neden ki her bana sana",
        "id": "yang dan di ini itu tidak dengan untuk dari ada saya kamu aku akan bisa juga sudah ke pada karena "
        "apa mau terima kasih lagi orang banyak kita mereka sangat",
        "cs": "a se na je to že v s z do ale jako jsem tak pro by si co jak už jen není ten jsou byl děkuji "
        "proč když nebo také mi má",
        "hu": "a az és nem hogy is egy ez de van meg csak már mint ha volt kell azt én te köszönöm nagyon miért "
        "vagy ezt még lesz minden",
        "ro": "și de la în nu este cu pe o un care mai pentru din că să am sunt ca dar ce se foarte mulțumesc "
        "fost au ai asta fi sau cum",
    }.items()
}
ENGLISH: Final = _SMALL["en"]
"""The small words of English."""
FOREIGN: Final = frozenset().union(*(words for language, words in _SMALL.items() if language != "en"))
"""The small words of some other languages; some are English words too. More of them than of English: worth a look."""
NAMES: Final = frozenset(
    ["xuser", "xlink", "xcode", "xmail", "xhigh", "xlow", "xsmile", "xwink", "xgrin", "xfrown", "xheart"]
)
"""Tokens that stand for things and belong to no language."""
UNKNOWN: Final = "und"
"""Nothing is sure: too little was said. Such a post is read as English."""
FOREIGN_TONGUE: Final = "mis"
"""Some language, but none that is told apart here (in ISO 639-2: an uncoded language)."""
_ENOUGH: Final = 0.6  # the share of known words that makes a post English which holds too few small words
_SURE: Final = 0.5
"""From which chance on another language is believed. Of 44,000 English posts, 24 pass it, most of them not English."""

LANGUAGES: Final = frozenset(
    {*_LATIN, *(one for languages, _ in _LETTERS for one in languages), UNKNOWN, FOREIGN_TONGUE}
)
"""Every answer `identify` can give."""


@overload
def surely_english(small: int, different: int) -> bool: ...
@overload
def surely_english(small: NDArray[np.int64], different: NDArray[np.int64]) -> NDArray[np.bool_]: ...
def surely_english(small: int | NDArray[np.int64], different: int | NDArray[np.int64]) -> bool | NDArray[np.bool_]:
    """Return whether so many English small words among so many different words settle the language.

    One post or many at once.

    >>> surely_english(2, 10), surely_english(1, 2)
    (True, False)
    """
    return (small > 1) & (5 * small >= different)


def by_counts(small: int, foreign: int, share: float, lettered: int) -> str:
    """Return what `identify` tells of a post that is all ASCII, or ``""`` where its words must be looked at.

    Of its different words ``small`` are small words of English and ``foreign`` of other languages; ``share`` of them
    are known to the dictionary of an English reader, and of those ``lettered`` begin with a letter and are none of
    `NAMES`.

    >>> by_counts(0, 0, 0.8, 4), by_counts(0, 0, 0.8, 0), by_counts(0, 1, 0.8, 4), by_counts(0, 0, 0.2, 1)
    ('en', '', '', '')
    """
    return "en" if share >= _ENOUGH and lettered and foreign <= small else ""


def identify(own: str, unique: AbstractSet[str], known: float) -> str:
    """Return the ISO 639-1 code of a post's language, `UNKNOWN` where nothing is sure, or `FOREIGN_TONGUE`.

    ``unique`` are its different words, ``known`` the share of them, 0 to 1, that an English reader's dictionary holds:
    it decides for posts too short to hold a small word.

    >>> own = "warum hat uns niemand gefragt und das ist nicht gut"
    >>> identify(own, set(own.split()), 0.2), identify("", set(), 0.0)
    ('de', 'und')
    """
    english = len(ENGLISH.intersection(unique))
    if surely_english(english, len(unique)):
        return "en"
    if _FOREIGN_SCRIPT.search(own):
        script = _by_script(own)
        if script:
            return script
    lettered = [word for word in unique if word not in NAMES and word[0].isalpha()]
    if not lettered:
        return UNKNOWN
    plain = own.isascii() and known >= _ENOUGH and len(FOREIGN.intersection(unique)) <= english
    language, chance = ("en", 1.0) if plain else likeliest(own, _LATIN)
    if language != "en" and chance >= _SURE:
        return language
    if known >= _ENOUGH:
        return "en"
    return FOREIGN_TONGUE if language != "en" and len(lettered) > 1 and not known else UNKNOWN


def _by_script(own: str) -> str:
    letters = sum(map(str.isalpha, own))
    for languages, pattern in _LETTERS:
        if 3 * len(pattern.findall(own)) > letters > 0:
            return languages[0] if len(languages) == 1 else likeliest(own, languages)[0]
    return ""
