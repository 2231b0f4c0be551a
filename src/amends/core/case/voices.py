"""Every person once: what they hold, how hot, on what grounds, and since when they wait.

All rules here are order-free: a case gathered from the same posts in any order is the same case, so that a
replay, a late delivery and a live evening agree.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from amends.core.case.standing import Chances, Standing, certain, standing
from amends.core.vocabulary import HOUR, STANCES, Ground, Instant, Stance, Voice

_GROUND_ORDER: Final = {ground: place for place, ground in enumerate(Ground)}


@dataclass(frozen=True, slots=True)
class Spoken:
    """One post of one person in a case, already read.

    ``person`` is the person's key; ``at`` the instant the alarm judged it by; ``heat`` 0 to 3; ``grounds`` is
    empty unless the post objects; ``id`` is unique within ``network``; ``unread`` is its language, where no reader was
    taught that, so that its stance means nothing; ``p`` are the chances of its stances, in the order of `STANCES`,
    where they are not certain. The subject's own posts do not belong here: it is not a voice in its own case.
    """

    person: str
    name: str
    network: str
    at: Instant
    stance: Stance
    heat: int
    grounds: tuple[Ground, ...]
    text: str
    url: str = ""
    id: str = ""
    unread: str = ""
    p: Chances | None = None

    @property
    def chances(self) -> Chances:
        """The chances of its stances; where none are given, its stance is certain."""
        return certain(self.stance) if self.p is None else self.p


@dataclass(frozen=True, slots=True)
class GroundSummary:
    """A ground, how many people who object stand on it, and one of them in their own words."""

    ground: Ground
    people: int
    person: str
    name: str
    text: str
    at: Instant
    url: str = ""


@dataclass(frozen=True, slots=True)
class PeopleHour:
    """Distinct people who spoke from ``start`` on, by the stance each of them held; nobody stands in two."""

    start: Instant
    objects: int = 0
    supports: int = 0
    questions: int = 0
    neutral: int = 0

    @property
    def people(self) -> int:
        """Everybody who spoke, whatever they hold."""
        return self.objects + self.supports + self.questions + self.neutral

    def of(self, stance: Stance) -> int:
        """How many people held ``stance``."""
        return (self.objects, self.supports, self.questions, self.neutral)[STANCES.index(stance)]


@dataclass(frozen=True, slots=True)
class PeoplePerHour:
    """People by the hour, and over the whole: who spoke in three hours stands thrice in ``rows``, once there."""

    rows: tuple[PeopleHour, ...]
    whole: PeopleHour


def standing_of(posts: Iterable[Spoken]) -> Standing:
    """Return where one person stands by everything they said that could be read (`standing`).

    Order-free; of posts at the same instant the later in the order of (network, id) counts as the later.

    >>> angry = Spoken("x:1", "Ada", "x", 5, Stance.OBJECTS, 2, (Ground.ADS,), "Not here, please.", id="a")
    >>> lunch = Spoken("x:1", "Ada", "x", 9, Stance.NEUTRAL, 0, (), "Soup again.", id="b")
    >>> standing_of([lunch, angry])
    Standing(stance=<Stance.OBJECTS: 'objects'>, chance=1.0, unsure=False)
    """
    return standing([post.chances for post in sorted(posts, key=_order) if not post.unread])


def held(posts: Iterable[Spoken]) -> Stance:
    """Return the stance one person holds; no posts: neutral.

    >>> held([Spoken("x:1", "Ada", "x", 5, Stance.OBJECTS, 2, (Ground.ADS,), "Not here, please.", id="a")])
    <Stance.OBJECTS: 'objects'>
    """
    return standing_of(posts).stance


def words_shown(posts: Iterable[Spoken]) -> Spoken:
    """Return the post that speaks for one person: the first that has words and takes the stance they hold.

    The first and not the hottest: they have waited since then, and a page that picks everybody's worst sentence
    makes a crowd look angrier than it is. Raises ``ValueError`` when there are no posts.

    >>> no = Spoken("x:1", "Ada", "x", 5, Stance.OBJECTS, 1, (), "Not here, please.", id="a")
    >>> worse = Spoken("x:1", "Ada", "x", 9, Stance.OBJECTS, 3, (), "GET LOST", id="b")
    >>> words_shown([worse, no]).text
    'Not here, please.'
    """
    everything = list(posts)
    if not everything:
        raise ValueError("A person who said nothing has no words to show.")
    stance = held(everything)
    fitting = [post for post in everything if post.stance == stance] or everything
    return min(fitting, key=lambda post: (bool(post.unread), not post.text.strip(), _order(post)))


def gather(spoken: Iterable[Spoken]) -> tuple[Voice, ...]:
    """Return every person once, whoever has waited longest first.

    The stance is the one they hold (`held`), the words those of the post that speaks for them (`words_shown`),
    the heat the highest of their objections (0 when they made none), the grounds those of all their objections
    in the order of `Ground`, the name the latest they go by. ``first_at`` is when they first took any stance:
    they have waited since then.

    >>> ada = Spoken("x:1", "Ada", "x", 5, Stance.OBJECTS, 2, (Ground.ADS,), "Not here, please.", id="a")
    >>> bo = Spoken("y:7", "Bo", "y", 3, Stance.SUPPORTS, 0, (), "I do not mind.", id="b")
    >>> [(voice.name, str(voice.stance), voice.heat, voice.posts) for voice in gather([ada, bo, ada])]
    [('Bo', 'supports', 0, 1), ('Ada', 'objects', 2, 2)]
    """
    voices = [_voice(person, posts) for person, posts in _by_person(spoken).items()]
    return tuple(sorted(voices, key=lambda voice: (voice.first_at, voice.person)))


def _voice(person: str, posts: Sequence[Spoken]) -> Voice:
    objections = [post for post in posts if post.stance == Stance.OBJECTS]
    shown, where = words_shown(posts), standing_of(posts)
    named = [post for post in posts if post.name]
    return Voice(
        person=person,
        name=max(named, key=_order).name if named else "",
        stance=where.stance,
        heat=max((post.heat for post in objections), default=0),
        grounds=_in_order(ground for post in objections for ground in post.grounds),
        first_at=min(post.at for post in _taking_a_stance(posts)),
        last_at=max(post.at for post in posts),
        posts=len(posts),
        networks=tuple(sorted({post.network for post in posts})),
        said=shown.text,
        url=shown.url,
        said_id=shown.id,
        unread="" if any(not post.unread for post in posts) else shown.unread,
        chance=where.chance,
        unsure=where.unsure,
    )


def _taking_a_stance(posts: Sequence[Spoken]) -> Sequence[Spoken]:
    return [post for post in posts if post.stance != Stance.NEUTRAL] or posts


def grounds(rows: Iterable[Spoken] | Iterable[Voice]) -> tuple[GroundSummary, ...]:
    """Return what people object on: distinct people per ground, most people first, one quote each.

    Counted are people who object now; who objected and was won over is no longer one of them. Quoted is the
    post that stands on the fewest grounds, for it says this one most plainly, and of those the earliest. From
    voices instead of posts the counts are the same, but a quote can only be the words shown for that voice.

    >>> ada = Spoken("x:1", "Ada", "x", 5, Stance.OBJECTS, 2, (Ground.ADS, Ground.TRUST), "You promised.")
    >>> cy = Spoken("x:3", "Cy", "x", 8, Stance.OBJECTS, 1, (Ground.ADS,), "No ads here, please.")
    >>> [(str(row.ground), row.people, row.text) for row in grounds([ada, cy])]
    [('ads', 2, 'No ads here, please.'), ('trust', 1, 'You promised.')]
    """
    people: dict[Ground, set[str]] = defaultdict(set)
    quotes: dict[Ground, list[_Claim]] = defaultdict(list)
    for claim in _claims(rows):
        for ground in claim.grounds:
            people[ground].add(claim.person)
            quotes[ground].append(claim)
    summaries = [_summary(ground, len(people[ground]), quotes[ground]) for ground in people]
    return tuple(sorted(summaries, key=lambda row: (-row.people, _GROUND_ORDER[row.ground])))


@dataclass(frozen=True, slots=True)
class _Claim:
    """Words that stand on grounds, whether they came as a post or as a voice."""

    grounds: tuple[Ground, ...]
    at: Instant
    person: str
    name: str
    text: str
    url: str


def _claims(rows: Iterable[Spoken] | Iterable[Voice]) -> list[_Claim]:
    claims = []
    spoken: list[Spoken] = []
    for row in rows:
        if isinstance(row, Spoken):
            spoken.append(row)
        elif row.stance == Stance.OBJECTS:
            claims.append(_Claim(row.grounds, row.first_at, row.person, row.name, row.said, row.url))
    for person, posts in _by_person(spoken).items():
        if held(posts) == Stance.OBJECTS:
            claims += [
                _Claim(post.grounds, post.at, person, post.name, post.text, post.url)
                for post in posts
                if post.stance == Stance.OBJECTS
            ]
    return claims


def _summary(ground: Ground, people: int, claims: Sequence[_Claim]) -> GroundSummary:
    quoted = min(
        claims,
        key=lambda c: (not c.text.strip(), len(set(c.grounds)), c.at, c.person, c.text, c.url, c.name),
    )
    return GroundSummary(ground, people, quoted.person, quoted.name, quoted.text, quoted.at, quoted.url)


def people_per_hour(spoken: Iterable[Spoken], start: Instant, hours: int) -> PeoplePerHour:
    """Count distinct people by the hour and stance, for ``hours`` hours from ``start`` on.

    In each hour a person stands once, under the stance they held by what they said in that hour; over the
    whole they stand once, by all they said in these hours. Posts outside, and what could not be read, are left out.
    Raises ``ValueError`` when ``hours`` is negative.

    >>> no = Spoken("x:1", "Ada", "x", 10, Stance.OBJECTS, 1, (), "Please not here.", id="a")
    >>> yes = Spoken("x:1", "Ada", "x", HOUR + 10, Stance.SUPPORTS, 0, (), "Thanks for undoing it.", id="b")
    >>> table = people_per_hour([no, yes], 0, 2)
    >>> [(row.objects, row.supports) for row in table.rows], table.whole.people, table.whole.supports
    ([(1, 0), (0, 1)], 1, 1)
    """
    if hours < 0:
        raise ValueError(f"People cannot be counted over {hours} hours.")
    inside = [post for post in spoken if start <= post.at < start + hours * HOUR and not post.unread]
    by_hour: dict[int, list[Spoken]] = defaultdict(list)
    for post in inside:
        by_hour[(post.at - start) // HOUR].append(post)
    rows = tuple(_people(start + hour * HOUR, by_hour.get(hour, ())) for hour in range(hours))
    return PeoplePerHour(rows, _people(start, inside))


def _people(start: Instant, posts: Iterable[Spoken]) -> PeopleHour:
    stances = [held(of_one) for of_one in _by_person(posts).values()]
    return PeopleHour(start, *(stances.count(stance) for stance in STANCES))


def _by_person(spoken: Iterable[Spoken]) -> Mapping[str, list[Spoken]]:
    by_person: dict[str, list[Spoken]] = defaultdict(list)
    for post in spoken:
        by_person[post.person].append(post)
    return by_person


def _in_order(found: Iterable[Ground]) -> tuple[Ground, ...]:
    return tuple(sorted(set(found), key=_GROUND_ORDER.__getitem__))


def _order(post: Spoken) -> tuple[Instant, str, str, str, int, str, str, str]:
    """Order posts in time; the rest only makes ties fall the same way whatever order they came in."""
    return (post.at, post.network, post.id, post.stance, post.heat, post.text, post.name, post.url)
