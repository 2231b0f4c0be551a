"""Keep a passkey of somebody who has shown who they are, so that the next time one touch shows it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.db import transaction

from amends.actions.prove import NotProven, proof_of
from amends.store import models

if TYPE_CHECKING:
    from amends.core.vocabulary import Instant

MOST: Final = 10
"""Passkeys of one person; the oldest makes room for a new one."""


def keep_passkey(token: str, key: str, credential: bytes, uses: int, now: Instant) -> models.Passkey:
    """Keep the public half of a passkey for the person behind a private link. Raises `NotProven`.

    ``key`` is the SHA-256 of the credential's id in 64 hexadecimal digits, ``credential`` what WebAuthn calls attested
    credential data, ``uses`` the authenticator's counter.
    """
    with transaction.atomic():
        proof = proof_of(token)
        if proof is None or proof.person is None or not proof.voter:
            raise NotProven("A passkey can be made once you have shown who you are, and not before.")
        if models.Passkey.objects.filter(key=key).exists():
            raise NotProven("This passkey is kept here already. Nothing was changed.")
        earlier = models.Passkey.objects.filter(person=proof.person).order_by("-made_at", "-pk")
        models.Passkey.objects.filter(pk__in=list(earlier.values_list("pk", flat=True)[MOST - 1 :])).delete()
        return models.Passkey.objects.create(
            key=key, credential=credential, uses=uses, person=proof.person, made_at=now
        )
