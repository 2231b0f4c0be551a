"""A reader that goes by plain words, a subject, and a storm made by arithmetic: deeds are tested, not the reader."""

from __future__ import annotations

from collections.abc import Sequence

from amends.core.vocabulary import DAY, HOUR, MINUTE, SECOND, Ground, Instant, Post, Reading, Stance, Subject

NOON: Instant = 1_773_316_800 * SECOND
"""12 March 2026, 12:00."""

INES = Subject("Ines Marlow", terms=("Ines Marlow",), handles=("ines.example",), accounts=("did:ines",))


class PlainReader:
    """Objects where a text says “no” (“no private”: to privacy), supports at “yes”, and is unsure at “maybe”."""

    name = "plain-1/00000000"

    def read_many(self, texts: Sequence[str], by_subject: Sequence[bool] | None = None) -> list[Reading]:
        own = by_subject or [False] * len(texts)
        return [self._read(text, mine=mine) for text, mine in zip(texts, own, strict=True)]

    def _read(self, text: str, *, mine: bool) -> Reading:
        if "no" in text.split() and not mine:
            ground = Ground.PRIVACY if "private" in text.split() else Ground.ADS
            return Reading(Stance.OBJECTS, (0.9, 0.0, 0.0, 0.1), 2, (ground,), "en", self.name)
        if "yes" in text.split():
            return Reading(Stance.SUPPORTS, (0.1, 0.8, 0.0, 0.1), 0, (), "en", self.name)
        if "maybe" in text.split():
            return Reading(Stance.NEUTRAL, (0.4, 0.0, 0.0, 0.6), 0, (), "en", self.name)
        return Reading(Stance.NEUTRAL, (0.1, 0.0, 0.0, 0.9), 0, (), "en", self.name)


def say(number: int, at: Instant, text: str, *, author: str = "", network: str = "bluesky") -> Post:
    author = author or f"did:{number}"
    return Post(
        id=f"p{number:06d}",
        network=network,
        author=author,
        text=f"{text} @ines.example",
        created_at=at,
        heard_at=at,
        author_name=author.removeprefix("did:").title(),
        handle=f"{author.removeprefix('did:')}.example",
        url=f"https://sky.example/{number}",
    )


def quiet_days(days: int, *, end: Instant = NOON) -> list[Post]:
    """Talk as it is on ordinary days: a few people, now and then one who objects."""
    posts = []
    for hour in range(days * 24):
        at = end - days * DAY + hour * HOUR
        if hour % 3 == 0:
            posts.append(say(100_000 + hour, at + (hour * 7 % 50) * MINUTE, "no" if hour % 29 == 0 else "hello"))
    return posts


def storm(start: Instant = NOON + HOUR, *, people: int = 60, every: Instant = MINUTE) -> list[Post]:
    """People come one a minute; two in three object, every fifth speaks twice."""
    posts = []
    for number in range(people):
        at = start + number * every
        text = ("no", "no", "yes", "no", "hello", "no")[number % 6]
        posts.append(say(number, at, text, author=f"did:person{number}"))
        if number % 5 == 0:
            posts.append(say(10_000 + number, at + 20 * SECOND, "no", author=f"did:person{number}"))
    return sorted(posts, key=lambda post: (post.created_at, post.id))
