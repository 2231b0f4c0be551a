"""A signed webhook, as standardwebhooks.com describes it: an id, a time, and a signature over both and the body."""

from __future__ import annotations

import base64
import hmac
import json
from typing import TYPE_CHECKING, Final

from amends.connectors.telling.asking import Request
from amends.core.vocabulary import SECOND, Instant, iso

if TYPE_CHECKING:
    from collections.abc import Mapping

    from amends.core.case.tiding import Message

PREFIX: Final = "whsec_"


def request(place: Mapping[str, str], message: Message, now: Instant) -> Request:
    """Make the request that carries a message; the id is the same at every try, so that it is taken once."""
    data = {
        "level": message.level.value,
        "heading": message.heading,
        "words": list(message.words),
        "desk": message.desk,
        "seen": message.seen,
        "later": message.later,
        "case": message.case,
        "drill": message.drill,
    }
    told = {"type": f"amends.{message.level.value}", "timestamp": iso(message.at), "data": data}
    body = json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()
    identity, second = f"msg_{message.key}", str(now // SECOND)
    headers = {
        "Content-Type": "application/json",
        "webhook-id": identity,
        "webhook-timestamp": second,
        "webhook-signature": signature(place["secret"], identity, second, body),
    }
    return Request(place["address"], headers, body, near="near" in place)


def signature(secret: str, identity: str, second: str, body: bytes) -> str:
    """Sign what is sent with a secret of the form ``whsec_…`` (base64).

    >>> signature(
    ...     "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
    ...     "msg_p5jXN8AQM9LWM0D4loKWxJek",
    ...     "1614265330",
    ...     b'{"test": 2432232314}',
    ... )
    'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE='
    """
    key = base64.b64decode(secret.removeprefix(PREFIX))
    signed = hmac.digest(key, f"{identity}.{second}.".encode() + body, "sha256")
    return "v1," + base64.b64encode(signed).decode()
