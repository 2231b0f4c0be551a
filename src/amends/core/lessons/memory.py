"""What a look at a draft may remember: the owner's past posts and what came beneath them, and what partners bring.

People who object are third parties: of them a memory holds numbers and grounds, and nobody's name, handle or words.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from amends.core.vocabulary import Ground, Instant


@dataclass(frozen=True, slots=True)
class Beneath:
    """How many people answered or quoted, how many of them objected, and on which grounds (one person may hold many).

    Raises ``ValueError`` where more object than there are.
    """

    people: int
    objecting: int
    grounds: Mapping[Ground, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not 0 <= self.objecting <= self.people or any(
            not 0 < one <= self.objecting for one in self.grounds.values()
        ):
            raise ValueError("Those who object, on whatever ground, are among those who answered.")


@dataclass(frozen=True, slots=True)
class PastPost:
    """One post of the owner's: when it was written, how it begins, the signs it is known by, and what came beneath."""

    at: Instant
    words: str
    signs: frozenset[str]
    beneath: Beneath


@dataclass(frozen=True, slots=True)
class Storm:
    """A case that a partner's name stands in; ``site`` tells of it, empty for this one.

    ``people`` is how many object, None where that was not told.
    """

    number: int
    title: str
    began: Instant
    open: bool
    people: int | None = None
    site: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Lift:
    """How many times as often those who object name somebody as those who do not, with its 95 % interval."""

    times: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Partner:
    """What was heard of one partner: whoever named it, the storms it stands in, here and elsewhere, and its lift.

    ``lift`` is None where too few named it to tell.
    """

    name: str
    named: Beneath = Beneath(0, 0)
    lift: Lift | None = None
    storms: tuple[Storm, ...] = ()


@dataclass(frozen=True, slots=True)
class Memory:
    """All that is remembered, up to an instant."""

    until: Instant = 0
    posts: tuple[PastPost, ...] = ()
    partners: tuple[Partner, ...] = ()
