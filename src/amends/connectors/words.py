"""Text at the border: what bytes say, and the few characters that no database or page can keep."""

from __future__ import annotations

import re
from typing import Final

REPLACEMENT: Final = "\ufffd"

_UNKEEPABLE: Final = re.compile("[\x00\ud800-\udfff]")


def clean(text: str) -> str:
    r"""Put U+FFFD where PostgreSQL (U+0000) or UTF-8 (lone surrogates) cannot keep a character.

    >>> clean("a\x00b")
    'a\ufffdb'
    """
    return _UNKEEPABLE.sub(REPLACEMENT, text)


def decode(raw: bytes) -> tuple[str, bool]:
    r"""Give the text of one line, and whether it had to be mended.

    UTF-8 where it is. Otherwise, a line in which no character of several bytes holds together as UTF-8 is
    taken for Windows-1252 (the superset of Latin-1 that exports really use); in any other line, as one cut in
    the middle of a character, the broken bytes become U+FFFD.

    >>> decode("déjà".encode("cp1252"))
    ('déjà', True)
    """
    try:
        return raw.decode(), False
    except UnicodeDecodeError:
        text = raw.decode("utf-8", "replace")
    if all(letter.isascii() or letter == REPLACEMENT for letter in text):
        text = raw.decode("cp1252", "replace")
    return text, True


def is_text(raw: bytes) -> bool:
    r"""Tell whether bytes are UTF-8, as everything is that a server sends as JSON.

    >>> is_text("déjà".encode()), is_text("déjà".encode("latin-1"))
    (True, False)
    """
    try:
        raw.decode()
    except UnicodeDecodeError:
        return False
    return True
