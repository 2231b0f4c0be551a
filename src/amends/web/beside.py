"""What was shown before in the same sitting, as it travels in forms and addresses: signed, and for a while."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.core import signing

if TYPE_CHECKING:
    from django.http import QueryDict

    from amends.store.models import Proof

_SALT: Final = "amends.beside"
_LASTS: Final = 3600
"""Seconds of a sitting."""


def sealed(proof: Proof) -> str:
    """Return what names a proof to this site, and to nobody else."""
    return signing.dumps(proof.pk, salt=_SALT)


def shown_beside(given: QueryDict) -> tuple[str, int | None]:
    """Read what a form or an address brings of it: as it was sent, and the proof's number; nothing where it is old."""
    text = given.get("beside", "")[:200]
    number = beside_of(text)
    return ("", None) if number is None else (text, number)


def beside_of(text: str) -> int | None:
    """Return the number of the proof that was sealed, or nothing where it is none of ours, or old."""
    try:
        number = signing.loads(text, salt=_SALT, max_age=_LASTS) if text else None
    except signing.BadSignature:
        number = None
    return number if type(number) is int else None
