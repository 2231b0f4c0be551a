"""How strongly another name travels with a subject's, as far as it was heard: people a day, and on each network."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

from django.db.models import Count, F, Min

from amends.core.case.association import A_WEEK, Association, Day, Week, association, by_week
from amends.core.case.naming import names, plain, short_name, stretch
from amends.core.statement.connection import Tie
from amends.core.vocabulary import DAY, WEEK, Instant
from amends.store.models import Case, Reading, Version
from amends.store.statement_rows import connections

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from django.db.models import QuerySet

    from amends.core.statement.connection import Connection
    from amends.store.models import Subject

ORDINARY: Final = 16 * WEEK
"""How far back the ordinary weeks go, at most."""
_PEOPLE: Final = Count("person", distinct=True)
_HASHTAG: Final = re.compile(r"(?<!\w)#\w+")


@dataclass(frozen=True, slots=True)
class Between:
    """What is looked at: the weeks before are ``[start, began)``, and since is ``[began, until)``; whole days, UTC."""

    start: Instant
    began: Instant
    until: Instant


@dataclass(frozen=True, slots=True)
class OnNetwork:
    """How a name travels on one network, where that tells."""

    network: str
    association: Association
    named_before: bool


@dataclass(frozen=True, slots=True)
class Travels:
    """How a name travels with a subject's: told or not, week by week, and on each network where that tells.

    ``association`` is None where too few people named it since, or nobody spoke before. ``weeks`` begin at their
    instants, oldest first. ``naming`` is how many people named it on some day since, a day each.
    """

    name: str
    between: Between
    association: Association | None
    named_before: bool
    naming: int
    weeks: tuple[tuple[Instant, Week], ...]
    networks: tuple[OnNetwork, ...]

    @property
    def told(self) -> Association | None:
        """What may be shown: nothing where the interval leaves open that nothing changed."""
        return self.association if self.association is not None and self.association.tells else None


class Crowd:
    """Who spoke of a subject in a span of time: how many people a day, and how many on each network."""

    def __init__(self, subject: Subject, between: Between) -> None:
        self.between = between
        heard = Reading.objects.filter(subject=subject, by_subject=False, post__withdrawn_at=None)
        self._heard = heard.filter(at__gte=between.start, at__lt=between.until)
        self._a_day = self._heard.annotate(day=F("at") / DAY)
        by_day = self._a_day.values("day").annotate(people=_PEOPLE)
        self._people = dict(by_day.values_list("day", "people"))

    @cached_property
    def _on(self) -> Mapping[str, Mapping[int, int]]:
        found: dict[str, dict[int, int]] = defaultdict(dict)
        by_network = self._a_day.values("day", "post__network").annotate(people=_PEOPLE)
        for day, network, many in by_network.values_list("day", "post__network", "people"):
            found[network][day] = many
        return found

    def travels(self, name: str, *, apart: bool = True) -> Travels:
        """Tell how a name travels; ``apart`` also on each network, where there are several."""
        between, naming = self.between, self._naming(name)
        everywhere = {day: {person for people in on.values() for person in people} for day, on in naming.items()}
        before, since = self._days(self._people, everywhere)
        networks = []
        for network, people in sorted(self._on.items()) if apart and len(self._on) > 1 else ():
            parts = self._days(people, {day: on.get(network, set()) for day, on in naming.items()})
            found = association(*parts)
            if found is not None and found.tells:
                networks.append(OnNetwork(network, found, _named(parts[0])))
        weeks = by_week(before, [*before, *since])
        first = between.start // DAY
        return Travels(
            name=plain(name),
            between=between,
            association=association(before, since),
            named_before=_named(before),
            naming=sum(day.naming for day in since),
            weeks=tuple(((first + A_WEEK * at) * DAY, week) for at, week in enumerate(weeks)),
            networks=tuple(networks),
        )

    def _naming(self, name: str) -> Mapping[int, Mapping[str, set[int]]]:
        """Return, a day and a network, who named it."""
        named, sought = names(name), stretch(name)
        found: dict[int, dict[str, set[int]]] = defaultdict(lambda: defaultdict(set))
        rows = self._heard.filter(post__text__icontains=sought) if sought else self._heard
        for person, at, network, text in rows.values_list("person_id", "at", "post__network", "post__text").iterator():
            if named(text):
                found[at // DAY][network].add(person)
        return found

    def _days(self, people: Mapping[int, int], naming: Mapping[int, set[int]]) -> tuple[list[Day], list[Day]]:
        days = [
            Day(people.get(day, 0), len(naming.get(day, ())))
            for day in range(self.between.start // DAY, -(-self.between.until // DAY))
        ]
        begins = (self.between.began - self.between.start) // DAY
        return days[:begins], days[begins:]


def between(subject: Subject, began: Instant, now: Instant) -> Between:
    """Return the weeks before an instant and all since, in whole weeks before it, as far back as it was heard."""
    began = began // DAY * DAY
    first = heard_of(subject).aggregate(first=Min("at"))["first"]
    reach = max(0, min(ORDINARY, began - (began if first is None else int(first))))
    return Between(began - -(-reach // WEEK) * WEEK, began, max(now, began + 1))


def heard_of(subject: Subject) -> QuerySet[Reading]:
    """Return what others said of a subject."""
    return Reading.objects.filter(subject=subject, by_subject=False)


def declared(case: Case) -> list[str]:
    """Return the names, products and hashtags that the newest statement of a case declares a connection with."""
    newest = Version.objects.filter(case=case).order_by("-number").first()
    ties = () if newest is None else connections(newest.connections)
    found: dict[str, str] = {}
    for tie in ties:
        for name in _names_of(tie) if tie.kind is not Tie.NONE else ():
            found.setdefault(name.casefold(), name)
    return list(found.values())


def first_declared(subject: Subject) -> Mapping[str, Case]:
    """Return every name that a public case of a subject declared, and the first case that did."""
    found: dict[str, tuple[str, Case]] = {}
    for case in Case.objects.filter(subject=subject, public=True).order_by("began_at", "number"):
        for name in declared(case):
            found.setdefault(name.casefold(), (name, case))
    return dict(found.values())


def _names_of(tie: Connection) -> Iterator[str]:
    if name := plain(short_name(tie.with_whom)):
        yield name
    for words in (tie.with_whom, tie.given, tie.in_return_for, tie.also_given_to):
        yield from (plain(tag) for tag in _HASHTAG.findall(words))


def _named(days: list[Day]) -> bool:
    return any(day.naming for day in days)
