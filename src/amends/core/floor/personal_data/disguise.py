"""Look through the usual disguises of a text, and remember where each character came from."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

_HIDDEN: Final = frozenset({"Cf", "Mn", "Me"})
"""Format characters and marks: they stand between or on characters and are no characters of their own."""

_AS_WRITTEN: Final = {
    "º": "º",
    "ª": "ª",
    "°": "°",
    "О": "O",
    "о": "o",
    "Ο": "O",
    "ο": "o",
    "’": "'",
    "‘": "'",
    "′": "'",
    "“": '"',
    "”": '"',
    "″": '"',
}
"""Signs of floors and degrees, which stay; letters that stand in for the Latin o; quotes, which are made plain."""

_DIGIT_LIKE: Final = str.maketrans({"O": "0", "o": "0", "l": "1", "I": "1", "|": "1"})

_RUN: Final = re.compile(r"(?<![^\W_])[\dOolI|](?:[ .\-()/]{0,3}[\dOolI|]){6,40}(?![^\W_])")
_TOKEN: Final = re.compile(r"[\dOolI|]+")


@dataclass(frozen=True, slots=True)
class Plain:
    """A text without its disguises: character ``i`` of ``text`` came from character ``at[i]`` of the given one."""

    text: str
    at: tuple[int, ...]


def undisguise(text: str) -> Plain:
    r"""Return the text with digits, dashes, gaps and quotes made plain and hidden characters taken out.

    >>> undisguise("０２０-7946").text, undisguise("2\ufe0f\u20e31\u200b2").text, undisguise("O7700 9OO 314").text
    ('020-7946', '212', '07700 900 314')
    """
    characters: list[str] = []
    at: list[int] = []
    for place, character in enumerate(text):
        plain = character if character.isascii() else _plain(character)
        characters.extend(plain)
        at.extend([place] * len(plain))
    return Plain(_RUN.sub(_digits_only, "".join(characters)), tuple(at))


def _plain(character: str) -> str:
    if character in _AS_WRITTEN:
        return _AS_WRITTEN[character]
    category = unicodedata.category(character)
    if category in _HIDDEN:
        return ""
    if category == "Pd":
        return "-"
    if category == "Zs":
        return " "
    digit = unicodedata.digit(character, None)
    if digit is not None:
        return str(digit)
    folded = unicodedata.normalize("NFKC", character)
    return "·" if folded == character and category == "So" else folded


def _digits_only(run: re.Match[str]) -> str:
    """Put digits for the letters that stand in for them, where most of a long run is digits anyway."""
    written = run.group()
    if sum(character.isdecimal() for character in written) < 5:
        return written
    return _TOKEN.sub(_digit_token, written)


def _digit_token(token: re.Match[str]) -> str:
    # A lone "I" or "o" is a word of its own in some language; "9OO" and "OO" are not.
    written = token.group()
    if any(character.isdecimal() for character in written) or re.fullmatch("[Oo]{2,}", written):
        return written.translate(_DIGIT_LIKE)
    return written
