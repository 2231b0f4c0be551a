"""What a look at a draft tells, and what it is told about the draft: its stream, and what each space is for."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final, TypeAlias

Span: TypeAlias = tuple[int, int]
"""Where in the draft, in code points: from and up to. ``(0, 0)`` where a finding stands on something missing."""

ABSENT: Final[Span] = (0, 0)


class Purpose(StrEnum):
    """What a space is for, as its owner declared it. The value is what is stored."""

    PERSONAL = "personal"
    PROFESSIONAL = "professional"
    COMMERCIAL = "commercial"
    COMMUNITY = "community"


@dataclass(frozen=True, slots=True)
class Stream:
    """A space with a purpose: a feed, a list, a newsletter, a shop's account."""

    purpose: Purpose
    name: str = ""

    @property
    def called(self) -> str:
        """Name the stream as its owner does, or by its purpose."""
        return f"“{self.name}”" if self.name.strip() else f"a {self.purpose} space"


class Kind(StrEnum):
    """What a finding is about. The value is stable."""

    DISCLOSURE = "disclosure"
    CROSSED_STREAM = "crossed-stream"
    REPEAT = "repeat"
    NON_APOLOGY = "non-apology"
    BAGGAGE = "baggage"
    AUDIENCE = "audience"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to look at before publishing: where, why, what would mend it, and which rule says so.

    ``rule`` names the rule with the version of its rule file, then what it stands on: ``us/late@2023.1 (16 CFR …)``.
    ``asks`` says that it is a question: no rule found it, it only reads like that.
    """

    kind: Kind
    span: Span
    why: str
    mend: str
    rule: str
    asks: bool = False

    @property
    def title(self) -> str:
        """Name what it is about in a few words.

        >>> Finding(Kind.REPEAT, ABSENT, "", "", "", asks=True).title
        'It may break a promise'
        """
        return "It may break a promise" if self.asks else _TITLES[self.kind]


_TITLES: Final = {
    Kind.DISCLOSURE: "A tie is not named well",
    Kind.CROSSED_STREAM: "It crosses the streams",
    Kind.REPEAT: "You promised something else",
    Kind.NON_APOLOGY: "It is no apology",
    Kind.BAGGAGE: "What the other side brings with it",
    Kind.AUDIENCE: "Who may object",
}
