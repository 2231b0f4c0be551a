"""Who may object: what came beneath the owner's past posts that are most like a draft.

Of the posts most alike it is counted how many people answered or quoted them, each once a post, and how many of those
objected. Posts differ, also those that are alike: so the share beneath the next one is told with an interval that holds
both how few people are known and how far posts differ. That is the intraclass correlation of their answers, by the
analysis of variance (M. S. Ridout and others, Biometrics 55, 1999), drawn towards a fifth while few are alike; the next
share is taken to follow a beta law.

Too little to say anything is: fewer than `LEAST_POSTS` posts alike with an answer each, fewer than `LEAST_PEOPLE`
people beneath them, fewer than `LEAST_OBJECTING` of those who object. And nothing is said where such posts do not draw
clearly more than the owner's others (`Expected.tells`), for then this draft is as any other.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from amends.core.interval import beta_holds, wilson
from amends.core.lessons.draft import Draft
from amends.core.lessons.finding import ABSENT, Finding, Kind
from amends.core.lessons.likeness import alike, signs
from amends.core.lessons.memory import Beneath, PastPost
from amends.core.statement.connection import Connection
from amends.core.vocabulary import GROUND_TITLES, Ground

LEAST_POSTS: Final = 3
LEAST_PEOPLE: Final = 20
LEAST_OBJECTING: Final = 5
MOST_POSTS: Final = 12
"""Posts that are taken for alike, the most alike first."""
CLEARLY: Final = 1.25
A_LITTLE: Final = 0.02
"""What such posts draw for certain has to be a quarter more than others do, and two people in a hundred more."""
_SHOWN_GROUNDS: Final = 3
_USUAL: Final = 0.2
_USUAL_POSTS: Final = 4.0
"""What the correlation is drawn towards while few posts are known, and how many posts that counts for."""
_LEAST_DIFFERENCE: Final = 0.02
"""No two posts are the same: their answers are never taken for one crowd's."""
_VERSION: Final = "2026.1"
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Expected:
    """The share, from 0 to 1, of those who answer that may object to the next such post, with its 95 % interval.

    ``least`` is the lower end of the interval for the share over all such posts. ``people`` answered the ``posts`` that
    are alike, each once a post, and ``objecting`` of them objected, on ``grounds``; ``others`` is the share beneath all
    other posts.
    """

    share: float
    low: float
    high: float
    least: float
    posts: int
    people: int
    objecting: int
    grounds: tuple[tuple[Ground, int], ...]
    others: float

    @property
    def tells(self) -> bool:
        """Whether it says that such a post draws clearly more objection than others do."""
        return self.least > max(CLEARLY * self.others, self.others + A_LITTLE)


def expected(like: Sequence[Beneath], others: Sequence[Beneath]) -> Expected | None:
    """Tell what the next post may draw, from those alike and from all others; None where that is too little to say.

    >>> told = expected([Beneath(40, 12), Beneath(30, 11), Beneath(25, 6)], [Beneath(30, 1)] * 20)
    >>> round(told.share, 2), told.tells, expected([Beneath(40, 12), Beneath(30, 11)], []) is None
    (0.3, True, True)
    """
    like = [one for one in like if one.people]
    people, objecting = sum(one.people for one in like), sum(one.objecting for one in like)
    if len(like) < LEAST_POSTS or people < LEAST_PEOPLE or objecting < LEAST_OBJECTING:
        return None
    apart = _apart(like)
    share, worth = _share(like, apart)
    grounds: Counter[Ground] = Counter()
    for one in like:
        grounds.update(one.grounds)
    return Expected(
        share,
        *beta_holds(share, 1 / (1 / worth + apart)),
        least=wilson(share * worth, worth)[0],
        posts=len(like),
        people=people,
        objecting=objecting,
        grounds=tuple(sorted(grounds.items(), key=lambda pair: (-pair[1], pair[0]))),
        others=_share(others, apart)[0],
    )


def objectors(text: Draft, connections: Sequence[Connection], posts: Sequence[PastPost]) -> list[Finding]:
    """Say who may object to a draft, where the owner's past posts tell.

    >>> from amends.core.lessons.draft import draft
    >>> past = [
    ...     PastPost(0, words, signs(draft(words)), beneath)
    ...     for words, beneath in (
    ...         [(f"Crypto tokens, part {n}", Beneath(20, 9, {Ground.ADS: 9})) for n in range(4)]
    ...         + [(f"A walk in the rain, day {n}", Beneath(20, 0)) for n in range(20)]
    ...     )
    ... ]
    >>> [found.kind.value for found in objectors(draft("Tokens and crypto wallets"), [], past)]
    ['audience']
    >>> objectors(draft("A walk in the rain"), [], past)
    []
    """
    answered = [post for post in posts if post.beneath.people]
    if len(answered) < LEAST_POSTS:
        return []
    likes = alike(signs(text, connections), [post.signs for post in answered], MOST_POSTS)
    places = {like.place for like in likes}
    others = [post.beneath for place, post in enumerate(answered) if place not in places]
    told = expected([answered[like.place].beneath for like in likes], others)
    return [_finding(told, answered[likes[0].place])] if told is not None and told.tells else []


def _share(posts: Sequence[Beneath], apart: float) -> tuple[float, float]:
    """Return the share of those who object beneath posts, and how many people's it is worth.

    The more alike the answers beneath one post are, the less many of them are worth: one storm is one post.
    """
    posts = [one for one in posts if one.people]
    worth = [one.people / (1 + (one.people - 1) * apart) for one in posts]
    objecting = sum(each * one.objecting / one.people for each, one in zip(worth, posts, strict=True))
    return objecting / max(1.0, sum(worth)), sum(worth)


def _apart(like: Sequence[Beneath]) -> float:
    """Return how alike the answers beneath one post are, from 0 to 1, drawn towards `_USUAL` while few are known."""
    known = len(like) - 1
    drawn = (known * _correlation(like) + _USUAL_POSTS * _USUAL) / (known + _USUAL_POSTS)
    return max(_LEAST_DIFFERENCE, drawn)


def _correlation(posts: Sequence[Beneath]) -> float:
    """Return the intraclass correlation of answers within posts by the analysis of variance, from 0 to 1."""
    people = sum(one.people for one in posts)
    share = sum(one.objecting for one in posts) / people
    if len(posts) < 2 or people <= len(posts) or not 0 < share < 1:
        return 0.0
    between = sum(one.people * (one.objecting / one.people - share) ** 2 for one in posts) / (len(posts) - 1)
    within = sum(one.objecting * (1 - one.objecting / one.people) for one in posts) / (people - len(posts))
    size = (people - sum(one.people**2 for one in posts) / people) / (len(posts) - 1)
    whole = between + (size - 1) * within
    return min(1.0, max(0.0, (between - within) / whole)) if whole > 0 else 0.0


def _finding(told: Expected, nearest: PastPost) -> Finding:
    grounds = "; ".join(f"{GROUND_TITLES[ground].lower()} ({many})" for ground, many in told.grounds[:_SHOWN_GROUNDS])
    day = _EPOCH + timedelta(microseconds=nearest.at)
    why = (
        f"{told.posts} posts of yours are much like this one, and {told.objecting} of the {told.people} people who "
        f"answered them objected; beneath your others it was {_percent(told.others)}. Beneath the next one it may be "
        f"between {_percent(told.low)} and {_percent(told.high)} of those who answer, 95 times in 100."
        f"{f' On what: {grounds}.' if grounds else ''} "
        f"The most alike is of {day.day} {day:%B %Y}: “{' '.join(nearest.words.split())[:120]}”"
    )
    mend = "Read what they said there. Change what they objected to, leave it out, or say in the draft that you know."
    return Finding(Kind.AUDIENCE, ABSENT, why, mend, f"amends/audience@{_VERSION} (what came beneath your own posts)")


def _percent(share: float) -> str:
    return f"{100 * share:.0f} %" if share >= 0.01 else "less than 1 %"
