"""Whether every tie that matters to a draft is named: in time, in plain words, and in the language of its readers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from amends.core.lessons import naming, place
from amends.core.lessons.draft import Draft
from amends.core.lessons.finding import ABSENT, Finding, Kind, Purpose, Span, Stream
from amends.core.lessons.links import own_code, partner_links
from amends.core.lessons.mention import Mention, mention, names
from amends.core.lessons.naming import Form, Naming
from amends.core.lessons.praise import praised
from amends.core.lessons.purpose_words import THANKED
from amends.core.lessons.rulebook import Rulebook
from amends.core.lessons.streams import trade
from amends.core.statement.connection import Connection, Tie

TOLD: Final = {
    Tie.FREE_GOODS: "what you got for nothing",
    Tie.LENT_GOODS: "that it is lent to you",
    Tie.PAID: "that you are paid",
    Tie.EMPLOYMENT: "that you work there",
    Tie.FAMILY: "that family or friends stand behind it",
    Tie.AFFILIATE: "that you earn by what people buy",
    Tie.EQUITY: "that you own a part of it",
}
"""What there is to say about each kind of tie, to the owner."""

EXAMPLE: Final = {
    Tie.FREE_GOODS: "“{name} sent me this for free”",
    Tie.LENT_GOODS: "“{name} lent me this; it goes back”",
    Tie.PAID: "“Ad”, or “{name} paid me for this”",
    Tie.EMPLOYMENT: "“I work for {name}”",
    Tie.FAMILY: "“{name} belongs to my brother”, or whoever it is",
    Tie.AFFILIATE: "“I earn a commission if you buy through this link”",
    Tie.EQUITY: "“I own shares in {name}”",
}
MOST: Final = 40
"""Places that are looked at for whether one of them stands early enough; a later one would not."""
_WHY: Final = {
    "unnamed": "It speaks of {name} and does not say {told}.",
    "late": "It says {told} only here, where many no longer read.",
    "vague": "These words do not say {told}: people may take them for anything.",
    "pile": "The word that says {told} lies in a heap of hashtags, where nobody reads.",
    "tongue": "What says {told} is not in the language its readers can be sure of.",
    "denied": "It says that nothing was given, and {name} is tied to you: say {told} instead.",
    "undeclared": "By this somebody is paid for who follows it, and the draft does not say so.",
}
_MEND: Final = {
    "unnamed": "Say it in the first words, such as {example}.",
    "late": "Move it into the first words, before the praise, the fold and the link.",
    "vague": "Put plain words in the first line, such as {example}.",
    "pile": "Take it out of the heap and let it stand first, alone.",
    "tongue": "Say it in the language of the draft, in the first words: {label}.",
    "denied": "Take the denial out and say what is so, such as {example}.",
    "undeclared": "Say before it that you earn by it, or take the mark out of the link.",
}


def disclosures(
    draft: Draft, stream: Stream | None, connections: Sequence[Connection], book: Rulebook
) -> list[Finding]:
    """Return what is wrong with how the ties that matter to a draft are named; one finding a tie at most.

    >>> from amends.core.lessons.draft import draft
    >>> from amends.core.lessons.rulebook import BREACHES, Source
    >>> sources = {breach: Source("a guide", "says so") for breach in BREACHES}
    >>> book = Rulebook("us", "", "1", "", {"en": ("ad",)}, ("thanks",), {}, sources)
    >>> tie = Connection("Nordlys", "a lamp", kind=Tie.FREE_GOODS)
    >>> [found.rule for found in disclosures(draft("The best lamp. Thanks, Nordlys!"), None, [tie], book)]
    ['us/vague@1 (a guide)']
    """
    paying = sum(one.kind in {Tie.PAID, Tie.AFFILIATE} for one in connections)
    found: list[Finding] = []
    spoken = False
    for connection in connections:
        if connection.kind is Tie.NONE or not connection.with_whom.strip():
            continue
        told = mention(draft, connection, alone=paying <= 1)
        if told is None:
            continue
        spoken = spoken or connection.kind in {Tie.PAID, Tie.AFFILIATE}
        if not (_plain_from_stream(stream, connection) or _only_thanked(draft, stream)):
            found += _judge(draft, connection, told, book)
    return found if spoken else [*found, *_undeclared(draft, stream, book)]


def _judge(draft: Draft, connection: Connection, told: Mention, book: Rulebook) -> list[Finding]:
    every = naming.namings(draft, connection, book)
    sure = [one for one in every if one.sure][:MOST]
    readable = [one for one in sure if _in_tongue(draft, one, book)]
    if readable:
        if connection.kind is Tie.PAID and (denied := naming.denial(draft, outright=True)):
            return [_finding("denied", denied, connection, book)]
        seen = place.layout(draft)
        breaches = [(place.breach(seen, one, book), one.span) for one in readable]
        if not all(breach for breach, _ in breaches):
            return []
        breach, span = min(breaches, key=lambda one: (one[0] != "pile", one[1]))
        return [_finding(breach, span, connection, book)]
    if denied := naming.denial(draft):
        return [_finding("denied", denied, connection, book)]
    if sure:
        return [_finding("tongue", sure[0].span, connection, book)]
    vague = _nearest(every, told) or naming.opinion(draft)
    return [
        _finding("vague", vague, connection, book)
        if vague
        else _finding("unnamed", told.first if told.pointed else ABSENT, connection, book)
    ]


def _nearest(every: Sequence[Naming], told: Mention) -> Span | None:
    """Choose among words that are too weak: a hashtag first, then what stands nearest to the name."""
    weak = [one for one in every if not one.sure]
    if not weak:
        return None
    return min(
        weak, key=lambda one: (one.form is not Form.TAG, min(abs(one.span[0] - at) for at, _ in told.spans))
    ).span


def _in_tongue(draft: Draft, one: Naming, book: Rulebook) -> bool:
    """Tell whether a naming is in the language of the draft, where its rule book asks for that."""
    if not book.same_tongue or not draft.tongue or one.tongue in {draft.tongue, ""}:
        return True
    if one.form is Form.SAID or (draft.tongue == "hi" and one.tongue == "en"):
        return draft.tongue not in {"en", "de"} or one.form is Form.SAID
    own = book.sure.get(draft.tongue, ())
    if not own:
        return one.tongue == "en" and draft.tongue not in {"es", "fr", "it"}
    return draft.said(one.span).lower().lstrip("#") in own


def _plain_from_stream(stream: Stream | None, connection: Connection) -> bool:
    """Tell whether the place itself says it: a company's own account speaks for that company."""
    if stream is None or connection.kind not in {Tie.EMPLOYMENT, Tie.EQUITY, Tie.FAMILY}:
        return False
    called = stream.name.lower()
    return any(len(form) >= 4 and form in called for form in names(connection.with_whom))


def _only_thanked(draft: Draft, stream: Stream | None) -> bool:
    """Tell whether a club or a project thanks a giver, and praises and offers nothing: that names the tie itself."""
    if stream is None or stream.purpose is not Purpose.COMMUNITY or not THANKED.search(draft.low):
        return False
    return not trade(draft) and not praised(draft, (0, len(draft.low)))


def _undeclared(draft: Draft, stream: Stream | None, book: Rulebook) -> list[Finding]:
    """Find what pays somebody where no tie was declared: a partner's link, or a code of one's own."""
    marks = [link.span for link in partner_links(draft)]
    own = own_code(draft)
    shop = (
        stream is not None
        and stream.purpose is Purpose.COMMERCIAL
        and draft.low[slice(*(own or (0, 0)))].startswith("our")
    )
    if own and not shop:
        marks.append(own)
    if not marks:
        return []
    nobody = Connection("ǃ", kind=Tie.AFFILIATE)
    sure = [one for one in naming.namings(draft, nobody, book) if one.sure]
    seen = place.layout(draft)
    if any(not place.breach(seen, one, book) for one in sure[:MOST]):
        return []
    return [_finding("undeclared", min(marks), nobody, book)]


def _finding(breach: str, span: Span, connection: Connection, book: Rulebook) -> Finding:
    name, told = connection.with_whom, TOLD[connection.kind]
    example = EXAMPLE[connection.kind].format(name=name)
    labels = next(iter(book.sure.values()), ())
    known = {"name": name, "told": told, "example": example, "label": f"“{labels[0]}”" if labels else example}
    why = f"{_WHY[breach].format(**known)} {book.sources[breach].says}"
    return Finding(Kind.DISCLOSURE, span, why, _MEND[breach].format(**known), book.rule(breach))
