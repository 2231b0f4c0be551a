"""The reader once more, one post and one word at a time: slow, and written apart, to hold the fast one against.

It takes the rules from the descriptions of `Reader.from_arrays`, `STYLES`, `phrases` and `tokens`, and shares with the
reader only what is a list of words, what strips quotes and names things, and `identify`, which looks at one post.
"""

from __future__ import annotations

import math
import re
from itertools import pairwise
from typing import TYPE_CHECKING

from amends.core.antennae.reading import grounds, style, words
from amends.core.antennae.reading.language import identify
from amends.core.vocabulary import STANCES, Ground, Reading

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy as np

CUES = {ground: cues.split(", ") for ground, cues in grounds._CUES.items()}
COUNTED = {name: set(listed.split()) for name, listed in style._COUNTED.items()}
PRESENT = {name: set(listed.split()) for name, listed in style._PRESENT.items()}


def plain_tokens(own: str) -> list[str]:
    """Go through a text letter by letter."""
    found, word = [], ""
    for letter in words._named(own).casefold() + " ":
        if letter == "'" or letter.isalpha() or not letter.isascii():
            word += letter
            continue
        word = word.removeprefix("'").removesuffix("'")
        found += [word] if word else []
        found += [letter] if letter in "!?" else []
        word = ""
    return found


def plain_cues(tokens: list[str]) -> set[Ground]:
    line = f" {' '.join(tokens)} "
    return {ground for ground, cues in CUES.items() if any(f" {cue} " in line for cue in cues)}


def plain_style(own: str, tokens: list[str]) -> set[str]:
    """Return the names of the style entries of a post."""
    length = sum(len(tokens) >= line for line in (4, 9, 18, 36, 72))
    asked, called = tokens.count("?"), tokens.count("!")
    shouted = len(re.findall("[A-Z]{3,}", own))
    cues = plain_cues(tokens)
    hits = {name: len(set(tokens) & listed) for name, listed in (COUNTED | PRESENT).items()}
    held = {
        f"length-{length}": True,
        "asks": asked >= 1,
        "asks-twice": asked >= 2,
        "ends-asking": "?" in tokens[-2:],
        "exclaims": called >= 1,
        "exclaims-twice": called >= 2,
        "shouts": shouted >= 1,
        "shouts-thrice": shouted >= 3,
        "begins-asking": tokens[:1] != [] and tokens[0] in style.ASKING,
        "cues-twice": len(cues) >= 2,
        **{name: count >= 1 for name, count in hits.items()},
        **{f"{name}-twice": hits[name] >= 2 for name in COUNTED},
        **{f"cue-{ground}": True for ground in cues},
    }
    return {name for name, holds in held.items() if holds}


def even(odds: float) -> float:
    return 1 / (1 + math.exp(-min(60.0, max(-60.0, odds))))


def expert(scores: list[float]) -> list[float]:
    objects = even(scores[0])
    rest = [math.exp(score - max(scores[1:])) for score in scores[1:]]
    return [objects, *((1 - objects) * one / sum(rest) for one in rest)]


class PlainReader:
    """Reads as `Reader` does, from the same arrays."""

    def __init__(self, arrays: Mapping[str, np.ndarray], name: str) -> None:
        self.name = name
        listed = arrays["words"].tobytes().decode().split("\n")
        pairs = [f"{listed[a]} {listed[b]}" for a, b in arrays["pairs"].tolist()]
        rows = arrays["word_weights"].tolist() + arrays["pair_weights"].tolist()
        self.rows = dict(zip([*listed, *pairs], rows, strict=True))
        self.styles = dict(zip(style.STYLES, arrays["style_weights"].tolist(), strict=True))
        self.word_scale, self.style_scale = arrays["word_scale"].tolist(), arrays["style_scale"].tolist()
        self.bias, self.heat_cuts = arrays["bias"].tolist(), arrays["heat_cuts"].tolist()
        self.ordinary, self.lines = arrays["ordinary"].tolist(), arrays["lines"].tolist()
        self.letters = arrays["letter_weights"].tolist()
        learned = [Ground(one) for one in arrays["grounds"].tobytes().decode().split("\n")]
        self.grounds = list(zip(learned, arrays["ground_cuts"].tolist(), strict=True))

    def read(self, text: str, *, by_subject: bool = False) -> Reading:
        own = words.own_words(text)
        tokens = plain_tokens(own)
        language = self.language(own, tokens)
        readable = bool(tokens) and language in {"en", "und"}
        scores = self.scores(own, tokens)
        p, line = self.chances(scores)
        p = p if readable else self.ordinary
        if by_subject:
            p = [0.0, *(one / sum(p[1:]) for one in p[1:])]
        objects = p[0] >= line
        return Reading(
            stance=STANCES[0 if objects else 1 + p[1:].index(max(p[1:]))],
            p=(p[0], p[1], p[2], p[3]),
            heat=sum(scores[9] >= cut for cut in self.heat_cuts) if readable else 0,
            grounds=self.told(scores, tokens) if objects else (),
            language=language,
            reader=self.name,
            unread=bool(tokens) and not readable,
        )

    def language(self, own: str, tokens: list[str]) -> str:
        different = set(tokens)
        known = sum(word in self.rows for word in different)
        return identify(own, different, known / len(different)) if tokens else "und"

    def scores(self, own: str, tokens: list[str]) -> list[float]:
        once = list(dict.fromkeys(tokens))
        rows = [self.rows[one] for one in [*once, *map(" ".join, pairwise(once))] if one in self.rows]
        styles = [self.styles[name] for name in plain_style(own, tokens)]
        letters = [self.letters[run] for one in once if one not in self.rows for run in self.spelled(one)]
        return [
            sum(row[n] for row in rows + letters) * self.word_scale[n] / math.sqrt(len(rows) + 5)
            + sum(row[n] for row in styles) * self.style_scale[n]
            + bias
            for n, bias in enumerate(self.bias)
        ]

    def spelled(self, word: str) -> list[int]:
        """Return the numbers of a word's runs of two to five bytes."""
        letters = b" " + word.encode()[:40] + b" "
        cut = [letters[at : at + size] for size in (2, 3, 4, 5) for at in range(len(letters) - size + 1)]
        keys = [int.from_bytes(run, "little") * 0x9E3779B97F4A7C15 % 2**64 for run in cut]
        return [key * len(self.letters) // 2**64 for key in keys]

    def chances(self, scores: list[float]) -> tuple[list[float], float]:
        """Return the chances of the stances, and the line from which a post objects."""
        share = even(scores[8])
        thread, short = expert(scores[:4]), expert(scores[4:8])
        line = share * self.lines[0] + (1 - share) * self.lines[1]
        return [share * a + (1 - share) * b for a, b in zip(thread, short, strict=True)], line

    def told(self, scores: list[float], tokens: list[str]) -> tuple[Ground, ...]:
        found = plain_cues(tokens)
        found |= {ground for (ground, cut), score in zip(self.grounds, scores[10:], strict=True) if score >= cut}
        return tuple(ground for ground in Ground if ground in found) or (Ground.OTHER,)
