"""Signing in with an account of the AT protocol (Bluesky and others): OAuth as https://atproto.com/specs/oauth has it.

A public client with pushed requests (RFC 9126), PKCE (RFC 7636) and DPoP (RFC 9449), which asks for the scope
``atproto`` and nothing more: that tells whose account it is and allows nothing. What the server hands out is given
back as soon as the account is known, and kept nowhere.
"""

from __future__ import annotations

import contextlib
import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from urllib.parse import urlencode, urlsplit

import msgspec

from amends.connectors.addresses import NotAsked
from amends.connectors.door import NoAnswer
from amends.connectors.json_values import child, items_of, word
from amends.connectors.sign_in.dpop import ProofKey, challenge_of
from amends.connectors.sign_in.identity import Directories, identity_of, origin_of
from amends.connectors.sign_in.trouble import NotSignedIn, Trouble

if TYPE_CHECKING:
    from collections.abc import Mapping

    from amends.connectors.door import Answer, Door

SCOPE: Final = "atproto"
_SMALL: Final = 65_536
_PATIENCE: Final = 10.0
"""Seconds for each question: somebody waits."""


@dataclass(frozen=True, slots=True)
class Client:
    """Who asks: the address of our own description, which is our name there, and where a browser comes back to."""

    id: str
    back: str


class UnderWay(msgspec.Struct):
    """What must be known again when the browser comes back; it holds secrets, and is kept locked away until then."""

    did: str
    handle: str
    issuer: str
    token_at: str
    revoke_at: str
    client: str
    back: str
    verifier: str
    key: str
    nonce: str = ""

    @property
    def place(self) -> str:
        """The host where somebody signs in."""
        return urlsplit(self.issuer).netloc


@dataclass(frozen=True, slots=True)
class Server:
    """Where an account's server lets people sign in, read from its own description (RFC 8414) and checked."""

    issuer: str
    authorize_at: str
    push_to: str
    token_at: str
    revoke_at: str


def described(client: Client, name: str, home: str) -> dict[str, object]:
    """Return our own description, as a site with an address of its own serves it for the servers to read."""
    return {
        "client_id": client.id,
        "client_name": name,
        "client_uri": home,
        "redirect_uris": [client.back],
        "scope": SCOPE,
        "grant_types": ["authorization_code"],
        "response_types": ["code"],
        "application_type": "web",
        "token_endpoint_auth_method": "none",
        "dpop_bound_access_tokens": True,
    }


def local_client(back: str) -> Client:
    """Return who asks from one's own machine, where no server could read a description: the address says it all."""
    return Client(f"http://localhost?{urlencode({'redirect_uri': back, 'scope': SCOPE})}", back)


@dataclass(frozen=True, slots=True)
class Asked:
    """Who wants to sign in, as they typed it, what comes back with their browser, and when (seconds since 1970)."""

    text: str
    state: str
    at: int


async def begin(door: Door, client: Client, one: Asked, where: Directories) -> tuple[str, UnderWay]:
    """Ask somebody's server to let them sign in; returns where their browser goes, and what must be known again.

    Raises `NotSignedIn`.
    """
    who = await identity_of(door, one.text, where)
    server = await server_of(door, who.server)
    kept = UnderWay(
        did=who.did,
        handle=who.handle,
        issuer=server.issuer,
        token_at=server.token_at,
        revoke_at=server.revoke_at,
        client=client.id,
        back=client.back,
        verifier=secrets.token_urlsafe(48),
        key=ProofKey().secret,
    )
    asked = {
        "client_id": client.id,
        "response_type": "code",
        "redirect_uri": client.back,
        "scope": SCOPE,
        "state": one.state,
        "code_challenge": challenge_of(kept.verifier),
        "code_challenge_method": "S256",
        "login_hint": who.handle or who.did,
    }
    answer = await _post(door, server.push_to, asked, kept, one.at)
    pushed = word(_told(answer, kept).get("request_uri")) if answer.status in (200, 201) else ""
    if not pushed:
        raise NotSignedIn(Trouble.UNFIT if answer.status in (400, 401) else Trouble.NO_ANSWER, place=kept.place)
    return f"{server.authorize_at}?{urlencode({'client_id': client.id, 'request_uri': pushed})}", kept


async def finish(door: Door, kept: UnderWay, back: Mapping[str, str], at: int) -> str:
    """Return the DID of whoever signed in, from what their browser brought ``back``. Raises `NotSignedIn`."""
    if back.get("iss") != kept.issuer:
        raise NotSignedIn(Trouble.OTHER_SERVER, place=kept.place)
    if back.get("error"):
        raise NotSignedIn(Trouble.DENIED if back["error"] == "access_denied" else Trouble.OVER, place=kept.place)
    asked = {
        "grant_type": "authorization_code",
        "code": back.get("code", ""),
        "redirect_uri": kept.back,
        "client_id": kept.client,
        "code_verifier": kept.verifier,
    }
    answer = await _post(door, kept.token_at, asked, kept, at)
    told = _told(answer, kept)
    if answer.status != 200:
        raise NotSignedIn(Trouble.OVER if answer.status in (400, 401) else Trouble.NO_ANSWER, place=kept.place)
    await _give_back(door, kept, told, at)
    if word(told.get("sub")) != kept.did:
        raise NotSignedIn(Trouble.OTHER_ACCOUNT, name=kept.handle or kept.did)
    if word(told.get("token_type")).lower() != "dpop" or SCOPE not in word(told.get("scope")).split():
        raise NotSignedIn(Trouble.UNFIT, place=kept.place)
    return kept.did


async def server_of(door: Door, home: str) -> Server:
    """Read where the personal data server at an address lets people sign in. Raises `NotSignedIn`."""
    told = await _description(door, home, "oauth-protected-resource")
    issuers = [word(each) for each in items_of(told.get("authorization_servers"))]
    if told.get("resource") != home or len(issuers) != 1 or origin_of(issuers[0]) != issuers[0]:
        raise NotSignedIn(Trouble.UNFIT, place=urlsplit(home).netloc)
    issuer = issuers[0]
    told = await _description(door, issuer, "oauth-authorization-server")
    addresses = [
        word(told.get(f"{name}_endpoint"))
        for name in ("authorization", "pushed_authorization_request", "token", "revocation")
    ]
    if told.get("issuer") != issuer or not _fits(told) or not all(addresses[:3]):
        raise NotSignedIn(Trouble.UNFIT, place=urlsplit(issuer).netloc)
    try:
        for address in filter(None, addresses):
            door.judge(address)
    except NotAsked:
        raise NotSignedIn(Trouble.UNFIT, place=urlsplit(issuer).netloc) from None
    return Server(issuer, *addresses)


def _fits(told: dict[str, object]) -> bool:
    """Tell whether a server does all that the specification asks of it and that is needed here."""
    needed = {
        "response_types_supported": "code",
        "grant_types_supported": "authorization_code",
        "code_challenge_methods_supported": "S256",
        "token_endpoint_auth_methods_supported": "none",
        "scopes_supported": SCOPE,
        "dpop_signing_alg_values_supported": "ES256",
    }
    true = (
        "authorization_response_iss_parameter_supported",
        "require_pushed_authorization_requests",
        "client_id_metadata_document_supported",
    )
    return all(value in items_of(told.get(name)) for name, value in needed.items()) and all(
        told.get(name) is True for name in true
    )


async def _description(door: Door, home: str, name: str) -> dict[str, object]:
    """Fetch a description of a server; a server that sends on to another one is not taken for that one."""
    place = urlsplit(home).netloc
    try:
        answer = await door.ask(f"{home}/.well-known/{name}", most=_SMALL, patience=_PATIENCE, redirects=0)
        told = child(answer.json()) if answer.status == 200 else {}
    except NotAsked:
        raise NotSignedIn(Trouble.UNFIT, place=place) from None
    except OSError:
        raise NotSignedIn(Trouble.NO_ANSWER, place=place) from None
    if not told:
        raise NotSignedIn(Trouble.UNFIT if answer.status == 404 else Trouble.NO_ANSWER, place=place)
    return told


async def _post(door: Door, address: str, form: Mapping[str, str], kept: UnderWay, at: int) -> Answer:
    """Post a form with its proof, and once more where the server first asks for a number of its own in it."""
    key = ProofKey(kept.key)
    try:
        for _ in range(2):
            headers = {
                "Content-Type": "application/x-www-form-urlencoded",
                "Accept": "application/json",
                "DPoP": key.proof("POST", address, at, kept.nonce),
            }
            answer = await door.ask(
                address, method="POST", headers=headers, body=urlencode(form).encode(), most=_SMALL, patience=_PATIENCE
            )
            asked_for, kept.nonce = kept.nonce, answer.header("dpop-nonce")[:500] or kept.nonce
            asks = answer.status in (400, 401) and asked_for != kept.nonce
            if not asks or _told(answer, kept).get("error") != "use_dpop_nonce":
                break
    except OSError:
        raise NotSignedIn(Trouble.NO_ANSWER, place=kept.place) from None
    return answer


async def _give_back(door: Door, kept: UnderWay, told: dict[str, object], at: int) -> None:
    """Give back what was handed out. A server that does not take it is left: what it gave is forgotten here."""
    for name in ("refresh_token", "access_token"):
        if kept.revoke_at and (token := word(told.get(name))):
            with contextlib.suppress(NotSignedIn):
                await _post(door, kept.revoke_at, {"token": token, "client_id": kept.client}, kept, at)


def _told(answer: Answer, kept: UnderWay) -> dict[str, object]:
    try:
        return child(answer.json())
    except NoAnswer:
        raise NotSignedIn(Trouble.NO_ANSWER, place=kept.place) from None
