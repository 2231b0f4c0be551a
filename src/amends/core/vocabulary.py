"""The words the whole house speaks, as frozen values.

Every instant is an ``int``: microseconds since 1970-01-01T00:00:00Z (`Instant`). An integer orders, hashes
and travels through JSON and databases without losing a digit; a float does not.

People are known by immutable author ids (a DID, an actor URI, a numeric id), never by a handle: handles are
changed, sold and squatted.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Final, TypeAlias

Instant: TypeAlias = int
"""Microseconds since 1970-01-01T00:00:00Z."""

SECOND: Final = 1_000_000
MINUTE: Final = 60 * SECOND
HOUR: Final = 60 * MINUTE
DAY: Final = 24 * HOUR
WEEK: Final = 7 * DAY

EARLIEST: Final[Instant] = 1_104_537_600 * SECOND
"""2005-01-01: no network amends hears is older, so an earlier claim is a broken clock."""


_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


def iso(instant: Instant) -> str:
    """Write an instant as ISO 8601 in UTC, with a fraction only where there is one.

    >>> iso(1_104_537_600_500_000)
    '2005-01-01T00:00:00.500000Z'
    """
    return (_EPOCH + timedelta(microseconds=instant)).isoformat().replace("+00:00", "Z")


class Stance(StrEnum):
    """Where a post stands towards what the subject did (not towards a product, and not its mood)."""

    OBJECTS = "objects"
    SUPPORTS = "supports"
    QUESTIONS = "questions"
    NEUTRAL = "neutral"


STANCES: Final = (Stance.OBJECTS, Stance.SUPPORTS, Stance.QUESTIONS, Stance.NEUTRAL)
"""The order in which probabilities, rows and columns of stances stand everywhere."""


class Ground(StrEnum):
    """What an objection stands on. The value is stable; `GROUND_TITLES` says it in words."""

    ADS = "ads"
    DISCLOSURE = "disclosure"
    SPONSORSHIP = "sponsorship"
    ASSOCIATION = "association"
    CAMPAIGN = "campaign"
    CONSENT = "consent"
    PRIVACY = "privacy"
    TRUST = "trust"
    BREAKING = "breaking"
    QUALITY = "quality"
    SERVICE = "service"
    DELAY = "delay"
    PRICE = "price"
    HARM = "harm"
    LEGAL = "legal"
    POLITICS = "politics"
    GOVERNANCE = "governance"
    OTHER = "other"


GROUND_TITLES: Final[dict[Ground, str]] = {
    Ground.ADS: "A personal space was used to sell",
    Ground.DISCLOSURE: "The gift was not named up front",
    Ground.SPONSORSHIP: "Praise that was paid for",
    Ground.ASSOCIATION: "The sponsor itself",
    Ground.CAMPAIGN: "The same post from everyone at once",
    Ground.CONSENT: "Nobody was asked",
    Ground.PRIVACY: "Private things were exposed",
    Ground.TRUST: "A word was not kept",
    Ground.BREAKING: "Something people rely on was broken",
    Ground.QUALITY: "It is badly made",
    Ground.SERVICE: "People were treated badly",
    Ground.DELAY: "It came late, or never",
    Ground.PRICE: "The price",
    Ground.HARM: "Somebody was hurt",
    Ground.LEGAL: "It may be against the law",
    Ground.POLITICS: "The side it takes",
    Ground.GOVERNANCE: "Who decided, and how",
    Ground.OTHER: "Another ground",
}


class Relation(StrEnum):
    """How a post came to concern a subject; the first that holds, in this order, is kept."""

    OWN = "own"
    """The subject wrote it: never an objection to itself, and never counted as a mention."""
    REPLY = "reply"
    QUOTE = "quote"
    MENTION = "mention"
    LINK = "link"
    NAME = "name"
    ALL = "all"
    """The owner said that everything in this source concerns the subject (the term ``*``)."""
    FLOOR = "floor"
    """Written on the subject's own open floor: a voice in the case, and never a mention to the alarm."""


class Channel(StrEnum):
    """What an alert asks of its owner: to have a look, or that a case was opened."""

    LOOK = "look"
    CASE = "case"


@dataclass(frozen=True, slots=True)
class Subject:
    """Whom people talk about.

    ``terms`` are names matched as whole words without regard to case; ``handles`` are matched as mentions and
    stored without the ``@``; ``accounts`` are the subject's own immutable author ids (its posts are never
    objections to itself); ``links`` are hosts or URL prefixes that are the subject's own; ``exclusions`` are
    phrases that mark a homonym: a post found by name alone that holds one of them is not about the subject.
    ``everything`` says that each post of the source concerns it.
    """

    name: str
    terms: tuple[str, ...] = ()
    handles: tuple[str, ...] = ()
    accounts: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    exclusions: tuple[str, ...] = ()
    everything: bool = False


@dataclass(frozen=True, slots=True)
class Post:
    """One message heard on a network, as its author wrote it.

    ``id`` is the network's own id (unique within ``network``); ``author`` the immutable author id;
    ``created_at`` is what the network claims, ``heard_at`` when amends heard it (in an archive: the same).
    ``mentions`` holds author ids or handles (without ``@``) that the network marked as mentioned;
    ``reply_to``/``quote_of`` are post ids, ``reply_to_author``/``quote_of_author`` the author ids or handles
    of those posts where the network tells them. ``author_name`` and ``handle`` are for showing only.
    """

    id: str
    network: str
    author: str
    text: str
    created_at: Instant
    heard_at: Instant
    author_name: str = ""
    handle: str = ""
    mentions: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    reply_to: str = ""
    reply_to_author: str = ""
    quote_of: str = ""
    quote_of_author: str = ""
    url: str = ""
    language: str = ""


class Sign(StrEnum):
    """What somebody gave a post without saying a word."""

    LIKE = "like"
    REPOST = "repost"


@dataclass(frozen=True, slots=True)
class Reaction:
    """A sign given to a post: ``id`` is the network's own id of the sign, ``of`` the id of the post.

    Signs are counted and are never a stance: many share what they do not hold.
    """

    id: str
    network: str
    sign: Sign
    of: str
    at: Instant


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """Its author, or the network, has taken back the post or the reaction with this ``id``."""

    id: str
    network: str
    at: Instant


@dataclass(frozen=True, slots=True)
class Departure:
    """A whole account is gone: deleted, put to rest by its author, or taken down. All that ``author`` said goes too."""

    author: str
    network: str
    at: Instant


@dataclass(frozen=True, slots=True)
class Renaming:
    """An account may go by another handle now. Who it is stays the same; what it is called has to be asked."""

    author: str
    network: str
    at: Instant


@dataclass(frozen=True, slots=True)
class Changes:
    """What became of things that may be known already.

    ``edits`` are posts with the id of the post they change, as they stand now; one that was not known is a new post.
    """

    edits: tuple[Post, ...] = ()
    withdrawals: tuple[Withdrawal, ...] = ()
    reactions: tuple[Reaction, ...] = ()
    departures: tuple[Departure, ...] = ()
    renamings: tuple[Renaming, ...] = ()

    def __bool__(self) -> bool:
        """Tell whether anything has changed."""
        return bool(self.edits or self.withdrawals or self.reactions or self.departures or self.renamings)


@dataclass(frozen=True, slots=True)
class Person:
    """One human behind one or more accounts: ``key`` is the first account's ``network:author``."""

    key: str
    accounts: tuple[str, ...]


UNSURE: Final = (0.35, 0.65)
"""From which chance of objecting on, and up to which, a reading is a guess that a person should look at."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a reader took from one post towards one subject.

    ``p`` holds the probabilities of `STANCES` in that order and sums to 1; ``heat`` is 0 calm, 1 firm, 2 angry
    or sarcastic, 3 furious; ``grounds`` is empty unless the post objects; ``language`` an ISO 639-1 code or
    ``und``; ``reader`` names the reader and the version of its weights. ``unread`` says that the post is in a
    language this reader was not taught: its stance is then neutral and its chances those of ordinary talk, and neither
    says anything about the post.
    """

    stance: Stance
    p: tuple[float, float, float, float]
    heat: int
    grounds: tuple[Ground, ...]
    language: str
    reader: str
    unread: bool = False

    @property
    def objection(self) -> float:
        """The probability, 0 to 1, that the post objects to the subject's conduct."""
        return self.p[0]

    @property
    def unsure(self) -> bool:
        """Whether the reader cannot tell if the post objects: its stance is then the likelier side of a near draw."""
        return UNSURE[0] <= self.p[0] < UNSURE[1]


@dataclass(frozen=True, slots=True)
class Evidence:
    """One post that an alert stands on: its id, its person's key, its instant and its words."""

    id: str
    person: str
    at: Instant
    text: str


@dataclass(frozen=True, slots=True)
class GroundCount:
    """How many distinct people hold a ground."""

    ground: Ground
    people: int


@dataclass(frozen=True, slots=True)
class UnreadCount:
    """How many posts, by how many distinct people, were heard in a language and could not be read."""

    language: str
    people: int
    posts: int


@dataclass(frozen=True, slots=True)
class Alert:
    """What amends tells the owner. One without evidence cannot be made.

    ``people`` and ``objecting`` are distinct people within the two hours before ``at``;
    ``first_objection_at`` is the first objection of the run that led here; ``calibrated`` is false while the
    subject's own history is too short for its stated rate to mean anything; ``escalation`` marks a further
    alert about a storm already told; ``unread`` counts what was heard in these two hours in languages that are not
    read. Raises ``ValueError`` when ``evidence`` is empty.
    """

    at: Instant
    channel: Channel
    people: int
    objecting: int
    first_objection_at: Instant | None
    grounds: tuple[GroundCount, ...]
    evidence: tuple[Evidence, ...] = field(repr=False)
    calibrated: bool = True
    escalation: bool = False
    unread: tuple[UnreadCount, ...] = ()

    def __post_init__(self) -> None:
        """Refuse an alert that shows nobody."""
        if not self.evidence:
            raise ValueError("An alert must show at least one post that it stands on.")

    @property
    def minutes_since_first_objection(self) -> float | None:
        """Minutes from the first objection of the run to this alert, or nothing where nobody objected."""
        if self.first_objection_at is None:
            return None
        return (self.at - self.first_objection_at) / MINUTE


@dataclass(frozen=True, slots=True)
class Voice:
    """One person's part in a case: the stance they hold, every network they spoke on, how hot, since when.

    ``said`` are the words shown for them, ``url`` and ``said_id`` the link and the id of that post. ``unread`` is
    the language of these words where nothing they said could be read: what they hold is then not known. ``chance``,
    0 to 1, is that of their objecting, and ``unsure`` says that it is too near the middle to tell.
    """

    person: str
    name: str
    stance: Stance
    heat: int
    grounds: tuple[Ground, ...]
    first_at: Instant
    last_at: Instant
    posts: int
    networks: tuple[str, ...]
    said: str
    url: str = ""
    said_id: str = ""
    unread: str = ""
    chance: float = 0.0
    unsure: bool = False
