"""Where a draft shows what a promise is about: by a word, a concept, a name, or a tie it speaks of."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from amends.core.lessons.concepts import COMMERCE, CONCEPTS
from amends.core.lessons.draft import Draft
from amends.core.lessons.finding import ABSENT, Span, Stream
from amends.core.lessons.kept import breaks
from amends.core.lessons.links import codes, own_code, partner_links
from amends.core.lessons.mention import mention
from amends.core.lessons.praise import negated
from amends.core.lessons.rulebook import Rulebook
from amends.core.lessons.stems import telling
from amends.core.lessons.streams import ENOUGH, trade
from amends.core.statement.connection import Connection, Tie
from amends.core.statement.cue import Cue


@dataclass(frozen=True, slots=True)
class Look:
    """A draft and all that is known about it, looked at once for every promise."""

    draft: Draft
    stream: Stream | None
    connections: tuple[Connection, ...]
    book: Rulebook


SHOWS: Final[Mapping[Tie, tuple[str, ...]]] = {
    Tie.FREE_GOODS: ("sponsored", "given", "tie"),
    Tie.LENT_GOODS: ("sponsored", "given", "lent", "tie"),
    Tie.PAID: ("sponsored", "tie"),
    Tie.AFFILIATE: ("affiliate", "sponsored", "tie"),
    Tie.EMPLOYMENT: ("employer", "tie"),
    Tie.FAMILY: ("kin", "tie"),
    Tie.EQUITY: ("stake", "tie"),
}
"""What a draft shows by speaking of somebody its writer is tied to."""


def shown(look: Look, part: frozenset[str]) -> Span | None:
    """Return where a draft shows one part of a promise: a concept, a tie, or a word of the same stem.

    >>> from amends.core.lessons.draft import draft
    >>> look = Look(draft("A photo of the lake."), None, (), Rulebook("us", "", "1", "", {}, (), {}, {}))
    >>> shown(look, frozenset({"picture"})), shown(look, frozenset({"=mountain"}))
    ((2, 7), None)
    """
    for name in sorted(part):
        if name.startswith("="):
            wanted = name[1:]
            spans = [(begins, ends) for each, begins, ends in telling(look.draft.low) if _akin(each, wanted)]
        elif name in COMMERCE:
            spans = _commerce(look, name)
        else:
            spans = [match.span() for match in CONCEPTS[name].finditer(look.draft.low)]
            if name == "breaking":
                spans = [span for span in spans if breaks(look.draft, span)]
            if name == "tagging":
                spans = [handle.span for handle in look.draft.handles]
            spans += [tag.span for tag in look.draft.tags if CONCEPTS[name].match(tag.text)]
            if not spans:
                spans = _in_details(look, CONCEPTS[name])
        for span in spans:
            if span == ABSENT or not negated(look.draft.low, span[0]):
                return span
    return None


def _commerce(look: Look, name: str) -> list[Span]:
    """Return where a draft shows trade: by a tie it speaks of, a link, a code, a label."""
    spans: list[Span] = []
    if name == "affiliate":
        spans += [link.span for link in partner_links(look.draft)]
    if name == "code":
        spans += [*codes(look.draft), *([own] if (own := own_code(look.draft)) else [])]
    for connection in look.connections:
        if name in SHOWS.get(connection.kind, ()) and (
            told := mention(look.draft, connection, alone=len(look.connections) == 1)
        ):
            spans.append(told.first)
    if name == "sponsored" and not spans:
        signs = trade(look.draft)
        if sum(sign.weight for sign in signs) >= ENOUGH:
            spans.append(max(signs, key=lambda sign: (sign.weight, -sign.span[0])).span)
    if name in {"given", "lent", "employer", "kin"} and not look.connections:
        spans += [match.span() for match in CONCEPTS[name].finditer(look.draft.low)]
    return spans


def _in_details(look: Look, words: Cue) -> list[Span]:
    """Return where a draft speaks of a party whose name or gift is what a promise is about."""
    for connection in look.connections:
        if words.search(f"{connection.with_whom} {connection.given}".lower()) and (
            told := mention(look.draft, connection)
        ):
            return [told.first]
    return []


def where_named(look: Look, name: str) -> Span | None:
    """Return where a draft names somebody, or speaks of a tie with them.

    >>> from amends.core.lessons.draft import draft
    >>> where_named(Look(draft("Hello Larkspur"), None, (), Rulebook("us", "", "1", "", {}, (), {}, {})), "Larkspur")
    (6, 14)
    """
    found = re.search(rf"(?<!\w){re.escape(name.lower().split()[0])}\w*", look.draft.low)
    if found:
        return found.span()
    for connection in look.connections:
        if name.lower() in connection.with_whom.lower() and (told := mention(look.draft, connection)):
            return told.first
    return None


def _akin(one: str, other: str) -> bool:
    if one == other:
        return True
    shared = min(len(one), len(other))
    return shared >= 5 and one[:shared] == other[:shared] and abs(len(one) - len(other)) <= 3
