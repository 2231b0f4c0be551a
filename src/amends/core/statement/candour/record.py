"""Claims about facts that the case's own record contradicts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from amends.core.statement.candour.claims import CLAIMS
from amends.core.statement.candour.findings import CaseEvidence, Span
from amends.core.statement.candour.numbers_said import number
from amends.core.statement.candour.written import Written
from amends.core.statement.connection import Connection, Tie
from amends.core.statement.cue import Cue
from amends.core.vocabulary import DAY, HOUR, MINUTE, WEEK, Instant

FEW: Final = 20
"""From this many people on, nobody would say "a handful"."""
_MINUTES_OFF: Final = 10
_SPANS: Final = {
    "minute": MINUTE, "hour": HOUR, "day": DAY, "week": WEEK, "stunde": HOUR, "tag": DAY, "woche": WEEK,
}  # fmt: skip

_ABOUT_OBJECTING: Final = {
    "en": re.compile(r"object|complain|upset|angry|minded|protest|criticis|criticiz|unhappy"),
    "de": re.compile(r"beschwer|gemeldet|geärgert|kritisier|widersproch|empör|unzufrieden"),
}
_ABOUT_GIFTS: Final = {
    "en": re.compile(r"\bg[ai]ve\b|gift|free|phone|review|sent|got"),
    "de": re.compile(r"geschenkt|eingeladen|bekommen|geschickt|gab|hat"),
}

Told = tuple[Span, str, dict[str, int | str]]
"""Where a claim stands, which one it is (a key of the advice), and what the record says instead."""


def contradictions(
    text: Written, evidence: CaseEvidence, connections: Sequence[Connection], language: str
) -> Iterator[Told]:
    """Find claims that the record contradicts; what the record does not know is left alone.

    >>> from amends.core.statement.candour.written import written
    >>> said = written("Nobody complained.")
    >>> [(which, known) for _, which, known in contradictions(said, CaseEvidence(objecting=131), (), "en")]
    [('nobody', {'record': 131})]
    """
    claims = CLAIMS[language]
    yield from _about_people(text, evidence, claims, language)
    yield from _about_goods(text, evidence, claims, language)
    yield from _about_times(text, evidence, claims)
    kinds = {connection.kind for connection in connections}
    if evidence.hidden:
        for found in _all(claims["hid nothing"], text):
            yield found.span(), "hid nothing", {"record": evidence.hidden}
    if Tie.PAID in kinds:
        yield from ((found.span(), "not paid", {}) for found in _all(claims["not paid"], text))
    if kinds & {Tie.FREE_GOODS, Tie.LENT_GOODS}:
        yield from ((found.span(), "bought", {}) for found in _all(claims["bought"], text))


def _all(pattern: Cue, text: Written) -> Iterator[re.Match[str]]:
    return pattern.finditer(text.own)


def _sentence(text: Written, found: re.Match[str]) -> str:
    return text.own[slice(*text.sentence(found.start()))]


def _about_people(text: Written, evidence: CaseEvidence, claims: Mapping[str, Cue], language: str) -> Iterator[Told]:
    if evidence.objecting:
        known: dict[str, int | str] = {"record": evidence.objecting}
        yield from ((found.span(), "nobody", known) for found in _all(claims["nobody"], text))
        for found in _all(claims["few"], text):
            if evidence.objecting >= FEW and _ABOUT_OBJECTING[language].search(_sentence(text, found)):
                yield found.span(), "few", known
        for found in _all(claims["people"], text):
            said = number(found[1])
            if said is not None and not 0.8 * evidence.objecting <= said <= 1.25 * evidence.objecting:
                yield found.span(), "people", known
    if evidence.waiting:
        for found in _all(claims["everyone"], text):
            yield found.span(), "everyone", {"record": evidence.waiting}


def _about_goods(text: Written, evidence: CaseEvidence, claims: Mapping[str, Cue], language: str) -> Iterator[Told]:
    if evidence.reviewers:
        for found in _all(claims["reviewers"], text):
            right = {evidence.reviewers, evidence.reviewers - 1}
            if number(found[1]) not in {None, *right} and _ABOUT_GIFTS[language].search(_sentence(text, found)):
                yield found.span(), "reviewers", {"record": evidence.reviewers}
    if evidence.gift_value:
        for found in _all(claims["value"], text):
            said = number(found[1])
            if said is not None and not 0.9 * evidence.gift_value <= said <= 1.1 * evidence.gift_value:
                yield found.span(), "value", {"record": evidence.gift_value}


def _about_times(text: Written, evidence: CaseEvidence, claims: Mapping[str, Cue]) -> Iterator[Told]:
    for which, at in (("posted", evidence.posted_at), ("first", evidence.first_objection_at)):
        if at is None:
            continue
        right = _minute_of_day(at, evidence.minutes_east)
        for found in _all(claims[which], text):
            said = int(found[1]) % 24 * 60 + int(found[2]) % 60
            if _MINUTES_OFF < (said - right) % 1440 < 1440 - _MINUTES_OFF:
                yield found.span(), which, {"record": f"{right // 60:02}:{right % 60:02}"}
    if evidence.posted_at is not None and evidence.first_objection_at is not None:
        took = max(evidence.first_objection_at - evidence.posted_at, MINUTE)
        for found in _all(claims["took"], text):
            said_span = (number(found[1]) or 0) * _SPANS[found[2]]
            if said_span and not took / 1.5 <= said_span <= took * 1.5:
                yield found.span(), "took", {"record": took // MINUTE}


def _minute_of_day(at: Instant, minutes_east: int) -> int:
    return (at // MINUTE + minutes_east) % 1440
