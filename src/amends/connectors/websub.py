"""WebSub: a feed that names a hub is not only asked; its hub tells of each change as it happens, for as long as agreed.

Source: W3C Recommendation WebSub (2018): discovery (4), subscribing (5), content distribution and its signature (7).
"""

from __future__ import annotations

import hmac
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Protocol
from urllib.parse import urlencode, urljoin, urlsplit

from amends.connectors.arrivals import Arrivals
from amends.connectors.door import NoAnswer

if TYPE_CHECKING:
    from amends.connectors.door import Answer, Door
    from amends.connectors.feed_documents import Feed
    from amends.core.vocabulary import Instant

LEASE: Final = 864_000
"""Seconds for which a hub is asked to tell: ten days."""

LONGEST: Final = 2_000
"""Letters of an address of a hub or a topic."""

_LINK: Final = re.compile(r'<([^<>]{0,2000})>((?:\s*;\s*[\w*-]+\s*=\s*(?:"[^"]*"|[^\s",;]+))*)')
_RELATION: Final = re.compile(r';\s*rel\s*=\s*(?:"([^"]*)"|([^\s",;]+))', re.IGNORECASE)
_METHODS: Final = ("sha256", "sha384", "sha512", "sha1")
"""Digests of a signature that count; the last is old and still what some hubs use."""


@dataclass(frozen=True, slots=True)
class Offer:
    """That the hub at ``hub`` tells of each change of what is called ``topic`` there."""

    hub: str
    topic: str


class Pushes(Arrivals, Protocol):
    """What a feed's hub told by itself, and until when it tells."""

    async def offered(self, offer: Offer | None) -> None:
        """Note what a feed offers now."""

    async def until(self) -> Instant:
        """Say until which instant the hub has promised to tell of each change, or 0."""


def offer_of(answer: Answer, feed: Feed) -> Offer | None:
    """Find what a feed offers: in the header of its answer, else in the document itself."""
    told: dict[str, str] = {}
    for header in answer.headers_of("link"):
        for found in _LINK.finditer(header[:20_000]):
            relation = _RELATION.search(found[2])
            for name in ((relation[1] or relation[2]) if relation else "").lower().split():
                told.setdefault(name, found[1])
    hub, topic = told.get("hub") or feed.hub, told.get("self") or feed.topic
    if not hub:
        return None
    offer = Offer(urljoin(answer.address, hub.strip()), urljoin(answer.address, topic.strip()))
    return offer if all(_is_address(each) for each in (offer.hub, offer.topic)) else None


def _is_address(text: str) -> bool:
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname) and len(text) <= LONGEST


async def subscribe(door: Door, offer: Offer, callback: str, secret: str) -> None:
    """Ask a hub to tell of each change; it looks at ``callback`` whether that is meant. Raises as `Door.ask` does.

    The secret goes over an encrypted connection only: whoever knows it can speak as the hub.
    """
    asked = {
        "hub.mode": "subscribe",
        "hub.topic": offer.topic,
        "hub.callback": callback,
        "hub.secret": secret,
        "hub.lease_seconds": str(LEASE),
    }
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    answer = await door.ask(offer.hub, method="POST", headers=headers, body=urlencode(asked).encode())
    if not 200 <= answer.status < 300:
        raise NoAnswer(f"The hub {urlsplit(offer.hub).hostname} did not take the request ({answer.status}).")


def is_signed(header: str, body: bytes, secret: str) -> bool:
    """Tell whether a delivery carries the signature that only its hub can make: HMAC over the body as it came."""
    method, _, told = header.strip().partition("=")
    if method.lower() not in _METHODS or not secret:
        return False
    right = hmac.digest(secret.encode(), body, method.lower()).hex()
    return hmac.compare_digest(told.lower().encode(), right.encode())
