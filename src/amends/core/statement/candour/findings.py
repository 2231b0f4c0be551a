"""What the candour check tells: findings with their reason and source, and the six elements of an apology."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from amends.core.statement.candour.sources import Source
from amends.core.vocabulary import Instant

Span: TypeAlias = tuple[int, int]
"""Where in the words, in code points: from and up to."""


class Severity(StrEnum):
    """How much a finding matters. The value is what a page shows."""

    WEIGHS_MOST = "weighs most"
    LOOK = "worth a look"


class ElementName(StrEnum):
    """The six elements of an apology (Lewicki, Polin & Lount 2016), in the order in which people put them."""

    REGRET = "regret"
    EXPLANATION = "explanation"
    RESPONSIBILITY = "responsibility"
    REPENTANCE = "repentance"
    REPAIR = "repair"
    FORGIVENESS = "forgiveness"


class Kind(StrEnum):
    """What a finding is about. The value is stable."""

    MISSING_RESPONSIBILITY = "missing-responsibility"
    MISSING_REPAIR = "missing-repair"
    MISSING_REGRET = "missing-regret"
    MISSING_EXPLANATION = "missing-explanation"
    MISSING_REPENTANCE = "missing-repentance"
    CONDITIONAL = "conditional"
    BUT = "but"
    PASSIVE = "passive"
    MINIMISING = "minimising"
    ACCUSER = "accuser"
    FEELINGS = "feelings"
    VAGUE = "vague"
    CLOSING = "closing"
    CONNECTION_UNNAMED = "connection-unnamed"
    CONNECTION_LATE = "connection-late"
    CONNECTION_VAGUE = "connection-vague"
    DENIAL = "denial"
    FACT = "fact"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing worth changing: where it stands (nothing where something is missing), why, and what would mend it.

    ``why`` and ``mend`` are addressed to the writer, in the language of the check; ``mend`` is advice about the
    words and never words for the statement.
    """

    kind: Kind
    severity: Severity
    span: Span | None
    why: str
    mend: str
    source: Source


@dataclass(frozen=True, slots=True)
class Element:
    """One of the six elements: the first words that show it, or nothing where it is missing."""

    name: ElementName
    span: Span | None


@dataclass(frozen=True, slots=True)
class Candour:
    """What the check found: what weighs most first, then in the order of the words; and the six elements."""

    findings: tuple[Finding, ...]
    elements: tuple[Element, ...]

    @property
    def present(self) -> frozenset[ElementName]:
        """The elements that the words show."""
        return frozenset(element.name for element in self.elements if element.span is not None)


@dataclass(frozen=True, slots=True)
class CaseEvidence:
    """What the case itself knows, to hold claims against; `None` is what it does not know.

    ``objecting``, ``answered`` and ``waiting`` are people; ``reviewers`` counts everybody who got the same, the
    owner too; ``gift_value`` is in whole units of the currency the owner writes in; ``hidden`` counts messages
    that were hidden. ``minutes_east`` is the offset of the writer's clock from UTC. ``own_posts`` are the
    owner's earlier public words elsewhere, oldest first.
    """

    objecting: int | None = None
    first_objection_at: Instant | None = None
    posted_at: Instant | None = None
    gift_value: int | None = None
    reviewers: int | None = None
    answered: int | None = None
    waiting: int | None = None
    hidden: int | None = None
    minutes_east: int = 0
    own_posts: tuple[str, ...] = ()
