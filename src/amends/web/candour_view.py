"""The candour check as the desk shows it: what it stops at, why, and on what authority. It advises and never blocks."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from django.db.models import Count, Q

from amends.core.antennae.reading.language import FOREIGN_TONGUE, UNKNOWN, identify
from amends.core.statement.candour import (
    LANGUAGES,
    CaseEvidence,
    ElementName,
    Finding,
    Severity,
    candour,
)
from amends.core.statement.candour.numbers_said import number
from amends.core.statement.connection import Tie
from amends.core.vocabulary import WEEK, Ground, Stance
from amends.store.models import Reading
from amends.web import words
from amends.web.statement_words import read_back

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import tzinfo

    from django.utils.safestring import SafeString

    from amends.core.statement.candour import Candour, Source
    from amends.core.statement.candour.findings import Span
    from amends.core.statement.connection import Connection
    from amends.core.vocabulary import Instant
    from amends.store.models import Case
    from amends.web.statement_draft import Form

OWN_POSTS: Final = 40
"""The owner's own posts around the storm that are held beside the words."""

ELEMENTS: Final = {
    ElementName.RESPONSIBILITY: "That it was you",
    ElementName.REPAIR: "What is done or will be",
    ElementName.REGRET: "That you are sorry",
    ElementName.EXPLANATION: "How it came about",
    ElementName.REPENTANCE: "What will be different",
    ElementName.FORGIVENESS: "Asking to be forgiven",
}
"""What weighs most in studies first; asking to be forgiven weighs least, and nobody is told to."""

_WORTH: Final = re.compile(
    r"\b(?:worth|sells for|value[d]? at|wert)\s+(?:\w+\s+)?[^\d\s]{0,3}\s?(\d[\d.,'\u202f]*)", re.IGNORECASE
)
_DIGITS: Final = re.compile(r"\d[\d.,'\u202f]*")
_WORD: Final = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class Stop:
    """One finding as it is shown: its number in the words, what it stands on, and who says so."""

    number: int
    weight: str
    on: str
    why: str
    mend: str
    source: str
    marked: bool


@dataclass(frozen=True, slots=True)
class Part:
    """One part of an apology, and the words that show it, or nothing."""

    name: str
    on: str
    asked_for: bool


@dataclass(frozen=True, slots=True)
class Look:
    """What the check says of a draft."""

    told: str
    stops: tuple[Stop, ...]
    parts: tuple[Part, ...]
    words: SafeString
    weighing: int


def look(case: Case, form: Form, now: Instant, zone: tzinfo) -> Look:
    """Check a draft against itself and against what its case knows."""
    language = _language(form.words)
    if language not in LANGUAGES:
        told = "The check reads English and German. Of words in another language it can say nothing."
        return Look(told, (), (), read_back(form.words, ()), 0)
    read = candour(
        form.words,
        [replace(tie, with_whom=_called(tie)) for tie in form.ties],
        _grounds(case),
        earlier_versions=[f"{one.words}\n\n{one.note}" for one in case.versions.order_by("number")],
        evidence=evidence(case, form.ties, now, zone),
        language=language,
        note=form.note,
    )
    findings = [one for one in read.findings if form.owns or not one.kind.startswith("missing-")]
    weighing = sum(one.severity is Severity.WEIGHS_MOST for one in findings)
    return Look(
        told=_told(form.words, len(findings), weighing),
        stops=tuple(_stop(at, one, form.words) for at, one in enumerate(findings, 1)),
        parts=_parts(read, form.words) if form.owns and form.words.strip() else (),
        words=read_back(form.words, findings),
        weighing=weighing,
    )


def _told(said: str, findings: int, weighing: int) -> str:
    """Return what came of it in a sentence; that nothing was found is never said to be good.

    >>> _told("I did it.", 3, 1), _told("I did it.", 1, 0)
    ('It stops at 3 places; 1 of them weighs most.', 'It stops at 1 place.')
    """
    if not said.strip():
        return "There are no words to check yet."
    if not findings:
        return "It stops at nothing it knows. It knows words, not meanings: let somebody you trust read it too."
    heavy = f"; {weighing} of them {'weighs' if weighing == 1 else 'weigh'} most" if weighing else ""
    return f"It stops at {words.count(findings, 'place')}{heavy}."


def _stop(at: int, one: Finding, said: str) -> Stop:
    return Stop(
        at, one.severity.value, _on(one.span, said, 140), one.why, one.mend, _source(one.source), one.span is not None
    )


def _called(tie: Connection) -> str:
    """Return the name by which a statement would call somebody: what follows a comma explains who that is.

    >>> from amends.core.statement.connection import Connection
    >>> _called(Connection("Larkspur, maker of the phone"))
    'Larkspur'
    """
    return tie.with_whom.split(",")[0].strip() or tie.with_whom


def _source(source: Source) -> str:
    if not source.year:
        return f"{source.who}: {source.title[:1].lower()}{source.title[1:]}."
    told = [source.who, str(source.year), source.title, source.where]
    return ", ".join(part for part in told if part) + "."


def _parts(read: Candour, said: str) -> tuple[Part, ...]:
    spans = {one.name: one.span for one in read.elements}
    return tuple(
        Part(told, _on(spans[name], said, 60), name is not ElementName.FORGIVENESS) for name, told in ELEMENTS.items()
    )


def _on(span: Span | None, said: str, most: int) -> str:
    return "" if span is None else words.shortened(said[slice(*span)], most)


def _language(said: str) -> str:
    """Return the language the words are in, English where that is not sure.

    >>> _language("Es tut mir leid, das war mein Fehler und nicht eurer."), _language("Sorry.")
    ('de', 'en')
    """
    told = _WORD.findall(said.casefold())
    found = identify(said.casefold(), set(told), 0.0)
    return "en" if found in {UNKNOWN, FOREIGN_TONGUE} else found


def evidence(case: Case, ties: Sequence[Connection], now: Instant, zone: tzinfo) -> CaseEvidence:
    """Return what a case knows, for claims to be held against."""
    voices = case.voices.aggregate(
        objecting=Count("pk", filter=Q(stance=Stance.OBJECTS.value)),
        answered=Count("pk", filter=Q(answered_at__isnull=False)),
        waiting=Count("pk", filter=Q(answered_at__isnull=True) & ~Q(stance=Stance.NEUTRAL.value)),
    )
    own = list(
        Reading.objects.filter(
            subject=case.subject, by_subject=True, at__gte=case.began_at - WEEK, at__lte=now, post__history=False
        )
        .exclude(post__network="floor")
        .select_related("post")
        .order_by("-at", "-pk")[:OWN_POSTS]
    )[::-1]
    offset = words.moment(now, zone).utcoffset()
    return CaseEvidence(
        objecting=voices["objecting"],
        first_objection_at=case.began_at,
        posted_at=_posted_at(case, own, voices["objecting"]),
        gift_value=next((found for tie in ties if (found := _worth(tie)) is not None), None),
        reviewers=next((found for tie in ties if (found := _reviewers(tie)) is not None), None),
        answered=voices["answered"],
        waiting=voices["waiting"],
        hidden=case.messages.filter(state="hidden").count(),
        minutes_east=0 if offset is None else int(offset.total_seconds()) // 60,
        own_posts=tuple(one.post.text for one in own),
    )


def _posted_at(case: Case, own: Sequence[Reading], objecting: int) -> Instant | None:
    """Return when the owner wrote what most who object answer, where enough of them answer one post."""
    answering: dict[tuple[str, str], set[int]] = defaultdict(set)
    objections = Reading.objects.filter(
        subject=case.subject, by_subject=False, stance=Stance.OBJECTS.value, at__gte=case.began_at
    )
    for network, reply_to, quote_of, person in objections.values_list(
        "post__network", "post__reply_to", "post__quote_of", "person_id"
    ):
        for answered in {reply_to, quote_of} - {""}:
            answering[network, answered].add(person)
    people = [(len(answering[one.post.network, one.post.origin_id]), one.at) for one in own]
    most, at = max(people, default=(0, 0))
    return at if most >= max(3, objecting // 5) else None


def _worth(tie: Connection) -> int | None:
    """Read what a gift is worth out of how it was declared.

    >>> from amends.core.statement.connection import Connection
    >>> _worth(Connection("Larkspur", "One phone, worth 640, to keep")), _worth(Connection("Larkspur", "a phone"))
    (640, None)
    """
    found = _WORTH.search(tie.given)
    return None if found is None else number(found[1])


def _reviewers(tie: Connection) -> int | None:
    """Read how many got the same, the owner too, out of how it was declared."""
    if tie.kind not in (Tie.FREE_GOODS, Tie.LENT_GOODS, Tie.PAID):
        return None
    found = _DIGITS.search(tie.also_given_to)
    others = None if found is None else number(found.group())
    return None if others is None else others + 1


def _grounds(case: Case) -> frozenset[Ground]:
    """Return what at least a fifth of those who object hold."""
    held = list(case.voices.filter(stance=Stance.OBJECTS.value).values_list("grounds", flat=True))
    counted = Counter(ground for grounds in held for ground in set(grounds))
    known = set(Ground)
    return frozenset(Ground(one) for one, people in counted.items() if one in known and 5 * people >= len(held))
