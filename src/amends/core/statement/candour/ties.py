"""Declared ties that the words do not name, name late, or name too vaguely to be weighed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from amends.core.statement.candour.findings import Kind, Span
from amends.core.statement.candour.written import Written
from amends.core.statement.connection import Connection, Tie
from amends.core.statement.cue import Cue, cue

FOLD: Final = 500
"""Letters after which a tie in the first paragraph comes late: on a phone it lies below what is first seen."""

_GREETING: Final = 60
"""Letters up to which a first paragraph is a greeting and does not count."""

_GIVEN: Final = (
    "gave|give|given|gives|giving|gift|gifts|gifted|free|for free|present|sent me|in return for|in exchange for|keep"
    "|lent|loan|loaned|borrowed|invited|provided|supplied|donated|donates|sponsors?|sponsored"
)
_GESCHENKT: Final = (
    "geschenkt?|schenkte|gratis|kostenlos|umsonst|gegenleistung|im gegenzug|eingeladen|einladung|überlassen|geliehen"
    "|leihgabe|gestellt|gesponsert|dafür habe ich"
)
NATURE: Final[Mapping[str, Mapping[Tie, Cue]]] = {
    "en": {
        Tie.FREE_GOODS: cue(_GIVEN),
        Tie.LENT_GOODS: cue(_GIVEN),
        Tie.PAID: cue("paid | pays | pay me | payment | fee | money | commissioned | sponsored | hired"),
        Tie.EMPLOYMENT: cue(
            "work(?:s|ed)? (?:for|at) | employ\\w+ | advis[eo]r | advise | job | salary | staff | post as"
        ),
        Tie.FAMILY: cue(
            "sister | brother | mother | father | wife | husband | son | daughter | cousin | uncle | aunt | married"
            " | friends? of mine | close friend | my (?:\\w+ )?friend | family"
        ),
        Tie.AFFILIATE: cue("affiliate | commission | share of (?:each|every|the|it)\\w* | (?:pays|paid) me | earn"),
        Tie.EQUITY: cue(
            "shares? (?:in|of) | shareholder | own (?:a part|part|shares|stock|\\w+ per cent) | stake | stock"
        ),
    },
    "de": {
        Tie.FREE_GOODS: cue(_GESCHENKT),
        Tie.LENT_GOODS: cue(_GESCHENKT),
        Tie.PAID: cue("bezahlt\\w* | zahlt\\w* | honorar\\w* | geld | vergütung | beauftragt | gesponsert"),
        Tie.EMPLOYMENT: cue("arbeite\\w* | angestellt\\w* | berater\\w* | beschäftigt | gehalt | stelle bei"),
        Tie.FAMILY: cue(
            "schwester | bruder | mutter | vater | frau | mann | sohn | tochter | cousine? | onkel | tante | freund\\w*"
        ),
        Tie.AFFILIATE: cue("provision\\w* | anteil\\w* | affiliate | zahlt (?:mir|mich) | bezahlt | verdiene"),
        Tie.EQUITY: cue("anteile? (?:an|von) | anteile | beteiligt | beteiligung | aktien | gesellschafter\\w*"),
    },
}
"""By language and kind of tie, the words that tell what was given."""

_HINT: Final = {
    "en": cue(
        "partner(?:s|ed|ship)? | collaborat\\w+ | relationship with | work(?:ed)? with | support(?:ed)? | cooperation"
    ),
    "de": cue("partner\\w* | kooperation\\w* | zusammenarbeit | zusammengearbeitet | unterstütz\\w+ | beziehung zu"),
}


def ties(text: Written, connections: Sequence[Connection], language: str) -> Iterator[tuple[Kind, Span | None, str]]:
    """Find what the words leave open about each declared tie, with whom it is.

    >>> from amends.core.statement.candour.written import written
    >>> list(ties(written("I love this phone."), [Connection("Larkspur", "a phone")], "en"))
    [(<Kind.CONNECTION_UNNAMED: 'connection-unnamed'>, None, 'Larkspur')]
    """
    for connection in connections:
        if connection.kind is Tie.NONE or not connection.with_whom.strip():
            continue
        named = _name(connection.with_whom).search(text.words)
        nature = NATURE[language][connection.kind].search(text.own)
        if named and nature:
            yield from _late(text, named, nature, connection.with_whom)
        elif (shown := named or nature or _HINT[language].search(text.own)) is not None:
            yield Kind.CONNECTION_VAGUE, shown.span(), connection.with_whom
        else:
            yield Kind.CONNECTION_UNNAMED, None, connection.with_whom


def _name(with_whom: str) -> re.Pattern[str]:
    """Match the name as declared, or its first word of four letters or more, with any ending."""
    words = with_whom.split()
    long = next((word for word in words if len(word) >= 4), words[0])
    return re.compile(r"(?<!\w)(?:" + re.escape(with_whom.strip()) + "|" + re.escape(long) + ")", re.IGNORECASE)


def _late(
    text: Written, named: re.Match[str], nature: re.Match[str], with_whom: str
) -> Iterator[tuple[Kind, Span | None, str]]:
    told = max(named.start(), nature.start())
    paragraphs = text.paragraphs()
    first = next((span for span in paragraphs if span[1] - span[0] > _GREETING), paragraphs[-1])
    if told >= first[1] or told > FOLD:
        yield Kind.CONNECTION_LATE, named.span(), with_whom
