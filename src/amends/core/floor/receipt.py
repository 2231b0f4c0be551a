"""What a receipt says about somebody's words, whatever became of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from amends.core.floor.heard import GroundAnswer, Hearing, hearing
from amends.core.floor.message import Message, State


class Fate(StrEnum):
    """What became of a message, as its receipt tells it."""

    RECEIVED = "received"
    SHOWN = "shown"
    READ = "read"
    ANSWERED = "answered"
    ANSWERED_WITH_OTHERS = "answered-with-others"
    HELD = "held"
    HIDDEN = "hidden"
    TAKEN_BACK = "taken-back"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class ReceiptWords:
    """The heading of a receipt and the lines beneath it: templates, filled by `amends.core.floor.wording.told`."""

    heading: str
    lines: tuple[str, ...]


_PROOF: Final = "If that ever changes without you, this page is your proof."
_STANDS: Final = "Your words stand on the floor as you wrote them. " + _PROOF

RECEIPTS: Final[Mapping[Fate, ReceiptWords]] = MappingProxyType(
    {
        Fate.RECEIVED: ReceiptWords(
            "Your words arrived.",
            ("They are kept as you wrote them. Nobody has been shown them yet.",),
        ),
        Fate.SHOWN: ReceiptWords("Your words arrived.", (_STANDS,)),
        Fate.READ: ReceiptWords("{owner} has read your words.", (_STANDS, "There is no answer yet.")),
        Fate.ANSWERED: ReceiptWords("{owner} has answered you.", (_STANDS,)),
        Fate.ANSWERED_WITH_OTHERS: ReceiptWords(
            "{owner} has answered you and others.",
            (_STANDS, "The answer is to everybody who says what you say: {ground}."),
        ),
        Fate.HELD: ReceiptWords(
            "Your words arrived, and wait.",
            ("{rule}", "A line on the floor says that a message waits there. Nothing of it is lost."),
        ),
        Fate.HIDDEN: ReceiptWords(
            "{owner} has hidden your words.",
            (
                "The reason given: {reason}",
                "A line stands in their place, says who hid them and why, and is counted.",
                "This page proves that they were here.",
            ),
        ),
        Fate.TAKEN_BACK: ReceiptWords(
            "You took your words back.",
            (
                "They have left the floor and this site for good.",
                "A line says that their author took them back, so that nobody can say the owner removed them.",
            ),
        ),
        Fate.REMOVED: ReceiptWords(
            "{owner} has removed your words, because the law asks for it.",
            (
                "The reason given: {reason}",
                "A line stands in their place and is counted. This page proves that they were here.",
            ),
        ),
    }
)
"""The closed table. ``{owner}`` is her name; ``{rule}`` what `RULES` says to the author; ``{reason}`` is a sentence of
the owner's; ``{ground}`` the ground's title."""

_NOT_SHOWN: Final = MappingProxyType(
    {
        State.HELD: Fate.HELD,
        State.HIDDEN: Fate.HIDDEN,
        State.ERASED: Fate.TAKEN_BACK,
        State.REMOVED: Fate.REMOVED,
    }
)
_SHOWN: Final = MappingProxyType(
    {
        Hearing.NOTHING: Fate.SHOWN,
        Hearing.READ: Fate.READ,
        Hearing.GROUPED: Fate.ANSWERED_WITH_OTHERS,
        Hearing.IN_PERSON: Fate.ANSWERED,
    }
)


def fate(message: Message | None, answers: tuple[GroundAnswer, ...] = ()) -> Fate:
    """Say what became of a message; nothing stands for one that is kept and is on no floor yet.

    >>> from amends.core.vocabulary import Stance
    >>> fate(Message(61, "x:1", 5, Stance.OBJECTS, answered_at=9)), fate(None)
    (<Fate.ANSWERED: 'answered'>, <Fate.RECEIVED: 'received'>)
    """
    if message is None:
        return Fate.RECEIVED
    return _SHOWN[hearing(message, answers)] if message.state is State.SHOWN else _NOT_SHOWN[message.state]
