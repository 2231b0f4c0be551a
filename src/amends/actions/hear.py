"""Hear what a source brought: keep, read, count, ring; and save the source's cursor with it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeAlias

from django.db import transaction

from amends.actions import wake
from amends.actions.all_clear import judge_calm
from amends.actions.catch_up import catch_up, is_backlog, lately_missed
from amends.actions.change import change, not_known
from amends.actions.count import count
from amends.actions.listening import closed_upto, keep_ear, last_judged, wake_ear
from amends.actions.notice import update_voices
from amends.actions.prove import hear_phrases
from amends.actions.silence import Silences, begin_gap, end_gap, silences
from amends.actions.take_in import take_in
from amends.connectors.protocols import NOTHING_CHANGED
from amends.core.antennae.alarm import BIN
from amends.core.antennae.ear import LOOKBACK
from amends.store import models

if TYPE_CHECKING:
    from collections.abc import Sequence

    from amends.core import vocabulary
    from amends.core.vocabulary import Changes, Instant


State: TypeAlias = models.Source.State

_UNHEARD: Final = (State.SILENT, State.FAILED, State.RESTING)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one batch led to: new posts that concern a subject, and the alerts it rang, in order of time."""

    posts: int
    alerts: tuple[models.Alert, ...]


def hear(
    source: models.Source,
    posts: Sequence[vocabulary.Post],
    cursor: str,
    now: Instant,
    *,
    reached: Instant | None = None,
    refused: int = 0,
    finished: bool = False,
    changes: Changes = NOTHING_CHANGED,
    missed: tuple[Instant, Instant] | None = None,
    waits: str = "",
) -> Outcome:
    """Take in one batch of a source, all in one transaction: either everything it brought is kept, or nothing is.

    ``reached`` is the instant up to which the source has told everything (``now`` where it does not say);
    ``refused`` counts rows of the batch that could not be read; ``changes`` is what became of what was heard
    before; ``missed`` is a time of which the source itself no longer has anything; ``waits`` says why nothing is asked
    of it for now, though nothing is wrong. Replaying from an older cursor changes nothing, and
    posts in order of time and id lead to the same rows however they are cut into batches. A post that arrives late
    is judged as if it were written when the newest one was; what a source tells after a silence, by when it was
    written.
    """
    reached = now if reached is None else min(reached, now)
    with transaction.atomic():
        source = models.Source.objects.select_for_update().get(pk=source.pk)
        _keep_source(source, [_claimed(post, now) for post in posts], cursor, reached, finished=finished, waits=waits)
        source.refused += refused
        source.last_told_at = now
        if missed is not None:
            source.gaps.create(began_at=missed[0], ended_at=missed[1])
        source.save()
        posts = [*posts, *not_known(changes.edits, posts)]
        hear_phrases(posts, now)
        outcome = _hear(source, posts, reached, now)
        if changes:
            change(changes, now)
        return outcome


def _claimed(post: vocabulary.Post, now: Instant) -> Instant:
    """Tell when a post was written, as far as that can be: nobody writes after they were heard."""
    return min(post.created_at, post.heard_at, now)


def _keep_source(
    source: models.Source, times: Sequence[Instant], cursor: str, reached: Instant, *, finished: bool, waits: str
) -> None:
    """Note on the source's row how far it has come, and that it is well, or why it waits."""
    if waits:
        begin_gap(source, reached)
    elif source.state in _UNHEARD:
        end_gap(source, reached)
    began = min(times, default=reached)
    source.since = began if source.since is None else min(source.since, began)
    source.cursor = cursor
    source.state = State.FINISHED if finished else State.RESTING if waits else State.LISTENING
    source.last_heard_at = max(reached, source.last_heard_at or 0)
    if times:
        source.last_event_at = max(*times, source.last_event_at or 0)
    source.failures, source.next_try_at, source.note = 0, None, waits


def _hear(source: models.Source, posts: Sequence[vocabulary.Post], reached: Instant, now: Instant) -> Outcome:
    subjects = list(models.Subject.objects.select_related("alarm_state").order_by("pk"))
    floors: dict[int, Instant] = {}
    missed = lately_missed(source, now)

    def judged_at(post: vocabulary.Post, subject: models.Subject) -> Instant:
        if missed and is_backlog(written := _claimed(post, now), subject, missed):
            return written
        floor = floors.get(subject.pk)
        if floor is None:
            floor = max(last_judged(subject), closed_upto(subject))
        floors[subject.pk] = max(_claimed(post, now), floor)
        return floors[subject.pk]

    taken = take_in(posts, subjects, source=source, history=False, judged_at=judged_at)
    deaf = silences()
    alerts: list[models.Alert] = []
    for subject in subjects:
        readings = taken.readings.get(subject.pk, [])
        late = [row for row in readings if row.at < closed_upto(subject) - LOOKBACK]
        if late:
            in_time = {row.pk for row in readings} - {row.pk for row in late}
            alerts += catch_up(subject, late[0].at, leaving_out=in_time)
        if len(late) < len(readings) or closed_upto(subject) + BIN <= reached:
            alerts += _advance(subject, readings[len(late) :], reached, deaf)
        if readings:
            update_voices(subject, readings)
            wake.changed(subject.pk)
    return Outcome(taken.posts, tuple(alerts))


def _advance(
    subject: models.Subject, readings: Sequence[models.Reading], reached: Instant, deaf: Silences
) -> list[models.Alert]:
    """Count new readings in order of time, close the bins that have passed, and notice what rings."""
    fresh = {reading.pk for reading in readings}
    listening = wake_ear(subject, begin=readings[0].at if readings else reached, leaving_out=fresh)
    alerts = count(subject, listening, readings, reached, deaf)
    judge_calm(subject, listening, deaf)
    keep_ear(subject, listening)
    return alerts
