"""What is said of a campaign: sentences with their figures, how sure they are, and what they do not say."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from amends.core.campaign.calm import Feature, State
from amends.web import words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from amends.core.campaign import Edge
    from amends.core.campaign.calm import Contrast, Side
    from amends.core.campaign.outlook import Next

STATES: Final = {State.STORM: "A storm", State.CALM: "Calm", State.UNKNOWN: "Not known yet"}
DID: Final = {
    Feature.DECLARED: "named the connection in the post itself",
    Feature.NEVER_DECLARED: "never named the connection",
    Feature.PERSONAL: "posted in a personal space",
    Feature.PROFESSIONAL: "posted in a professional space",
    Feature.COMMERCIAL: "posted in a commercial space",
    Feature.COMMUNITY: "posted in a space of a community",
    Feature.AT_ONCE: "posted within three hours of three others or more",
    Feature.ANSWERED_SOON: "answered somebody within a day of the first objection",
    Feature.SHARED_AUDIENCE: "share a fifth or more of their audience with another member",
    Feature.LARGE_AUDIENCE: "have a larger audience than most members",
}
OFTEN: Final = 0.2
"""What chance alone shows more often than this is hardly a difference."""


def heading(states: Sequence[State]) -> str:
    """Say how many had a storm.

    >>> heading([State.STORM, State.CALM, State.CALM]), heading([State.CALM])
    ('One of 3 had a storm', 'Only you are here so far')
    >>> heading([State.UNKNOWN, State.CALM])
    'None of 2 had a storm so far'
    """
    storms = sum(state is State.STORM for state in states)
    if len(states) < 2:
        return "Only you are here so far"
    if not storms:
        return f"None of {len(states)} had a storm so far"
    return f"{words.spelled(storms)} of {len(states)} had a storm"


def follows(edge: Edge, names: Sequence[str]) -> tuple[str, str, str]:
    """Say who follows whom, how many more, and after how long.

    >>> from amends.core.campaign import Edge
    >>> follows(Edge(0, 1, 0.42, 0.31, 0.53, 4.2, 3.4, 5.0, 0.001), ["Ann", "Ben"])
    ('Ben follows Ann', '4.2 (3.1 to 5.3)', '4 hours (3 to 5)')
    """
    more = f"{10 * edge.more:.1f} ({10 * edge.low:.1f} to {10 * edge.high:.1f})"
    after = f"{words.count(round(edge.hours), 'hour')} ({edge.hours_low:.0f} to {edge.hours_high:.0f})"
    return f"{names[edge.target]} follows {names[edge.source]}", more, after


def audience_elsewhere(one: Next) -> str:
    """Say how many of a calm member's audience object elsewhere."""
    of = f"{words.grouped(one.elsewhere)} of the {words.people(one.people)} who speak to this member object elsewhere"
    return f"{of}: {_percent(one.share)} ({_percent(one.low)} to {_percent(one.high)})."


def as_it_went(one: Next, names: Sequence[str]) -> str:
    """Say what followed so far, set beside the last day; nothing where nobody is followed."""
    told = one.following
    if told is None:
        return ""
    sources = words.listed([names[place] for place in told.sources])
    return (
        f"In the last day {words.people(told.recent)} began to object at {sources}. If it goes on as it went so far,"
        f" some {words.grouped(round(told.more))} people follow here ({words.grouped(round(told.low))} to"
        f" {words.grouped(round(told.high))}); some of them may have come already."
    )


def side(one: Side) -> str:
    """Say a count and of how many.

    >>> from amends.core.campaign.calm import Side
    >>> side(Side(14, 16))
    '14 of 16'
    """
    return f"{one.many} of {one.of}"


def by_chance(contrast: Contrast) -> str:
    """Say how often chance alone parts both sides as far.

    >>> from amends.core.campaign.calm import Contrast, Side
    >>> [by_chance(Contrast(Feature.AT_ONCE, Side(1, 2), Side(1, 2), chance)) for chance in (0.5, 0.04)]
    ['hardly a difference: chance alone shows it in 50 of 100 cases', 'chance alone: 4 in 100']
    """
    if contrast.chance > OFTEN:
        return f"hardly a difference: chance alone shows it in {round(100 * contrast.chance)} of 100 cases"
    of = next((each for each in (100, 1000, 10_000) if contrast.chance * each >= 1), 100_000)
    return f"chance alone: {max(1, round(contrast.chance * of))} in {words.grouped(of)}"


def _percent(part: float) -> str:
    return f"{100 * part:.0f}\u202f%"
