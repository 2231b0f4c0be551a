"""The states of a case and the only lawful moves between them.

The graph is checked when this module is imported: a case that could be stuck, or could never reach one of its
states, is an error of the programmer and must not wait for a storm to show itself.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final


class Life(StrEnum):
    """Where a case stands. The value is what is stored; `LIFE_WORDS` says it on a page."""

    NOTICED = "noticed"
    ACKNOWLEDGED = "acknowledged"
    OPEN = "open"
    ASKED = "asked"
    DECIDED = "decided"
    HONOURED = "honoured"
    CLOSED = "closed"
    WATCHED = "watched"
    DISMISSED = "dismissed"


BEGINNING: Final = Life.NOTICED
"""Where every case begins."""

ENDS: Final = frozenset({Life.CLOSED, Life.DISMISSED})
"""Where a case may rest for ever; a later storm is a case of its own."""

MOVES: Final[Mapping[Life, frozenset[Life]]] = MappingProxyType(
    {
        Life.NOTICED: frozenset({Life.ACKNOWLEDGED, Life.WATCHED, Life.DISMISSED}),
        # Who said "I answer by nine" may find that there is nothing to answer, but may not go silent again.
        Life.ACKNOWLEDGED: frozenset({Life.OPEN, Life.DISMISSED}),
        # Once the floor is open there is no way round a decision; "they are wrong, and here is why" is one.
        Life.OPEN: frozenset({Life.ASKED, Life.DECIDED}),
        Life.ASKED: frozenset({Life.DECIDED}),
        # What was taken back in public is never called done; once nothing is owed any more the case may rest.
        Life.DECIDED: frozenset({Life.HONOURED, Life.CLOSED}),
        Life.HONOURED: frozenset({Life.CLOSED}),
        Life.CLOSED: frozenset(),
        Life.WATCHED: frozenset({Life.ACKNOWLEDGED, Life.CLOSED, Life.DISMISSED}),
        Life.DISMISSED: frozenset(),
    }
)
"""The lawful moves out of each state."""

LIFE_WORDS: Final[Mapping[Life, str]] = MappingProxyType(
    {
        Life.NOTICED: "Noticed",
        Life.ACKNOWLEDGED: "Acknowledged",
        Life.OPEN: "The floor is open",
        Life.ASKED: "You asked",
        Life.DECIDED: "Decided",
        Life.HONOURED: "Done as decided",
        Life.CLOSED: "Closed",
        Life.WATCHED: "Watched, nothing said yet",
        Life.DISMISSED: "Set aside, with a reason",
    }
)
"""Each state in the few words a page has room for."""


class BrokenLife(ValueError):
    """The declared life of a case does not hold together; the message says where."""


class UnlawfulMove(ValueError):
    """A case was asked to go where it may not; the message says where it may."""


def check(beginning: Life, moves: Mapping[Life, Collection[Life]], ends: Collection[Life]) -> None:
    """Refuse a life with a state that is undeclared, unreachable or without a way on.

    ``beginning`` is the one state nothing leads to; ``ends`` are the only states without a way out. Raises
    `BrokenLife` with one sentence naming the first state that is wrong, in the order of `Life`.

    >>> check(BEGINNING, MOVES, ENDS)
    >>> check(BEGINNING, {**MOVES, Life.ASKED: ()}, ENDS)
    Traceback (most recent call last):
    amends.core.case.life.BrokenLife: A case that is asked is not at an end, yet nothing leads out of it.
    """
    led_to = {to for tos in moves.values() for to in tos}
    reached = _reached(beginning, moves)
    for state in Life:
        if state not in moves:
            raise BrokenLife(f"No moves are declared for a case that is {state}.")
        if state in ends and moves[state]:
            raise BrokenLife(f"A case that is {state} is at its end, yet something leads out of it.")
        if state not in ends and not moves[state]:
            raise BrokenLife(f"A case that is {state} is not at an end, yet nothing leads out of it.")
        if state != beginning and state not in led_to:
            raise BrokenLife(f"A case has two beginnings: {beginning} and {state}, which nothing leads to.")
        if state == beginning and state in led_to:
            raise BrokenLife(f"A case begins as {beginning}, so nothing may lead back to it.")
        if state not in reached:
            raise BrokenLife(f"A case that begins as {beginning} can never become {state}.")


def _reached(beginning: Life, moves: Mapping[Life, Collection[Life]]) -> set[Life]:
    reached = {beginning}
    edge = [beginning]
    while edge:
        for to in moves.get(edge.pop(), ()):
            if to not in reached:
                reached.add(to)
                edge.append(to)
    return reached


def move(state: str, to: str) -> Life:
    """Return ``to`` where a case that stands at ``state`` may go there.

    Both may be a `Life` or its stored value. Raises `UnlawfulMove` with one sentence for any other move, for
    one that stays where it is, and for a word that is no state.

    >>> move("noticed", "acknowledged")
    <Life.ACKNOWLEDGED: 'acknowledged'>
    >>> move("asked", "open")
    Traceback (most recent call last):
    amends.core.case.life.UnlawfulMove: A case that is asked cannot become open: it may become decided.
    """
    here, there = _state(state), _state(to)
    if there not in MOVES[here]:
        onward = " or ".join(known for known in Life if known in MOVES[here])
        rest = f"it may become {onward}" if onward else "it has ended; a later storm is a case of its own"
        raise UnlawfulMove(f"A case that is {here} cannot become {there}: {rest}.")
    return there


def is_open(state: str) -> bool:
    """Whether a case at ``state`` has not ended: somebody may still be waiting in it.

    Raises `UnlawfulMove` for a word that is no state.

    >>> is_open("watched"), is_open("closed")
    (True, False)
    """
    return _state(state) not in ENDS


def _state(word: str) -> Life:
    try:
        return Life(word)
    except ValueError:
        known = ", ".join(Life)
        raise UnlawfulMove(f"“{word}” is no state of a case; the states are {known}.") from None


check(BEGINNING, MOVES, ENDS)
