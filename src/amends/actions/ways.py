"""The ways on which the owner is told: added with what is needed to reach somebody, locked away, and removed."""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from binascii import Error as NotBase64
from dataclasses import dataclass
from secrets import token_bytes
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction

from amends.actions.record import record
from amends.connectors.telling import others, web_push
from amends.core.case.telling import Way as Rule
from amends.core.floor.email_syntax import can_receive
from amends.store import models
from amends.store.strongbox import grown, lock_away, take_out

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cryptography.hazmat.primitives.asymmetric import ec

    from amends.core.vocabulary import Instant

Kind = models.Way.Kind
PURPOSE: Final = "way"
SECRET_PREFIX: Final = "whsec_"  # noqa: S105 - what Standard Webhooks puts before a secret, and no secret


class NoWay(ValueError):
    """Nobody can be reached like this; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A way as the owner describes it: ``place`` is an address, ``secret`` a token or a signing key, if there is one.

    ``near`` says that the address lies inside her own network; ``key`` is a browser's public key.
    """

    kind: str
    name: str
    place: str
    secret: str = ""
    near: bool = False
    key: str = ""


def add_way(asked: Asked, rule: Rule, now: Instant) -> models.Way:
    """Add a way; that there is one more is written down, and nothing of where it leads. Raises `NoWay`."""
    kind, name = _kind(asked.kind), asked.name.strip()
    if not name:
        raise NoWay("Write whom it reaches: “my phone”, or a name. This field is still empty.")
    place = (
        _browser(asked) if kind == Kind.PUSH else {"address": _place(kind, asked)} | _secret(kind, asked.secret.strip())
    )
    if asked.near and kind != Kind.MAIL:
        place["near"] = "yes"
    with transaction.atomic():
        row = models.Way.objects.create(
            kind=kind,
            name=name[:100],
            locked=lock_away(settings.AMENDS_DATA, PURPOSE, json.dumps(place)),
            least=rule.least.value,
            quiet_begins=None if rule.quiet is None else rule.quiet.begins,
            quiet_ends=None if rule.quiet is None else rule.quiet.ends,
            quiet_alarms=rule.quiet is not None and rule.quiet.alarms_too,
            after=rule.after,
            made_at=now,
        )
        record("owner.action", at=now, facts={"what": "way-added", "kind": kind.value})
    return row


def remove_way(way: models.Way, now: Instant) -> None:
    """Tell nobody on this way any more, and forget where it led."""
    with transaction.atomic():
        models.Way.objects.filter(pk=way.pk).update(removed_at=now, locked="")
        record("owner.action", at=now, facts={"what": "way-removed", "kind": way.kind})


def opened(way: models.Way) -> Mapping[str, str]:
    """Return where a way leads and what opens it; raises `amends.store.strongbox.DoesNotOpen`."""
    place: dict[str, str] = json.loads(take_out(settings.AMENDS_DATA, PURPOSE, way.locked))
    return place


def sends_mail() -> bool:
    """Tell whether there is a post office to hand mail in at."""
    return bool(settings.EMAIL_HOST) or "locmem" in settings.EMAIL_BACKEND


def _kind(given: str) -> models.Way.Kind:
    try:
        return Kind(given)
    except ValueError:
        raise NoWay("This is no way to tell somebody. Choose one of those on the page.") from None


def _place(kind: models.Way.Kind, asked: Asked) -> str:
    place = asked.place.strip()
    if kind == Kind.MAIL:
        if not can_receive(place):
            raise NoWay("Mail cannot be sent to this address. It should look like name@example.org.")
        if not sends_mail():
            raise NoWay(
                "There is no post office yet. Set AMENDS_EMAIL_URL where amends is started, and start it again."
            )
        return place
    if kind == Kind.OTHER:
        return _by_apprise(place)
    return _of_the_web(kind, place, near=asked.near)


def _by_apprise(place: str) -> str:
    if not others.is_installed():
        raise NoWay(f"apprise is not installed. Where amends runs, type: {others.INSTALL}")
    if why := others.refusal(place):
        raise NoWay(why)
    return place


def _of_the_web(kind: models.Way.Kind, place: str, *, near: bool) -> str:
    try:
        parts = urlsplit(place)
        whole = parts.scheme in ("https", "http") and bool(parts.hostname) and parts.username is None
        _ = parts.port
    except ValueError:
        whole = False
    if not whole:
        raise NoWay("The address should look like https://ntfy.example/a-long-secret-word.")
    if parts.scheme == "http" and not near:
        raise NoWay("Only an address inside your own network may go without https. Say so below, or write https.")
    if kind == Kind.NTFY and not parts.path.strip("/"):
        raise NoWay("An address of ntfy ends with its topic: https://ntfy.example/a-long-secret-word.")
    return place


def _browser(asked: Asked) -> dict[str, str]:
    try:
        web_push.browser(asked.place, asked.key, asked.secret)
    except web_push.NotABrowser as error:
        raise NoWay(str(error)) from error
    return {"address": asked.place, "key": asked.key, "secret": asked.secret}


def site_key() -> ec.EllipticCurvePrivateKey:
    """Return the key by which this site shows push services who sends."""
    return web_push.sender_key(grown(settings.AMENDS_DATA, "web push"))


def _secret(kind: models.Way.Kind, given: str) -> dict[str, str]:
    if kind != Kind.WEBHOOK:
        return {"token": given} if given and kind == Kind.NTFY else {}
    if not given:
        return {"secret": SECRET_PREFIX + b64encode(token_bytes(32)).decode()}
    try:
        whole = (
            given.startswith(SECRET_PREFIX) and len(b64decode(given.removeprefix(SECRET_PREFIX), validate=True)) >= 24
        )
    except NotBase64:
        whole = False
    if not whole:
        raise NoWay("A signing secret begins with whsec_ and holds at least 24 bytes. Leave it out, and one is made.")
    return {"secret": given}
