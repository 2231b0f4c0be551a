"""Passkeys of voters: what a browser is asked, and whether its answer is right (WebAuthn Level 2).

Nothing is kept between asking and answering: the challenge travels, signed, in the form itself. It is good for a
quarter of an hour, and once.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from ipaddress import ip_address
from typing import TYPE_CHECKING, Any, Final

from django.conf import settings
from django.core import signing
from django.utils.translation import gettext
from fido2.server import Fido2Server
from fido2.webauthn import (
    AttestedCredentialData,
    AuthenticationResponse,
    PublicKeyCredentialRpEntity,
    PublicKeyCredentialUserEntity,
    ResidentKeyRequirement,
)

from amends.actions.prove import NotProven, Touched
from amends.core.vocabulary import SECOND
from amends.store.models import Passkey

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import HttpRequest

    from amends.core.vocabulary import Instant
    from amends.store.models import Proof

LASTS: Final = 900
"""Seconds in which a browser may answer."""

LARGEST: Final = 20_000
"""Letters of an answer that are read at all."""

MAKE: Final = "amends.passkey.make"
USE: Final = "amends.passkey.use"


@dataclass(frozen=True, slots=True)
class Asked:
    """What a form carries: the browser's task as JSON, and the signed state that its answer is held against."""

    task: str
    state: str


@dataclass(frozen=True, slots=True)
class Made:
    """A new passkey whose making was checked: SHA-256 of its id, its public half, its counter."""

    key: str
    credential: bytes
    uses: int


def are_offered(request: HttpRequest) -> bool:
    """Tell whether browsers make passkeys for this site: by a name, and over HTTPS or on one's own machine."""
    host = _host(request)
    try:
        ip_address(host)
    except ValueError:
        return request.is_secure() or settings.AMENDS_HTTPS or host == "localhost"
    return False


def asked_to_make(request: HttpRequest, token: str, proof: Proof) -> Asked | None:
    """Return the task of making a passkey for the person behind a private link, where that is possible."""
    if proof.person is None or not proof.voter or not are_offered(request):
        return None
    # The name is what the browser lists it under; no name of the person's is known that would be theirs to be shown.
    user = {
        "id": hashlib.sha256(f"passkey:{settings.SECRET_KEY}:{proof.person.key}".encode()).digest(),
        "name": gettext("Your vote"),
        "displayName": gettext("Your vote"),
    }
    task, state = _server(request).register_begin(
        PublicKeyCredentialUserEntity.from_dict(user), resident_key_requirement=ResidentKeyRequirement.REQUIRED
    )
    return _asked(dict(task), {**state, "token": _digest(token.encode())}, MAKE)


def asked_to_use(request: HttpRequest) -> Asked | None:
    """Return the task of using a passkey, where somebody has one here."""
    if not are_offered(request) or not Passkey.objects.exists():
        return None
    task, state = _server(request).authenticate_begin()
    return _asked(dict(task), state, USE)


def made(request: HttpRequest, token: str, sent: Mapping[str, str]) -> Made:
    """Check a browser's answer to `asked_to_make`. Raises `NotProven`."""
    state, answer = _sent(sent, MAKE)
    if state.get("token") != _digest(token.encode()):
        raise _wrong()
    try:
        told = _server(request).register_complete(state, answer)
    except (ValueError, TypeError, LookupError):
        raise _wrong() from None
    if told.credential_data is None:
        raise _wrong()
    key = _digest(told.credential_data.credential_id)
    return Made(key, bytes(told.credential_data), told.counter)


def used(request: HttpRequest, sent: Mapping[str, str], now: Instant) -> Touched:
    """Check a browser's answer to `asked_to_use`. Raises `NotProven`."""
    state, answer = _sent(sent, USE)
    try:
        told = AuthenticationResponse.from_dict(answer)
    except (ValueError, TypeError, LookupError):
        raise _wrong() from None
    key = _digest(told.raw_id)
    row = Passkey.objects.filter(key=key).first()
    if row is None:
        raise NotProven(gettext("This passkey is not known here any more. Take another way."))
    try:
        _server(request).authenticate_complete(state, [AttestedCredentialData(bytes(row.credential))], told)
    except (ValueError, TypeError, LookupError):
        raise _wrong() from None
    challenge = _digest(f"passkey:{state['challenge']}".encode())
    return Touched(key, told.response.authenticator_data.counter, challenge, now + 2 * LASTS * SECOND)


def _server(request: HttpRequest) -> Fido2Server:
    host = _host(request)
    return Fido2Server(PublicKeyCredentialRpEntity(id=host, name=host))


def _host(request: HttpRequest) -> str:
    name = request.get_host()
    return name.rpartition("]")[0].strip("[") if name.startswith("[") else name.partition(":")[0]


def _asked(task: dict[str, Any], state: dict[str, Any], salt: str) -> Asked:
    kept = {name: value for name, value in state.items() if name in ("challenge", "user_verification", "token")}
    return Asked(json.dumps(task["publicKey"]), signing.dumps(kept, salt=salt))


def _sent(sent: Mapping[str, str], salt: str) -> tuple[dict[str, Any], dict[str, Any]]:
    answer = sent.get("answer", "")
    if not answer:
        raise NotProven(gettext("Your browser gave no passkey, so nothing was shown. Try again, or take another way."))
    try:
        state = signing.loads(sent.get("state", ""), salt=salt, max_age=LASTS)
        told = json.loads(answer if len(answer) <= LARGEST else "")
    except signing.SignatureExpired:
        raise NotProven(gettext("This page was open for too long. Try again: it is fresh now.")) from None
    except (signing.BadSignature, ValueError, RecursionError):
        raise _wrong() from None
    if not isinstance(told, dict):
        raise _wrong()
    return state, told


def _wrong() -> NotProven:
    return NotProven(gettext("The passkey’s answer does not fit this page. Nothing was counted. Try again."))


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
