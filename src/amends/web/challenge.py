"""The proof of work that comes with a form: give out a challenge, and check what came back.

Only facts for the gate (`amends.core.floor.gate`) come out of here; what becomes of a message is decided there. The
challenge is ALTCHA's, version 2, with SHA-256: the browser looks for the number below `hardest` whose hash begins as it
must. Its expiry is signed with it, by the house's own clock. Nothing about the visitor goes in.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import altcha

from amends.core.floor.gate import Proof
from amends.core.vocabulary import DAY, Instant

if TYPE_CHECKING:
    from collections.abc import Callable

HARDEST: Final = 50_000
"""The largest number a browser has to try; on average it tries half as many."""

LASTS: Final = DAY
"""How long a challenge may be answered: as long as the form it came with."""

LONGEST: Final = 4_000
"""Characters of an answer that are read at all; a right one has about 700."""


@dataclass(frozen=True, slots=True)
class Checked:
    """What an answer is worth, and how to know it again.

    ``digest`` names the challenge, so that a second answer to it is known, whatever it looks like; ``expires_at`` is
    until when that has to be remembered. Both are empty and 0 unless the challenge is one of ours and not expired.
    """

    proof: Proof
    digest: str = ""
    expires_at: Instant = 0


def make(key: bytes, now: Instant, *, hardest: int = HARDEST, lasts: int = LASTS, number: int | None = None) -> str:
    """Return a challenge as JSON, for the attribute or the address that the page’s script reads.

    ``key`` signs it and must be secret, at least 16 bytes; ``lasts`` is in microseconds; ``number`` is the answer, at
    random where it is not given. Raises ``ValueError`` for a short key or a number that is not in 0 to ``hardest``.
    """
    answer = secrets.randbelow(hardest + 1) if number is None else number
    if not 0 <= answer <= hardest:
        raise ValueError(f"The answer {answer} is not among the numbers 0 to {hardest}.")
    challenge = altcha.create_challenge(
        "SHA-256",
        1,
        counter=answer,
        data={"last": hardest, "until": now + lasts},
        hmac_secret=_long_enough(key),
    )
    return json.dumps(challenge.to_dict(), separators=(",", ":"))


def check(answer: str, key: bytes, now: Instant, was_used: Callable[[str], bool]) -> Checked:
    """Say what an answer is worth at ``now``; an empty one is a proof that is missing.

    ``was_used`` is asked with the digest of a right answer only. Remembering the digest, until ``expires_at``, is the
    caller's, in the transaction that keeps the message. Raises ``ValueError`` for a short key, and never for an answer.
    """
    if not answer.strip():
        return Checked(Proof.MISSING)
    payload = _read(answer)
    if payload is None or not altcha.verify_solution(payload, _long_enough(key)).verified:
        return Checked(Proof.INVALID)
    until = (payload.challenge.parameters.data or {}).get("until", 0)
    if now > until:
        return Checked(Proof.INVALID)
    # The signature stands over the challenge's own random nonce, and has one spelling only.
    digest = hashlib.sha256(str(payload.challenge.signature).encode()).hexdigest()
    return Checked(Proof.USED if was_used(digest) else Proof.VALID, digest, until)


def _long_enough(key: bytes) -> bytes:
    if len(key) < 16:
        raise ValueError(f"A key of {len(key)} bytes can be guessed. Give one of at least 16.")
    return key


def _read(answer: str) -> altcha.Payload | None:
    """Read an answer, or nothing where it is none: anybody may send anything."""
    if len(answer) > LONGEST or not answer.isascii():
        return None
    try:
        return altcha.Payload.from_base64(answer)
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
