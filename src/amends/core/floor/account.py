"""What became of everything that was sent: an account that adds up, so that nothing can be lost in silence."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from amends.core.floor.message import Message, State
from amends.core.floor.wording import Rule, told

RECEIVED: Final = "Received {received}, shown {shown}{rest}."
PARTS: Final = (
    ("held", "held {count} until somebody has looked"),
    ("hidden", "hidden by the owner {count}"),
    ("erased", "taken back by their authors {count}"),
    ("removed", "removed because the law asks for it {count}"),
    ("refused", "refused {count}"),
)
"""The rest of the sentence, in its order; what is none is left out."""


@dataclass(frozen=True, slots=True)
class Account:
    """How many messages were received, and where each of them is now.

    ``received`` counts every press of the button, the refused ones too. ``refused_by_rule`` has the rules that
    refused something, in the order of `Rule`. Raises ``ValueError`` when a figure is negative or the parts do not add
    up to what was received.
    """

    received: int
    shown: int = 0
    held: int = 0
    hidden: int = 0
    erased: int = 0
    removed: int = 0
    refused: int = 0
    refused_by_rule: tuple[tuple[Rule, int], ...] = ()

    def __post_init__(self) -> None:
        """Refuse an account in which a message is missing or counted twice."""
        parts = (self.shown, self.held, self.hidden, self.erased, self.removed, self.refused)
        if min(parts) < 0:
            raise ValueError(f"No count can be below nought: {parts}.")
        if sum(parts) != self.received:
            raise ValueError(f"Of {self.received} messages received, {sum(parts)} are accounted for.")
        if sum(count for _, count in self.refused_by_rule) != self.refused:
            raise ValueError(f"The rules do not add up to the {self.refused} messages refused.")

    def sentence(self, translate: Callable[[str], str] = str) -> str:
        """Say it in one sentence; ``translate`` turns each template into another language.

        >>> Account(received=412, shown=398, held=3, hidden=2, erased=9).sentence()[:61]
        'Received 412, shown 398, held 3 until somebody has looked, hi'
        """
        counts = {name: int(getattr(self, name)) for name, _ in PARTS}
        rest = "".join(f", {told(words, translate, count=counts[name])}" for name, words in PARTS if counts[name])
        return told(RECEIVED, translate, received=self.received, shown=self.shown, rest=rest)


def account(messages: Iterable[Message], refusals: Mapping[Rule, int] | None = None) -> Account:
    """Draw up the account of a case from its messages and from how often each rule refused one. Order-free.

    >>> from amends.core.vocabulary import Stance
    >>> account([Message(1, "x:1", 5, Stance.OBJECTS)], {Rule.NO_WORDS: 2}).sentence()
    'Received 3, shown 1, refused 2.'
    """
    states = Counter(message.state for message in messages)
    by_rule = tuple((rule, refusals[rule]) for rule in Rule if refusals and refusals.get(rule))
    refused = sum(count for _, count in by_rule)
    return Account(
        received=states.total() + refused,
        shown=states[State.SHOWN],
        held=states[State.HELD],
        hidden=states[State.HIDDEN],
        erased=states[State.ERASED],
        removed=states[State.REMOVED],
        refused=refused,
        refused_by_rule=by_rule,
    )
