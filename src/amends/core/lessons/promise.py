"""A promise read from a plain sentence: what it forbids or asks for, where, by whose leave, and how far ahead."""

from __future__ import annotations

import re
from typing import Final

from amends.core.lessons.bond import FIRST, LEAVE, Bond, Promise, bond_of
from amends.core.lessons.concepts import concepts
from amends.core.lessons.draft import draft
from amends.core.lessons.promise_parts import acts, names
from amends.core.lessons.promise_place import without_place
from amends.core.lessons.when import days, releases
from amends.core.statement.cue import cue

_NEVER: Final = cue(r"""
    (?:will|shall|would|do|does|am going to|are going to|going to|plan to|intend to|promise|commit|vow|pledge
    |should) (?:\w+ ){0,2}?(?:not|never)
    won't | don't | not going to | never | no more | no longer
    (?:will |'ll |have |i |we )?(?:stop|stopped|stopping|quit|quitting|cease|refrain from|avoid|avoiding|abstain from
    |steer clear of|give up|gave up|giving up|swear off|end|ending|drop|done with|through with|finished with|decline
    |refuse|turn down|say no to|leave out|keep) (?!the)(?:\w+ )?(?:out of|off|away from)?
    (?:not|no|none) (?:to|again|any ?more|\w+) | cannot | can't | free of | out of | without (?:any )? | nothing
    nicht | nie | niemals | kein\w* | nie wieder | nicht mehr | aufhören | verzichte\w*
""")

_ONLY: Final = re.compile(
    r"\b(?:without|unless|until|(?<!-)before(?!-| again)|except (?:when|if|with|after)"
    r"|only (?:\w+ ){0,2}?(?:if|when|with|after|once|where)"
    r"|(?:if|that) (?:i|we) (?:have|haven't|don't|did|didn't)(?: not)?"
    r"|(?:i|we)(?:'ve| have| haven't) (?:not |n't )?(?:personally |yet |fully )?"
    r"(?:used|tested|tried|verified|checked|confirmed|read|seen)|ohne|bevor|erst wenn|nur (?:mit|wenn|nach)|außer)\b"
)
_HOW_OFTEN: Final = re.compile(
    r"\b(?:more than (?:once|twice|one|two|three|\d+)|at most|no more than|maximum of"
    r"|(?:once|twice|times) (?:a|per|every) (?:day|week|month|year))\b"
)

_OWN_MONEY: Final = re.compile(
    r"\b(?:only|just|always|nur)\b.*\b(?:(?:paid for|bought|buy|pay for)\b"
    r".*\b(?:myself|ourselves|own money)|selbst (?:gekauft|bezahlt))"
    r"|\b(?:pay|paying) for (?:my|our) own\b"
)

_ALWAYS: Final = re.compile(
    r"\b(?:every|each|all|any|always|whenever|when|if|from now on|henceforth|will|'ll"
    r"|jede[rsnm]?|alle|immer|ab jetzt|künftig)\b"
)

_ASK_FIRST: Final = re.compile(
    r"\b(?:ask|get|seek|obtain|check|clear|have|need|request)\w*\b[^.;]{0,80}?"
    r"\b(?:before|prior to|ahead of)\s+(?:i |we |it |anything |any )?(.+)$"
)

_FRAGE_ZUERST: Final = re.compile(
    r"\b(?:frage|fragen|hole|holen|bitte|bitten)\b[^.;]{0,60}?\bbevor\s+(?:ich|wir)\s+(.+)$"
)
_BEFORE_WE: Final = re.compile(
    r"^(?:before|whenever|when|if|every time|each time|any time|anytime)\s+(?:i|we)\b\s*"
    r"(?:\w+\s+)?(.+?),\s*(?:i|we)(?:'ll| will| always| shall)?\s+(.+)$"
)


def promise(sentence: str) -> Promise | None:
    """Read a promise, or return nothing where no draft could show that it is broken (“we will give 500 to the school”).

    >>> one = promise("No more affiliate links in the newsletter.")
    >>> one.bond.value, one.acts, sorted(one.place)
    ('never', (frozenset({'affiliate'}),), ['newslett'])
    """
    ready = draft(sentence[:1_000])
    low = " ".join(ready.low.split()).rstrip(".! ")
    if not low:
        return None
    place_words, rest = without_place(low)
    found = _bound(rest)
    if found is None:
        return None
    bond, act = found
    parts = acts(act, bond)
    named = names(sentence)
    if not parts and not named and bond is not Bond.TRIED:
        return None
    return Promise(
        words=" ".join(sentence.split()),
        bond=bond,
        acts=parts,
        place=place_words,
        first=bond is Bond.NAMED and FIRST.search(low) is not None,
        days=days(low) if bond in {Bond.NOTICE, Bond.TRIED} else 0,
        releases=releases(low) if bond is Bond.NOTICE else 0,
        names=named,
    )


def _bound(low: str) -> tuple[Bond, str] | None:
    """Tell what a promise binds to, and the words of what it is about; nothing where no draft could show it."""
    if _HOW_OFTEN.search(low):
        return None
    if _OWN_MONEY.search(low):
        return Bond.NEVER, f"free products, loans and sponsored posts: {low.rpartition(' own ')[2]}"
    if german := _FRAGE_ZUERST.search(low):
        return Bond.LEAVE, german.group(1)
    if (asked := _ASK_FIRST.search(low)) and LEAVE.search(low[: asked.start(1)]) and not _NEVER.match(low):
        return Bond.LEAVE, asked.group(1)
    if before := _BEFORE_WE.match(low):
        bond = bond_of(before.group(2), before.group(1))
        return (bond, before.group(1)) if bond else None
    return _with_condition(low, _NEVER.search(low))


def _with_condition(low: str, never: re.Match[str] | None) -> tuple[Bond, str] | None:
    """Read what is never done, or not without something, or always with something."""
    if never and "future" in concepts(low):
        return Bond.NEVER, low
    only = _ONLY.search(low)
    if only and (never is None or only.start() > never.start()):
        act, condition = low[: only.start()], low[only.start() :]
        if bond := bond_of(condition, act):
            return bond, act
        if never and only.group().startswith(("without", "unless", "until", "before", "ohne", "bevor")):
            return None  # on a condition that no draft shows
    bond = bond_of(low, low)
    if bond and (never is None or bond is Bond.NOTICE) and _ALWAYS.search(low):
        return bond, low
    return (Bond.NEVER, _clause(low, never.start())) if never else None


def _clause(low: str, at: int) -> str:
    """Return the clause that holds a place: what is never done stands in it."""
    begins = max(low.rfind(mark, 0, at) for mark in (";", ". ", " but ")) + 1
    end = low.find(";", at)
    return low[begins : end if end >= 0 else len(low)]
