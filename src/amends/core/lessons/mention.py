"""Does a draft speak of somebody its writer is tied to? By name, handle, hashtag or address, or by what was given."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from amends.core.lessons import praise
from amends.core.lessons.draft import Draft
from amends.core.lessons.finding import Span
from amends.core.lessons.links import codes, own_code, partner_links
from amends.core.statement.connection import Connection, Tie
from amends.core.statement.cue import cue, listed

NAME: Final = "ǃ"
"""A letter of no language read here: it stands for each letter of the other party's name."""

_WORD: Final = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")
_PARTS: Final = re.compile(r"[(\[].*?[)\]]|[,;/|].*$")
_COMMON: Final = frozenset(
    listed("""
        the and of for at by visit discover team official shop our co company corp corporation inc ltd
        limited llc llp gmbh ag ug kg plc pvt group holding studio studios labs lab hotel hotels resort cafe
        café bakery restaurant bar bikes bike phones phone shop store books press media online foods food
        coffee tea brewery wine wines beauty skincare cosmetics fashion wear clothing shoes games gaming
        software systems technologies technology tech audio cameras camera travel tours airlines air bank
        finance capital ventures partners club gym fitness health pharma clinic school academy university
        foundation institute museum gallery theatre festival records music der die das und von am im zum zur
        haus hof verlag firma bäckerei friends family brother sister my our new le la el de
    """)
)
_NO_THING: Final = frozenset(
    listed("""
        a an the to of for in on at by and or my our their his her its it me us i we they with without from as per
        each every one two three four five six seven eight ten half few some any all both free paid lent loan loaned
        gift gifted sent given keep keeps kept return returned back send exchange review reviews reviewed reviewing
        sample samples unit units copy press test testing tested trial week weeks month months monthly year years day
        days night nights hour hours post posts story stories reel reels video videos campaign deal fee flat retainer
        euro euros eur usd gbp inr dollar dollars pound pounds rupees worth value about commission percent link links
        code codes affiliate program associates tag partner partnership sponsor sponsors sponsored sponsorship
        contract advertising ad ads newsletter slot episode podcast channel work works working worked job employed
        employee employer staff developer engineer advocate manager designer director founder cofounder owner owns own
        owned runs run head lead senior junior consultant adviser advisor intern marketing sales support brother
        sister mother father wife husband son daughter cousin aunt uncle friend family partner's share shares stock
        stake equity option options investor invested invests bought holds hold since until after before was is are
        were be been has have had get gets got who which that this these those new old big small long short first last
        next same other more most part time full money cash goods product products item items thing things stuff
        package box hamper set pr launch event kostenlos geschenkt geliehen für zwei drei vier nächte nacht tage woche
        wochen monat monate kampagne die der das ein eine einen zu zum zur von und mit als leihgabe honorar bezahlt
        euro stück autumn spring summer winter january february march april may june july august september october
        november december user users account annual yearly plan complimentary discounted service services brand brands
        company firm business home house pays pay paying received receive earned earn earns per sale sales each click
        instagram youtube tiktok twitter blog post facebook linkedin feed content creator influencer ambassador not no
        asked review's it's husband's wife's brother's sister's
    """)
)
_GIVES: Final = frozenset(set(Tie) - {Tie.FAMILY, Tie.NONE})
"""Ties for which being named at all is what they gain by."""
_LINKED: Final = cue(r"""
    (?:all |both |each )?linked (?:below|above|here|in (?:my |the )?(?:bio|comments|description|notes))
    links? (?:below|(?:is |are )?in (?:my |the )?(?:bio|comments|description|notes)) | (?:via|through|with) my links?
    unten verlinkt | links? (?:unten|in der bio|in den kommentaren)
""")
"""Where whoever earns by links points at them; which link earns cannot be seen by it."""
_SHOWN: Final = r"(?:this|these|those|the|my new|our new|my|our|new|that|dies\w*|mein\w* neu\w*|neu\w*|ye|yeh|is)"


@dataclass(frozen=True, slots=True)
class Mention:
    """Where a draft speaks of the other party: each place, and whether one of them points at it (handle, tag, link)."""

    spans: tuple[Span, ...]
    pointed: bool
    by_name: bool

    @property
    def first(self) -> Span:
        """Return the first place."""
        return self.spans[0]


@lru_cache(maxsize=256)
def names(with_whom: str) -> tuple[str, ...]:
    """Return the forms, in small letters, in which a party may be named, the longest first.

    >>> names("Kestrel Bikes Ltd")
    ('kestrel bikes ltd', 'kestrel bikes', 'kestrel')
    """
    whole = (
        " ".join(_PARTS.sub(" ", with_whom.lower().replace("’", "'")).replace("@", " ").split())
        or with_whom.lower().strip()
    )
    words = whole.split()
    forms = [
        whole,
        *([whole.replace("&", "and"), whole.replace(" and ", " & ")] if "&" in whole or " and " in whole else []),
    ]
    while len(words) > 1 and _WORD.sub("", words[-1]) in {"", "."} and words[-1].strip(".") in _COMMON:
        words = words[:-1]
        forms.append(" ".join(words))
    telling = [word for word in words if word not in _COMMON and len(word) >= 4]
    if len(words) > 1 and telling:
        forms.append(telling[0])
    return tuple(sorted({form for form in forms if form}, key=lambda form: (-len(form), form)))


@lru_cache(maxsize=256)
def _name_pattern(with_whom: str) -> re.Pattern[str]:
    forms = "|".join(re.escape(form).replace(r"\ ", r"[\s\u00a0]+") for form in names(with_whom))
    return re.compile(rf"(?<![\w@#])(?:{forms})(?:'s|’s|s')?(?![\w])")


@lru_cache(maxsize=256)
def _squeezed(with_whom: str) -> tuple[str, ...]:
    """Return the names as a handle or an address would have them."""
    whole = names(with_whom)[0]
    forms = {"".join(_WORD.findall(form)) for form in (*names(with_whom), whole.replace("&", "and"))}
    return tuple(
        sorted(
            (form for form in forms if len(form) >= 4 or form == "".join(_WORD.findall(whole))), key=len, reverse=True
        )
    )


@lru_cache(maxsize=256)
def things(with_whom: str, given: str) -> tuple[str, ...]:
    """Return the words for what was given, in small letters, without what tells only that or how it was given.

    >>> things("Nordlys", "a desk lamp, to keep")
    ('desk', 'lamp')
    """
    named = set(_WORD.findall(" ".join(names(with_whom))))
    words = [word.lower() for word in _WORD.findall(given)]
    kept = [
        word for word in words if len(word) >= 3 and not word.isdigit() and word not in _NO_THING and word not in named
    ]
    return tuple(dict.fromkeys(kept))


def mention(draft: Draft, connection: Connection, *, alone: bool = True) -> Mention | None:
    """Return where a draft speaks of a party in a way that its tie matters to, or nothing.

    Somebody who gains by being named matters wherever named. Family and friends matter where something is judged, used
    or offered beside them; what was given, where it is shown or judged. ``alone`` says that
    this is the writer's only tie that pays, so that a code or a partner's link that names nobody is taken for its.

    >>> from amends.core.lessons.draft import draft
    >>> tie = Connection("Nordlys", "a desk lamp", kind=Tie.FREE_GOODS)
    >>> mention(draft("This lamp is the best."), tie).first, mention(draft("Rain all day."), tie)
    ((5, 9), None)
    """
    named = list(_named(draft, connection))
    pointed = [*_pointed(draft, connection), *_earning(draft, connection, alone=alone)]
    if pointed and (connection.kind in _GIVES or praise.judged(draft, connection.kind)):
        return Mention(tuple(sorted({*named, *pointed})), pointed=True, by_name=bool(named))
    if named and (connection.kind in _GIVES or len(named) > 1 or praise.judged(draft, connection.kind)):
        return Mention(tuple(named), pointed=False, by_name=True)
    shown = list(_shown(draft, connection))
    return Mention(tuple(shown), pointed=False, by_name=False) if shown else None


def with_names_hidden(draft: Draft, connection: Connection) -> str:
    """Return the draft's small letters with the party's name, handle and hashtags put out of sight, letter for letter.

    >>> from amends.core.lessons.draft import draft
    >>> with_names_hidden(draft("I work at Nordlys."), Connection("Nordlys"))
    'i work at ǃǃǃǃǃǃǃ.'
    """
    low = _name_pattern(connection.with_whom).sub(lambda found: NAME * len(found.group()), draft.low)
    for begins, ends in _marks(draft, connection):
        low = low[:begins] + NAME * (ends - begins) + low[ends:]
    return low


def _named(draft: Draft, connection: Connection) -> Iterator[Span]:
    quiet = draft.text == draft.text.lower()
    for found in _name_pattern(connection.with_whom).finditer(draft.low):
        written = draft.text[found.start()]
        # “Target” is a shop and “target” is a word: a name keeps its capital, unless nothing in the draft has one.
        if quiet or not written.islower() or connection.with_whom[:1].islower() or " " in found.group():
            yield found.span()


def _marks(draft: Draft, connection: Connection) -> Iterator[Span]:
    forms = _squeezed(connection.with_whom)
    for mark in (*draft.handles, *draft.tags):
        plain = re.sub(r"[\W_]", "", mark.text)
        if any(
            plain == form or (len(form) >= 5 and plain.startswith(form)) or (len(form) >= 6 and form in plain)
            for form in forms
        ):
            yield mark.span


def _pointed(draft: Draft, connection: Connection) -> Iterator[Span]:
    yield from _marks(draft, connection)
    forms = [form for form in _squeezed(connection.with_whom) if len(form) >= 4]
    for link in draft.links:
        host = re.sub(r"^\w+://", "", link.text.lower()).split("/")[0]
        if any(form in re.sub(r"[\W_]", "", host) for form in forms):
            yield link.span


def _earning(draft: Draft, connection: Connection, *, alone: bool) -> Iterator[Span]:
    """Find the links and codes by which this party pays: any of them where it is the only one that could."""
    if connection.kind not in {Tie.AFFILIATE, Tie.PAID} or not alone:
        return
    for link in partner_links(draft):
        yield link.span
    yield from codes(draft)
    if span := own_code(draft):
        yield span
    if connection.kind is Tie.AFFILIATE and (told := _LINKED.search(draft.low)):
        yield told.span()


def _shown(draft: Draft, connection: Connection) -> Iterator[Span]:
    for thing in things(connection.with_whom, connection.given):
        stem = re.escape(thing[:-1] if thing.endswith("s") and len(thing) > 4 else thing)
        for found in re.finditer(rf"(?<!\w)(?:{_SHOWN}\s+(?:\w+\s+){{0,2}})?({stem}(?:e?s|en|n)?)(?!\w)", draft.low):
            begins, ends = draft.sentence(found.start(1))
            shown = found.group() != found.group(1)
            if praise.negated(draft.low, found.start()):
                continue
            if (shown and praise.judged(draft, connection.kind)) or praise.said(draft, (begins, ends)):
                yield found.span(1)
