"""Short statements on the floor that others may agree with, disagree with or pass over, and how many did.

One sentence that stands on its own can be agreed with; a question, a reply and three sentences at once cannot.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import IntEnum
from types import MappingProxyType
from typing import Final

from amends.core.floor.gate import length
from amends.core.floor.message import TALLIES, Message, State, Tally
from amends.core.vocabulary import Instant

LONGEST: Final = 140
"""Characters of a short statement, as people count them."""

_END: Final = re.compile(
    r"((?:[^\s.!?…。！？]+\.)*[^\s.!?…。！？]*)([.!?…。！？]+)[\"'”’»)\]]*(?:\s+(?=\S)|(?<=[。！？])(?=\S))"
)
_SHORTENED: Final = frozenset(
    ("mr", "mrs", "ms", "dr", "st", "prof", "vs", "cf", "e.g", "i.e", "eg", "ie", "ca", "approx", "bzw", "z.b", "d.h",
     "u.a", "sr", "sra", "mme")
)  # fmt: skip
_BEFORE_FIGURES: Final = frozenset(("no", "nr", "art", "abs", "sec", "p"))
"""What ends with a stop in the middle of a sentence; the second kind before a figure: "no. 5"."""


class Opinion(IntEnum):
    """What one person thinks of one short statement; the value is what is stored."""

    DISAGREE = -1
    PASS = 0
    AGREE = 1


@dataclass(frozen=True, slots=True)
class Vote:
    """One vote on one statement: ``voter`` is one person, and of their votes the last stands."""

    voter: str
    opinion: Opinion
    at: Instant
    tally: Tally = Tally.UNVERIFIED


@dataclass(frozen=True, slots=True)
class Opinions:
    """How many people agree, disagree and pass."""

    agree: int = 0
    disagree: int = 0
    passed: int = 0

    @property
    def people(self) -> int:
        """How many people voted."""
        return self.agree + self.disagree + self.passed


def is_short(words: str) -> bool:
    """Tell whether words are one statement of at most `LONGEST` characters that others can agree with.

    >>> is_short("Say it louder next time."), is_short("You sold us. Take it down."), is_short("Why here?")
    (True, False, False)
    """
    text = words.strip()
    if not text or length(text) > LONGEST or "\n" in text or "\r" in text or text.rstrip("\"'”’»)!.").endswith("?"):
        return False
    return all(_is_inside(text, end) for end in _END.finditer(text))


def _is_inside(text: str, end: re.Match[str]) -> bool:
    """Tell whether a stop stands inside a sentence: "e.g. this", "St. Gallen", "E. Holm", "Wait … what", "no. 5"."""
    word, stop, after = end.group(1), end.group(2), text[end.end()]
    if stop in {"…", "..."}:
        return after.islower()
    initial = len(word) == 1 and word.isupper()
    shortened = word.lower() in _SHORTENED or (word.lower() in _BEFORE_FIGURES and after.isdecimal())
    return stop == "." and (initial or shortened)


def may_be_voted_on(message: Message, words: str) -> bool:
    """Tell whether others may vote on a message: it is shown, it is no reply, and its words are one short statement.

    >>> from amends.core.vocabulary import Stance
    >>> may_be_voted_on(Message(3, "x:1", 5, Stance.OBJECTS), "Say it louder next time.")
    True
    """
    return message.state is State.SHOWN and not message.parent and is_short(words)


def opinions(votes: Iterable[Vote]) -> Mapping[Tally, Opinions]:
    """Count the people behind the votes on one statement, each once, by tally; the tallies are never added.

    Of one person's votes the last stands, and so does the tally it was cast in. Order-free: of two votes at one
    instant the lower stands, for nobody can say which came first.

    >>> from amends.core.floor.message import Tally
    >>> twice = [Vote("a", Opinion.AGREE, 1, Tally.NETWORK), Vote("a", Opinion.DISAGREE, 2, Tally.NETWORK)]
    >>> opinions(twice)[Tally.NETWORK]
    Opinions(agree=0, disagree=1, passed=0)
    """
    last: dict[str, Vote] = {}
    for vote in votes:
        if vote.voter not in last or _stands(vote) > _stands(last[vote.voter]):
            last[vote.voter] = vote
    return MappingProxyType(
        {tally: _count(vote.opinion for vote in last.values() if vote.tally == tally) for tally in TALLIES}
    )


def _stands(vote: Vote) -> tuple[int, int, int]:
    return (vote.at, -vote.opinion, TALLIES.index(vote.tally))


def _count(cast: Iterable[Opinion]) -> Opinions:
    votes = list(cast)
    return Opinions(votes.count(Opinion.AGREE), votes.count(Opinion.DISAGREE), votes.count(Opinion.PASS))
