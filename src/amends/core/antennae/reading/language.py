"""Which language a post is in: by its script, else by the small words every sentence needs."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, overload

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet

    import numpy as np
    from numpy.typing import NDArray

_SCRIPTS: Final = (
    ("ja", re.compile("[\u3040-\u30ff\uff66-\uff9f]")),
    ("ko", re.compile("[\u1100-\u11ff\u3130-\u318f\uac00-\ud7af]")),
    ("zh", re.compile("[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")),
    ("ru", re.compile("[\u0400-\u04ff]")),
    ("ar", re.compile("[\u0600-\u06ff\u0750-\u077f]")),
    ("el", re.compile("[\u0370-\u03ff\u1f00-\u1fff]")),
    ("he", re.compile("[\u0590-\u05ff]")),
    ("th", re.compile("[\u0e00-\u0e7f]")),
    ("hi", re.compile("[\u0900-\u097f]")),
)
_UKRAINIAN: Final = re.compile("[іїєґІЇЄҐ]")
_PERSIAN: Final = re.compile("[پچژگی]")

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
_FOREIGN: Final = {
    word: tuple(language for language, words in _SMALL.items() if language != "en" and word in words)
    for word in sorted(frozenset().union(*(words for language, words in _SMALL.items() if language != "en")))
}
"""Which other languages a small word belongs to."""
FOREIGN: Final = frozenset(_FOREIGN)
"""The small words of all other languages; some are English words too."""
_FOREIGN_SCRIPT: Final = re.compile("|".join(pattern.pattern for _, pattern in _SCRIPTS))
NAMES: Final = frozenset(
    ["xuser", "xlink", "xcode", "xmail", "xhigh", "xlow", "xsmile", "xwink", "xgrin", "xfrown", "xheart"]
)
"""Tokens that stand for things and belong to no language."""
_ENOUGH: Final = 0.6  # the share of known words that makes a post English which holds too few small words

LANGUAGES: Final = frozenset({*_SMALL, *(name for name, _ in _SCRIPTS), "uk", "fa", "und"})
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

    >>> by_counts(0, 0, 0.8, 4), by_counts(0, 0, 0.2, 1), by_counts(0, 1, 0.8, 4)
    ('en', 'und', '')
    """
    if foreign > small:
        return ""  # another language may have more small words
    if share < _ENOUGH:
        return "und"
    return "en" if lettered else ""


def identify(own: str, words: list[str], unique: AbstractSet[str], known: float) -> str:
    """Return the ISO 639-1 code of a post's language, or ``und`` where nothing is sure.

    ``known`` is the share, 0 to 1, of its words that an English reader's dictionary holds: it decides for posts
    too short to hold a small word.

    >>> words = "warum hat uns niemand gefragt und das ist nicht gut".split()
    >>> identify(" ".join(words), words, set(words), 0.2)
    'de'
    >>> identify("", [], set(), 0.0)
    'und'
    """
    english = len(ENGLISH.intersection(unique))
    if surely_english(english, len(unique)):
        return "en"
    if _FOREIGN_SCRIPT.search(own):
        script = _by_script(own)
        if script:
            return script
    best, hits, second = _most_small_words(unique)
    if hits > english and hits > second and (hits > 1 or len(unique) < 4) and 6 * hits >= len(unique):
        return best
    has_letters = any(word not in NAMES and word[0].isalpha() for word in words)
    return "en" if has_letters and known >= _ENOUGH else "und"


def _most_small_words(unique: AbstractSet[str]) -> tuple[str, int, int]:
    """Return the language, not English, of most small words, how many those are, and how many the next one has."""
    counts: dict[str, int] = {}
    for word in FOREIGN.intersection(unique):
        for language in _FOREIGN[word]:
            counts[language] = counts.get(language, 0) + 1
    ranked = sorted(counts.items(), key=lambda item: -item[1])[:2]
    best, hits = ranked[0] if ranked else ("und", 0)
    return best, hits, ranked[1][1] if len(ranked) > 1 else 0


def _by_script(own: str) -> str:
    letters = sum(map(str.isalpha, own))
    for language, pattern in _SCRIPTS:
        if 3 * len(pattern.findall(own)) > letters > 0:
            if language == "ru" and _UKRAINIAN.search(own):
                return "uk"
            if language == "ar" and _PERSIAN.search(own):
                return "fa"
            return language
    return ""
