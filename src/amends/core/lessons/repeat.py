"""Whether a draft would break a promise, or make the same mistake again in other words."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Final

from amends.core.lessons.apology import non_apologies
from amends.core.lessons.bond import Bond, Promise
from amends.core.lessons.concepts import COMMERCE
from amends.core.lessons.disclosure import disclosures
from amends.core.lessons.draft import draft
from amends.core.lessons.finding import ABSENT, Finding, Kind, Span
from amends.core.lessons.kept import KEPT, SHORT_TIME, TO_COME, left_alone
from amends.core.lessons.learned import Learned
from amends.core.lessons.likely import kinds_of, likely
from amends.core.lessons.likeness import signs
from amends.core.lessons.mention import mention
from amends.core.lessons.naming import namings
from amends.core.lessons.pieces import Weights
from amends.core.lessons.praise import negated
from amends.core.lessons.promise import promise
from amends.core.lessons.promise_kind import Bound, bound
from amends.core.lessons.promise_place import holds_in, without_place
from amends.core.lessons.promised_tie import broken_shop, broken_ties
from amends.core.lessons.shown import SHOWS, Look, shown, where_named
from amends.core.lessons.theme import broken_themes
from amends.core.lessons.theme_words import AS_PROMISED, KEEPS_ASKING, PLAIN_APOLOGY
from amends.core.lessons.when import ANNOUNCED, AT_ONCE, days
from amends.core.statement.connection import Tie
from amends.core.statement.cue import cue

_VERSION: Final = "2026.2"


def repeats(look: Look, promises: Sequence[str], learned: Learned | None = None) -> list[Finding]:
    """Return a finding for every promise that a draft would break.

    Where no rule finds one and something was ``learned``, the promise is told of that it most reads like breaking.

    >>> from amends.core.lessons.draft import draft
    >>> from amends.core.lessons.rulebook import BREACHES, Rulebook, Source
    >>> book = Rulebook("us", "", "1", "", {"en": ("ad",)}, (), {}, {breach: Source("a", "b") for breach in BREACHES})
    >>> from amends.core.lessons.shown import Look
    >>> look = Look(draft("Here are 40 photos of everyone at the dinner!"), None, (), book)
    >>> [found.kind.value for found in repeats(look, ["I will ask before sharing photos of members."])]
    ['repeat']
    """
    told = [
        _by_its_words(look, one) or _by_its_ties(look, one, learned) or _by_its_theme(look, one) for one in promises
    ]
    found = [one for one in told if one is not None]
    return found or (by_its_manner(look, promises, learned.manner) if learned else [])


def _by_its_words(look: Look, sentence: str) -> Finding | None:
    """Hold a promise against a draft part by part."""
    one = promise(sentence)
    if one is None or not holds_in(one, look.stream):
        return None
    span = _BROKEN[one.bond](look, one)
    return None if span is None else _finding(one.words, one.bond, span)


def _by_its_ties(look: Look, sentence: str, learned: Learned | None) -> Finding | None:
    """Hold the ties that a draft speaks of against what was promised of them."""
    known = bound(sentence, learned.kinds) if learned else Bound()
    broken = broken_ties(look, sentence, known)
    if broken is None and (sold := broken_shop(look, sentence, known)):
        broken = Bond.NEVER, sold
    return None if broken is None else _finding(" ".join(sentence.split()), *broken)


def _by_its_theme(look: Look, sentence: str) -> Finding | None:
    """Hold what a draft admits against what such promises are about."""
    if not holds_in(Promise(sentence, Bond.NEVER, (), _place_of(sentence)), look.stream):
        return None
    if all(words.search(sentence.lower()) for words in PLAIN_APOLOGY) and (hedged := non_apologies(look.draft)):
        return _finding(" ".join(sentence.split()), Bond.NEVER, hedged[0].span)
    for bond, span in broken_themes(look.draft, sentence):
        return _finding(" ".join(sentence.split()), bond, span)
    return None


def by_its_manner(look: Look, promises: Sequence[str], weights: Weights) -> list[Finding]:
    """Weigh how much a draft reads like one that breaks a promise made for this space; of one promise at most.

    Where it reads so for several, the one is told of that speaks of most that the draft speaks of.

    >>> from amends.core.lessons.draft import draft
    >>> from amends.core.lessons.likely import PLACES
    >>> from amends.core.lessons.rulebook import Rulebook
    >>> look = Look(draft("It is out now."), None, (), Rulebook("us", "", "1", "", {}, (), {}, {}))
    >>> [one.span for one in by_its_manner(look, ["I will ask first."], Weights(bytes(PLACES), 1.0, 1.0, 0.0))]
    [(0, 14)]
    """
    here = [one for one in promises if holds_in(Promise(one, Bond.NEVER, (), _place_of(one)), look.stream)]
    by_kinds = {kinds: likely(look.draft, kinds, weights) for kinds in {kinds_of(one) for one in here}}
    weighed = [(found, one) for one in here if (found := by_kinds[kinds_of(one)]).above >= 0]
    if not weighed:
        return []
    known = signs(look.draft)
    most = max(weighed, key=lambda one: (len(known & signs(draft(one[1]))), one[0].above))
    words = " ".join(most[1].split())
    why = f"This reads like a draft that breaks a promise. You promised: “{words}” Does it?"
    mend = (
        "Hold the two side by side. Where it breaks your word, leave it out, or take the promise back in public first."
    )
    rule = f"amends/promise-manner@{_VERSION} (drafts that broke promises)"
    return [Finding(Kind.REPEAT, most[0].span, why, mend, rule, asks=True)]


def _place_of(sentence: str) -> frozenset[str]:
    return without_place(" ".join(sentence.lower().split()))[0]


def _never(look: Look, one: Promise) -> Span | None:
    return None if AS_PROMISED.search(look.draft.low) else _done(look, one)


def _only_with(look: Look, one: Promise) -> Span | None:
    """Tell whether it is done without what was to go before it."""
    kept = KEPT[one.bond]
    if one.bond in {Bond.LEAVE, Bond.VOTE} and (
        AS_PROMISED.search(look.draft.low) or KEEPS_ASKING.search(look.draft.low)
    ):
        return None
    if one.bond in {Bond.SOURCE, Bond.CREDIT} and (
        look.draft.links or (one.bond is Bond.CREDIT and look.draft.handles)
    ):
        return None
    for match in kept.finditer(look.draft.low):
        if not negated(look.draft.low, match.start()):
            return None
    return None if TO_COME.search(look.draft.low) and one.bond is Bond.LEAVE else _done(look, one)


def _noticed(look: Look, one: Promise) -> Span | None:
    """Tell whether something happens with less notice than was promised."""
    low = look.draft.low
    span = _done(look, one)
    if span is None:
        return None
    told, at_once = ANNOUNCED.search(low), AT_ONCE.search(low)
    ahead = days(low)
    short = bool(one.days and ahead and ahead < one.days) and re.search(
        r"\b(?:notice|from (?:now|today)|in (?:\w+ )?(?:days?|weeks?)|within)\b", low
    )
    if short and not re.search(r"\bas (?:announced|promised|warned)\b", low):
        return span
    return span if at_once and not told else None


def _named(look: Look, one: Promise) -> Span | None:
    """Tell whether a tie that the promise is about is not named, or not named first where that was promised."""
    wanted = set().union(*one.acts) & COMMERCE
    things = [part for part in one.acts if part & _THINGS]
    if not wanted or not all(shown(look, part) for part in things):
        return None
    for connection in look.connections:
        shows = set(SHOWS.get(connection.kind, ()))
        if not wanted & shows or (
            wanted <= {"sponsored"} and connection.kind in {Tie.EMPLOYMENT, Tie.FAMILY, Tie.EQUITY}
        ):
            continue
        told = mention(look.draft, connection, alone=len(look.connections) == 1)
        if told is None:
            continue
        if found := disclosures(look.draft, None, [connection], look.book):
            return found[0].span if found[0].span != ABSENT else told.first
        if one.first:
            sure = [naming.span for naming in namings(look.draft, connection, look.book) if naming.sure]
            first = look.draft.sentences()[0] if look.draft.sentences() else (0, 0)
            if not any(begins < first[1] for begins, _ in sure):
                return min(sure, default=told.first)
    if not look.connections and "affiliate" in wanted:
        found = disclosures(look.draft, look.stream, (), look.book)
        return found[0].span if found else None
    return None


def _tried(look: Look, one: Promise) -> Span | None:
    """Tell whether something is judged before it was used for as long as was promised."""
    found = SHORT_TIME.search(look.draft.low)
    known = days(look.draft.low)
    judged = cue(r"""
        review\w* | verdict | recommend\w* | rating | stars | best | love\w* | worth | buy | thoughts | impressions?
        test\w* | great | amazing | unbox\w*
    """).search(look.draft.low)
    if judged is None:
        return None
    if found and known < max(one.days, 1):
        return found.span()
    return judged.span() if 0 < known < one.days else None


_BROKEN: Final[Mapping[Bond, Callable[[Look, Promise], Span | None]]] = {
    Bond.NEVER: _never,
    Bond.LEAVE: _only_with,
    Bond.NOTICE: _noticed,
    Bond.VOTE: _only_with,
    Bond.NAMED: _named,
    Bond.CREDIT: _only_with,
    Bond.SOURCE: _only_with,
    Bond.WARNING: _only_with,
    Bond.TRIED: _tried,
    Bond.MARKED: _only_with,
}


def _done(look: Look, one: Promise) -> Span | None:
    """Return where a draft does what a promise is about: where most of its parts meet, and every name in it."""
    spans: list[Span] = []
    if one.names:
        named = [span for name in one.names if (span := where_named(look, name))]
        if not named:
            return None
        spans += named
    matched, whole, essential = 0, 0, True
    for part in one.acts:
        weight = 1 if any(name.startswith("=") for name in part) else 2
        whole += weight
        span = shown(look, part)
        if span is not None:
            matched += weight
            spans.append(span)
        elif part & COMMERCE:
            essential = False
    if not essential or 100 * matched < _needed(look, one) * whole or not spans:
        return None
    span = min(spans, key=lambda each: each[0] if each != ABSENT else len(look.draft.low))
    return None if left_alone(look.draft, span) else span


def _needed(look: Look, one: Promise) -> int:
    """Return how much of a promise's parts has to meet, in percent.

    Trade is promised of this or that thing, and the thing counts; where something changes at once, half will do.
    """
    rises = any("raise" in part for part in one.acts)
    if one.bond in {Bond.NOTICE, Bond.VOTE} and not rises and AT_ONCE.search(look.draft.low):
        return 50
    return 70 if any(part & COMMERCE for part in one.acts) else 67


def _finding(words: str, bond: Bond, span: Span) -> Finding:
    why = f"You promised: “{words}” It would not be an innocent mistake this time."
    return Finding(Kind.REPEAT, span, why, _MEND[bond], f"amends/promise-{bond}@{_VERSION} (your own promise)")


_THINGS: Final = frozenset(
    {"trip", "skincare", "gadget", "alcohol", "crypto", "gambling", "diet", "supplement", "fast-fashion", "animal"}
)
"""What a tie is about: a promise that names it speaks of such ties alone."""
_MEND: Final[Mapping[Bond, str]] = {
    Bond.NEVER: "Leave it out, or take the promise back in public first, with your reasons.",
    Bond.LEAVE: "Ask those it concerns first, and say that they agreed.",
    Bond.NOTICE: "Announce it now, and let it happen when the promised time is over.",
    Bond.VOTE: "Ask people first, as you said you would.",
    Bond.NAMED: "Name the tie where you said you would: in the first words.",
    Bond.CREDIT: "Name whoever made it.",
    Bond.SOURCE: "Name the source, or wait until you have one.",
    Bond.WARNING: "Put the warning before it.",
    Bond.TRIED: "Use it for as long as you promised, then write.",
    Bond.MARKED: "Say what it is.",
}
