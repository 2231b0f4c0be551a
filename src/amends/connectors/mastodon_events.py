"""What Mastodon's API tells as it happens, turned into posts and what became of them."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import TYPE_CHECKING, Final

from amends.connectors.json_values import NotJson, child, first_word, parse, word
from amends.connectors.mastodon import NETWORK, Reading, account_key, status_post
from amends.connectors.outcome import Refusal
from amends.core.vocabulary import Changes, Post, Reaction, Sign, Withdrawal

if TYPE_CHECKING:
    from amends.core.vocabulary import Instant

SPEAKING: Final = frozenset(("mention", "status", "quote"))
"""Notifications that bring a post somebody wrote."""

ADDRESSED: Final = 100
"""Posts whose edits and deletions are asked for after a time in which nobody listened."""

_EDITED: Final = frozenset(("update", "quoted_update"))
_SIGNS: Final = {"favourite": Sign.LIKE, "reblog": Sign.REPOST, "pleroma:emoji_reaction": Sign.LIKE}


@dataclass(slots=True)
class Told:
    """What was told since somebody asked last."""

    posts: list[Post] = field(default_factory=list)
    edits: list[Post] = field(default_factory=list)
    withdrawals: list[Withdrawal] = field(default_factory=list)
    reactions: list[Reaction] = field(default_factory=list)
    refusals: list[Refusal] = field(default_factory=list)

    @property
    def changes(self) -> Changes:
        """What became of things that may be known."""
        return Changes(tuple(self.edits), tuple(self.withdrawals), tuple(self.reactions))

    def __bool__(self) -> bool:
        """Tell whether there is anything."""
        return bool(self.posts or self.edits or self.withdrawals or self.reactions or self.refusals)


class Events:
    """Reads events one after another; knows what the ids of one server mean.

    ``server`` is named in refusals.
    """

    def __init__(self, server: str, reading: Reading | None = None) -> None:
        self.reading = reading or Reading()
        self.addressed: dict[str, str] = {}
        """The newest posts that were addressed to the account: their ids on this server, and their own."""
        self._server = server

    def recall(self, local: str, uri: str) -> None:
        """Know a post that was addressed to the account; a hundred of them are kept, so that a cursor stays small."""
        self.reading.remember(local, uri)
        self.addressed.pop(local, None)
        self.addressed[local] = uri
        if len(self.addressed) > ADDRESSED:
            del self.addressed[next(iter(self.addressed))]

    def event(self, name: str, data: bytes, now: Instant, told: Told) -> None:
        """Take one event of the user's stream; kinds that say nothing of posts are passed over."""
        if name == "delete":
            self.gone(data.decode("utf-8", "replace").strip().strip('"'), now, told)
            return
        if name not in ("update", "status.update", "status_update", "notification"):
            return
        try:
            value = child(parse(data))
        except NotJson as error:
            told.refusals.append(Refusal(self._server, 0, str(error)))
            return
        if name == "notification":
            self.notification(value, now, told)
        elif name == "update":
            self.status(value, now, told)
        else:
            self.status(value, now, told, edited=True)

    def notification(self, value: dict[str, object], now: Instant, told: Told) -> None:
        """Take one notification: of a post, of an edit, or of a sign that somebody gave."""
        kind, status = word(value.get("type")), child(value, "status")
        if not status:
            return
        if kind in SPEAKING:
            self.status(status, now, told)
            self.recall(word(status.get("id")), first_word(status, "uri", "url", "id"))
        elif kind in _EDITED:
            self.status(status, now, told, edited=True)
        elif kind in _SIGNS and (by := account_key(child(value, "account"))):
            of = first_word(status, "uri", "url", "id")
            self.know(status)
            told.reactions.append(_reaction(of, _SIGNS[kind], by, now))

    def status(self, value: dict[str, object], now: Instant, told: Told, *, edited: bool = False) -> None:
        """Take a status as a post, as an edit of one, or, where it only passes another on, as a sign."""
        if (shared := child(value, "reblog")) and (by := account_key(child(value, "account"))):
            told.reactions.append(_reaction(first_word(shared, "uri", "url", "id"), Sign.REPOST, by, now))
            # A boost that is taken back is told by the boost's own id.
            self.reading.remember(word(value.get("id")), told.reactions[-1].id)
            return
        try:
            post = status_post(value, self.reading)
        except ValueError as error:
            told.refusals.append(Refusal(self._server, 0, str(error)))
            return
        if post is not None:
            post = dataclasses.replace(post, heard_at=now)
            (told.edits if edited or value.get("edited_at") else told.posts).append(post)

    def gone(self, local: str, now: Instant, told: Told) -> None:
        """Take word that the thing with this id of the server is no longer there; what was never heard is passed."""
        self.addressed.pop(local, None)
        if uri := self.reading.uris.pop(local, ""):
            told.withdrawals.append(Withdrawal(uri, NETWORK, now))

    def know(self, status: dict[str, object]) -> None:
        """Keep what the ids of a status and of its author mean."""
        self.reading.remember(word(status.get("id")), first_word(status, "uri", "url", "id"))
        account = child(status, "account")
        self.reading.remember_account(word(account.get("id")), account_key(account))


def _reaction(of: str, sign: Sign, by: str, now: Instant) -> Reaction:
    """Make a sign whose id is the same each time this account gives it to this post, and tells nobody which it was."""
    id_ = blake2b(f"{of} {sign} {by}".encode(), digest_size=16).hexdigest()
    return Reaction(f"{sign}:{id_}", NETWORK, sign, of, now)
