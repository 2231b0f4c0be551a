"""Addresses of homes and offices: a street with its number, a plot, a post-office box, in several countries' ways.

The word for a street decides how much else is asked for. "12 Larch Road" is an address as it stands; "24 Hour Drive"
and "5 Star Court" are talk until a postcode follows or "she lives at" goes before.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from amends.core.floor.personal_data.ordinary_numbers import without_ordinary_numbers

_CAP: Final = r"(?:[A-ZÀ-ÖØ-ÞĀ-Ž][\w'.-]{0,24}|\d{1,3}(?:st|nd|rd|th))"
_NO: Final = r"\d{1,5}(?:[-/]\d{1,4})?\s?[A-Za-z]?(?![^\W_])"

_AFTER: Final = re.compile(
    # a postcode: UK; US; India; the Netherlands; Poland; Portugal; four or five digits with the name of a town
    r"\b[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}\b|\b[A-Z]{2} \d{5}(?:-\d{4})?\b|\b\d{3} ?\d{3}\b|\b\d{4} ?[A-Z]{2}\b"
    r"|\b\d{2}-\d{3}\b|\b\d{4}-\d{3}\b|(?<![\d.,])\d{4,5} [A-ZÄÖÜ][a-zäöüß]|^,? [A-Z][a-zà-ü]+ \d{5}\b"
    # or which flat
    r"|^,?\s(?:bajo|piso|planta|\d{1,2}[ºª])|^\W{0,3}(?:(?:Apt|Flat|Unit|Suite|Apartment|Floor)\b|#\d{1,4}(?!\w))"
)
_BEFORE: Final = re.compile(
    r"(?:\bliv(?:es?|ing)\s(?:at|on|in)|\bstays?\sat|\bresid(?:es?|ing)\sat|\bhouse(?:\sis)?|\bhome|\bhome\saddress(?:\sis)?"
    r"|\baddress(?:\sis|\s?:)|\bneighbou?r\s(?:at|in)|\bdoor\sof|\bknock\sat|\bmoved\sto|\bwohnt|\bwohnhaft|\badresse"
    r"|\banschrift|\bwoont\s(?:op|aan|in)|\bhabite|\bdomicile|\bvit|\bchez\s\w{1,12},?|\bvive(?:\sen)?|\bdomicilio|\bdirecci[oó]n|\bsu\scasa|\bha\scasa|\b(?:unit|flat|apt|apartment)\s\w{0,4}"
    r"|\babita|\bmora\sna|\bmieszka|\bbor\s(?:på|i))[\s:,]*(?:is|ist|est|es|at|on|in|der|die|dem|au|en|la|el|está|number|nummer|n[°º]"
    r"|przy|på|[\s:,])*$",
    re.IGNORECASE,
)
_UNITS: Final = re.compile(
    r"[\s-]{0,2}(?:minut\w*|min\b|stund\w*|std\b|meter\w*|m\b|km\b|people|persons?|personas|personnes|leute|jahre?\b|years?|hours?"
    r"|horas|heures|mal\b|uhr\b|prozent|percent|%|€|\$|£)",
    re.IGNORECASE,
)
_TALKED_OF: Final = re.compile(
    r"\b(?:Wall|Fleet|Downing|Sesame|Coronation|Main|High|Bay) (?:Street|St|Road)\b", re.IGNORECASE
)
"""Streets that stand for something else."""


@dataclass(frozen=True, slots=True)
class _Form:
    """How an address is written, and whether that alone will do."""

    written: re.Pattern[str]
    alone: bool


def _form(written: str, *, alone: bool, any_case: bool = False) -> _Form:
    return _Form(re.compile(rf"(?<![\w.,/€$£-]){written}", re.IGNORECASE if any_case else 0), alone)


_STREET: Final = (
    r"(?:Street|Str?\.|St|Road|Rd\.?|Avenue|Ave\.?|Lane|Ln\.?|Boulevard|Blvd\.?|Terrace|Crescent|Cres\.?|Mews|Marg)"
)
_MAYBE: Final = (
    r"(?:Drive|Dr\.?|Court|Ct\.?|Close|Place|Pl\.?|Way|Square|Sq\.?|Gardens|Gdns|Grove|Park|Hill|Row|Parade|Walk|Highway"
    r"|Hwy|Parkway|Pkwy|Circle|Cir\.?|Trail|Rise|Green|Quay|View|Wharf|Broadway|Willows|Cottages?|House|Nagar|Layout|Colony"
    r"|Cross|Chowk|Vihar|Enclave)"
)
_GERMAN: Final = (
    r"(?:[sS]tra(?:ß|ss)e|[sS]tr\.|[gG]asse|[aA]llee|[pP]latz|[wW]eg|[dD]amm|[uU]fer|[cC]haussee|[sS]teig|[pP]fad)"
)
_FRENCH: Final = (
    r"(?:rue|avenue|av\.|boulevard|bd\.?|chemin|impasse|all[ée]e|quai|ruelle|faubourg|fbg|rond-point|sentier)"
)
_FRENCH_MAYBE: Final = r"(?:place|route|square|cours|passage|villa|cité|résidence)"
_OF: Final = r"(?:de la|de l'|de los|de las|du|des|de|del|la|le|les|l'|d'|el|los|las|di|della|dei|delle|da|do|dos)"
_SPANISH: Final = (
    r"(?:[Cc]alle|C/|[Aa]venida|[Aa]vda?\.|[Aa]v\.|[Pp]laza|[Pp]za\.|[Pp]aseo|[Cc]amino|[Cc]arrer|[Rr]onda"
    r"|[Tt]raves[ií]a)"
)
_ITALIAN: Final = r"(?:Via|Viale|Piazza|Piazzale|Corso|Largo|Vicolo|Strada)"
_PORTUGUESE: Final = r"(?:Rua|Avenida|Travessa|Praça|Alameda|Estrada)"
_POSTCODE: Final = r"[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}(?!\w)"
_FLAT: Final = r"(?:Apt|Flat|Unit|Suite|Apartment)"
_BOX: Final = r"(?:P\.?\s?O\.?\s?Box|Post Office Box|Postfach|Apartado(?: de correos)?|Boîte postale|Casella postale)"
_FORMS: Final = (
    # number, name, word for a street
    _form(rf"{_NO},?\s(?:[NSEW]\.?\s)?(?:{_CAP}\s){{1,3}}{_STREET}(?!\w)", alone=True),
    _form(rf"{_NO},?\s(?:[NSEW]\.?\s)?(?:[Tt]he\s)?(?:{_CAP}\s){{0,3}}{_MAYBE}(?!\w)", alone=False),
    _form(rf"{_NO},?\s(?:[\w'-]{{2,20}}\s){{1,3}}(?:{_STREET}|{_MAYBE})(?!\w)", alone=False, any_case=True),
    _form(rf"{_NO},?\s(?:{_CAP}\s){{0,2}}{_CAP},\s(?:{_FLAT}\.?\s?\w{{1,5}}|#\d{{1,4}})(?!\w)", alone=True),
    # flat, house, plot; numbered crosses and sectors
    _form(
        r"(?:Flat|House|H\.?\s?No|Plot|Door|Villa|Shop|Apt|Apartment|Suite|Unit)\.?\s?(?:No\.?|Number|#)?\s?(?=[A-Z/-]{0,4}\d)[\w/-]{1,8},\s?"
        r"(?:[\w'-]{1,24}[\s,]{1,3}){0,6}?"
        rf"(?:{_STREET}|{_MAYBE}|Sector|Block|Apartments|Phase)(?!\w)(?:\s\d{{1,3}})?",
        alone=True,
    ),
    _form(
        r"\d{1,4}(?:/\d{1,4})?,\s\d{1,2}(?:st|nd|rd|th)\s(?:Cross|Main|Floor|Street|Block|Lane)(?:,\s(?:[\w'-]+\s?){1,3})?",
        alone=True,
    ),
    # a British postcode with the word or with the name of a house: some fifteen doors
    _form(rf"(?:[Pp]ost ?code\W{{1,4}}(?:is\s)?|{_CAP},\s){_POSTCODE}", alone=True),
    # a box
    _form(rf"{_BOX}\s(?:\d ?){{1,8}}\d?", alone=True, any_case=True),
    # German, Dutch, Scandinavian: one word and the number
    _form(rf"(?:{_CAP}\s){{0,2}}[A-ZÄÖÜa-zäöüß][\wäöüß.-]{{0,40}}(?<=[\wäöüß-]){_GERMAN}\s{_NO}", alone=True),
    _form(rf"(?:{_CAP}(?<![.:])\s){{1,2}}{_GERMAN}\s{_NO}", alone=True),
    _form(
        rf"(?:{_CAP}\s)?(?:Platz|Straße|Allee|Weg)\s(?:der|des|am|an der|zur|zum)\s(?:{_CAP}\s){{1,3}}{_NO}", alone=True
    ),
    _form(
        rf"(?:Am|An der|An den|Auf dem|Auf der|Im|In der|In den|Zum|Zur|Unter den|Hinter dem|Vor dem)\s{_CAP}\s{_NO}",
        alone=False,
    ),
    _form(
        rf"[A-Z]\w+(?:straat|laan|weg|plein|gracht|kade|singel|dijk|steeg|gade|vej|gatan|vägen|veien|gata)\s{_NO}",
        alone=True,
    ),
    # French: the number first
    _form(
        rf"\d{{1,4}}\s?(?:bis|ter|quater)?,?\s{_FRENCH}\s(?:{_OF}\s?)?{_CAP}(?:[\s-](?:{_OF}\s?)?{_CAP}){{0,3}}",
        alone=True,
    ),
    _form(
        rf"\d{{1,4}}\s?(?:bis|ter|quater)?,?\s(?:{_FRENCH}|{_FRENCH_MAYBE})\s(?:{_OF}\s?)?[\w'-]+(?:\s[\w'-]+){{0,3}}",
        alone=False,
        any_case=True,
    ),
    # Spanish, Italian, Portuguese, Polish: the number last
    _form(
        rf"{_SPANISH}\s?(?:{_OF}\s)?{_CAP}(?:\s(?:{_OF}\s)?{_CAP}){{0,3}},?\s(?:n[.º°úu]*m?\.?\s?)?{_NO}", alone=True
    ),
    _form(rf"{_SPANISH}\s?(?:{_OF}\s)?[\w'-]+(?:\s[\w'-]+){{0,3}},?\s(?:n[.º°]*\s?)?{_NO}", alone=False, any_case=True),
    _form(rf"{_ITALIAN}\s(?:{_OF}\s)?{_CAP}(?:\s(?:{_OF}\s)?{_CAP}){{0,3}},\s(?:n[.º°]*\s?)?{_NO}", alone=True),
    _form(rf"{_ITALIAN}\s(?:{_OF}\s)?{_CAP}(?:\s(?:{_OF}\s)?{_CAP}){{0,3}}\s{_NO}", alone=False),
    _form(
        rf"(?:Corso|Viale|Piazza|Piazzale|Vicolo)\s(?:{_OF}\s)?{_CAP}(?:\s(?:{_OF}\s)?{_CAP}){{0,3}}\s{_NO}", alone=True
    ),
    _form(rf"C\.\s(?:{_OF}\s)?{_CAP}(?:\s(?:{_OF}\s)?{_CAP}){{0,3}},?\s{_NO}", alone=False),
    _form(rf"{_PORTUGUESE}\s(?:{_OF}\s)?{_CAP}(?:\s(?:{_OF}\s)?{_CAP}){{0,3}},\s(?:n[.º°]*\s?)?{_NO}", alone=True),
    _form(rf"(?:ul|al|os|pl)\.\s(?:{_CAP}\s){{1,3}}{_NO}(?:/\d+)?", alone=True),
    # whatever it is called: a name of a house and its number, where somebody says that somebody lives there
    _form(rf"(?:[Nn]umber\s)?{_NO},\s(?:The\s)?{_CAP}(?:\s{_CAP}){{0,2}}", alone=False),
)


def street_addresses(text: str) -> Iterator[tuple[int, int]]:
    """Yield where the address of a house, a flat or a box stands.

    One address may fit several ways of writing, and is then told as often.

    >>> set(street_addresses("She lives at 14 Larch Road, Testham."))
    {(13, 26)}
    >>> list(street_addresses("The 2008 Wall Street crash; 5 Star Court; 10 Best Ways; Bahnhofstraße 5 Minuten"))
    []
    """
    plain = without_ordinary_numbers(text)
    for form in _FORMS:
        for found in form.written.finditer(plain):
            if _is_address(plain, found, alone=form.alone):
                yield found.span()


def _is_address(text: str, found: re.Match[str], *, alone: bool) -> bool:
    after = text[found.end() : found.end() + 48]
    if _UNITS.match(after):
        return False
    told = _BEFORE.search(text[max(0, found.start() - 48) : found.start()]) or _AFTER.search(after)
    if told:
        return True
    year = re.match(r"(?:19|20)\d\d\s|.*\s(?:19|20)\d\d$", found.group())
    return alone and not year and not _TALKED_OF.search(found.group())
