"""What a look at a draft remembers: rows to a `Memory` of the core, with numbers of whoever objects and no names."""

from __future__ import annotations

from collections import Counter, defaultdict
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from django.db.models import Count, F, Q

from amends.core.case.association import Day
from amends.core.case.life import ENDS
from amends.core.case.naming import names, plain, short_name, stretch
from amends.core.lessons.baggage import same_party
from amends.core.lessons.draft import draft
from amends.core.lessons.likeness import signs
from amends.core.lessons.memory import Beneath, Lift, Memory, Partner, PastPost, Storm
from amends.core.lessons.objection import lift_of
from amends.core.statement.connection import Connection, Tie
from amends.core.vocabulary import DAY, WEEK, Ground, Instant, Stance
from amends.store import models
from amends.store.tied_cases import tied_cases

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from django.db.models import QuerySet

PAST_POSTS: Final = 400
"""The owner's newest posts that are remembered."""
REACH: Final = 16 * WEEK
"""How far back it is looked who named a partner."""
LONGEST: Final = 5_000
"""Letters of a past post by which it is known."""
LEAST_VOICES: Final = 5
"""People who object in a case and name somebody, from which on the case is one of that name's storms."""
LEAST_SHARE: Final = 0.1
"""… and their share of all who object in it."""
_GROUNDS: Final = frozenset(map(str, Ground))


def memory(wanted: Iterable[str], now: Instant, *, public: bool = True) -> Memory:
    """Return what is remembered of the owner's past posts and of the partners that are asked for.

    Only ``public`` cases of this site are told of unless it is for the owner's eyes alone.
    """
    return Memory(now, tuple(_past_posts()), tuple(_partners(wanted, now, public=public)))


def past_posts() -> list[models.Post]:
    """Return the owner's newest posts, newest first."""
    owned = models.Post.objects.filter(readings__by_subject=True, withdrawn_at=None).exclude(text="")
    return list(owned.distinct().order_by("-created_at", "-pk")[:PAST_POSTS])


def _past_posts() -> Iterator[PastPost]:
    posts = past_posts()
    ties = tuple(
        Connection(row.with_whom, row.detail, kind=Tie(row.kind)) for row in models.Connection.objects.order_by("pk")
    )
    beneath = _beneath(posts)
    for post in posts:
        words = post.text[:LONGEST]
        yield PastPost(post.created_at, words[:200], _signs(words, ties), beneath[post.network, post.origin_id])


@lru_cache(maxsize=2 * PAST_POSTS)
def _signs(words: str, ties: tuple[Connection, ...]) -> frozenset[str]:
    return signs(draft(words), ties)


def _beneath(posts: list[models.Post]) -> Mapping[tuple[str, str], Beneath]:
    """Count who answered or quoted each post, each person once a post; who could not be read is left out."""
    known = {(post.network, post.origin_id) for post in posts}
    ids = [post.origin_id for post in posts]
    rows = _heard().filter(Q(post__reply_to__in=ids) | Q(post__quote_of__in=ids))
    answered: dict[tuple[str, str], set[int]] = defaultdict(set)
    held: dict[tuple[str, str], dict[int, set[str]]] = defaultdict(lambda: defaultdict(set))
    told = rows.values_list("post__network", "post__reply_to", "post__quote_of", "person_id", "stance", "grounds")
    for network, reply_to, quote_of, person, stance, grounds in told.iterator():
        for place in {(network, reply_to), (network, quote_of)} & known:
            answered[place].add(person)
            if stance == Stance.OBJECTS:
                held[place][person].update(grounds)
    none = Beneath(0, 0)
    return defaultdict(lambda: none, {place: _counted(people, held[place]) for place, people in answered.items()})


def _heard() -> QuerySet[models.Reading]:
    """Return what others said of the owner, as far as it was read and still stands."""
    return models.Reading.objects.filter(by_subject=False, unread=False, post__withdrawn_at=None, subject__drill=False)


def _counted(people: set[int], held: Mapping[int, set[str]]) -> Beneath:
    grounds = Counter(ground for found in held.values() for ground in found if ground in _GROUNDS)
    return Beneath(len(people), len(held), {Ground(ground): many for ground, many in sorted(grounds.items())})


def _partners(wanted: Iterable[str], now: Instant, *, public: bool) -> Iterator[Partner]:
    found: dict[str, str] = {}
    for each in wanted:
        if name := plain(short_name(each)):
            found.setdefault(name.casefold(), name)
    if not found:
        return
    crowd = _Crowd(now)
    for name in found.values():
        yield Partner(name, *crowd.naming(name), (*_storms_here(name, public=public), *_storms_elsewhere(name)))


class _Crowd:
    """Who spoke in the last weeks, a day: those who objected that day, and everybody else."""

    def __init__(self, now: Instant) -> None:
        self._first, self._last = (now - REACH) // DAY, now // DAY
        self._said = _heard().filter(at__gte=self._first * DAY, at__lte=now).annotate(day=F("at") / DAY)
        people = Count("person", distinct=True)
        self._people = dict(self._said.values("day").annotate(people=people).values_list("day", "people"))
        objecting = self._said.filter(stance=Stance.OBJECTS.value).values_list("day", "person_id").distinct()
        self._objecting: dict[int, set[int]] = defaultdict(set)
        for day, person in objecting:
            self._objecting[day].add(person)

    def naming(self, name: str) -> tuple[Beneath, Lift | None]:
        """Return who named somebody, and how much more often those did who objected."""
        named, sought = names(name), stretch(name)
        rows = self._said.filter(post__text__icontains=sought) if sought else self._said
        days: dict[int, set[int]] = defaultdict(set)
        held: dict[int, set[str]] = defaultdict(set)
        told = rows.values_list("day", "person_id", "stance", "grounds", "post__text", "subject__name")
        for day, person, stance, grounds, text, subject in told.iterator():
            if not named(text) or same_party(subject, name):
                continue
            days[day].add(person)
            if stance == Stance.OBJECTS:
                held[person].update(grounds)
        everybody = {person for people in days.values() for person in people}
        return _counted(everybody, held), lift_of(*self._days(days))

    def _days(self, naming: Mapping[int, set[int]]) -> tuple[list[Day], list[Day]]:
        objecting, others = [], []
        for day in range(self._first, self._last + 1):
            against, named = self._objecting.get(day, set()), naming.get(day, set())
            objecting.append(Day(len(against), len(named & against)))
            others.append(Day(self._people.get(day, 0) - len(against), len(named - against)))
        return objecting, others


def _storms_here(name: str, *, public: bool) -> Iterator[Storm]:
    """Return the cases of this site that a name stands in: declared, its own, or named by those who object."""
    declared = {
        one.number for one in tied_cases(public=public) if any(same_party(party, name) for party in one.parties)
    }
    named = names(name)
    cases = models.Case.objects.filter(subject__drill=False, **({"public": True} if public else {}))
    for case in cases.select_related("subject").order_by("-began_at", "-number"):
        objecting = case.voices.filter(stance=Stance.OBJECTS.value)
        people = objecting.count()
        own = same_party(case.subject.name, name) or case.number in declared
        if not own:
            rows = objecting.filter(said__post__text__icontains=stretch(name)).values_list(
                "said__post__text", flat=True
            )
            speak_of_it = sum(map(named, rows))
            own = speak_of_it >= LEAST_VOICES and speak_of_it >= LEAST_SHARE * people
        if own:
            yield Storm(case.number, case.title, case.began_at, case.life not in ENDS, people)


def _storms_elsewhere(name: str) -> Iterator[Storm]:
    rows = models.ElsewhereCase.objects.filter(peer__left_at=None).select_related("peer").order_by("-began_at", "pk")
    for row in rows:
        if any(same_party(party, name) for party in row.parties):
            address = f"{row.peer.address.removesuffix('/ledger/witness')}/cases/{row.number}/"
            yield Storm(row.number, row.title, row.began_at, row.open, row.people, row.peer.origin, address)
