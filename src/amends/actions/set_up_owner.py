"""Become the owner by a one-time link; only the hash of its token is ever kept."""

from __future__ import annotations

import hashlib
import secrets
from typing import TYPE_CHECKING, Final

from django.contrib.auth.models import User
from django.contrib.auth.password_validation import validate_password
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.db import transaction

from amends.actions.record import record
from amends.core.vocabulary import DAY, Instant
from amends.store import models

if TYPE_CHECKING:
    from django.db.models import QuerySet

LIFETIME: Final = 7 * DAY
"""How long a link waits to be used."""


class SpentLink(LookupError):
    """The link is unknown, used or too old; the message says what to do."""

    def __init__(self) -> None:
        super().__init__(
            "This link has been used, or it is too old. On the machine that runs amends, type: amends setup-link"
        )


def issue_link(now: Instant, *, enters_as: str = "") -> str:
    """Make a link's token, valid once and for a week; links that wait unused are withdrawn.

    ``enters_as`` names an owner who comes in at once and without a password: the demo's.
    """
    token = secrets.token_urlsafe(32)
    with transaction.atomic():
        models.SetupLink.objects.filter(used_at=None).delete()
        models.SetupLink.objects.create(digest=_digest(token), made_at=now, enters_as=enters_as)
    return token


def waiting_link(token: str, now: Instant) -> models.SetupLink:
    """Find the unused link of a token; raises `SpentLink`. Looking at it does not use it."""
    link = _waiting(token, now).first()
    if link is None:
        raise SpentLink
    return link


def set_up_owner(token: str, name: str, password: str, now: Instant) -> User:
    """Use a link: make its bearer an owner, or give an owner of that name a new password.

    Raises `SpentLink`, and ``django.core.exceptions.ValidationError`` for a name or password that will not do; the
    link then waits on.
    """
    name = name.strip()
    waiting_link(token, now)
    UnicodeUsernameValidator()(name)
    validate_password(password, User(username=name))
    with transaction.atomic():
        _use(token, now)
        owner = User.objects.filter(username=name).first() or User(username=name)
        owner.set_password(password)
        owner.full_clean(exclude=["password"], validate_unique=False)
        owner.save()
        record("owner.action", at=now, facts={"what": "owner-set-up"})
    return owner


def enter_at_once(token: str, now: Instant) -> User:
    """Use a link that names who enters by it; raises `SpentLink` for any other."""
    link = waiting_link(token, now)
    if not link.enters_as:
        raise SpentLink
    with transaction.atomic():
        _use(token, now)
        owner, made = User.objects.get_or_create(username=link.enters_as)
        if made:
            owner.set_unusable_password()
            owner.save()
            record("owner.action", at=now, facts={"what": "owner-set-up"})
    return owner


def has_owner() -> bool:
    """Tell whether anybody can open the desk."""
    return User.objects.filter(is_active=True).exists()


def _waiting(token: str, now: Instant) -> QuerySet[models.SetupLink]:
    return models.SetupLink.objects.filter(digest=_digest(token), used_at=None, made_at__gt=now - LIFETIME)


def _use(token: str, now: Instant) -> None:
    # Compare and swap: of two who press at once one comes in.
    if _waiting(token, now).update(used_at=now) != 1:
        raise SpentLink


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
