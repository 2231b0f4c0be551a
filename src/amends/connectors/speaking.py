"""The accounts the owner speaks with: opening one, and the writer of each."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from amends.connectors import mastodon_writer
from amends.connectors.bluesky_history import named
from amends.connectors.bluesky_session import SERVICE, AppPassword, Session, SignedIn
from amends.connectors.bluesky_writer import BlueskyWriter, refuse_whole_key
from amends.core.statement.crosspost import BLUESKY, MASTODON, Room

if TYPE_CHECKING:
    from amends.connectors.door import Door
    from amends.connectors.protocols import Writer
    from amends.core.vocabulary import Instant

BLUESKY_KIND: Final = "bluesky"
MASTODON_KIND: Final = "mastodon"


@dataclass(frozen=True, slots=True)
class Opened:
    """An account that was opened: where, whose, how much a post holds, and what opens it the next time."""

    network: str
    place: str
    author: str
    local: str
    handle: str
    letters: int
    link: int
    secrets: Mapping[str, str] = field(repr=False)


Keep = Callable[[Opened], Awaitable[None]]
"""Keeps an account whose secrets were renewed."""


class CannotOpen(ValueError):
    """What was typed names no account; the message says what to type."""


async def open_account(  # each of these is part of one account
    network: str, who: str, secret: str, *, place: str = "", door: Door, now: Callable[[], Instant]
) -> Opened:
    """Open an account: on Bluesky by its handle and an app password, on Mastodon by its server and a token.

    Raises `CannotOpen`, and an ``OSError`` with a sentence where the network refuses or does not answer.
    """
    secret = secret.strip()
    if not secret:
        raise CannotOpen("What opens the account is still missing: an app password, or a token.")
    if network == BLUESKY_KIND:
        handle, base = named(who), _server(place or SERVICE)
        if not handle:
            raise CannotOpen("Write the handle as it stands on Bluesky: alice.bsky.social")
        opens = AppPassword(handle, secret, base)
        session = await SignedIn(door, opens, now=now).whose()
        refuse_whole_key(opens, session)
        kept = _secrets(secret, session)
        return Opened(network, base, session.did, "", session.handle, BLUESKY.letters, BLUESKY.link, kept)
    if network == MASTODON_KIND:
        base = _server(who)
        whom = await mastodon_writer.whom(door, base, secret, now)
        return Opened(network, base, whom.name, whom.id, whom.handle, whom.letters, whom.link, {"token": secret})
    raise CannotOpen("An account is on bluesky or on mastodon.")


def writer_of(account: Opened, *, door: Door, now: Callable[[], Instant], keep: Keep) -> Writer:
    """Return what writes with an account; without its secrets it can only look."""
    secrets = account.secrets
    if account.network == MASTODON_KIND:
        return mastodon_writer.MastodonWriter(
            account.place, account.local, secrets.get("token", ""), door=door, now=now
        )

    password, access, refresh = (secrets.get(name, "") for name in ("password", "access", "refresh"))

    async def kept(session: Session) -> None:
        await keep(replace(account, secrets=_secrets(password, session)))

    before = Session(account.author, account.handle, access, refresh) if access and refresh else None
    opens = AppPassword(account.author, password, account.place)
    signed_in = SignedIn(door, opens, now=now, kept=before, keep=kept)
    return BlueskyWriter(account.place, account.author, signed_in, door=door, now=now)


def room_of(network: str, letters: int, link: int) -> Room:
    """Tell how much one post of an account holds.

    >>> room_of("mastodon", 5_000, 23).letters, room_of("bluesky", 300, 0).bytes
    (5000, 3000)
    """
    return BLUESKY if network == BLUESKY_KIND else replace(MASTODON, letters=letters, link=link)


def _secrets(password: str, session: Session) -> dict[str, str]:
    return {"password": password, "access": session.access, "refresh": session.refresh}


def _server(text: str) -> str:
    """Return the address of a server without a path, as somebody types it.

    >>> _server("example.social"), _server("https://example.social/@anna")
    ('https://example.social', 'https://example.social')
    """
    text = text.strip()
    try:
        parts = urlsplit(text if "://" in text else f"https://{text}")
        place = f"{parts.scheme}://{parts.hostname}" + (f":{parts.port}" if parts.port else "")
    except ValueError:
        place = ""
    if not place or not parts.hostname or parts.scheme not in ("https", "http") or parts.username is not None:
        raise CannotOpen("Write the address of its server: https://example.social")
    return place
