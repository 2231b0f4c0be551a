"""What was answered to everybody who objects on a ground, as pages show it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Prefetch
from django.utils.translation import gettext

from amends.core.vocabulary import GROUND_TITLES, Ground, Instant
from amends.store.models import Speech
from amends.web import words
from amends.web.elsewhere_part import WITH, Place, of_speeches
from amends.web.prose import prose

if TYPE_CHECKING:
    from datetime import tzinfo

    from django.db.models import QuerySet
    from django.utils.safestring import SafeString

    from amends.store.models import Answer, Case


@dataclass(frozen=True, slots=True)
class Reply:
    """One answer of the owner's: what was said, and when, and where else."""

    words: SafeString
    when: str
    elsewhere: tuple[Place, ...] = ()


@dataclass(frozen=True, slots=True)
class ToMany:
    """What was answered to one ground: its key, its title, and the answers in the order they were given."""

    ground: str
    title: str
    replies: tuple[Reply, ...]


def reply(answer: Answer, now: Instant, zone: tzinfo) -> Reply:
    """Make an answer readable."""
    said = of_speeches(answer.speeches.all(), zone)
    return Reply(prose(answer.words), words.clock_with_day(answer.at, now, zone), said)


def with_speeches(answers: QuerySet[Answer]) -> QuerySet[Answer]:
    """Return the same answers with where else each was said, in a fixed number of questions to the database."""
    said = Speech.objects.select_related("account").prefetch_related(*WITH)
    return answers.prefetch_related(Prefetch("speeches", said))


def to_many(case: Case, now: Instant, zone: tzinfo) -> tuple[ToMany, ...]:
    """Read the answers to grounds, the ground that was answered first before the others."""
    by_ground: dict[str, list[Reply]] = {}
    for answer in with_speeches(case.answers.filter(message=None).exclude(ground="").order_by("at", "pk")):
        by_ground.setdefault(answer.ground, []).append(reply(answer, now, zone))
    return tuple(
        ToMany(ground, gettext(GROUND_TITLES[Ground(ground)]), tuple(replies)) for ground, replies in by_ground.items()
    )
