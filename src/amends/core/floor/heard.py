"""Who has been heard: of all who spoke, whom the owner read, answered as one of many, or answered in person.

Counted are people, never messages. A person stands once, on the side they hold now and in the tally of the most they
showed of themselves. Only what was done about words *of that side* counts for them: an old kindness that was answered
does not make an objection heard. Hiding, holding or removing a message leaves its author among those who spoke, so
that nobody is heard by being hidden; only authors who took everything back are no longer counted.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from fractions import Fraction
from types import MappingProxyType

from amends.core.floor.message import TALLIES, Message, State, Tally
from amends.core.vocabulary import STANCES, Ground, Instant, Stance


class Hearing(IntEnum):
    """The most that was done about somebody's words; more is greater."""

    NOTHING = 0
    READ = 1
    """The owner read them."""
    GROUPED = 2
    """They stand under a ground that has a public answer."""
    IN_PERSON = 3
    """The owner answered this person in her own words."""


@dataclass(frozen=True, slots=True)
class GroundAnswer:
    """A public answer to everybody of one side who stands on a ground."""

    ground: Ground
    stance: Stance = Stance.OBJECTS


@dataclass(frozen=True, slots=True)
class Coverage:
    """How many people spoke, and what was the most that was done for each; nobody is counted twice."""

    people: int = 0
    only_read: int = 0
    grouped: int = 0
    in_person: int = 0

    @property
    def heard(self) -> int:
        """How many had at least one of the three."""
        return self.only_read + self.grouped + self.in_person

    @property
    def answered(self) -> int:
        """How many got an answer, alone or with others of their ground; to be read is no answer."""
        return self.grouped + self.in_person

    @property
    def share(self) -> Fraction | None:
        """The share that was heard, 0 to 1 and exact, or nothing where nobody spoke."""
        return Fraction(self.heard, self.people) if self.people else None

    @property
    def thousandths(self) -> int | None:
        """The share in whole thousandths, rounded down: 1000 only when everybody was heard."""
        return self.heard * 1000 // self.people if self.people else None


@dataclass(frozen=True, slots=True)
class Waiting:
    """Somebody who has no answer yet: their earliest words on the side they hold, and whether they were read."""

    person: str
    number: int
    since: Instant
    stance: Stance
    tally: Tally
    read: bool


@dataclass(frozen=True, slots=True)
class Heard:
    """Who was heard: as a whole, by side, by tally, by both; and who waits, the longest first.

    Every side and every tally has its place, also where nobody stands in it.
    """

    whole: Coverage
    by_side: Mapping[Stance, Coverage]
    by_tally: Mapping[Tally, Coverage]
    by_side_and_tally: Mapping[tuple[Stance, Tally], Coverage]
    waiting: tuple[Waiting, ...]


@dataclass(frozen=True, slots=True)
class _Speaker:
    person: str
    stance: Stance
    tally: Tally
    hearing: Hearing
    first: Message


def hearing(message: Message, answers: Iterable[GroundAnswer] = ()) -> Hearing:
    """Say what was done about one message.

    >>> no = Message(1, "x:1", 5, Stance.OBJECTS, ground=Ground.ADS, read_at=9)
    >>> hearing(no).name, hearing(no, [GroundAnswer(Ground.ADS)]).name
    ('READ', 'GROUPED')
    """
    if message.answered_at is not None:
        return Hearing.IN_PERSON
    if message.ground is not None and GroundAnswer(message.ground, message.stance) in set(answers):
        return Hearing.GROUPED
    return Hearing.NOTHING if message.read_at is None else Hearing.READ


def heard(messages: Iterable[Message], answers: Iterable[GroundAnswer] = ()) -> Heard:
    """Say who was heard and who waits. Order-free; the owner's own messages do not belong here.

    Answering or reading more never lowers a figure of coverage, and reaches only the side it was given to.

    >>> no = Message(1, "x:1", 5, Stance.OBJECTS, Tally.NETWORK, answered_at=9)
    >>> yes = Message(2, "x:2", 6, Stance.SUPPORTS, Tally.NETWORK, read_at=9)
    >>> told = heard([no, yes])
    >>> told.whole.heard, told.by_side[Stance.OBJECTS].in_person, told.by_side[Stance.SUPPORTS].only_read
    (2, 1, 1)
    >>> [(one.person, one.read) for one in told.waiting]
    [('x:2', True)]
    """
    given = frozenset(answers)
    by_person: dict[str, list[Message]] = defaultdict(list)
    for message in messages:
        if message.state is not State.ERASED:
            by_person[message.person].append(message)
    speakers = [_speaker(person, said, given) for person, said in by_person.items()]
    both = {
        (stance, tally): _coverage(one for one in speakers if one.stance == stance and one.tally == tally)
        for stance in STANCES
        for tally in TALLIES
    }
    return Heard(
        whole=_coverage(speakers),
        by_side=MappingProxyType({side: _coverage(one for one in speakers if one.stance == side) for side in STANCES}),
        by_tally=MappingProxyType({of: _coverage(one for one in speakers if one.tally == of) for of in TALLIES}),
        by_side_and_tally=MappingProxyType(both),
        waiting=_waiting(speakers),
    )


def side(said: Iterable[Message]) -> Stance:
    """Return the side one person holds: that of their latest message that takes one, else neutral.

    >>> side([Message(1, "x:1", 5, Stance.OBJECTS), Message(4, "x:1", 9, Stance.NEUTRAL)])
    <Stance.OBJECTS: 'objects'>
    """
    taken = [message for message in said if message.stance is not Stance.NEUTRAL]
    return max(taken, key=_order).stance if taken else Stance.NEUTRAL


def _speaker(person: str, said: Sequence[Message], answers: frozenset[GroundAnswer]) -> _Speaker:
    stance = side(said)
    on_it = [message for message in said if message.stance == stance]
    return _Speaker(
        person,
        stance,
        min((message.tally for message in said), key=TALLIES.index),
        max(hearing(message, answers) for message in on_it),
        min(on_it, key=_order),
    )


def _coverage(speakers: Iterable[_Speaker]) -> Coverage:
    most = [one.hearing for one in speakers]
    return Coverage(len(most), most.count(Hearing.READ), most.count(Hearing.GROUPED), most.count(Hearing.IN_PERSON))


def _waiting(speakers: Iterable[_Speaker]) -> tuple[Waiting, ...]:
    unanswered = (one for one in speakers if one.hearing < Hearing.GROUPED)
    rows = (
        Waiting(one.person, one.first.number, one.first.at, one.stance, one.tally, one.hearing is Hearing.READ)
        for one in unanswered
    )
    return tuple(sorted(rows, key=lambda row: (row.since, row.number)))


def _order(message: Message) -> tuple[Instant, int]:
    return (message.at, message.number)
