"""The shortest way for a message: from the wire into the line and out again, without a thread of its own.

In a storm people write at once, and each of them waits. A form in good order needs no page to be made: its fields are
read here, the deed stands in the line with all others, and the answer is an address. Whatever is out of the ordinary
(another site's page, a message that is refused, a floor that has closed) is handed on, with what came of it, to the
page that says so in words.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final
from urllib.parse import parse_qsl

from django.conf import settings
from django.db import DatabaseError
from django.http.request import split_domain_port, validate_host

from amends import clock
from amends.actions import line
from amends.actions.take_message import Sent, Taken, take_messages
from amends.web.headers import HEADERS
from amends.web.say import FIELDS, LARGEST, REFUSALS, TAKEN, receipt_of, sender_of, written

if TYPE_CHECKING:
    from amends.web.kept_pages import Application, Message, Receive, Scope, Send

_PATH: Final = re.compile(r"/cases/([1-9][0-9]{0,8})/say/")
_ORDINARY: Final = ("same-origin", "none", "")


class QuickSay:
    """An ASGI application before another one: takes forms of the floor that are in good order."""

    def __init__(self, site: Application) -> None:
        self._site = site

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        number = _case_of(scope)
        if number is None:
            await self._site(scope, receive, send)
            return
        body, whole = await _body(receive)
        came_to = await _take(scope, number, body) if whole else None
        if isinstance(came_to, Taken) and came_to.message is not None:
            await _redirect(send, receipt_of(number, came_to.message.erase_hash, came_to.token))
            return
        await self._site({**scope, TAKEN: came_to}, _again(body, receive, whole=whole), send)


def _case_of(scope: Scope) -> int | None:
    """Return the case a form is sent to, where it is one that can be read here."""
    if scope["type"] != "http" or scope["method"] != "POST" or (match := _PATH.fullmatch(scope["path"])) is None:
        return None
    said = _headers(scope)
    length, kind, host = (said.get(name, "") for name in ("content-length", "content-type", "host"))
    from_here = said.get("sec-fetch-site", "") in _ORDINARY and _origin(said) in ("", host) and _is_ours(host)
    readable = kind.startswith("application/x-www-form-urlencoded") and length.isdigit() and int(length) <= LARGEST
    return int(match[1]) if from_here and readable else None


def _is_ours(host: str) -> bool:
    return validate_host(split_domain_port(host)[0], settings.ALLOWED_HOSTS)


def _origin(said: dict[str, str]) -> str:
    if said.get("sec-fetch-site"):
        return ""
    return said.get("origin", "").partition("://")[2] or said.get("origin", "")


def _headers(scope: Scope) -> dict[str, str]:
    return {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}


async def _body(receive: Receive) -> tuple[bytes, bool]:
    """Read the form, and tell whether it came whole."""
    body = b""
    while len(body) <= LARGEST:
        message = await receive()
        if message["type"] != "http.request":
            return body, False
        body += message.get("body", b"")
        if not message.get("more_body", False):
            return body, True
    return body, False


async def _take(scope: Scope, number: int, body: bytes) -> Taken | Exception | None:
    now = clock.now()
    try:
        pairs = parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=50, errors="replace")
    except ValueError:
        return None
    sent = {name: value for name, value in pairs if name in FIELDS}
    client = scope.get("client") or ("", 0)
    sender = sender_of(client[0], _headers(scope).get("x-forwarded-for", ""))
    try:
        return await line.soon_with_others(clock.now, take_messages, Sent(number, written(sent, sender, now), now))
    except REFUSALS as refused:
        return refused
    except DatabaseError:
        return None  # nothing of it was kept; the page tries once more, and tells what is wrong


async def _redirect(send: Send, where: str) -> None:
    headers = [(name.lower().encode(), value.encode()) for name, value in HEADERS.items()]
    headers += [(b"location", where.encode()), (b"cache-control", b"no-store"), (b"content-length", b"0")]
    await send({"type": "http.response.start", "status": 303, "headers": headers})
    await send({"type": "http.response.body", "body": b""})


def _again(body: bytes, receive: Receive, *, whole: bool) -> Receive:
    """Let the next application read what was read here."""
    given = False

    async def replay() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": not whole}

    return replay
