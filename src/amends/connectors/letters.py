"""A letter as it comes by mail, turned into what its sender wrote: no quotes of others, no signature, no address."""

from __future__ import annotations

import re
from email import message_from_bytes, policy
from email.utils import parseaddr, parsedate_to_datetime
from typing import TYPE_CHECKING, Final

from amends.connectors.clock import NotATime, instant
from amends.connectors.markup import text_of
from amends.core.vocabulary import DAY, Post

if TYPE_CHECKING:
    from collections.abc import Callable
    from email.message import EmailMessage

    from amends.core.vocabulary import Instant

NETWORK: Final = "email"
LARGEST: Final = 200_000
"""Bytes of a letter that are fetched; what is attached lies behind them, and is not wanted."""

_WORDS: Final = 20_000
_SIGNATURE: Final = re.compile(r"^-- ?$", re.MULTILINE)
_INTRODUCES: Final = re.compile(
    r"^(?:On .{4,200}wrote:|Am .{4,200}schrieb.{0,200}:|Le .{4,200}écrit\s?:|El .{4,200}escribió:"
    r"|-{3,} ?(?:Original Message|Ursprüngliche Nachricht|Forwarded message) ?-{3,}|_{10,}"
    r"|From: .{3,200}|Von: .{3,200})\s*$",
    re.MULTILINE,
)
_MAIL: Final = re.compile(r"[^\s@<>()\",;:]+@[^\s@<>()\",;:]+\.[^\s@<>()\",;:]+")


def letter(raw: bytes, mailbox: str, keyed: Callable[[str], str], now: Instant) -> Post:
    """Make a post of a letter to ``mailbox``; ``keyed`` names an address by a hash that only this site can make.

    Raises ``ValueError`` with a sentence for one that has no sender or no words of their own.
    """
    read = message_from_bytes(raw, policy=policy.default)
    name, address = parseaddr(_header(read, "from"))
    if "@" not in address:
        raise ValueError("This letter names no sender.")
    if _header(read, "auto-submitted").lower() not in ("", "no") or _header(read, "precedence").lower() == "bulk":
        raise ValueError("This letter was written by a machine, and by nobody.")
    subject, words = _header(read, "subject"), own_words(_text(read))
    answers = bool(re.match(r"(?i)\s*(re|aw|fwd?|wg|sv|antw)\s*:", subject))
    text = words if answers or not subject else f"{subject}\n\n{words}"
    if not text.strip():
        raise ValueError("This letter has no words of its sender's own.")
    at = _written(_header(read, "date"), now)
    id_ = _header(read, "message-id").strip() or f"{address} {at} {text[:200]}"
    answered = _header(read, "in-reply-to").strip()
    return Post(
        keyed(f"letter {id_}"),
        NETWORK,
        keyed(address),
        _MAIL.sub("(address)", text)[:_WORDS],
        at,
        now,
        _MAIL.sub("", name).strip(" \"'<>")[:100],
        mentions=(mailbox,),
        reply_to=keyed(f"letter {answered}") if answered else "",
    )


def own_words(text: str) -> str:
    r"""Leave out what a letter quotes and how it is signed.

    >>> own_words("No.\n\nOn Monday Anna wrote:\n> Look at my phone\n\n-- \nBen")
    'No.'
    """
    text = text.replace("\r\n", "\n")
    if signature := _SIGNATURE.search(text):
        text = text[: signature.start()]
    if quote := _INTRODUCES.search(text):
        text = text[: quote.start()]
    return "\n".join(line for line in text.split("\n") if not line.startswith(">")).strip()


def _text(read: EmailMessage) -> str:
    part = read.get_body(preferencelist=("plain", "html"))
    if part is None:
        return ""
    try:
        content = part.get_content()
    except (LookupError, ValueError):
        # An encoding nobody knows, or one that breaks off.
        payload = part.get_payload(decode=True)
        content = payload.decode("utf-8", "replace") if isinstance(payload, bytes) else ""
    content = str(content)[:LARGEST]
    return text_of(content)[0] if part.get_content_type() == "text/html" else content


def _header(read: EmailMessage, name: str) -> str:
    try:
        return str(read.get(name, "") or "")[:2_000]
    except (ValueError, IndexError, AttributeError, TypeError):
        return ""  # how the library says that a header is none


def _written(date: str, now: Instant) -> Instant:
    try:
        return min(instant(parsedate_to_datetime(date).timestamp(), now + DAY), now)
    except (NotATime, ValueError, TypeError, OverflowError):
        return now
