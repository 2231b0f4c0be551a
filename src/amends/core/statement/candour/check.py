"""The check itself: all rules over one text, what weighs most first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from amends.core.statement.candour import sources
from amends.core.statement.candour.advice_de import GERMAN
from amends.core.statement.candour.advice_en import ENGLISH
from amends.core.statement.candour.denials import denials
from amends.core.statement.candour.elements import ELEMENTS, elements
from amends.core.statement.candour.findings import (
    Candour,
    CaseEvidence,
    Element,
    ElementName,
    Finding,
    Kind,
    Severity,
    Span,
)
from amends.core.statement.candour.non_apologies import non_apologies
from amends.core.statement.candour.record import contradictions
from amends.core.statement.candour.sources import Source
from amends.core.statement.candour.ties import ties
from amends.core.statement.candour.written import Written, written
from amends.core.statement.connection import Connection
from amends.core.vocabulary import Ground

LANGUAGES: Final = tuple(ELEMENTS)
"""The languages that the check reads."""

MOST: Final = 20
"""Findings of one kind that are told; a text with more needs no longer list."""

_ADVICE: Final[Mapping[str, Mapping[str, tuple[str, str]]]] = {"en": ENGLISH, "de": GERMAN}
_MISSING: Final = {
    ElementName.RESPONSIBILITY: Kind.MISSING_RESPONSIBILITY,
    ElementName.REPAIR: Kind.MISSING_REPAIR,
    ElementName.REGRET: Kind.MISSING_REGRET,
    ElementName.REPENTANCE: Kind.MISSING_REPENTANCE,
    ElementName.EXPLANATION: Kind.MISSING_EXPLANATION,
    # A request for forgiveness weighs least and is the hurt person's to answer: nobody is asked to make one.
}
_HONESTY: Final = frozenset({Ground.DISCLOSURE, Ground.SPONSORSHIP, Ground.ADS, Ground.CAMPAIGN, Ground.TRUST})
"""Where people object on these grounds, words do not suffice: what changes in conduct weighs most too."""

_WEIGHS_MOST: Final = frozenset(
    {
        Kind.MISSING_RESPONSIBILITY,
        Kind.MISSING_REPAIR,
        Kind.CONDITIONAL,
        Kind.ACCUSER,
        Kind.FEELINGS,
        Kind.CONNECTION_UNNAMED,
        Kind.DENIAL,
        Kind.FACT,
    }
)
_SOURCES: Final[Mapping[Kind, Source]] = {
    Kind.CONDITIONAL: sources.LAZARE,
    Kind.PASSIVE: sources.LAZARE,
    Kind.VAGUE: sources.LAZARE,
    Kind.FEELINGS: sources.LAZARE,
    Kind.BUT: sources.SCHUMANN,
    Kind.ACCUSER: sources.SCHUMANN,
    Kind.MINIMISING: sources.BENOIT,
    Kind.DENIAL: sources.RECORD,
    Kind.CLOSING: sources.FRANTZ,
    Kind.CONNECTION_UNNAMED: sources.FTC_CONNECTION,
    Kind.CONNECTION_VAGUE: sources.FTC_CONNECTION,
    Kind.CONNECTION_LATE: sources.FTC_CONSPICUOUS,
    Kind.FACT: sources.RECORD,
}


@dataclass(frozen=True, slots=True)
class _Found:
    """What a rule saw, before it is put into words."""

    kind: Kind
    span: Span | None
    known: Mapping[str, int | str] = field(default_factory=dict)
    advice: str = ""
    heavy: bool = False


def candour(
    words: str,
    connections: Sequence[Connection] = (),
    grounds: Collection[Ground] = (),
    *,
    earlier_versions: Sequence[str] = (),
    evidence: CaseEvidence | None = None,
    language: str = "en",
    note: str = "",
) -> Candour:
    """Read a statement for what it owns and what it leaves open. Advice: nothing depends on the answer.

    ``words`` are read as the writer's own, without lines that begin with ``>`` and without quotations of three
    words or more. ``grounds`` are what most people object on; ``earlier_versions`` the words of published
    versions, oldest first; ``evidence`` what the case knows; ``note`` why this version was corrected. Without
    words there are no findings.

    The rules know words and not meanings: they miss what is said in others, and a good sentence may trip one. How
    often, stands in benchmarks/README.md. Raises ``ValueError`` for a language that is not one of `LANGUAGES`.

    >>> read = candour("I was wrong. I have taken it down. I am sorry if anyone was offended.")
    >>> [(finding.kind.value, finding.severity.value) for finding in read.findings][:1]
    [('conditional', 'weighs most')]
    >>> sorted(element.value for element in read.present)
    ['regret', 'repair', 'responsibility']
    """
    if language not in LANGUAGES:
        raise ValueError(f"The candour check reads {' and '.join(LANGUAGES)}, not “{language}”. Nothing was checked.")
    text = written(words)
    shown = elements(text, language)
    if not words.strip():
        return Candour((), shown)
    known = evidence or CaseEvidence()
    found = [
        *_missing(shown, grounds),
        *_said(text, known, language),
        *(_Found(kind, span, {"name": name}) for kind, span, name in ties(text, connections, language)),
        *(
            _Found(Kind.DENIAL, span, {"denial": denial})
            for span, denial in denials(text, (*earlier_versions, *known.own_posts), language, note)
        ),
        *(
            _Found(Kind.FACT, span, told, f"{Kind.FACT} {which}")
            for span, which, told in contradictions(text, known, connections, language)
        ),
    ]
    return Candour(tuple(_told(one, language) for one in _few(_in_order(found))), shown)


def _missing(shown: Sequence[Element], grounds: Collection[Ground]) -> Iterator[_Found]:
    spans = {element.name: element.span for element in shown}
    for name, kind in _MISSING.items():
        if spans[name] is None:
            yield _Found(kind, None, heavy=kind is Kind.MISSING_REPENTANCE and not _HONESTY.isdisjoint(grounds))


def _said(text: Written, evidence: CaseEvidence, language: str) -> Iterator[_Found]:
    for kind, span in non_apologies(text, language):
        if kind is Kind.CLOSING and evidence.waiting:
            yield _Found(kind, span, {"record": evidence.waiting}, f"{kind} waiting", heavy=True)
        else:
            yield _Found(kind, span)


def _severity(one: _Found) -> Severity:
    return Severity.WEIGHS_MOST if one.heavy or one.kind in _WEIGHS_MOST else Severity.LOOK


def _in_order(found: Sequence[_Found]) -> list[_Found]:
    return sorted(
        found, key=lambda one: (_severity(one) is Severity.LOOK, one.span is not None, one.span or (0, 0), one.kind)
    )


def _few(found: Sequence[_Found]) -> Iterator[_Found]:
    """Leave out what lies within another finding of its kind, and what comes after the most that are told."""
    told: Counter[Kind] = Counter()
    reached: dict[Kind, int] = {}
    for one in found:
        inside = one.span is not None and one.span[0] < reached.get(one.kind, 0)
        if inside or told[one.kind] >= MOST:
            continue
        told[one.kind] += 1
        if one.span is not None:
            reached[one.kind] = one.span[1]
        yield one


def _told(one: _Found, language: str) -> Finding:
    why, mend = _ADVICE[language][one.advice or one.kind]
    source = _SOURCES.get(one.kind, sources.LEWICKI)
    if language == "de" and one.kind is Kind.CONNECTION_UNNAMED:
        source = sources.UWG
    said = {name: str(value) for name, value in one.known.items()}
    return Finding(one.kind, _severity(one), one.span, why.format(**said), mend.format(**said), source)
