"""Signed in at Bluesky with an app password: a session that is opened rarely, renewed, and asked with.

A server opens a session a hundred times a day at most and renews one without end, so that what renews it is handed to
whoever keeps it. Sources: the lexicons ``com.atproto.server.createSession``, ``refreshSession`` and the error names of
the XRPC specification.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from urllib.parse import urlencode, urlsplit

import msgspec

from amends.connectors.answered import accepted
from amends.connectors.door import NoAnswer
from amends.connectors.json_values import child, word
from amends.connectors.protocols import CalledOff, ShutOut
from amends.core.vocabulary import SECOND

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from amends.connectors.door import Answer, Door
    from amends.core.vocabulary import Instant

SERVICE: Final = "https://bsky.social"
"""Where most accounts sign in; one with a server of its own names that."""

_TO_DO: Final = "Make a new app password at Bluesky (Settings, Privacy and security, App passwords) and enter it here."
_EXPIRED: Final = ("ExpiredToken", "InvalidToken")
_REST: Final = 300.0
"""Seconds to wait where a server asks for patience and does not say for how long."""


class WouldNot(NoAnswer):
    """A server would not do what was asked; ``name`` is the protocol's own word for why."""

    def __init__(self, sentence: str, name: str) -> None:
        super().__init__(sentence)
        self.name = name


class Session(msgspec.Struct, frozen=True):
    """Whose session it is, and the two tokens: one to ask with, for two hours, and one to renew it, for some weeks."""

    did: str
    handle: str
    access: str
    refresh: str


def read_session(text: str) -> Session | None:
    """Read a session as JSON, as `msgspec` writes it; nothing where it is none."""
    try:
        return msgspec.json.decode(text, type=Session)
    except msgspec.DecodeError:
        return None


@dataclass(frozen=True, slots=True)
class AppPassword:
    """What opens a session: a handle, a DID or an address of mail, and an app password; and at which server."""

    identifier: str
    password: str
    service: str = SERVICE


class SignedIn:
    """Asks in the name of an account. ``now`` tells the time.

    ``kept`` is a session of before, and ``keep`` is called with each new one.
    """

    def __init__(
        self,
        door: Door,
        opens: AppPassword,
        *,
        now: Callable[[], Instant],
        kept: Session | None = None,
        keep: Callable[[Session], Awaitable[None]] | None = None,
    ) -> None:
        self._door, self._opens, self._now = door, opens, now
        self._session, self._keep = kept, keep
        self._renewing = asyncio.Lock()

    async def whose(self) -> Session:
        """Give the session, opened where there is none. Raises `ShutOut`, `CalledOff` and `NoAnswer`."""
        async with self._renewing:
            return self._session or await self._open()

    async def get(self, method: str, query: Sequence[tuple[str, str]] = ()) -> object:
        """Ask for something. Raises `ShutOut`, `CalledOff`, `WouldNot` and `NoAnswer`."""
        return await self._asked("GET", f"{method}?{urlencode(query)}" if query else method, None)

    async def post(self, method: str, body: object) -> object:
        """Have something done. Raises as `get` does; where nobody answers it may have been done all the same."""
        return await self._asked("POST", method, msgspec.json.encode(body))

    async def _asked(self, verb: str, path: str, body: bytes | None) -> object:
        session = await self.whose()
        answer = await self._ask(verb, path, body, session.access)
        if _name_of(answer) in _EXPIRED:
            session = await self._renewed(session)
            answer = await self._ask(verb, path, body, session.access)
        return _told(answer, self._now())

    async def _ask(self, verb: str, path: str, body: bytes | None, token: str) -> Answer:
        headers = {"Accept": "application/json"}
        if token:
            headers["Authorization"] = f"Bearer {token}"
        if body is not None:
            headers["Content-Type"] = "application/json"
        return await self._door.ask(f"{self._opens.service}/xrpc/{path}", method=verb, headers=headers, body=body)

    async def _renewed(self, spent: Session) -> Session:
        """Renew a session that has run out, or open another where that cannot be; one that asks does it for all."""
        async with self._renewing:
            if self._session is not None and self._session != spent:
                return self._session
            answer = await self._ask("POST", "com.atproto.server.refreshSession", None, spent.refresh)
            if answer.status in (400, 401):
                return await self._open()
            return await self._take(_told(answer, self._now()))

    async def _open(self) -> Session:
        if not self._opens.password:
            raise ShutOut(f"Bluesky tells this to the account itself only. {_TO_DO}")
        asked = {"identifier": self._opens.identifier, "password": self._opens.password}
        answer = await self._ask("POST", "com.atproto.server.createSession", msgspec.json.encode(asked), "")
        if answer.status in (400, 401):
            said = word(child(answer.json()).get("message")) or str(answer.status)
            raise ShutOut(f"{urlsplit(self._opens.service).hostname} opens no session: {said}. {_TO_DO}")
        return await self._take(_told(answer, self._now()))

    async def _take(self, told: object) -> Session:
        found = child(told)
        did, access, refresh = (word(found.get(name)) for name in ("did", "accessJwt", "refreshJwt"))
        if not (did and access and refresh):
            raise NoAnswer(f"{urlsplit(self._opens.service).hostname} answered with no session.")
        self._session = Session(did, word(found.get("handle")), access, refresh)
        if self._keep is not None:
            await self._keep(self._session)
        return self._session


def _name_of(answer: Answer) -> str:
    """Give the protocol's own word for what is wrong, or nothing."""
    return word(child(answer.json()).get("error")) if answer.status in (400, 401) else ""


def _told(answer: Answer, now: Instant) -> object:
    host = urlsplit(answer.address).hostname
    if answer.status == 400:
        told = child(answer.json())
        said = word(told.get("message")) or "it did not say why"
        raise WouldNot(f"{host} would not: {said}.", word(told.get("error")))
    if answer.status == 429:
        seconds = _patience(answer, now)
        raise CalledOff(f"{host} asks to be left alone for {seconds:.0f} seconds (429).", seconds)
    if answer.status in (401, 403):
        raise ShutOut(f"{host} does not let this account in ({answer.status}). {_TO_DO}")
    return accepted(answer, now, _TO_DO).json() if answer.body else {}


def _patience(answer: Answer, now: Instant) -> float:
    """Tell for how many seconds to wait: Bluesky names the second at which its allowance is full again."""
    for name in ("retry-after", "ratelimit-reset"):
        said = answer.header(name).strip()
        if said.isascii() and said.isdigit() and len(said) < 12:
            seconds = float(said) if name == "retry-after" else int(said) - now / SECOND
            return min(max(seconds, 1.0), 3600.0)
    return _REST
