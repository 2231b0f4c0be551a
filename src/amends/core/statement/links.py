"""Which pages somebody's words link to."""

from __future__ import annotations

import re
from typing import Final

_WRITTEN: Final = re.compile(r"\]\(\s*<?(https?://[^\s)>]+)", re.IGNORECASE)
_BARE: Final = re.compile(r"https?://[^\s<>\"“”„\[\]]+", re.IGNORECASE)
_ENDS_A_SENTENCE: Final = ".,:;!?…'’*_"


def links_of(words: str) -> tuple[str, ...]:
    """Return the addresses that words link to, written out or in Markdown, each once and in order.

    >>> links_of("See https://a.example/1. And [that](https://b.example/2), and (https://a.example/1).")
    ('https://a.example/1', 'https://b.example/2')
    """
    written = {found.start(1): found[1] for found in _WRITTEN.finditer(words)}
    bare = {found.start(): _trimmed(found[0]) for found in _BARE.finditer(words)}
    return tuple(dict.fromkeys(link for _, link in sorted((bare | written).items())))


def _trimmed(link: str) -> str:
    """Leave out what ends the sentence around a link and not the link itself."""
    before = ""
    while before != link:
        before, link = link, link.rstrip(_ENDS_A_SENTENCE)
        if link.endswith(")") and link.count("(") < link.count(")"):
            link = link[:-1]
    return link
