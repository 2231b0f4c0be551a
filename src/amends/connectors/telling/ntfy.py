"""A push by ntfy (ntfy.sh, or one's own): plain text posted to a topic, with its title and buttons in headers."""

from __future__ import annotations

from email.header import Header
from typing import TYPE_CHECKING, Final

from amends.connectors.telling.asking import Request
from amends.core.case.telling import Level

if TYPE_CHECKING:
    from collections.abc import Mapping

    from amends.core.case.tiding import Message

PRIORITY: Final = {Level.LOOK: "3", Level.ALARM: "5", Level.DEADLINE: "4"}
"""Of 1 to 5; at 5 a phone rings also where it was told to be still, as far as its owner let it."""

LONGEST: Final = 3500
"""Bytes of a message; ntfy makes a file of what is longer than 4096."""


def request(place: Mapping[str, str], message: Message) -> Request:
    """Make the request that carries a message.

    Its buttons open pages and do nothing by themselves.
    """
    actions = [f"view, Your desk, {message.desk}"]
    actions += [f"view, I have seen it, {message.seen}"] if message.seen else []
    actions += [f"view, In an hour, {message.later}"] if message.later else []
    headers = {
        "Content-Type": "text/plain; charset=utf-8",
        "X-Title": in_a_header(message.heading),
        "X-Priority": PRIORITY[message.level],
        "X-Click": message.desk,
        "X-Actions": "; ".join(actions),
    }
    if token := place.get("token"):
        headers["Authorization"] = f"Bearer {token}"
    words = "\n\n".join(message.words).encode()[:LONGEST].decode(errors="ignore")
    return Request(place["address"], headers, words.encode(), near="near" in place)


def in_a_header(text: str) -> str:
    """Write a text so that a header may hold it: as RFC 2047 where it is not ASCII, which ntfy reads.

    >>> in_a_header("Plain"), in_a_header("“Ünder”")
    ('Plain', '=?utf-8?b?4oCcw5xuZGVy4oCd?=')
    """
    line = " ".join(text.split())
    if line.isascii():
        return line
    return Header(line, "utf-8", maxlinelen=10_000).encode(linesep="")
