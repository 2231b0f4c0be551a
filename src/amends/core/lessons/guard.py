"""A guard: a plain rule that its owner chose after a promise, and that speaks up before the same mistake."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from amends.core.lessons.concepts import CONCEPTS
from amends.core.lessons.draft import Draft, draft
from amends.core.lessons.finding import ABSENT, Finding, Kind, Span
from amends.core.lessons.links import codes, own_code, partner_links
from amends.core.lessons.mention import mention
from amends.core.lessons.streams import ENOUGH, trade
from amends.core.statement.connection import Connection, Tie
from amends.core.statement.cue import listed


class Content(StrEnum):
    """What kind of content a guard looks for. The value is what is stored."""

    TRADE = "trade"
    PARTNER_LINK = "partner-link"
    CODE = "code"
    PICTURE = "picture"
    CHILD = "child"
    PRIVATE_WORD = "private-word"
    RUMOUR = "rumour"
    GAMBLING = "gambling"
    CRYPTO = "crypto"
    DIET = "diet"
    POLITICS = "politics"
    MACHINE_MADE = "machine-made"
    JOBS = "jobs"


TOO_MANY: Final = 0.5
"""The share of past posts from which on a guard stops nearly everything, and so nothing in particular."""
FEW: Final = 20
"""Past posts below which a share says nothing."""


_HOST: Final = re.compile(r"^(?:https?://)?(?!www\.\w+/?$)[\w-]+(?:\.[\w-]+)+(?:[/?#:]|$)")
_EVERYWHERE: Final = frozenset(
    listed("""
        the and for you your are was were that this these those with from have has had not but all any can will would
        our out about into over they them there here what when who how why his her him she its it's i'm i've one two
        just like more some than then very der die das den dem des ein eine einen einem und oder aber nicht auch auf
        aus bei mit nach von vom zum zur ich wir ihr sie ist sind war hat haben wird als wie was wer für über noch nur
    """)
)
"""Words that stand in nearly every English or German text."""
_VERSION: Final = "2026.1"
_NOT_ASKED: Final[Span] = (-1, -1)


class UnfitGuard(ValueError):
    """A guard cannot be set like this; the message says why, and what to do."""


@dataclass(frozen=True, slots=True)
class Guard:
    """A rule by choosing: it fires where every choice that was made fits, and any of the things within it.

    ``streams`` are the numbers of streams, none for all. ``needs`` are words of which the draft has to hold one in its
    first line; with them a guard is a condition, without them a stop.
    """

    streams: frozenset[int] = frozenset()
    ties: frozenset[Tie] = frozenset()
    contents: frozenset[Content] = frozenset()
    words: tuple[str, ...] = ()
    hosts: tuple[str, ...] = ()
    parties: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()

    def record(self) -> dict[str, list[str] | list[int]]:
        """Return the rule as it is stored; `guard_of` reads it back."""
        return {
            "streams": sorted(self.streams),
            "ties": sorted(map(str, self.ties)),
            "contents": sorted(map(str, self.contents)),
            "words": list(self.words),
            "hosts": list(self.hosts),
            "parties": list(self.parties),
            "needs": list(self.needs),
        }


def guard_of(record: Mapping[str, Sequence[str | int]]) -> Guard:
    """Read a stored rule. Raises ``ValueError`` for a kind of tie or content that is none.

    >>> guard_of(Guard(words=("mattress",)).record()).words
    ('mattress',)
    """
    return Guard(
        streams=frozenset(int(one) for one in record.get("streams", ())),
        ties=frozenset(Tie(str(one)) for one in record.get("ties", ())),
        contents=frozenset(Content(str(one)) for one in record.get("contents", ())),
        **{name: tuple(map(str, record.get(name, ()))) for name in ("words", "hosts", "parties", "needs")},
    )


def fires(guard: Guard, text: Draft, stream: int | None, connections: Sequence[Connection] = ()) -> Span | None:
    """Return the words at which a guard fires, `ABSENT` where it stands on a link or a stream alone, or nothing.

    >>> fires(Guard(words=("mattress",)), draft("The best mattresses of the year"), None)
    (9, 19)
    """
    if guard.streams and stream not in guard.streams:
        return None
    looks = [
        _tied(guard, text, connections) if guard.ties else _NOT_ASKED,
        _held(guard, text) if guard.contents else _NOT_ASKED,
        _worded(guard.words, text.low) if guard.words else _NOT_ASKED,
        _linked(guard, text) if guard.hosts else _NOT_ASKED,
        _named(guard, text) if guard.parties else _NOT_ASKED,
    ]
    spans = [span for span in looks if span is not None and span != _NOT_ASKED]
    first_line = text.low.strip().split("\n", 1)[0]
    if None in looks or not spans or (guard.needs and _worded(guard.needs, first_line) is not None):
        return None
    return next((span for span in spans if span != ABSENT), ABSENT)


def spoken(number: int, promise: str, span: Span) -> Finding:
    """Say in words that a guard speaks up; ``promise`` is what it watches for, empty where it was set without one.

    >>> spoken(3, "No more gifts.", (0, 4)).why
    'Guard 3 of yours speaks up. You promised: “No more gifts.” It would not be an innocent mistake this time.'
    """
    promised = f" You promised: “{promise}” It would not be an innocent mistake this time." if promise else ""
    mend = "Change the draft. If you publish it all the same, say at your desk why."
    why = f"Guard {number} of yours speaks up.{promised}"
    return Finding(Kind.REPEAT, span, why, mend, f"amends/guard-{number}@{_VERSION} (your own guard)")


@dataclass(frozen=True, slots=True)
class Trial:
    """What a guard would have done: the places of the past posts it would have stopped, among how many."""

    stopped: tuple[int, ...]
    of: int

    @property
    def told(self) -> str:
        """Say it in one sentence.

        >>> Trial((1, 2, 3), 400).told
        'This guard would have stopped 3 of your last 400 posts.'
        """
        if not self.of:
            return "There are no past posts of yours to try it on yet."
        return f"This guard would have stopped {len(self.stopped)} of your last {self.of} posts."


def tried(guard: Guard, posts: Sequence[str], connections: Sequence[Connection] = ()) -> Trial:
    """Try a guard on past posts, as though each had been meant for one of its streams.

    >>> tried(Guard(words=("lamp",)), ["A lamp!", "Rain."]).stopped
    (0,)
    """
    stream = next(iter(guard.streams), None)
    stopped = (place for place, post in enumerate(posts) if fires(guard, draft(post), stream, connections) is not None)
    return Trial(tuple(stopped), len(posts))


def fitted(guard: Guard, trial: Trial) -> Guard:
    """Return a guard that may be set. Raises `UnfitGuard` for one that would match everything, in words.

    >>> fitted(Guard(streams=frozenset({1})), Trial((), 0))
    Traceback (most recent call last):
    ...
    amends.core.lessons.guard.UnfitGuard: This guard would stop everything. Choose what it looks for: a tie, a kind of \
content, words, a link or a name.
    """
    if not (guard.ties or guard.contents or guard.words or guard.hosts or guard.parties):
        raise UnfitGuard(
            "This guard would stop everything. "
            "Choose what it looks for: a tie, a kind of content, words, a link or a name."
        )
    common = next((word for word in (*guard.words, *guard.parties) if _common(word)), None)
    if common is not None:
        raise UnfitGuard(
            f"“{common}” stands in nearly every text. Give a word that tells something, of three letters or more."
        )
    host = next((host for host in guard.hosts if not _whole_host(host)), None)
    if host is not None:
        raise UnfitGuard(f"“{host}” stands in nearly every link. Give a whole address, such as shop.example.")
    if guard.contents == frozenset(Content) and not (guard.ties or guard.words or guard.hosts or guard.parties):
        raise UnfitGuard("This guard looks for every kind of content there is. Choose what the promise was about.")
    if trial.of >= FEW and len(trial.stopped) > TOO_MANY * trial.of:
        raise UnfitGuard(f"{trial.told} A guard that speaks up that often is soon not heard. Choose more narrowly.")
    return guard


def _common(word: str) -> bool:
    words = word.lower().split()
    return len(word.strip()) < 3 or all(each in _EVERYWHERE for each in words)


def _whole_host(host: str) -> bool:
    """Tell whether an address names a site: a name, a dot and an ending, whatever stands before or after."""
    return _HOST.search(host.lower().strip()) is not None


def contradiction(one: Guard, other: Guard) -> str:
    """Say how two guards contradict each other, or nothing where they can stand together.

    A stop in one space stands beside a condition that holds in others too: the wider the rule, the milder it may be.

    >>> contradiction(Guard(words=("ad",)), Guard(contents=frozenset({Content.TRADE}), needs=("ad",)))
    'One stops the word “ad”, and the other asks for it.'
    """
    if one.streams and other.streams and not one.streams & other.streams:
        return ""
    for stops, asks in ((one, other), (other, one)):
        wanted = next((word for word in asks.needs if not stops.needs and word in stops.words), None)
        if wanted:
            return f"One stops the word “{wanted}”, and the other asks for it."
        if asks.needs and not stops.needs and _everywhere(stops, asks) and _covers(stops, asks):
            return "One stops everything of the kind for which the other only asks for a word."
    return ""


def _everywhere(wide: Guard, narrow: Guard) -> bool:
    """Tell whether one watches every space that the other watches."""
    return not wide.streams or (bool(narrow.streams) and narrow.streams <= wide.streams)


def _covers(wide: Guard, narrow: Guard) -> bool:
    """Tell whether whatever one looks for is looked for by the other too."""
    fields = ("ties", "contents", "words", "hosts", "parties")
    return all(not getattr(wide, name) or set(getattr(narrow, name)) & set(getattr(wide, name)) for name in fields)


def _tied(guard: Guard, text: Draft, connections: Sequence[Connection]) -> Span | None:
    for one in connections:
        if one.kind in guard.ties and (told := mention(text, one, alone=len(connections) == 1)):
            return told.first
    return None


def _held(guard: Guard, text: Draft) -> Span | None:
    for content in sorted(guard.contents):
        if content is Content.TRADE:
            signs = trade(text)
            spans = [sign.span for sign in signs] if sum(sign.weight for sign in signs) >= ENOUGH else []
        elif content is Content.PARTNER_LINK:
            spans = [link.span for link in partner_links(text)]
        elif content is Content.CODE:
            spans = [*codes(text), *([own] if (own := own_code(text)) else [])]
        else:
            found = CONCEPTS[content.value].search(text.low)
            spans = [found.span()] if found else []
        if spans:
            return spans[0]
    return None


def _worded(words: Sequence[str], low: str) -> Span | None:
    for word in words:
        found = re.search(rf"(?<!\w){re.escape(word.lower().strip())}(?:'?s|es|e|en|n)?(?!\w)", low)
        if found:
            return found.span()
    return None


def _linked(guard: Guard, text: Draft) -> Span | None:
    hosts = [host.lower().strip() for host in guard.hosts]
    return next((link.span for link in text.links if any(host in link.text.lower() for host in hosts)), None)


def _named(guard: Guard, text: Draft) -> Span | None:
    told = (mention(text, Connection(party, kind=Tie.PAID), alone=False) for party in guard.parties)
    return next((one.first for one in told if one is not None), None)
