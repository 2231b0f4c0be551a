"""A deal before it is signed: what it would make its owner publish, where, and whether that could be said openly."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from amends.core.lessons.baggage import brought, same_party
from amends.core.lessons.disclosure import EXAMPLE
from amends.core.lessons.draft import draft
from amends.core.lessons.finding import ABSENT, Finding, Kind, Stream
from amends.core.lessons.memory import Partner
from amends.core.lessons.repeat import repeats
from amends.core.lessons.rulebook import Rulebook
from amends.core.lessons.shown import Look
from amends.core.lessons.streams import crossed
from amends.core.statement.connection import Connection, Tie
from amends.core.statement.cue import cue

_HIDES: Final = cue(r"""
    (?:no|without|not|avoid|omit|remove|never|don't|must not|may not|shall not|do not) (?:\w+ ){0,5}?(?:disclos\w+
    |#?ads?|sponsor\w*|label\w*|mention(?:ed|ing)? (?:of )?(?:the |any )?(?:payment|fee|gift|deal|agreement
    |sponsorship|partnership|compensation|contract)|paid|gifted|commercial|promotional|advert\w*)
    (?:look|looks|appear|appears|feel|feels|seem|seems|read|reads|come across as) (?:\w+ )?(?:organic|natural
    |authentic|spontaneous|unpaid|unsponsored|editorial)
    organic[- ]looking | as if (?:\w+ ){0,4}?(?:bought|paid|own|organic)
    keep (?:\w+ ){0,4}?(?:confidential|secret|private|quiet)
    (?:disclos\w+|label|#ad) (?:\w+ ){0,4}?(?:at the end|last|in the comments|first comment|below|after
    |after the fold|in the hashtags|among the hashtags|only)
    do not tell | (?:keine|ohne|nicht) (?:\w+ ){0,4}?(?:kennzeich\w*|werbung|anzeige|werblich) | natürlich wirken
    verschwiegen\w*
""")
_BINDS: Final = cue(r"""
    (?:only|exclusively|always|must be|shall be|be) (?:\w+ )?(?:positive|favou?rable|enthusiastic)
    no (?:\w+ )?(?:negative|critical|criticism)
    (?:not|never|n't) (?:\w+ ){0,4}?(?:criticis\w+|criticiz\w+|disparag\w+|negative|compare) | non-?disparagement
    (?:approv\w+|sign[- ]?off|review\w*) (?:\w+ ){0,6}?(?:before (?:posting|publication|publishing|it goes)|prior
    |in advance|by the (?:brand|client|company|sponsor))
    (?:brand|client|company|sponsor) (?:\w+ ){0,3}?(?:approves|reviews|signs off)
    (?:use|include|say|repeat|stick to) (?:\w+ ){0,3}?(?:script|talking points|key messages|wording|caption|copy)
    five stars | 5 stars | perpetu\w+ | exclusiv\w+ | freigabe | nur positiv\w* | keine kritik
""")
_LANGUAGE: Final = {"de": "de"}
_TEXTS_DE: Final = {
    Tie.FREE_GOODS: "Werbung | {name} hat mir {given} kostenlos überlassen.",
    Tie.LENT_GOODS: "Werbung | {name} hat mir {given} geliehen; das geht zurück.",
    Tie.PAID: "Anzeige | {name} bezahlt mich für diesen Beitrag.",
    Tie.EMPLOYMENT: "Ich arbeite für {name}.",
    Tie.FAMILY: "{name} gehört zu meiner Familie oder zu meinen Freunden.",
    Tie.AFFILIATE: "Werbung | Wenn ihr über meinen Link oder Code kauft, bekomme ich eine Provision von {name}.",
    Tie.EQUITY: "Mir gehört ein Teil von {name}.",
}
_TEXTS: Final = {
    Tie.FREE_GOODS: "Ad: {name} gave me {given} for free.",
    Tie.LENT_GOODS: "Ad: {name} lent me {given}; it goes back.",
    Tie.PAID: "Ad: {name} pays me for this post.",
    Tie.EMPLOYMENT: "I work for {name}.",
    Tie.FAMILY: "{name} belongs to family or friends of mine.",
    Tie.AFFILIATE: "Ad: I earn a commission from {name} if you buy through my link or code.",
    Tie.EQUITY: "I own a part of {name}.",
}


@dataclass(frozen=True, slots=True)
class Deal:
    """What is offered, by whom, where it is to appear, and its terms as they were written."""

    connection: Connection
    terms: str = ""
    stream: Stream | None = None
    promises: tuple[str, ...] = ()


def look_at(deal: Deal, book: Rulebook, partners: Sequence[Partner] = ()) -> tuple[Finding, ...]:
    """Look at a deal as at a draft: what its terms hide, whether it belongs into the stream, what was promised.

    Of the ``partners`` that are remembered it is told what this one brings. Places are places in the terms.

    >>> from amends.core.lessons.rulebook import BREACHES, Source
    >>> book = Rulebook("us", "", "1", "", {"en": ("ad",)}, (), {}, {breach: Source("a", "b") for breach in BREACHES})
    >>> deal = Deal(Connection("Nordlys", kind=Tie.PAID), "The post should look organic, without #ad.")
    >>> [found.kind.value for found in look_at(deal, book)]
    ['disclosure']
    """
    terms = draft(deal.terms)
    found = []
    hides, binds = _HIDES.search(terms.low), _BINDS.search(terms.low)
    if hides:
        says = book.sources["unnamed"].says
        why = f"These terms keep people from knowing that {deal.connection.with_whom} is tied to you. {says}"
        mend = "Have it struck out, or do not sign."
        found.append(Finding(Kind.DISCLOSURE, hides.span(), why, mend, book.rule("denied")))
    if binds:
        whose = f"{deal.connection.with_whom}'s advertising, and no review"
        why = f"These terms bind what you may say: what you publish would be {whose}."
        mend = "Have it struck out, or call it an advertisement in the first word."
        found.append(Finding(Kind.DISCLOSURE, binds.span(), why, mend, book.rule("unnamed")))
    # The draft that the deal would lead to: it names the party, shows what was given, and praises it.
    led_to = draft(f"{deal.connection.with_whom}: {deal.connection.given}, the best. {deal.terms}")
    ties = (deal.connection,)
    later = [
        *crossed(led_to, deal.stream, ties),
        *repeats(Look(led_to, deal.stream, ties, book), deal.promises),
    ]
    known = (one for one in partners if same_party(one.name, deal.connection.with_whom))
    later += [each for one in known for each in brought(one)]
    found += [Finding(one.kind, ABSENT, one.why, one.mend, one.rule) for one in later]
    return tuple(found)


def disclosure_text(deal: Deal, book: Rulebook) -> str:
    """Write the words that name a deal's tie where it is published, for their owner to change and to stand first.

    >>> from amends.core.lessons.rulebook import BREACHES, Source
    >>> book = Rulebook("us", "", "1", "", {"en": ("ad",)}, (), {}, {breach: Source("a", "b") for breach in BREACHES})
    >>> disclosure_text(Deal(Connection("Nordlys", "a lamp", kind=Tie.LENT_GOODS)), book)
    'Ad: Nordlys lent me a lamp; it goes back.'
    """
    texts = _TEXTS_DE if book.jurisdiction in _LANGUAGE else _TEXTS
    given = deal.connection.given.strip().rstrip(".") or ("das Produkt" if texts is _TEXTS_DE else "this")
    said = texts.get(deal.connection.kind, EXAMPLE[Tie.PAID])
    return said.format(name=deal.connection.with_whom.strip(), given=given)
