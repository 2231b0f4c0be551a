"""Speaking on Bluesky, with an account that its owner opened by an app password.

The key of a post is chosen here before it is sent, and the record is the same at every try: a second one finds what
the first has written, and writes nothing.
"""

from __future__ import annotations

from base64 import urlsafe_b64decode
from typing import TYPE_CHECKING, Final
from urllib.parse import urlencode, urlsplit

from amends.connectors.answered import accepted
from amends.connectors.bluesky_records import POST, page_of, record, split_name
from amends.connectors.bluesky_session import WouldNot
from amends.connectors.door import NoAnswer
from amends.connectors.json_values import NotJson, child, parse, word
from amends.connectors.protocols import SourceRefused, Stands

if TYPE_CHECKING:
    from collections.abc import Callable

    from amends.connectors.bluesky_session import AppPassword, Session, SignedIn
    from amends.connectors.door import Door
    from amends.connectors.protocols import ToSay
    from amends.core.vocabulary import Instant

_GONE: Final = "RecordNotFound"


def refuse_whole_key(opens: AppPassword, session: Session) -> None:
    """Refuse the password of an account itself, which opens more than is needed here. Raises `SourceRefused`."""
    if "appPass" not in _scope(session.access):
        raise SourceRefused(
            f"This is the password of {opens.identifier} itself, which opens everything. It was not kept. Make an app"
            " password at Bluesky (Settings, Privacy and security, App passwords) and enter that."
        )


class BlueskyWriter:
    """Writes in the name of one account, signed in at the server with this address; ``now`` tells the time."""

    def __init__(self, server: str, did: str, signed_in: SignedIn, *, door: Door, now: Callable[[], Instant]) -> None:
        self._server, self._did, self._signed_in = server, did, signed_in
        self._door, self._now = door, now

    async def write(self, post: ToSay) -> Stands:
        """Let a post stand under the key it was given, and read it back."""
        name = f"at://{self._did}/{POST}/{post.key}"
        if (stands := await self.look(name)) is not None:
            return stands
        reply = await self._reply(post.under) if post.under else None
        place = {"repo": self._did, "collection": POST, "rkey": post.key}
        try:
            await self._signed_in.post("com.atproto.repo.putRecord", {**place, "record": record(post, reply)})
        except WouldNot as error:
            raise SourceRefused(f"{error} Change the words and send them again.") from error
        if (stands := await self.look(name)) is None:
            raise NoAnswer(f"{self._host} took the post and does not show it yet.")
        return stands

    async def look(self, id_: str) -> Stands | None:
        """Read a post; nothing where it is gone."""
        told = await self._record(id_)
        if told is None:
            return None
        return Stands(id_, id_, page_of(id_), word(told.get("cid")), word(child(told, "value").get("text")))

    async def delete(self, id_: str) -> None:
        """Delete a post of this account."""
        did, collection, rkey = split_name(id_)
        gone = {"repo": did, "collection": collection, "rkey": rkey}
        await self._signed_in.post("com.atproto.repo.deleteRecord", gone)

    @property
    def _host(self) -> str:
        return urlsplit(self._server).hostname or self._server

    async def _record(self, name: str) -> dict[str, object] | None:
        """Read a record of anybody's: what its own server does not hold it asks the whole network for."""
        did, collection, rkey = split_name(name)
        asked = urlencode({"repo": did, "collection": collection, "rkey": rkey})
        answer = await self._door.ask(f"{self._server}/xrpc/com.atproto.repo.getRecord?{asked}")
        if answer.status in (400, 404) and _error(answer.body) == _GONE:
            return None
        told = child(accepted(answer, self._now(), "Look whether the account is still there.").json())
        if word(told.get("uri")) != name:
            raise NoAnswer(f"{self._host} does not answer as a server of Bluesky does.")
        return told

    async def _reply(self, under: str) -> dict[str, object]:
        """Tell where an answer hangs: under a post, and in the thread that this post stands in."""
        told = await self._record(under)
        if told is None:
            raise SourceRefused("The post this answers is gone from Bluesky, so nothing can hang under it.")
        parent = {"uri": under, "cid": word(told.get("cid"))}
        root = child(told, "value", "reply", "root")
        above = {"uri": word(root.get("uri")), "cid": word(root.get("cid"))}
        return {"root": above if all(above.values()) else parent, "parent": parent}


def _error(body: bytes) -> str:
    try:
        return word(child(parse(body)).get("error"))
    except NotJson:
        return ""


def _scope(token: str) -> str:
    """Read what a token says it is good for; nothing where it is no token of the usual form."""
    try:
        _, claims, _ = token.split(".")
        return word(child(parse(urlsafe_b64decode(claims + "=" * (-len(claims) % 4)))).get("scope"))
    except ValueError:
        return ""
