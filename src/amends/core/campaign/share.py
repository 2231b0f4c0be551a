"""What one member brings to a campaign: keys that name nobody, hours, and how she dealt with it; and never a word.

The members agree on one secret, the campaign's key. A person is known by a keyed hash (HMAC-SHA-256) of network and
account: the same at every member, another one in another campaign, and nothing to whoever lacks the key. Of when
somebody spoke only the hours are told in which they began to object; of whoever did not object, nothing but that they
spoke. Who holds the key can ask whether an account they know is among them: that is the price of an overlap.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from amends.core.antennae.people import person_key
from amends.core.campaign.heard import AGAIN
from amends.core.vocabulary import DAY, HOUR, Instant

BEFORE: Final = 28 * DAY
AFTER: Final = 56 * DAY
"""How long before and after her own post a member's share reaches."""
KEY_BYTES: Final = 32
PREFIX: Final = "amends-campaign:"
MARK: Final = 32
"""Hexadecimal digits by which a person is known."""


class UnfitKey(ValueError):
    """It is no campaign's key; the message says so in a sentence."""


class Declared(StrEnum):
    """Whether a member's post named her connection with the sponsor."""

    UNTOLD = ""
    WITH_IT = "with-it"
    LATER = "later"
    NEVER = "never"


class Space(StrEnum):
    """What the space is for in which a member posted."""

    UNTOLD = ""
    PERSONAL = "personal"
    PROFESSIONAL = "professional"
    COMMERCIAL = "commercial"
    COMMUNITY = "community"


@dataclass(frozen=True, slots=True)
class Told:
    """What a member tells of herself and of her storm.

    She was heard in the half-open time from ``heard_from`` to ``heard_until``, whole hours, of which ``unheard`` hours
    nobody listened. ``noticed_at`` is when her own alarm noticed a storm: without it she is calm. ``answered_at`` is
    when she first answered anybody who objected, in whatever form.
    """

    member: str
    heard_from: Instant
    heard_until: Instant
    unheard: int = 0
    posts: int = 0
    posted_at: Instant | None = None
    space: Space = Space.UNTOLD
    declared: Declared = Declared.UNTOLD
    noticed_at: Instant | None = None
    answered_at: Instant | None = None
    acknowledged_at: Instant | None = None
    stated_at: Instant | None = None
    asked_at: Instant | None = None
    decided_at: Instant | None = None


@dataclass(frozen=True, slots=True)
class Share:
    """A member's part: what she tells, and for each person who spoke to her the hours in which they began to object."""

    told: Told
    people: Mapping[str, tuple[Instant, ...]] = field(default_factory=dict)

    @property
    def objecting(self) -> int:
        """How many people object to her."""
        return sum(bool(hours) for hours in self.people.values())

    @property
    def first_objection(self) -> Instant | None:
        """The hour of the first objection."""
        return min((hours[0] for hours in self.people.values() if hours), default=None)


def key_text(key: bytes) -> str:
    """Write a campaign's key as its members hand it to each other.

    >>> key_text(bytes(32))
    'amends-campaign:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA'
    """
    return PREFIX + base64.urlsafe_b64encode(key).decode().rstrip("=")


def read_key(text: str) -> bytes:
    """Read a campaign's key; raises `UnfitKey`.

    >>> read_key(" amends-campaign:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA ") == bytes(32)
    True
    """
    given = "".join(text.split())
    try:
        raw = base64.b64decode(given.removeprefix(PREFIX) + "=", altchars=b"-_", validate=True)
    except ValueError:
        raw = b""
    if not given.startswith(PREFIX) or len(raw) != KEY_BYTES:
        raise UnfitKey(
            f"This is no campaign’s key. It begins with “{PREFIX}”, and 43 letters and digits follow. Ask whoever gave"
            " it to you for the whole of it."
        )
    return raw


def campaign_mark(key: bytes) -> str:
    """Return by what a share shows which campaign it is of: 16 hexadecimal digits that tell nothing of the key."""
    return _keyed(key, "campaign", "")[:16]


def person_mark(key: bytes, network: str, author: str) -> str:
    """Return by what a person is known in a campaign.

    >>> person_mark(bytes(32), "bluesky", "did:plc:a")
    'fc46d1befa0595689edc02c7452f4a46'
    """
    return _keyed(key, "person", person_key(network, author))[:MARK]


def asking_word(key: bytes, host: str) -> str:
    """Return what a member shows to the site at a host to be given its share; at another host it opens nothing."""
    return _keyed(key, "ask", host.casefold())


def seal(key: bytes, text: str) -> str:
    """Return what shows that a share is whole, and was written by somebody who holds the key."""
    return _keyed(key, "share", text)


def began(objected: Iterable[Instant]) -> tuple[Instant, ...]:
    """Return the hours in which one person began to object, from when they did, in order; a day of silence parts two.

    >>> [at // HOUR for at in began([0, 5 * HOUR, 40 * HOUR + 1])]
    [0, 40]
    """
    hours, last = [], -AGAIN
    for at in sorted(objected):
        if at - last >= AGAIN:
            hours.append(at // HOUR * HOUR)
        last = at
    return tuple(hours)


def reach(posted_at: Instant | None, joined_at: Instant, now: Instant) -> tuple[Instant, Instant]:
    """Return the whole hours that a share tells of: weeks around a member's post, or else around when she joined."""
    middle = joined_at if posted_at is None else posted_at
    start = (middle - BEFORE) // HOUR * HOUR
    return start, max(start, min(now, middle + AFTER) // HOUR * HOUR)


def heard_until(start: Instant, until: Instant, silent: Iterable[tuple[Instant, Instant]]) -> tuple[Instant, int]:
    """Return the last whole hour in which anybody listened, and how many hours before it nobody did.

    ``silent`` are the half-open times between ``start`` and ``until`` in which nobody listened, in order. Who stopped
    listening when the storm was over was heard all through it, and is no less heard for what came afterwards.

    >>> heard_until(0, 9 * HOUR, [(3 * HOUR, 5 * HOUR), (7 * HOUR - 1, 9 * HOUR)])
    (21600000000, 2)
    """
    times = list(silent)
    if times and times[-1][1] >= until and times[-1][0] > start:
        until = max(start, times.pop()[0] // HOUR * HOUR)
    return until, sum(max(0, min(ended, until) - began_at) for began_at, ended in times) // HOUR


def _keyed(key: bytes, purpose: str, text: str) -> str:
    told = f"amends campaign\0{purpose}\0{text}".encode("utf-8", "surrogatepass")
    return hmac.new(key, told, hashlib.sha256).hexdigest()
