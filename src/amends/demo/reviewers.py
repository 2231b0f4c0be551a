"""What the other twenty-four would share of their storms: keys and hours made by arithmetic from a seed, and no words.

It is a part of the fiction and measures nothing. Who posted where people came for something else, and named the gift
late or never, has a storm; some of the people who objected to Ines Marlow object there some hours later.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from functools import cache
from typing import Final

from amends import demo
from amends.core.campaign.share import AFTER, BEFORE, Declared, Share, Space, Told, began, person_mark
from amends.core.vocabulary import HOUR, Instant

KEY: Final = "amends-campaign:VGhlIHR3ZW50eS1maXZlIHdobyBnb3QgYSBwaG9uZSE"
"""The secret that the twenty-five agreed on. It is no secret here: everybody in it is invented."""

STORMY: Final = frozenset({"Hiro Camberley", "Lorne Thackwell", "Sable Okonma", "Teo Barrowman", "Zadie Mortlake"})


def shares(key: bytes) -> Iterator[Share]:
    """Return what each of the others shares under a campaign's key, in the order of their names."""
    for name in demo.REVIEWERS:
        if name != demo.SUBJECT.name:
            yield _share(name, key)


def _share(name: str, key: bytes) -> Share:
    rng = random.Random(name)  # noqa: S311 - a story's chance, the same each time
    storm = name in STORMY
    posted = demo.POSTED_AT // HOUR * HOUR + rng.randrange(-2, 4) * HOUR  # all of them on one evening
    heard_from, heard_until = posted - BEFORE, posted + AFTER
    own = [person_mark(key, "bluesky", f"of {name}, {number}") for number in range(rng.randrange(90, 420))]
    met = [one for one in _crowd() if rng.random() < (0.45 if storm else 0.06)]
    objected: dict[str, list[Instant]] = {mark: [] for mark in own}
    objected |= {person_mark(key, network, author): [] for network, author, _ in met}
    for mark in rng.sample(own, rng.randrange(18, 45) if storm else rng.randrange(0, 5)):
        objected[mark].append(posted + HOUR + round(rng.expovariate(1 / 9) * HOUR))
    for network, author, at in met:
        if storm and rng.random() < 0.5:
            objected[person_mark(key, network, author)].append(at + round(rng.gammavariate(4, 1) * HOUR))
    people = {mark: began(at for at in instants if at < heard_until) for mark, instants in objected.items()}
    first = min((hours[0] for hours in people.values() if hours), default=None)
    answered = None if first is None or (storm and rng.random() < 0.5) else first + rng.randrange(1, 30) * HOUR
    told = Told(
        name,
        heard_from,
        heard_until,
        posts=len(people) * 3,
        posted_at=posted,
        space=Space.PERSONAL if storm or rng.random() < 0.2 else Space.PROFESSIONAL,
        declared=rng.choice((Declared.LATER, Declared.NEVER)) if storm else Declared.WITH_IT,
        noticed_at=first + 2 * HOUR if storm and first is not None else None,
        answered_at=answered,
    )
    return Share(told, people)


@cache
def _crowd() -> tuple[tuple[str, str, Instant], ...]:
    """Return who wrote on the evening of the storm after the review, each with the hour they began to."""
    first: dict[tuple[str, str], Instant] = {}
    for line in demo.STORM_DAY.read_bytes().splitlines():
        row = json.loads(line)
        at = demo.instant_of(row["time"])
        if at > demo.POSTED_AT and row["author"] not in demo.SUBJECT.accounts:
            first.setdefault((row["network"], row["author"]), at)
    return tuple((network, author, at) for (network, author), at in first.items())
