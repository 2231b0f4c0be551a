"""Denials that were published and that the words now contradict without saying so."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from amends.core.statement.candour.findings import Span
from amends.core.statement.candour.written import Written, written
from amends.core.statement.cue import Cue, cue


@dataclass(frozen=True, slots=True)
class Topic:
    """Something that can be denied or owned: the words that own it, and those that deny it without a "not"."""

    says: Cue
    denies: Cue | None = None


_SELF_EN: Final = (
    r"(?:bought|paid for|pay for|paid) (?:\w+ ){0,4}(?:myself|ourselves|out of my own pocket|with my own money)"
)
_MESSAGES_EN: Final = r"(?:comments?|messages?|posts?|replies|reply|questions?|people|anyone|anybody)"
_MESSAGES_DE: Final = r"(?:kommentare?|nachrichten?|beiträge|fragen|niemanden|leute)"

TOPICS: Final[Mapping[str, Mapping[str, Topic]]] = {
    "en": {
        "paid": Topic(
            cue(r"""
                (?:was|were|am|been|get|got|being)(?:n't)? (?:not |never )?paid(?! for by me)
                (?:paid|pays) (?:me|us)
                paid by | a fee | money changed hands
            """),
        ),
        "given": Topic(
            cue(r"""
                (?:gave|sent|invited) (?:\w+ )?(?:me|us|to me)
                (?:was|is|were) (?:a gift|free|gifted|given to me) | gift from | for free
            """),
            cue(_SELF_EN + " | my own money | not a gift"),
        ),
        "kept": Topic(
            cue("mine to keep | keep it | for keeps | is mine | own it now"),
            cue("a loan | on loan | lent (?:me|us|it) | borrowed | (?:goes|send it|going) back"),
        ),
        "advertising": Topic(
            cue(r"""
                (?:was|is|met|posted|wrote|been) (?:\w+ )?an? (?:ad|advert|advertisement|paid post)
                (?:was|is|were) (?:sponsored|advertising) | a sponsored (?:post|review)
            """),
        ),
        "read beforehand": Topic(
            cue(r"(?:read|saw|seen|approved|checked|vetted|edited) [^.!?]{0,40}(?:before|beforehand|in advance|first)")
        ),
        "told what to write": Topic(cue("told me what to (?:write|say) | (?:a|their|the) (?:script|brief|briefing)")),
        "hidden": Topic(
            cue(
                r"(?:deleted?|hid|hidden|hide|removed?|blocked?|censored?) (?:\w+ ){0,4}<messages>",
                messages=_MESSAGES_EN,
            )
        ),
        "knew": Topic(cue("i (?:\\w+ )?kn[eo]w\\w* | i had (?:no|any) idea | i was aware"), cue("had no idea")),
        "works there": Topic(
            cue("i (?:\\w+ )?work(?:ed)? (?:for|at|with) | employ(?:s|ed) me | i (?:\\w+ )?advise\\w* | their adviser")
        ),
        "owns shares": Topic(cue(r"(?:own|hold|have|has) (?:\w+ ){0,4}(?:shares?|stock|stake)")),
    },
    "de": {
        "paid": Topic(
            cue(r"""
                (?:werde|wurde|bin|worden|von \w+) (?:\w+ ){0,4}bezahlt
                (?:hat|haben) (?:mich|mir|uns) (?:\w+ )?bezahlt
                (?:zahlt|bezahlt) (?:mir|mich|uns) | ein honorar | geld (?:dafür )?bekommen
            """),
        ),
        "given": Topic(
            cue("geschenkt | eingeladen | war ein geschenk | gratis bekommen | kostenlos bekommen | überlassen"),
            cue(r"selbst (?:\w+ )?(?:bezahlt|gekauft|finanziert) | aus eigener tasche | kein geschenk"),
        ),
        "kept": Topic(
            cue("darf ich behalten | gehört mir | zu behalten | behalte ich"),
            cue("leihgabe | geliehen | geht zurück | schicke (?:ich )?(?:\\w+ )?zurück"),
        ),
        "advertising": Topic(
            cue("(?:ist|war|wurde) (?:\\w+ )?(?:werbung|anzeige|gesponsert) | bezahlte werbung | keine werbung")
        ),
        "read beforehand": Topic(cue(r"(?:gelesen|freigegeben|gesehen|geprüft) [^.!?]{0,30}(?:bevor|vorher|vorab)")),
        "told what to write": Topic(
            cue("(?:was|wie) ich (?:zu schreiben habe|schreiben soll|schreibe) | ein(?:em)? skript")
        ),
        "hidden": Topic(
            cue(r"<messages> (?:\w+ ){0,4}(?:gelöscht|versteckt|blockiert|ausgeblendet)", messages=_MESSAGES_DE)
        ),
        "knew": Topic(cue("(?:ich )?(?:wusste|habe) (?:\\w+ ){0,3}(?:davon|gewusst|es)")),
        "works there": Topic(cue("(?:ich )?arbeite (?:\\w+ ){0,4}(?:bei|für|dort) | arbeite ich | angestellt bei")),
        "owns shares": Topic(cue("(?:halte|besitze|habe) (?:\\w+ ){0,4}(?:anteile|aktien)")),
    },
}
"""By language, what owners deny when asked, and own later."""

_NOT: Final = {
    "en": cue(r"not | never | no | none | nobody | no one | nothing | neither | nor | without | \w+n't"),
    "de": cue(r"nicht | nie | niemals | kein\w* | niemand\w* | nichts | weder | ohne | keineswegs"),
}
_CLAUSE: Final = re.compile(r"[^.!?;:,\n—–]+")
_CORRECTED: Final = {
    "en": re.compile(
        r"\bcorrection\b|\bi correct\b|\b(?:said|wrote|written|told|claimed|denied|stated)\b[\s\S]{0,200}?"
        r"\b(?:untrue|not true|n't true|false|a lie|lied|not so|(?:was|were|is) (?:\w+ )?(?:wrong|mistaken))\b"
    ),
    "de": re.compile(
        r"\b(?:richtigstellung|korrektur|ich korrigiere)\b|\b(?:geschrieben|gesagt|behauptet|geschworen|bestritten)\b"
        r"[\s\S]{0,200}?\b(?:gelogen|falsch|unwahr|stimmt nicht|stimmte nicht|nicht wahr|geirrt|belogen)\b"
    ),
}


def denials(text: Written, earlier: Sequence[str], language: str, note: str = "") -> Iterator[tuple[Span, str]]:
    """Find where the words own what an earlier text denied, with the denial as it stood, unless they say so.

    ``earlier`` is oldest first. A denial that one of them corrected already counts no more, nor one that ``note``
    corrects: the reason that is published beside this version.

    >>> from amends.core.statement.candour.written import written
    >>> before, now = "I was not paid for this.", "They paid me 300."
    >>> [(now[slice(*span)], denial) for span, denial in denials(written(now), [before], "en")]
    [('paid me', 'I was not paid for this')]
    """
    denied: dict[str, str] = {}
    for words in earlier:
        read = written(words)
        denied |= dict(_denied(read, language))
        if _CORRECTED[language].search(read.own):
            # A correction repeats what it corrects: what it owns counts, and not the old words told again.
            for topic, _ in _owned(read, language):
                denied.pop(topic, None)
    corrected = any(_CORRECTED[language].search(own) for own in (text.own, written(note).own))
    if not denied or corrected:
        return
    for topic, span in _owned(text, language):
        if topic in denied:
            yield span, denied.pop(topic)


def _topics(text: Written, language: str) -> list[tuple[str, Topic]]:
    """Find what the text touches at all, so that its clauses are asked for nothing else."""
    return [
        (name, topic)
        for name, topic in TOPICS[language].items()
        if topic.says.search(text.own) or (topic.denies is not None and topic.denies.search(text.own))
    ]


def _denied(text: Written, language: str) -> Iterator[tuple[str, str]]:
    topics = _topics(text, language)
    for clause in _CLAUSE.finditer(text.own) if topics else ():
        negated = _NOT[language].search(clause.group()) is not None
        for name, topic in topics:
            outright = topic.denies is not None and topic.denies.search(clause.group())
            if outright or (negated and topic.says.search(clause.group())):
                yield name, text.words[slice(*clause.span())].strip()


def _owned(text: Written, language: str) -> Iterator[tuple[str, Span]]:
    topics = _topics(text, language)
    for clause in _CLAUSE.finditer(text.own) if topics else ():
        if _NOT[language].search(clause.group()):
            continue
        for name, topic in topics:
            if found := topic.says.search(clause.group()):
                yield name, (clause.start() + found.start(), clause.start() + found.end())
