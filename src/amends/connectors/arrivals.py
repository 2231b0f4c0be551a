"""What networks send by themselves (webhooks): received and kept by the site, taken from there by readers."""

from __future__ import annotations

import hmac
from base64 import b64decode, b64encode
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, Final, Protocol

from amends.core.vocabulary import MINUTE, SECOND

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from amends.core.vocabulary import Instant

LARGEST: Final = 1_000_000
"""Bytes of one delivery."""

TOLERANCE: Final = 5 * MINUTE
"""How far the time of a signed delivery may lie from ours."""

_ID: Final = 200


@dataclass(frozen=True, slots=True)
class Arrival:
    """One delivery whose signature was right: ``number`` counts up, ``event`` is what its sender calls it."""

    number: int
    event: str
    body: bytes


class Arrivals(Protocol):
    """Where deliveries of one source wait."""

    async def after(self, number: int) -> Sequence[Arrival]:
        """Give what arrived after the delivery with this number, in order."""


class NotSigned(ValueError):
    """A delivery is not from whom it says, or comes again, or too late; the message says so in a sentence."""


@dataclass(frozen=True, slots=True)
class Signed:
    """What a right signature covers: an id of the delivery, which comes once, and what happened."""

    id: str
    event: str


def github(headers: Mapping[str, str], body: bytes, secret: str, _now: Instant) -> Signed:
    """Check a webhook of GitHub: HMAC-SHA256 over the body as it came. Raises `NotSigned`."""
    _check_hex(headers, "X-Hub-Signature-256", body, secret)
    return Signed(_digest(body), headers.get("X-GitHub-Event", "")[:_ID])


def discourse(headers: Mapping[str, str], body: bytes, secret: str, _now: Instant) -> Signed:
    """Check a webhook of Discourse: HMAC-SHA256 over the body as it came. Raises `NotSigned`."""
    _check_hex(headers, "X-Discourse-Event-Signature", body, secret)
    return Signed(_digest(body), headers.get("X-Discourse-Event", "")[:_ID])


def standard(headers: Mapping[str, str], body: bytes, secret: str, now: Instant) -> Signed:
    """Check a delivery signed like Standard Webhooks: over its id, its time and its body. Raises `NotSigned`.

    Several signatures may stand beside one another, so that a secret can be changed; one must be right.
    """
    id_, time = _id(headers, "Webhook-Id"), headers.get("Webhook-Timestamp", "")
    if not (time.isascii() and time.isdigit() and len(time) <= 12 and abs(int(time) * SECOND - now) <= TOLERANCE):
        raise NotSigned("The delivery's time is missing, or more than five minutes from ours.")
    right = b64encode(hmac.digest(_key(secret), f"{id_}.{time}.".encode() + body, "sha256")).decode()
    told = headers.get("Webhook-Signature", "")[:4000].split()
    if not any(hmac.compare_digest(each.encode(), f"v1,{right}".encode()) for each in told):
        raise NotSigned("The delivery's signature is not right.")
    return Signed(id_, "")


def _check_hex(headers: Mapping[str, str], name: str, body: bytes, secret: str) -> None:
    right = f"sha256={hmac.digest(secret.encode(), body, 'sha256').hex()}"
    if not secret or not hmac.compare_digest(headers.get(name, "").encode(), right.encode()):
        raise NotSigned("The delivery's signature is not right.")


def _digest(body: bytes) -> str:
    """Know a delivery by its body where only that is signed: an id beside it could be made up for an old one."""
    return sha256(body).hexdigest()


def _id(headers: Mapping[str, str], name: str) -> str:
    id_ = headers.get(name, "")
    if not 0 < len(id_) <= _ID:
        raise NotSigned("The delivery has no id.")
    return id_


def _key(secret: str) -> bytes:
    try:
        key = b64decode(secret.removeprefix("whsec_"), validate=True)
    except ValueError:
        key = b""
    if len(key) < 24:
        raise NotSigned("There is no secret to check a signature with.")
    return key


CHECKS: Final = {"github": github, "discourse": discourse, "webhook": standard}
"""How deliveries to a source of each kind are signed."""
