"""One request to whoever carries a message, and what its answer means."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlsplit

from amends.connectors.door import Answer, Door, NoAnswer

PATIENCE: Final = 15.0
"""Seconds for the whole of one try."""

MOST: Final = 20_000
"""Bytes of an answer; what a carrier says is only looked at to see whether it took the message."""


@dataclass(frozen=True, slots=True)
class Request:
    """What is posted, and where; ``near`` says that its owner named the place as her own."""

    address: str
    headers: Mapping[str, str]
    body: bytes = field(repr=False)
    near: bool = False


async def post(request: Request, door: Door | None = None) -> None:
    """Post a message; raises ``OSError`` with a sentence where it was not taken."""
    parts = urlsplit(request.address)
    if door is None:
        port = parts.port or (443 if parts.scheme == "https" else 80)
        door = Door(near=[f"{parts.hostname}:{port}"] if request.near else [])
    answer = await door.ask(
        request.address,
        method="POST",
        headers=request.headers,
        body=request.body,
        most=MOST,
        patience=PATIENCE,
        redirects=0,
    )
    if why := refusal(answer):
        raise NoAnswer(f"{parts.hostname} {why}")


def refusal(answer: Answer) -> str:
    """Say why a message was not taken, or nothing where it was.

    >>> refusal(Answer(204, (), b"", "")), refusal(Answer(403, (), b"", ""))
    ('', 'does not let us in (403). Look at its token or secret.')
    """
    if 200 <= answer.status < 300:
        return ""
    if answer.status in (401, 403):
        return f"does not let us in ({answer.status}). Look at its token or secret."
    if answer.status in (404, 410):
        return f"knows no such address any more ({answer.status}). Enter it anew."
    if answer.status == 429:
        return "asks us to wait (429). It is tried again."
    if 300 <= answer.status < 400:
        return f"sends on to another place ({answer.status}). Enter the address it leads to."
    return f"did not take the message ({answer.status}). It is tried again."
