"""Which stream a promise speaks of, and whether that is the one a draft is for."""

from __future__ import annotations

import re
from typing import Final

from amends.core.lessons.bond import Promise
from amends.core.lessons.finding import Purpose, Stream
from amends.core.lessons.stems import stem, telling
from amends.core.statement.cue import listed

_NAMED_PLACES: Final = (
    r"newsletters?|blogs?|(?:mailing )?lists?|groups?|forums?|podcasts?|release notes|notes|changelogs?|stor(?:y|ies)"
    r"|clubs?|communit(?:y|ies)|magazine|discord|slack|instagram|insta|linkedin|twitter|mastodon|bluesky|tiktok|youtube"
    r"|facebook|whatsapp|gruppe|verteiler|columns?|albums?"
)
_OTHER_PLACES: Final = (
    r"feeds?|accounts?|channels?|pages?|profiles?|timelines?|streams?|spaces?|servers?|sites?|websites?|chats?|inbox"
    r"|walls?|grid|show|fediverse|kanal|konto|seite|profil|threads?|posts"
)
_PLACE: Final = re.compile(
    r"\b(?:in|on|to|from|into|at|within|inside|across|via|through|over|for|of|im|in der|auf|über)\s+"
    r"((?:(?:my|our|the|this|that|any|these|all|an?|meine?[nmr]?|unsere?[nmr]?|de[rmn]|diesem|own|main)\s+){0,2}"
    rf"(?:[\w'’-]+\s+){{0,3}}?(?:{_NAMED_PLACES}|{_OTHER_PLACES}))\b"
)
_KEPT_FREE: Final = re.compile(
    rf"(?<=keep)\s+((?:my|our|the|this)\s+(?:[\w'’-]+\s+){{0,2}}?"
    rf"(?:{_NAMED_PLACES}|{_OTHER_PLACES}))\s+(?=free|clear|clean)"
)
_NAMED: Final = frozenset(
    map(
        stem,
        listed("""
            newsletter newsletters blog blogs list lists mailing group groups forum podcast release notes changelog
            story stories club clubs community magazine discord slack instagram insta linkedin twitter mastodon bluesky
            tiktok youtube facebook whatsapp gruppe verteiler column columns album albums
        """),
    )
)
"""Places that a stream is, or is not, by its name."""
_ANYWHERE: Final = frozenset(
    map(
        stem,
        listed("""
            feed account channel page profile timeline stream space site website wall grid kanal konto seite profil
            story thread post show chat my our the this that any own main all mein unser dem der den dieser diesem diese
        """),
    )
)

_TO_PURPOSE: Final = {
    **dict.fromkeys(("personal", "private", "persönlichen", "privaten", "family", "friends"), Purpose.PERSONAL),
    **dict.fromkeys(("professional", "work", "business", "beruflichen"), Purpose.PROFESSIONAL),
    **dict.fromkeys(("commercial", "shop", "store", "brand"), Purpose.COMMERCIAL),
    **dict.fromkeys(
        ("community", "group", "club", "members", "forum", "list", "gruppe", "verein", "verteiler"), Purpose.COMMUNITY
    ),
}


def without_place(low: str) -> tuple[frozenset[str], str]:
    """Take the stream a promise names out of its words.

    >>> without_place("no ads in the newsletter")
    (frozenset({'newslett'}), 'no ads')
    """
    found = _KEPT_FREE.search(low) or _PLACE.search(low)
    if found is None:
        return frozenset(), low
    words = [stem(word) for word in re.findall(r"[^\W\d_]+", found.group(1))]
    rest = f"{low[: found.start()]} {low[found.end() :]}"
    return frozenset(words) - frozenset(
        map(
            stem,
            listed("""
            my our the this that any a an these all own main mein meinem unserem dem der den
        """),
        )
    ), " ".join(rest.split())


def holds_in(one: Promise, stream: Stream | None) -> bool:
    """Tell whether a promise holds in a stream; it does where either does not say.

    >>> from amends.core.lessons.promise import promise
    >>> newsletter = promise("No more affiliate links in the newsletter.")
    >>> [holds_in(newsletter, Stream(Purpose.PROFESSIONAL, name)) for name in ("the Friday newsletter", "my blog")]
    [True, False]
    """
    if not one.place or stream is None:
        return True
    called = {each for each, _, _ in telling(stream.name.lower())} | {
        stem(word) for word in stream.name.lower().split()
    }
    wanted = {purpose for word, purpose in _TO_PURPOSE.items() if stem(word) in one.place}
    if one.place & called:
        return not wanted or stream.purpose in wanted or bool((one.place - _ANYWHERE) & called)
    if stream.purpose in wanted:
        return True
    if wanted:
        return False
    unnamed = not stream.name.strip() or stream.name.strip().lower() == stream.purpose
    return one.place <= _ANYWHERE or unnamed or not one.place & _NAMED
