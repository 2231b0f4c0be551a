"""What was delivered and still waits, without the words of somebody who asked to be forgotten."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

import msgspec

from amends.connectors.json_values import NotJson, parse, word
from amends.connectors.rows import ALIASES

if TYPE_CHECKING:
    from collections.abc import Collection

_NAMES_SOMEBODY: Final = frozenset((*ALIASES["author"], *ALIASES["handle"], "actor", "sender", "source"))
_PLACES: Final = ("number", "post_number", "topic_id", "html_url", "created_at")
"""What stays of something they wrote, where others answer it: where it stood, and when."""


def without(body: bytes, ids: Collection[str], names: Collection[str]) -> bytes:
    """Give a delivery without what somebody wrote or is told about them, as it came where there is nothing of theirs.

    ``ids`` are their ids as the network gives them (also the addresses of their pages), ``names`` their handles in
    lower case. What others wrote stays, and in its place. What cannot be read leaves altogether.

    >>> without(b'{"posts": [{"author": "7", "text": "No"}, {"author": "8", "text": "Yes"}]}', {"7"}, set())
    b'{"posts":[{},{"author":"8","text":"Yes"}]}'
    """
    try:
        value = parse(body)
        struck = _struck(value, frozenset(ids), frozenset(names))
    except (NotJson, RecursionError):
        return b""
    return body if struck == value else msgspec.json.encode(struck)


def place_without(cursor: str, ids: Collection[str]) -> str:
    """Give a source's place without the addresses of posts that are of somebody, by their ids or below their pages.

    What else it holds stays: a mark of what was heard keeps it from being heard again.

    >>> place_without(
    ...     '{"home":"5","addressed":{"1":"https://m.example/users/mopsa/statuses/7","2":"https://o/8"}}',
    ...     {"https://m.example/users/mopsa"},
    ... )
    '{"home":"5","addressed":{"2":"https://o/8"}}'
    """
    if '"addressed"' not in cursor:
        return cursor
    try:
        value = parse(cursor.encode())
    except (NotJson, RecursionError):
        return cursor
    known = value.get("addressed") if isinstance(value, dict) else None
    if not isinstance(value, dict) or not isinstance(known, dict):
        return cursor
    theirs = frozenset(ids)
    left = {local: uri for local, uri in known.items() if not (uri in theirs or _lies_within(word(uri), theirs))}
    return cursor if left == known else msgspec.json.encode({**value, "addressed": left}).decode()


def _struck(value: object, ids: frozenset[str], names: frozenset[str]) -> object:
    if isinstance(value, list):
        return [_struck(each, ids, names) for each in value]
    if not isinstance(value, dict):
        return value
    if any(_is_them(each, ids, names) for key, each in value.items() if key.casefold() in _NAMES_SOMEBODY):
        answered = "number" in value or "post_number" in value
        return {key: value[key] for key in _PLACES if key in value} if answered else {}
    return {key: _struck(each, ids, names) for key, each in value.items()}


def _is_them(named: object, ids: frozenset[str], names: frozenset[str]) -> bool:
    if isinstance(named, dict):
        told = (named.get(key) for key in ("id", "databaseId", "login", "username"))
        return any(_is_them(each, ids, names) for each in told if not isinstance(each, dict))
    said = word(named)
    if not said:
        return False
    return said in ids or said.casefold().removeprefix("@") in names or _lies_within(said, ids)


def _lies_within(address: str, pages: frozenset[str]) -> bool:
    """Tell whether an address is one of theirs: on their host, or below their page."""
    try:
        host = urlsplit(address).hostname if "://" in address else None
    except ValueError:
        return False
    return host is not None and any(
        host == page or address.startswith(f"{page.rstrip('/')}/") for page in pages if page
    )
