"""What those who stayed calm did otherwise: counts on both sides, and how often chance alone parts them as far.

It describes, and explains nothing: who stayed calm may have done so for a reason that nobody wrote down.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import comb
from statistics import median
from typing import Final

from amends.core.campaign.share import Declared, Share, Space
from amends.core.vocabulary import DAY, HOUR

AT_ONCE: Final = 3 * HOUR
AT_ONCE_WITH: Final = 3
"""Posted at once with others: within so many hours of at least so many others."""
SOON: Final = DAY
LEAST_AUDIENCE: Final = 20
SHARED: Final = 0.2
UNHEARD: Final = 0.2
"""Who was not listened to for more of her time than this is not known to be calm."""


class State(StrEnum):
    """Whether a member's own alarm noticed a storm; silence without listening is no calm."""

    STORM = "storm"
    CALM = "calm"
    UNKNOWN = "unknown"


class Feature(StrEnum):
    """What may part the calm ones from the others."""

    DECLARED = "declared"
    NEVER_DECLARED = "never-declared"
    PERSONAL = "personal"
    PROFESSIONAL = "professional"
    COMMERCIAL = "commercial"
    COMMUNITY = "community"
    AT_ONCE = "at-once"
    ANSWERED_SOON = "answered-soon"
    SHARED_AUDIENCE = "shared-audience"
    LARGE_AUDIENCE = "large-audience"


@dataclass(frozen=True, slots=True)
class Side:
    """Of ``of`` members of whom it is known, ``many`` did it."""

    many: int
    of: int


@dataclass(frozen=True, slots=True)
class Contrast:
    """One feature on both sides; ``chance`` is how often chance alone parts the sides as far (Fisher's exact test)."""

    feature: Feature
    calm: Side
    storm: Side
    chance: float


def state_of(share: Share) -> State:
    """Tell whether a member is calm, as far as she was heard: a day at least since her post.

    >>> from amends.core.campaign.share import Told
    >>> [state_of(Share(Told("Ann", 0, until, posted_at=0))) for until in (DAY, DAY - HOUR)]
    [<State.CALM: 'calm'>, <State.UNKNOWN: 'unknown'>]
    """
    told = share.told
    if told.noticed_at is not None:
        return State.STORM
    since = told.heard_until - max(told.heard_from, told.posted_at or told.heard_from)
    listened = told.unheard * HOUR <= UNHEARD * (told.heard_until - told.heard_from)
    return State.CALM if since >= DAY and listened else State.UNKNOWN


def contrasts(shares: Sequence[Share]) -> tuple[Contrast, ...]:
    """Hold the calm ones beside those who had a storm, a feature each that is known of both; the likeliest last.

    Nothing where all are calm, or none.
    """
    states = [state_of(share) for share in shares]
    tells = _features(shares)
    found = []
    for feature, tell in tells.items():
        known = [(state, did) for share, state in zip(shares, states, strict=True) if (did := tell(share)) is not None]
        calm, storm = (
            Side(sum(did for at, did in known if at is state), sum(at is state for at, _ in known))
            for state in (State.CALM, State.STORM)
        )
        if calm.of and storm.of and calm.many + storm.many:
            found.append(Contrast(feature, calm, storm, chance(calm, storm)))
    return tuple(sorted(found, key=lambda one: one.chance))


def chance(one: Side, other: Side) -> float:
    """Return how often chance alone parts two sides at least as far, both sides' sums being as they are.

    >>> round(chance(Side(3, 3), Side(0, 3)), 2), chance(Side(1, 2), Side(1, 2))
    (0.1, 1.0)
    """
    did, of = one.many + other.many, one.of + other.of
    ways = comb(of, did)

    def likely(many: int) -> int:
        return comb(one.of, many) * comb(other.of, did - many)

    seen = likely(one.many)
    as_far = sum(each for many in range(max(0, did - other.of), min(one.of, did) + 1) if (each := likely(many)) <= seen)
    return as_far / ways


def _features(shares: Sequence[Share]) -> dict[Feature, Callable[[Share], bool | None]]:
    posted = sorted(share.told.posted_at for share in shares if share.told.posted_at is not None)
    spoken: dict[str, int] = {}
    for share in shares:
        for person in share.people:
            spoken[person] = spoken.get(person, 0) + 1
    sizes = [len(share.people) for share in shares if share.people]
    middle = median(sizes) if sizes else 0

    def at_once(share: Share) -> bool | None:
        at = share.told.posted_at
        return None if at is None else sum(abs(other - at) <= AT_ONCE for other in posted) > AT_ONCE_WITH

    def shared(share: Share) -> bool | None:
        many = len(share.people)
        both = sum(spoken[person] > 1 for person in share.people)
        return None if many < LEAST_AUDIENCE else both >= SHARED * many

    def large(share: Share) -> bool | None:
        return len(share.people) > middle if share.people else None

    return {
        Feature.DECLARED: lambda share: _known(share.told.declared, Declared.WITH_IT),
        Feature.NEVER_DECLARED: lambda share: _known(share.told.declared, Declared.NEVER),
        Feature.PERSONAL: lambda share: _known(share.told.space, Space.PERSONAL),
        Feature.PROFESSIONAL: lambda share: _known(share.told.space, Space.PROFESSIONAL),
        Feature.COMMERCIAL: lambda share: _known(share.told.space, Space.COMMERCIAL),
        Feature.COMMUNITY: lambda share: _known(share.told.space, Space.COMMUNITY),
        Feature.AT_ONCE: at_once,
        Feature.ANSWERED_SOON: _answered_soon,
        Feature.SHARED_AUDIENCE: shared,
        Feature.LARGE_AUDIENCE: large,
    }


def _known(told: StrEnum, wanted: StrEnum) -> bool | None:
    return told == wanted if told else None


def _answered_soon(share: Share) -> bool | None:
    """Tell whether the first who objected waited a day at most; not known before that day is over, or of nobody."""
    first, answered = share.first_objection, share.told.answered_at
    if first is None or (answered is None and share.told.heard_until < first + SOON):
        return None
    return answered is not None and answered <= first + SOON
