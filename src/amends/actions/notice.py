"""An alarm rings: write the alert with its evidence, and open the case it stands for."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from django.db.models import Max

from amends.actions.record import record
from amends.actions.stand_on_floor import stand_on_floor
from amends.core.case.life import BEGINNING, ENDS
from amends.core.case.voices import gather
from amends.core.vocabulary import Channel
from amends.store import models, rows

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from django.db.models import QuerySet

    from amends.core import vocabulary
    from amends.core.antennae.ear import Ring
    from amends.core.case.escalation import Novelty


def open_case(subject: models.Subject) -> models.Case | None:
    """Find the case that a subject is in now, if it is in one."""
    return subject.cases.exclude(life__in=[end.value for end in ENDS]).order_by("number").last()


def notice(subject: models.Subject, ring: Ring, news: Iterable[Novelty] = ()) -> models.Alert:
    """Keep what rang; the first *case* alert of a storm opens a case, later ones stand in it.

    ``news`` is what it says that no alert of the case has said before. Call it inside the transaction that counts the
    post it rang at.
    """
    case = open_case(subject)
    if ring.channel is Channel.CASE and case is None and not subject.drill:
        case = _open(subject, ring)
    alert, made = models.Alert.objects.get_or_create(
        subject=subject,
        channel=ring.channel.value,
        at=ring.at,
        defaults={
            "case": case,
            "people": ring.people,
            "objecting": ring.objecting,
            "first_objection_at": ring.first_objection_at,
            "grounds": rows.ground_counts(ring.grounds),
            "news": rows.novelties(news),
            "unread": rows.unread_counts(ring.unread),
            "calibrated": ring.calibrated,
            "escalation": ring.escalation,
            "due_at": ring.at,
        },
    )
    if made:
        alert.evidence.set([mention.ref for mention in ring.evidence])
    return alert


def _open(subject: models.Subject, ring: Ring) -> models.Case:
    last: int | None = models.Case.objects.aggregate(last=Max("number"))["last"]
    case = models.Case.objects.create(
        number=(last or 0) + 1,
        subject=subject,
        title=f"People object to what {subject.name} did"[:200],
        life=BEGINNING.value,
        noticed_at=ring.at,
        began_at=ring.at if ring.first_objection_at is None else ring.first_objection_at,
        public=subject.public_at_once,
    )
    shown = models.Post.objects.filter(readings__in=[mention.ref for mention in ring.evidence])
    record(
        "case.noticed",
        at=ring.at,
        case=case,
        facts={
            "people": ring.people,
            "objecting": ring.objecting,
            "calibrated": ring.calibrated,
            "public": case.public,
        },
        # Hashes of ids: an id may name an account, and nobody may read a list of those who object out of the ledger.
        said={"evidence": sorted(known_by(row) for row in shown)},
    )
    gather_again(case, _everybody(case))
    stand_on_floor(case, list(_since_it_began(case).filter(at__lte=ring.at)))
    return case


def known_by(post: models.Post) -> str:
    """Return what whoever has a post can know it by, and nobody else: the SHA-256 of its network and id, in hex."""
    return hashlib.sha256(f"{post.network}:{post.origin_id}".encode()).hexdigest()


def update_voices(subject: models.Subject, readings: Sequence[models.Reading]) -> None:
    """Gather again the voices of those who just spoke, where a case is open."""
    case = open_case(subject)
    if case is not None:
        spoken = [row for row in readings if not row.by_subject and row.at >= case.began_at]
        gather_again(case, {row.person_id for row in spoken})
        stand_on_floor(case, spoken)


def _since_it_began(case: models.Case) -> QuerySet[models.Reading]:
    kept = models.Reading.objects.filter(subject_id=case.subject_id, at__gte=case.began_at, by_subject=False)
    return kept.select_related("post__account").order_by("at", "pk")


def _everybody(case: models.Case) -> list[int]:
    return list(_since_it_began(case).order_by("person_id").values_list("person_id", flat=True).distinct())


def gather_again(case: models.Case, people: Iterable[int]) -> None:
    """Write each of these people's voice as it stands now; when they were answered is left alone."""
    people = list(people)
    if not people:
        return
    keys = dict(models.Person.objects.filter(pk__in=people).values_list("key", "pk"))
    known = {row.person_id: row for row in case.voices.filter(person_id__in=people)}
    fresh = []
    for voice in gather(rows.spoken(case, people)):
        row = known.get(keys[voice.person])
        if row is None:
            row = models.Voice(case=case, person_id=keys[voice.person])
            fresh.append(row)
        _fill(row, voice)
    models.Voice.objects.bulk_create(fresh)
    models.Voice.objects.bulk_update(known.values(), _FILLED, batch_size=50)


_FILLED = [
    "name",
    "stance",
    "heat",
    "grounds",
    "networks",
    "first_at",
    "last_at",
    "posts",
    "unread",
    "chance",
    "unsure",
    "said",
]


def _fill(row: models.Voice, voice: vocabulary.Voice) -> None:
    row.name = voice.name[:200]
    row.stance = voice.stance.value
    row.heat = voice.heat
    row.grounds = [ground.value for ground in voice.grounds]
    row.networks = list(voice.networks)
    row.first_at = voice.first_at
    row.last_at = voice.last_at
    row.posts = voice.posts
    row.unread, row.chance, row.unsure = voice.unread, voice.chance, voice.unsure
    row.said_id = int(voice.said_id)
