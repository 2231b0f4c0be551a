"""Signing in with an account of a server that speaks Mastodon's API: OAuth 2 as such servers have it.

Each server knows us by an app that we register there ourselves (https://docs.joinmastodon.org/methods/apps/). The
browser comes back to an address that is this one server's alone, so that no server can pass off another one's answer as
its own (RFC 9700, section 4.4). We ask for ``profile``, which allows to know whose account it is; servers before 4.3 do
not have it, and are asked for ``read:accounts``. The token is given back as soon as the account is known.
"""

from __future__ import annotations

import contextlib
import re
import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from urllib.parse import urlencode, urlsplit

import msgspec

from amends.connectors.addresses import NotAsked
from amends.connectors.door import NoAnswer
from amends.connectors.json_values import child, first_word, items_of, word
from amends.connectors.sign_in.dpop import challenge_of
from amends.connectors.sign_in.trouble import NotSignedIn, Trouble

if TYPE_CHECKING:
    from collections.abc import Mapping

    from amends.connectors.door import Answer, Door

LEAST: Final = "profile"
OLDER: Final = "read:accounts"
_SMALL: Final = 262_144
_PATIENCE: Final = 10.0
"""Seconds for each question: somebody waits."""

_HOST: Final = r"((?:[a-z0-9-]+\.)+[a-z0-9-]+(?::[0-9]{1,5})?)"
_HANDLE: Final = re.compile(rf"(?:@?([\w.-]{{1,64}})@)?{_HOST}", re.IGNORECASE | re.ASCII)
_PROFILE: Final = re.compile(rf"(https?)://{_HOST}(?:/.*)?", re.IGNORECASE | re.ASCII)


class App(msgspec.Struct, frozen=True):
    """What a server knows us by: it holds a secret, and is kept locked away."""

    base: str
    back: str
    id: str
    secret: str
    scope: str
    proves: bool
    """Whether the server takes PKCE."""

    @property
    def place(self) -> str:
        """The host where somebody signs in."""
        return urlsplit(self.base).netloc


class UnderWay(msgspec.Struct, frozen=True):
    """What must be known again when the browser comes back; it holds secrets, and is kept locked away until then."""

    app: App
    verifier: str


@dataclass(frozen=True, slots=True)
class Whose:
    """An account: the id that its network knows it by, others it may have been heard by, and its name."""

    id: str
    others: tuple[str, ...]
    name: str


async def server_of(door: Door, text: str) -> str:
    """Return the address of the server of a handle (``@anna@example.social``), a profile or a host.

    Raises `NotSignedIn`.
    """
    text = text.strip()
    if found := _PROFILE.fullmatch(text):
        return f"{found[1].lower()}://{found[2].lower()}"
    if (found := _HANDLE.fullmatch(text)) is None:
        raise NotSignedIn(Trouble.NO_NAME, name=text[:100])
    user, host = found[1], found[2].lower()
    base = f"{'http' if ':' in host else 'https'}://{host}"
    return (await _elsewhere(door, base, f"acct:{user}@{host}") if user else "") or base


async def register(door: Door, base: str, back: str, *, name: str, home: str) -> App:
    """Make ourselves known to a server, to which browsers come ``back`` from there. Raises `NotSignedIn`."""
    told = child(await _json(door, f"{base}/.well-known/oauth-authorization-server", {}))
    scope = LEAST if LEAST in items_of(told.get("scopes_supported")) else OLDER
    asked = {"client_name": name, "redirect_uris": back, "scopes": scope, "website": home}
    answer = await _post(door, f"{base}/api/v1/apps", {key: value for key, value in asked.items() if value})
    made = _told(answer)
    id_, secret = word(made.get("client_id")), word(made.get("client_secret"))
    if answer.status != 200 or not id_ or not secret:
        raise _trouble(answer, Trouble.UNFIT)
    proves = "S256" in items_of(told.get("code_challenge_methods_supported"))
    return App(base, back, id_, secret, scope, proves)


def begin(app: App, state: str) -> tuple[str, UnderWay]:
    """Return where somebody's browser goes to sign in, and what must be known again; ``state`` comes back with it."""
    kept = UnderWay(app, secrets.token_urlsafe(48))
    asked = {
        "response_type": "code",
        "client_id": app.id,
        "redirect_uri": app.back,
        "scope": app.scope,
        "state": state,
    }
    if app.proves:
        asked |= {"code_challenge": challenge_of(kept.verifier), "code_challenge_method": "S256"}
    return f"{app.base}/oauth/authorize?{urlencode(asked)}", kept


async def finish(door: Door, kept: UnderWay, back: Mapping[str, str]) -> Whose:
    """Return whose account it is, from what a browser brought ``back``. Raises `NotSignedIn`."""
    app = kept.app
    if back.get("error") or not back.get("code"):
        denied = back.get("error", "access_denied") in ("", "access_denied")
        raise NotSignedIn(Trouble.DENIED if denied else Trouble.OVER, place=app.place)
    ours = {"client_id": app.id, "client_secret": app.secret}
    asked = {"grant_type": "authorization_code", "code": back["code"], "redirect_uri": app.back} | ours
    answer = await _post(
        door, f"{app.base}/oauth/token", asked | ({"code_verifier": kept.verifier} if app.proves else {})
    )
    token = word(_told(answer).get("access_token"))
    if answer.status != 200 or not token:
        raise _trouble(answer, Trouble.OVER)
    try:
        me = await _json(
            door, f"{app.base}/api/v1/accounts/verify_credentials", {"Authorization": f"Bearer {token}"}, needed=True
        )
    finally:
        # A server that does not take it back is left: what it gave is forgotten here.
        with contextlib.suppress(NotSignedIn):
            await _post(door, f"{app.base}/oauth/revoke", {"token": token} | ours)
    return _whose(me, app)


def _whose(me: dict[str, object], app: App) -> Whose:
    """Tell whose account it is: a server speaks for its own accounts only."""
    ids = [word(me.get(name)) for name in ("uri", "url")]
    own = [each for each in dict.fromkeys(ids) if _place(each) == app.place]
    if not own or own[0] != next(filter(None, ids), ""):
        raise NotSignedIn(Trouble.UNFIT, place=app.place)
    return Whose(own[0], tuple(own[1:]), first_word(me, "display_name", "username") or app.place)


async def _elsewhere(door: Door, base: str, account: str) -> str:
    """Ask a host where the server of an account is, which may have another name (WebFinger, RFC 7033)."""
    asked = f"{base}/.well-known/webfinger?{urlencode({'resource': account})}"
    told = await _json(door, asked, {"Accept": "application/jrd+json"})
    for link in map(child, items_of(told.get("links"))):
        if link.get("rel") == "self" and word(link.get("type")).startswith("application/"):
            href = word(link.get("href"))
            return f"{href.partition('://')[0]}://{_place(href)}" if _place(href) else ""
    return ""


async def _json(door: Door, address: str, headers: Mapping[str, str], *, needed: bool = False) -> dict[str, object]:
    """Ask for a document; what has none is an empty one, unless it is ``needed``."""
    headers = {"Accept": "application/json", **headers}
    try:
        answer = await door.ask(address, headers=headers, most=_SMALL, patience=_PATIENCE, redirects=0 if needed else 3)
    except NotAsked:
        raise NotSignedIn(Trouble.UNFIT, place=_place(address)) from None
    except OSError:
        raise NotSignedIn(Trouble.NO_ANSWER, place=_place(address)) from None
    if answer.status == 200:
        return _told(answer)
    if needed or answer.status >= 500:
        raise NotSignedIn(Trouble.NO_ANSWER, place=_place(address))
    return {}


async def _post(door: Door, address: str, form: Mapping[str, str]) -> Answer:
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"}
    try:
        return await door.ask(
            address, method="POST", headers=headers, body=urlencode(form).encode(), most=_SMALL, patience=_PATIENCE
        )
    except NotAsked:
        raise NotSignedIn(Trouble.UNFIT, place=_place(address)) from None
    except OSError:
        raise NotSignedIn(Trouble.NO_ANSWER, place=_place(address)) from None


def _told(answer: Answer) -> dict[str, object]:
    try:
        return child(answer.json())
    except NoAnswer:
        return {}


def _trouble(answer: Answer, refused: Trouble) -> NotSignedIn:
    """Say that a server refused, or that it did not answer as it should."""
    is_refusal = 400 <= answer.status < 500 and answer.status != 429
    return NotSignedIn(refused if is_refusal else Trouble.NO_ANSWER, place=_place(answer.address))


def _place(address: str) -> str:
    try:
        return urlsplit(address).netloc
    except ValueError:
        return ""
