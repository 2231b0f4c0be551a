"""What the page of a campaign shows: the members side by side, whom they share, who follows whom, who is next."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from amends.actions.compare_campaign import edges_of
from amends.core.campaign import overlaps
from amends.core.campaign.calm import State, contrasts, state_of
from amends.core.campaign.outlook import who_is_next
from amends.core.campaign.together import audience
from amends.core.vocabulary import DAY, HOUR, Instant
from amends.web import campaign_words, words
from amends.web.charts.side_by_side import shared, storm_of_one

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import tzinfo

    from amends.core.campaign import Overlap
    from amends.core.campaign.share import Share

PAIRS: Final = 10
"""Pairs that are shown at once; the table has all."""
NEXT: Final = 6
"""Calm ones that are shown at once."""
AFTER: Final = 14 * DAY
"""How long after the last post the drawings go on."""
BARS: Final = 60
"""Bars of one small drawing, at most."""
_STEPS: Final = tuple(hours * HOUR for hours in (1, 2, 3, 6, 12, 24, 48, 168))


@dataclass(frozen=True, slots=True)
class Window:
    """From when until when all drawings go, and how long one bar is."""

    start: Instant
    until: Instant
    step: Instant

    @property
    def bars(self) -> int:
        """How many bars there are."""
        return max(1, -(-(self.until - self.start) // self.step))


@dataclass(frozen=True, slots=True)
class One:
    """One member, as drawn and as a row of the table."""

    number: int
    name: str
    own: bool
    state: str
    people: int
    objecting: int
    first: Instant | None
    posted: Instant | None
    noticed: Instant | None
    answered: str
    drawn: str


@dataclass(frozen=True, slots=True)
class Pair:
    """Two members, by their numbers and names, and the people they share."""

    one: One
    other: One
    people: int
    objecting: int


def scene(shares: Sequence[Share], kept: dict[str, Any] | None, now: Instant, zone: tzinfo) -> dict[str, Any]:
    """Return what the page shows of members' shares (the own one first) and of what was worked out (``kept``)."""
    order = sorted(range(len(shares)), key=lambda place: (-shares[place].objecting, shares[place].told.member))
    own = shares[0].told.member
    shares = [shares[place] for place in order]
    names = [share.told.member for share in shares]
    states = [state_of(share) for share in shares]
    members, window = _members(shares, states, own)
    edges = None if kept is None else edges_of(kept, shares)
    upcoming = [
        (members[one.place], campaign_words.audience_elsewhere(one), campaign_words.as_it_went(one, names))
        for one in who_is_next(shares, edges or (), now)
    ]
    return {
        "heading": campaign_words.heading(states),
        "members": members,
        "bar": _span(window.step),
        "drawn_from": words.date(window.start, zone),
        "drawn_until": words.date(window.until, zone),
        "calm": sum(state is not State.STORM for state in states),
        **_shared(shares, members),
        "edges": None if edges is None else [campaign_words.follows(edge, names) for edge in edges],
        "left_out": words.listed(list(kept["left_out"])) if kept and kept.get("left_out") else "",
        "next": upcoming[:NEXT],
        "further": upcoming[NEXT:],
        "contrasts": [
            (
                campaign_words.DID[one.feature],
                campaign_words.side(one.calm),
                campaign_words.side(one.storm),
                campaign_words.by_chance(one),
            )
            for one in contrasts(shares)
        ],
    }


def window_of(shares: Sequence[Share]) -> Window:
    """Return what the drawings show: from a day before the first post until two weeks after the last, as far as heard.

    >>> from amends.core.campaign.share import Share, Told
    >>> told = [Told("Ann", 0, 90 * DAY, posted_at=28 * DAY), Told("Ben", 0, 90 * DAY, posted_at=30 * DAY)]
    >>> found = window_of([Share(each) for each in told])
    >>> found.start // DAY, found.until // DAY, found.step // HOUR, found.bars
    (27, 44, 12, 34)
    """
    posted = [share.told.posted_at for share in shares if share.told.posted_at is not None]
    until = max(share.told.heard_until for share in shares)
    start = min(posted) - DAY if posted else min(share.told.heard_from for share in shares)
    start = start // DAY * DAY
    if posted:
        until = min(until, max(posted) + AFTER)
    until = max(until, start + DAY)
    step = next((each for each in _STEPS if (until - start) / each <= BARS), _STEPS[-1])
    return Window(start, until, step)


def _members(shares: Sequence[Share], states: Sequence[State], own: str) -> tuple[list[One], Window]:
    window = window_of(shares)
    bars = [_bars(share, window) for share in shares]
    most = max((people for each in bars for people in each), default=0)
    members = [
        One(
            number=place + 1,
            name=share.told.member,
            own=share.told.member == own,
            state=campaign_words.STATES[states[place]],
            people=len(share.people),
            objecting=share.objecting,
            first=share.first_objection,
            posted=share.told.posted_at,
            noticed=share.told.noticed_at,
            answered=_answered(share),
            drawn=storm_of_one(bars[place], most, _posted(share, window)),
        )
        for place, share in enumerate(shares)
    ]
    return members, window


def _bars(share: Share, window: Window) -> list[int]:
    counts = [0] * window.bars
    for hours in share.people.values():
        for hour in hours:
            if window.start <= hour < window.until:
                counts[(hour - window.start) // window.step] += 1
    return counts


def _posted(share: Share, window: Window) -> float | None:
    at = share.told.posted_at
    if at is None or not window.start <= at < window.until:
        return None
    return (at - window.start) / (window.bars * window.step)


def _answered(share: Share) -> str:
    first, at = share.first_objection, share.told.answered_at
    if first is None or at is None:
        return "" if first is None else "not yet"
    return "before that" if at <= first else f"after {words.duration(at - first)}"


def _shared(shares: Sequence[Share], members: Sequence[One]) -> dict[str, Any]:
    spoken: dict[str, int] = {}
    objected: dict[str, int] = {}
    for share in shares:
        for person, hours in share.people.items():
            spoken[person] = spoken.get(person, 0) + 1
            objected[person] = objected.get(person, 0) + bool(hours)
    found = overlaps(audience(shares), len(shares))
    pairs = [Pair(members[one.one], members[one.other], one.people, one.objecting) for one in found]
    table = _matrix(found, len(shares))
    return {
        "everybody": len(spoken),
        "several": sum(many > 1 for many in spoken.values()),
        "objecting_at_several": sum(many > 1 for many in objected.values()),
        "pairs": pairs[:PAIRS],
        "all_pairs": pairs if len(pairs) > PAIRS else [],
        "matrix": list(_drawn(table)) if pairs and len(shares) > 2 else [],
    }


def _matrix(found: Sequence[Overlap], many: int) -> list[list[int]]:
    table = [[0] * many for _ in range(many)]
    for each in found:
        table[each.one][each.other] = table[each.other][each.one] = each.people
    return table


def _drawn(table: list[list[int]]) -> Iterator[str]:
    for kind, width in (("wide", 660), ("narrow", 358)):
        yield shared(table, width=width, kind=kind)


def _span(step: Instant) -> str:
    hours = step // HOUR
    return words.count(hours, "hour") if hours < 24 else words.count(hours // 24, "day")
