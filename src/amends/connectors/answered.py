"""What an answer's status asks of whoever listens: to go on, to wait, or to call for the owner."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from amends.connectors.clock import NotATime, parse
from amends.connectors.door import NoAnswer
from amends.connectors.protocols import CalledOff, SourceRefused
from amends.core.vocabulary import DAY, SECOND

if TYPE_CHECKING:
    from amends.connectors.door import Answer
    from amends.core.vocabulary import Instant

_LONGEST: Final = DAY // SECOND
"""Seconds: no source is left alone for longer than a day, whatever it asks for."""

_REST: Final = 60.0
"""Seconds for a source that asks for patience and does not say how much."""


def accepted(answer: Answer, now: Instant, to_do: str) -> Answer:
    """Return an answer that brings something (200 to 299, and 304: nothing new), or raise what it says instead.

    ``to_do`` is what its owner can do where the source refuses, as a sentence. Raises `SourceRefused`, `CalledOff`,
    and `NoAnswer` for what is worth another try.
    """
    host = urlsplit(answer.address).hostname or "It"
    if 200 <= answer.status < 300 or answer.status == 304:
        return answer
    if answer.status == 429 or (answer.status in (403, 503) and _asks_for_patience(answer)):
        seconds = patience_asked(answer, now)
        raise CalledOff(f"{host} asks to be left alone for {seconds:.0f} seconds ({answer.status}).", seconds)
    if answer.status in (401, 403):
        raise SourceRefused(f"{host} refuses to tell ({answer.status}). {to_do}")
    if answer.status == 410:
        raise SourceRefused(f"{host} says that this is gone for good ({answer.status}). {to_do}")
    raise NoAnswer(f"{host} answered with an error ({answer.status}).")


def patience_asked(answer: Answer, now: Instant) -> float:
    """Tell for how many seconds a source asks to be left alone: Retry-After, or when its allowance is full again."""
    for name in ("retry-after", "x-ratelimit-reset"):
        said = answer.header(name).strip()
        if name == "retry-after" and said.isascii() and said.isdigit():
            return float(min(int(said[:9]), _LONGEST))
        if said:
            try:
                return min(max((parse(said) - now) / SECOND, 1.0), float(_LONGEST))
            except NotATime:
                continue
    return _REST


def _asks_for_patience(answer: Answer) -> bool:
    return bool(answer.header("retry-after")) or answer.header("x-ratelimit-remaining").strip() == "0"
