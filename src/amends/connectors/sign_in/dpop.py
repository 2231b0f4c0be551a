"""Proof that whoever asks holds a key (DPoP, RFC 9449): a small signed note that goes with each question.

The key is made for one sign-in and forgotten with it. ES256 (RFC 7518, section 3.4), which every server of the AT
protocol must take.
"""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
from collections.abc import Mapping
from typing import Final

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

_CURVE: Final = ec.SECP256R1()
_BYTES: Final = 32
"""Of each coordinate, and of each half of a signature."""


class ProofKey:
    """A key of one sign-in. ``secret`` brings one back that was kept; without it a new one is made."""

    def __init__(self, secret: str = "") -> None:
        self._key = ec.derive_private_key(int(secret, 16), _CURVE) if secret else ec.generate_private_key(_CURVE)

    @property
    def secret(self) -> str:
        """The key as hexadecimal digits: to be locked away, and never written elsewhere."""
        return f"{self._key.private_numbers().private_value:064x}"

    def proof(self, method: str, address: str, at: int, nonce: str = "") -> str:
        """Sign a question of this method to an address; ``at`` in seconds since 1970, ``nonce`` as its server asked."""
        claims: dict[str, object] = {
            "jti": secrets.token_urlsafe(16),
            "htm": method,
            "htu": address.partition("?")[0].partition("#")[0],
            "iat": at,
        }
        if nonce:
            claims["nonce"] = nonce
        header = {"typ": "dpop+jwt", "alg": "ES256", "jwk": self._public()}
        signed = f"{_json(header)}.{_json(claims)}"
        one, other = decode_dss_signature(self._key.sign(signed.encode(), ec.ECDSA(SHA256())))
        return f"{signed}.{unpadded(one.to_bytes(_BYTES) + other.to_bytes(_BYTES))}"

    def _public(self) -> dict[str, str]:
        at = self._key.public_key().public_numbers()
        return {"kty": "EC", "crv": "P-256", "x": unpadded(at.x.to_bytes(_BYTES)), "y": unpadded(at.y.to_bytes(_BYTES))}


def challenge_of(verifier: str) -> str:
    """Return what is shown first of a secret that is shown later (PKCE, RFC 7636, method S256).

    >>> challenge_of("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk")
    'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM'
    """
    return unpadded(hashlib.sha256(verifier.encode()).digest())


def unpadded(data: bytes) -> str:
    """Write bytes as JWTs do: base64url without its padding."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _json(value: Mapping[str, object]) -> str:
    return unpadded(json.dumps(value, separators=(",", ":")).encode())
