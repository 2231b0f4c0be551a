"""Web Push: a message to a browser, through the push service of whoever made it, which cannot read it.

The message is encrypted for the browser (RFC 8291 over RFC 8188) and the sender shows who it is (VAPID, RFC 8292).
"""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from amends.connectors.telling.asking import Request
from amends.core.case.telling import Level
from amends.core.vocabulary import HOUR, SECOND, Instant

if TYPE_CHECKING:
    from collections.abc import Mapping

    from amends.core.case.tiding import Message

RECORD: Final = 4096
"""Bytes of the one record that a push service must take."""

LONGEST: Final = 2800
"""Bytes of a message before it is encrypted; the rest stands on the desk."""

KEEP: Final = 24 * 3600
"""Seconds that the push service keeps it for a phone that is off."""

TOKEN_LASTS: Final = 12 * HOUR
_ORDER: Final = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
"""The order of the curve P-256."""


class NotABrowser(ValueError):
    """What should name a browser does not; the message says so in a sentence."""


@dataclass(frozen=True, slots=True)
class Browser:
    """Where a browser is reached, its public key (65 bytes, uncompressed) and the secret it shares with the sender."""

    endpoint: str
    key: bytes
    secret: bytes


def browser(endpoint: str, key: str, secret: str) -> Browser:
    """Read a browser's subscription, as its ``toJSON`` gives it; raises `NotABrowser`."""
    try:
        found = Browser(endpoint, _unpacked(key), _unpacked(secret))
        ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), found.key)
    except ValueError:
        raise NotABrowser("This browser gave no key that can be used. Reload the page, and press again.") from None
    if len(found.key) != 65 or len(found.secret) != 16 or urlsplit(endpoint).scheme != "https":
        raise NotABrowser("This browser gave no key that can be used. Reload the page, and press again.")
    return found


def sender_key(seed: bytes) -> ec.EllipticCurvePrivateKey:
    """Return the key by which this site shows who it is; the same for the same 32 bytes."""
    return ec.derive_private_key(int.from_bytes(seed) % (_ORDER - 1) + 1, ec.SECP256R1())


def public_text(key: ec.EllipticCurvePrivateKey) -> str:
    """Return the public half of a key as browsers and push services want it."""
    return _packed(_point(key))


def request(
    place: Mapping[str, str],
    message: Message,
    now: Instant,
    *,
    site: ec.EllipticCurvePrivateKey,
    contact: str,
    once: ec.EllipticCurvePrivateKey,
    salt: bytes,
) -> Request:
    """Make the request that carries a message.

    ``site`` is this site's key and ``contact`` an address (https or mailto) at which a push service finds its owner;
    ``once`` and the 16 bytes of ``salt`` are drawn for this message alone.
    """
    to = browser(place["address"], place["key"], place["secret"])
    told = {
        "heading": message.heading,
        "words": _fitting(message),
        "desk": message.desk,
        "tag": str(message.case or ""),
    }
    headers = {
        "Content-Type": "application/octet-stream",
        "Content-Encoding": "aes128gcm",
        "TTL": str(KEEP),
        "Urgency": "normal" if message.level is Level.LOOK else "high",
        "Authorization": authorization(to.endpoint, now, site, contact),
    }
    body = encrypted(json.dumps(told, ensure_ascii=False).encode(), to, once, salt)
    return Request(to.endpoint, headers, body, near="near" in place)


def encrypted(words: bytes, to: Browser, once: ec.EllipticCurvePrivateKey, salt: bytes) -> bytes:
    """Encrypt one record for a browser (RFC 8291, section 3)."""
    theirs = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), to.key)
    ours = _point(once)
    shared = once.exchange(ec.ECDH(), theirs)
    material = _derived(shared, to.secret, b"WebPush: info\0" + to.key + ours, 32)
    key = _derived(material, salt, b"Content-Encoding: aes128gcm\0", 16)
    nonce = _derived(material, salt, b"Content-Encoding: nonce\0", 12)
    # The byte 2 ends the last record.
    sealed = AESGCM(key).encrypt(nonce, words + b"\x02", None)
    return salt + RECORD.to_bytes(4) + bytes([len(ours)]) + ours + sealed


def authorization(endpoint: str, now: Instant, site: ec.EllipticCurvePrivateKey, contact: str) -> str:
    """Show a push service who sends (RFC 8292): a token for its host alone, good for half a day."""
    parts = urlsplit(endpoint)
    claims = {"aud": f"{parts.scheme}://{parts.netloc}", "exp": (now + TOKEN_LASTS) // SECOND, "sub": contact}
    signed = ".".join(_packed(json.dumps(part, separators=(",", ":")).encode()) for part in (_HEADER, claims))
    r, s = decode_dss_signature(site.sign(signed.encode(), ec.ECDSA(hashes.SHA256())))
    return f"vapid t={signed}.{_packed(r.to_bytes(32) + s.to_bytes(32))},k={public_text(site)}"


_HEADER: Final = {"typ": "JWT", "alg": "ES256"}


def _fitting(message: Message) -> str:
    return "\n".join(message.words).encode()[:LONGEST].decode(errors="ignore")


def _derived(material: bytes, salt: bytes, info: bytes, length: int) -> bytes:
    return HKDF(algorithm=hashes.SHA256(), length=length, salt=salt, info=info).derive(material)


def _point(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def _packed(raw: bytes) -> str:
    return urlsafe_b64encode(raw).rstrip(b"=").decode()


def _unpacked(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))
