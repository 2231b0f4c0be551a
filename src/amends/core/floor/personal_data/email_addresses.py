"""E-mail addresses, plain and in the ways people write them past a filter."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

_ENDINGS: Final = (
    "com|org|net|info|biz|io|dev|app|me|co|eu|edu|gov|mil|int|example|test|de|at|ch|fr|be|nl|lu|es|pt|it|uk|ie|us|ca|mx|br"
    "|ar|cl|in|pk|au|nz|jp|cn|kr|sg|hk|se|no|dk|fi|is|pl|cz|sk|hu|ro|bg|gr|tr|ru|ua|il|za|ng|ke|xyz|online|site|social|email"
    "|mail|cloud|shop|blog|news|page|tech|agency"
)
"""The last part of an address that is told in words: only where it is a known one is "at … dot …" an address."""

_NAME: Final = r"[\w.+%'-]{1,64}"
_PLAIN: Final = re.compile(rf"(?<![\w.+@/-]){_NAME}@(?:[\w-]{{1,63}}\.){{1,6}}[^\W\d_]{{2,24}}")
_OPEN: Final = r"[(\[{<]"
_CLOSE: Final = r"[)\]}>]"
_AT: Final = rf"\s{{0,2}}{_OPEN}\s?(?:@|at|ät|arroba|chez|arobase)\s?{_CLOSE}\s{{0,2}}"
_SPOKEN: Final = (
    ("at", "dot"),
    ("(?:at|ät|klammeraffe)", "punkt"),
    ("(?:at|arroba)", "punto"),
    ("(?:arobase|arrobase)", "point"),  # "at" goes with "dot" alone: "at this point in time" is no address
)
"""How "@" and "." are told in English, German, Spanish and French."""
_DOT: Final = (
    rf"(?:\s{{0,2}}{_OPEN}\s?(?:\.|dot|punto|punkt|point)\s?{_CLOSE}\s{{0,2}}|\s{{1,2}}(?:dot|punto|punkt)\s{{1,2}}"
    r"|_(?:dot|punto|punkt|point)_)"
)
_LABEL: Final = r"[^\W_](?:[\w-]{0,61}?[^\W_])?"
_TOLD: Final = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        # name (at) example.com, name[at]example[dot]com
        rf"(?<![\w.]){_NAME}{_AT}{_LABEL}(?:(?:\.|{_DOT}|\s\.\s){_LABEL}){{1,4}}",
        # name at example dot com: here the dot must be told too, for "meet me at example.com" is no address
        *(
            rf"(?<![\w.])[\w.+-]{{1,64}}?{gap}{at}{gap}{_LABEL}(?:{gap}{dot}{gap}{_LABEL}){{0,3}}?{gap}{dot}{gap}(?:{_ENDINGS})"
            r"(?![^\W_])"
            for at, dot in _SPOKEN
            for gap in (r"\s{1,2}", "_")
        ),
        # name@example dot com
        rf"(?<![\w.+@/-]){_NAME}@{_LABEL}(?:{_DOT}{_LABEL}){{0,3}}?{_DOT}(?:{_ENDINGS})(?![^\W_])",
        # name @ example . com, name @ example dot com
        rf"(?<![\w.]){_NAME}\s@\s?{_LABEL}(?:(?:\.|\s\.\s|{_DOT}){_LABEL}){{0,3}}?(?:\.|\s\.\s|{_DOT})(?:{_ENDINGS})(?![^\W_])",
        # name(a)example.com; name@example,com
        rf"(?<![\w.]){_NAME}\(a\){_LABEL}(?:\.{_LABEL}){{0,3}}?\.(?:{_ENDINGS})(?![^\W_])",
        rf"(?<![\w.+@/-]){_NAME}@{_LABEL}(?:[.,]{_LABEL}){{0,3}}?,(?:{_ENDINGS})(?![^\W_])",
    )
)
_NOBODY: Final = frozenset({"git", "hg", "noreply", "no-reply"})
"""Addresses at which nobody is: a repository's, a robot's."""


def email_addresses(text: str) -> Iterator[tuple[int, int]]:
    """Yield where an e-mail address stands. ``@name@host``, a handle of the fediverse, is public by nature and is none.

    >>> list(email_addresses("ask bo@example.com or bo (at) example (dot) org"))
    [(4, 18), (22, 46)]
    >>> list(email_addresses("@ines@social.example says: git clone git@git.example:one, then meet me at example.com"))
    []
    """
    for found in _PLAIN.finditer(text):
        if found.group().split("@")[0].lower() not in _NOBODY:
            yield found.span()
    for pattern in _TOLD:
        yield from (found.span() for found in pattern.finditer(text))
