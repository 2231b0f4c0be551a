"""What people object to in a case, with one person's own words for each ground: on the desk, and in public."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.db.models import Count

from amends.core.antennae.unread import count_unread
from amends.core.case.voices import GroundSummary, Spoken, grounds
from amends.core.vocabulary import GROUND_TITLES, Ground, Instant, Stance, UnreadCount
from amends.store.models import Reading
from amends.web import voices, words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import tzinfo

    from amends.store.models import Case

MOST_GROUNDS: Final = 6
"""More grounds than these are read by nobody at midnight: the others stand in one line."""


@dataclass(frozen=True, slots=True)
class Heard:
    """What was said in a case up to an instant, and how many people hold what."""

    case: Case
    now: Instant
    zone: tzinfo
    spoken: tuple[Spoken, ...]
    people: Mapping[Stance, int]
    """Everybody once, by what they hold; who could not be read is in none."""
    unread: tuple[UnreadCount, ...]

    @property
    def objecting(self) -> int:
        """How many people object, each once."""
        return self.people[Stance.OBJECTS]

    @property
    def began_at(self) -> Instant:
        """The first objection: the alarm's own word, or where it has none the first one heard."""
        return self.case.began_at


@dataclass(frozen=True, slots=True)
class GroundRow:
    """A ground with its people, its share of those who object in thousandths, and one person's words."""

    title: str
    people: str
    share: int
    quote: str
    by: str


@dataclass(frozen=True, slots=True)
class Grounds:
    """What people object to: the grounds most people hold, the others in a line, and who named none."""

    rows: tuple[GroundRow, ...]
    others: str
    unnamed: str


def ground_rows(scene: Heard) -> Grounds:
    """Return what people object to, most people first, each with one person's own words.

    "Another ground" is none: who holds only that named nothing that can be read, and is said so.
    """
    in_case = [one for one in scene.spoken if one.at >= scene.began_at]
    found = grounds(in_case)
    named = [row for row in found if row.ground is not Ground.OTHER]
    rest = [f"{words.gettext(GROUND_TITLES[row.ground])} ({words.people(row.people)})" for row in named[MOST_GROUNDS:]]
    none = next((row.people for row in found if row.ground is Ground.OTHER), 0)
    said = words.gettext("{people} named no ground that amends can read; their words are among the voices.")
    return Grounds(
        rows=tuple(_ground_row(row, max(scene.objecting, 1), scene, in_case) for row in named[:MOST_GROUNDS]),
        others=words.gettext("Also named: {grounds}.").format(grounds="; ".join(rest)) if rest else "",
        unnamed=said.format(people=words.people(none)) if none else "",
    )


def _ground_row(row: GroundSummary, objecting: int, scene: Heard, spoken: Sequence[Spoken]) -> GroundRow:
    networks = sorted({words.network(one.network) for one in spoken if one.person == row.person})
    name = row.name or words.gettext(voices.NOBODY)
    by = ", ".join((name, words.listed(networks), words.clock_with_day(row.at, scene.now, scene.zone)))
    share = round(1000 * row.people / objecting)
    title = words.gettext(GROUND_TITLES[row.ground])
    return GroundRow(title, words.grouped(row.people), share, words.shortened(row.text, 280), by)


def of_who_named_one(case: Case, now: Instant, zone: tzinfo) -> Heard:
    """Gather what those people said who ever named a ground: as far as grounds go, the others change nothing."""
    rows = Reading.objects.filter(subject=case.subject_id, by_subject=False, at__gte=case.began_at, at__lte=now)
    named = rows.filter(stance=Stance.OBJECTS.value).exclude(grounds=[]).values("person")
    told = (
        rows.filter(person__in=named, post__withdrawn_at=None)
        .select_related("post__account", "person")
        .order_by("at", "pk")
    )
    return Heard(case, now, zone, tuple(spoken_of(reading) for reading in told), people_of(case), unread_of(case, now))


def people_of(case: Case) -> Mapping[Stance, int]:
    """Count the people of a case by what they hold, each once; who could not be read is left out."""
    counted = dict(case.voices.filter(unread="").values_list("stance").annotate(people=Count("pk")).order_by())
    return {stance: counted.get(stance.value, 0) for stance in Stance}


def unread_of(case: Case, now: Instant) -> tuple[UnreadCount, ...]:
    """Count what was heard in a case and could not be read, by language."""
    rows = Reading.objects.filter(subject=case.subject_id, by_subject=False, at__gte=case.began_at, at__lte=now)
    told = rows.filter(unread=True).values_list("language", "person_id")
    return count_unread((language, str(person)) for language, person in told)


def spoken_of(reading: Reading) -> Spoken:
    """Make one reading, with its post, account and person, a value of the core."""
    post = reading.post
    return Spoken(
        person=reading.person.key,
        name=post.account.name or post.account.handle,
        network=post.network,
        at=reading.at,
        stance=Stance(reading.stance),
        heat=reading.heat,
        grounds=tuple(Ground(value) for value in reading.grounds if value in set(Ground)),
        text=post.text,
        url=post.url,
        id=post.origin_id,
        unread=reading.language if reading.unread else "",
        p=(reading.p_objects, reading.p_supports, reading.p_questions, reading.p_neutral),
    )
