"""The root of a log in one line of text, so that a post elsewhere remembers it."""

from __future__ import annotations

import re
from base64 import b64decode, b64encode
from typing import Final

_LINE: Final = re.compile(r"\bLedger, (\d{1,15}) entr(?:y|ies): ([A-Za-z0-9+/]{43}=)")


def root_line(size: int, root: bytes) -> str:
    """Write the root of the first ``size`` entries, 32 bytes, in a line.

    >>> root_line(57, bytes(32))
    'Ledger, 57 entries: AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA='
    """
    return f"Ledger, {size} {'entry' if size == 1 else 'entries'}: {b64encode(root).decode()}"


def root_in(text: str) -> tuple[int, bytes] | None:
    """Find such a line in a text: how many entries, and their root; nothing where there is none.

    >>> root_in("I was wrong. " + root_line(57, bytes(32)))[0], root_in("Ledger, 57 entries: lost")
    (57, None)
    """
    found = _LINE.search(text)
    return None if found is None else (int(found[1]), b64decode(found[2]))
