"""What is owed after a verdict, and whether it was done.

A state is never stored: it is read off the dates at the time somebody looks, so that nobody can forget to change it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from amends.core.choice.question import Consequence, Question
from amends.core.decision.judge import Outcome
from amends.core.vocabulary import HOUR, Instant


class State(StrEnum):
    """How a duty stands at the time somebody looks."""

    DUE = "due"
    """Not done yet, and its date has not passed."""
    DONE = "done"
    """Done by its date, or done where there was none."""
    LATE = "late"
    """Done, but after its date."""
    MISSED = "missed"
    """Not done, and its date has passed. Doing it now makes it late."""
    WITHDRAWN = "withdrawn"
    """Taken back in public, with a reason."""
    LASTING = "lasting"
    """A promise from now on: there is no date by which it is done."""


WORST_FIRST: Final = (State.MISSED, State.WITHDRAWN, State.LATE, State.DUE, State.DONE, State.LASTING)
"""The order in which a record tells its duties: what was not kept comes before what was."""


class UnfitDuty(ValueError):
    """A duty cannot stand like this; the message says why."""


@dataclass(frozen=True, slots=True)
class Duty:
    """One thing that somebody must now do.

    ``since`` is when it was owed from, ``by`` the last instant at which doing it is in time, or nothing where it is a
    promise from now on. ``evidence`` are links or entries that show it. One cannot be both done and withdrawn, nor
    withdrawn without a reason: `UnfitDuty`.
    """

    words: str
    since: Instant
    by: Instant | None = None
    done_at: Instant | None = None
    evidence: tuple[str, ...] = ()
    withdrawn_at: Instant | None = None
    reason: str = ""

    def __post_init__(self) -> None:
        """Refuse a duty that nobody could read a state off."""
        if not self.words.strip():
            raise UnfitDuty("Write what is to be done.")
        if self.by is not None and self.by < self.since:
            raise UnfitDuty(f"“{self.words}” would be due before it is owed.")
        if self.done_at is not None and self.withdrawn_at is not None:
            raise UnfitDuty(f"“{self.words}” is said to be done and to be withdrawn; it can only be one of these.")
        if self.withdrawn_at is not None and not self.reason.strip():
            raise UnfitDuty(f"“{self.words}” cannot be withdrawn without a reason that everybody can read.")


@dataclass(frozen=True, slots=True)
class Honour:
    """How many duties stand in which state, and what that makes of the decision.

    ``honoured`` says that something was owed and all of it that had a date was done, in time or late; a duty that was
    withdrawn was not. ``broken`` says that one was missed or withdrawn. While neither is so there is still time.
    """

    due: int
    done: int
    late: int
    missed: int
    withdrawn: int
    lasting: int
    honoured: bool
    broken: bool
    next_by: Instant | None

    @property
    def settled(self) -> bool:
        """Whether nothing waits to be done: all that had a date was done or taken back in public."""
        return self.due == self.missed == 0


def state(duty: Duty, now: Instant) -> State:
    """Read off how a duty stands at ``now``; what was done or withdrawn after ``now`` has not happened yet.

    >>> from amends.core.vocabulary import DAY
    >>> back = Duty("Send the phone back", since=0, by=6 * DAY)
    >>> str(state(back, 5 * DAY)), str(state(back, 7 * DAY))
    ('due', 'missed')
    """
    if duty.withdrawn_at is not None and duty.withdrawn_at <= now:
        return State.WITHDRAWN
    if duty.done_at is not None and duty.done_at <= now:
        return State.LATE if duty.by is not None and duty.done_at > duty.by else State.DONE
    if duty.by is None:
        return State.LASTING
    return State.DUE if now <= duty.by else State.MISSED


def consequence(question: Question, outcome: Outcome) -> Consequence:
    """Return what the owner wrote beforehand for an outcome.

    >>> from amends.core.choice.question import EXAMPLE
    >>> consequence(EXAMPLE, Outcome.REACHED).words
    'I take the review down'
    """
    written = question.consequences
    return {
        Outcome.REACHED: written.reached,
        Outcome.NOT_REACHED: written.not_reached,
        Outcome.TIE: written.tie,
        Outcome.CONTESTED: written.contested,
    }[outcome]


def owed(question: Question, outcome: Outcome, further: Iterable[Duty] = ()) -> tuple[Duty, ...]:
    """List what is owed: first what the question itself fixed, from the close on, then what was taken on besides.

    Its date is that many hours after the close, or none. Those taken on besides stand by date, lasting ones last.

    >>> from amends.core.choice.question import EXAMPLE
    >>> first = owed(EXAMPLE, Outcome.REACHED)[0]
    >>> first.words, (first.by - EXAMPLE.closes_at) // HOUR
    ('I take the review down', 24)
    """
    fixed = consequence(question, outcome)
    by = question.closes_at + fixed.hours * HOUR if fixed.hours else None
    besides = sorted(further, key=lambda duty: (duty.by is None, duty.by or 0, duty.since, duty.words))
    return (Duty(fixed.words, question.closes_at, by), *besides)


def honour(duties: Iterable[Duty], now: Instant) -> Honour:
    """Sum up how a decision stands at ``now``.

    >>> from amends.core.vocabulary import DAY
    >>> kept = Duty("Take it down", since=0, by=DAY, done_at=DAY // 2)
    >>> honour([kept, Duty("Name any gift in the first line, always", since=0)], 2 * DAY).honoured
    True
    """
    listed = list(duties)
    states = [state(duty, now) for duty in listed]
    many = {each: states.count(each) for each in State}
    waiting = [
        duty.by for duty, found in zip(listed, states, strict=True) if found == State.DUE and duty.by is not None
    ]
    broken = many[State.MISSED] + many[State.WITHDRAWN] > 0
    return Honour(
        due=many[State.DUE],
        done=many[State.DONE],
        late=many[State.LATE],
        missed=many[State.MISSED],
        withdrawn=many[State.WITHDRAWN],
        lasting=many[State.LASTING],
        honoured=bool(listed) and not broken and many[State.DUE] == 0,
        broken=broken,
        next_by=min(waiting, default=None),
    )
