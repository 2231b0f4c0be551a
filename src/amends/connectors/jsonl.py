"""JSON Lines: one post a line, in our own schema (docs/reference/archives.md) or under the usual names."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import msgspec

from amends.connectors.json_elements import elements
from amends.connectors.json_values import NotJson, parse
from amends.connectors.lines import TOO_LONG, numbered
from amends.connectors.opening import CHUNK, Prefixed
from amends.connectors.outcome import Damage, Refusal
from amends.connectors.rows import NETWORK, Rows

if TYPE_CHECKING:
    from collections.abc import Iterator

    from amends.connectors.opening import ByteSource
    from amends.connectors.outcome import Tally
    from amends.core.vocabulary import Post

NO_OBJECT: Final = "This line is JSON, but not an object with a text and a time."

_LIST: Final = re.compile(rb"\s*\[\s*(\{|\Z)")
"""A file that is one JSON list of rows, as `json.dump` writes it."""

_ENCODE: Final = msgspec.json.Encoder().encode
_WORDS: Final = ("author_name", "handle", "reply_to", "reply_to_author", "quote_of", "quote_of_author", "url")


def decode_line(
    line: bytes, *, file: str, number: int, rows: Rows | None = None, tally: Tally | None = None
) -> Post | Refusal:
    """Make the post of one line, or say why it is none.

    ``rows`` carries names of columns and the clock's bound over the lines of one file; without it the usual
    names are known and rows without an id are named after ``file``.
    """
    if rows is None:
        rows = Rows(file, file)
    try:
        row = parse(line, tally)
    except NotJson as error:
        return Refusal(file, number, str(error))
    return _row(row, rows, number)


def _row(row: object, rows: Rows, number: int) -> Post | Refusal:
    return rows.post(row, number) if type(row) is dict else Refusal(rows.file, number, NO_OBJECT)


def read(source: ByteSource, rows: Rows, tally: Tally) -> Iterator[Post | Refusal]:
    """Give the posts of a stream of lines in order, with a refusal where a line is none. Blank lines pass."""
    first = _head(source)
    source = Prefixed(first, source)
    number = 0
    try:
        if _LIST.match(first) and not _is_row(first):
            for number, value, reason in elements(source, tally):
                yield Refusal(rows.file, number, reason) if reason else _row(value, rows, number)
            return
        for number, line in numbered(source):
            if line is None:
                yield Refusal(rows.file, number, TOO_LONG)
            elif line and not line.isspace():
                yield decode_line(line, file=rows.file, number=number, rows=rows, tally=tally)
    except Damage as damage:
        yield Refusal(rows.file, number + 1, str(damage))


def _head(source: ByteSource) -> bytes:
    try:
        return source.read(CHUNK)
    except Damage:
        return b""  # the source tells it again when it is read on


def _is_row(first: bytes) -> bool:
    """Say whether a line that looks like a list stands there as one of several lines."""
    line, _, rest = first.lstrip().partition(b"\n")
    try:
        parse(line)
    except NotJson:
        return False
    return bool(rest.strip())


def to_line(post: Post) -> bytes:
    """Write a post as one line of our schema, line end included; reading it back gives an equal post.

    Times are whole microseconds; empty fields are left out.
    """
    row: dict[str, object] = {
        "id": post.id,
        "network": post.network,
        "author": post.author,
        "text": post.text,
        "time": post.created_at,
    }
    if post.heard_at != post.created_at:
        row["heard_at"] = post.heard_at
    row |= {name: value for name in _WORDS if (value := getattr(post, name))}
    if post.mentions:
        row["mentions"] = post.mentions
    if post.links:
        row["links"] = post.links
    if post.language:
        row["lang"] = post.language
    if post.network == NETWORK:
        del row["network"]
    return _ENCODE(row) + b"\n"
