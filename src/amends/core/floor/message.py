"""One message as the floor knows it, and what a visitor finds in its place."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from amends.core.vocabulary import Ground, Instant, Stance


class State(StrEnum):
    """What a visitor finds where a message stood. The value is what is stored."""

    SHOWN = "shown"
    """The words, as they were written."""
    HELD = "held"
    """A stub, until a person has looked; the rule that held it is public."""
    HIDDEN = "hidden"
    """A stub: the owner hid it and gave a reason."""
    ERASED = "erased"
    """A stub: its author took it back."""
    REMOVED = "removed"
    """A stub: the owner removed it because the law asks for it."""


STATES: Final = (State.SHOWN, State.HELD, State.HIDDEN, State.ERASED, State.REMOVED)
"""The order in which states are counted everywhere."""


class Tally(StrEnum):
    """Whose word it is, as far as that was shown. Tallies stand side by side and are never added."""

    NETWORK = "network"
    NEWCOMERS = "newcomers"
    UNVERIFIED = "unverified"


TALLIES: Final = (Tally.NETWORK, Tally.NEWCOMERS, Tally.UNVERIFIED)
"""The order in which tallies stand everywhere, the strongest claim first."""


@dataclass(frozen=True, slots=True)
class Message:
    """One message of a case, without its words.

    ``number`` is its permalink, counted in its case from 1 in the order of receipt and never given again;
    ``parent`` the number it replies to, or 0; ``ground`` what it was grouped under, if anything; ``read_at`` when the
    owner read it; ``answered_at`` when she first answered it in her own words, to this person.
    """

    number: int
    person: str
    at: Instant
    stance: Stance
    tally: Tally = Tally.UNVERIFIED
    state: State = State.SHOWN
    parent: int = 0
    ground: Ground | None = None
    read_at: Instant | None = None
    answered_at: Instant | None = None
