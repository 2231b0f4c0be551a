"""A letter as it comes by mail, turned into what its sender wrote: no quotes of others, no signature, no address."""

from __future__ import annotations

import re
from email import message_from_bytes
from email.errors import HeaderParseError
from email.header import decode_header, make_header
from email.utils import parseaddr, parsedate_to_datetime
from typing import TYPE_CHECKING, Final, cast

from amends.connectors.clock import NotATime, instant
from amends.connectors.markup import text_of
from amends.core.vocabulary import DAY, Post

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from email.message import Message

    from amends.core.vocabulary import Instant

NETWORK: Final = "email"
LARGEST: Final = 200_000
"""Bytes of a letter that are fetched; what is attached lies behind them, and is not wanted."""

_WORDS: Final = 20_000
_ADDRESS: Final = 300
_LONG: Final = re.compile(rb"\ncontent-[a-z-]{1,40}:(?:[^\n]|\n[ \t]){2000}")
"""A header that says how to read a part, and is too long to be read itself."""

_FOLD: Final = re.compile(r"\r?\n[ \t]+")
_SIGNATURE: Final = re.compile(r"^-- ?$", re.MULTILINE)
_INTRODUCES: Final = re.compile(
    r"^(?:On .{4,200}wrote:|Am .{4,200}schrieb.{0,200}:|Le .{4,200}écrit\s?:|El .{4,200}escribió:"
    r"|-{3,} ?(?:Original Message|Ursprüngliche Nachricht|Forwarded message) ?-{3,}|_{10,}"
    r"|From: .{3,200}|Von: .{3,200})\s*$",
    re.MULTILINE,
)
_MAIL: Final = re.compile(r"[^\s@<>()\",;:]{1,64}@[^\s@<>()\",;:]{1,255}\.[^\s@<>()\",;:]{1,63}")


def letter(raw: bytes, mailbox: str, keyed: Callable[[str], str], now: Instant) -> Post:
    """Make a post of a letter to ``mailbox``; ``keyed`` names an address by a hash that only this site can make.

    Raises ``ValueError`` with a sentence for one that has no sender or no words of their own, or cannot be read.
    """
    if _is_made_to_cost(raw):
        raise ValueError("This letter is made of more parts than anybody writes.")
    read = message_from_bytes(raw)
    name, address = _sender(_header(read, "from"))
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


def _is_made_to_cost(raw: bytes) -> bool:
    """Tell whether the parts and headers of a letter are more than a reader of letters should be given to read."""
    low = b"\n" + raw.lower()
    head = low.partition(b"\n\r\n" if b"\n\r\n" in low else b"\n\n")[0]
    counts = (
        (head.count(b"\n"), 1_000),
        (low.count(b"\n--"), 500),
        (low.count(b"\ncontent-"), 500),
        (low.count(b"multipart/"), 30),
        (low.count(b"message/"), 30),
    )
    return any(number > most for number, most in counts) or _LONG.search(low) is not None


def _sender(told: str) -> tuple[str, str]:
    try:
        return parseaddr(told[:_ADDRESS])
    except RecursionError:
        return "", ""


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


def _text(read: Message) -> str:
    """Give the words of a letter: its first part of plain text, or else of markup."""
    parts = [(part.get_content_type(), part) for part in _parts(read) if part.get_content_disposition() != "attachment"]
    for wanted in ("text/plain", "text/html"):
        for kind, part in parts:
            if kind == wanted:
                content = _decoded(part)
                return text_of(content)[0] if kind == "text/html" else content
    return ""


def _parts(read: Message) -> Iterator[Message]:
    """Give the parts that a letter itself has, without those of letters it carries."""
    if read.get_content_maintype() == "multipart" and read.is_multipart():
        for part in cast("list[Message]", read.get_payload()):
            yield from _parts(part)
    elif not read.is_multipart():
        yield read


def _decoded(part: Message) -> str:
    payload = part.get_payload(decode=True)
    if not isinstance(payload, bytes):
        return ""
    try:
        return payload[:LARGEST].decode(part.get_content_charset("utf-8"), "replace")
    except LookupError:
        return payload[:LARGEST].decode("utf-8", "replace")  # an encoding that nobody knows


def _header(read: Message, name: str) -> str:
    """Give a header as it is shown; one that cannot be read is as it came."""
    raw = _FOLD.sub(" ", str(read.get(name, "") or "")[:2_000])
    try:
        return str(make_header(decode_header(raw))) if "=?" in raw else raw
    except (LookupError, ValueError, HeaderParseError):
        return raw


def _written(date: str, now: Instant) -> Instant:
    try:
        return min(instant(parsedate_to_datetime(date).timestamp(), now + DAY), now)
    except (NotATime, ValueError, TypeError, OverflowError):
        return now
