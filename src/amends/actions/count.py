"""Count readings in order of time, close the bins that pass, and tell what rings and what is new in an open storm."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, Final

from django.db.models import Q

from amends.actions.notice import notice, open_case
from amends.actions.silence import Silences, close_bins
from amends.core.antennae import ear
from amends.core.antennae.ear import LOOKBACK
from amends.core.case.escalation import Kind, Novelty, new_since, untold, worth_telling
from amends.core.vocabulary import Channel, Relation, Stance
from amends.store import models, rows

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from amends.core.case.escalation import Objection, Told
    from amends.core.vocabulary import Instant

OBJECTS: Final = Stance.OBJECTS.value


def count(
    subject: models.Subject,
    listening: ear.Ear,
    readings: Sequence[models.Reading],
    reached: Instant,
    deaf: Silences,
) -> list[models.Alert]:
    """Count a subject's new readings, in order of time, and close its bins up to an instant; return the alerts."""
    storm = _Storm(subject, listening, readings)
    for reading in readings:
        rings = close_bins(listening, reading.at, deaf)
        if not reading.by_subject:
            rings += ear.hear(listening, rows.mention(reading))
            storm.note(reading)
        storm.ring(rings)
        storm.tell_news(reading.at)
    storm.ring(close_bins(listening, reached, deaf))
    return storm.alerts


class _Storm:
    """What is told of a subject while readings are counted, held beside what its open case was told of before."""

    def __init__(self, subject: models.Subject, listening: ear.Ear, fresh: Sequence[models.Reading]) -> None:
        self.alerts: list[models.Alert] = []
        self._subject, self._listening = subject, listening
        case = open_case(subject)
        self._told: Told | None = None if case is None else rows.told(case)
        self._recent: deque[Objection] = deque()
        for one in _objections(subject, fresh) if fresh else ():
            self._remember(one)

    def note(self, reading: models.Reading) -> None:
        """Remember for two hours what may become news."""
        while self._recent and self._recent[0].at <= reading.at - LOOKBACK:
            self._recent.popleft()
        if reading.stance == OBJECTS:
            self._remember(rows.objection(reading))

    def ring(self, rings: Iterable[ear.Ring]) -> None:
        """Keep what rang."""
        for ring in rings:
            self._keep(notice(self._subject, ring, self._why(ring)))

    def tell_news(self, at: Instant) -> None:
        """Keep what is new in an open storm, where it is worth an alert of its own."""
        news = None if self._told is None else worth_telling(self._told, self._recent, at)
        if news is not None and (again := ear.ring_again(self._listening, at, news.refs)).evidence:
            self._keep(notice(self._subject, again, news.what))

    def _why(self, ring: ear.Ring) -> tuple[Novelty, ...]:
        """Return why a storm that was told is told again: it grew, and what is new in it."""
        if self._told is None or not ring.escalation or ring.channel is not Channel.CASE:
            return ()
        news = new_since(self._told, self._recent, ring.at)
        return (Novelty(Kind.SIZE, "", ring.objecting), *(news.what if news is not None else ()))

    def _keep(self, alert: models.Alert) -> None:
        self.alerts.append(alert)
        if alert.case is not None:
            self._told = rows.told(alert.case)
            before, self._recent = self._recent, deque()
            for one in before:
                self._remember(one)

    def _remember(self, one: Objection) -> None:
        """Keep an objection in mind unless all it stands on was told: what is looked through stays small."""
        if self._told is None or untold(self._told, one):
            self._recent.append(one)


def _objections(subject: models.Subject, fresh: Sequence[models.Reading]) -> list[Objection]:
    """Return what was objected in the two hours before these readings, in order of time."""
    kept = models.Reading.objects.filter(
        subject=subject, by_subject=False, stance=OBJECTS, at__gt=fresh[0].at - LOOKBACK, at__lte=fresh[-1].at
    ).exclude(Q(relation=Relation.FLOOR.value) | Q(post__around=True))
    before = kept.exclude(pk__gte=min(reading.pk for reading in fresh))
    known = before.select_related("post").only("person_id", "at", "grounds", "post__network")
    return [rows.objection(row) for row in known.order_by("at", "pk")]
