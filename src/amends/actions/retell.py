"""Tell an alarm's memory anew from the readings that are kept: after an import, an upgrade, a backlog."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from django.db.models import Max, Min

from amends.actions.silence import ENDLESS, Silences, close_bins, silences
from amends.core.antennae import ear
from amends.core.antennae.alarm import BIN, told
from amends.core.antennae.alarm.setting import CASE, LONG_AGO, LOOK
from amends.core.vocabulary import Channel
from amends.store import models, rows

if TYPE_CHECKING:
    from collections.abc import Container, Iterable

    from amends.core.antennae.alarm import Setting
    from amends.core.vocabulary import Instant

_COLUMN: Final = {Channel.LOOK: LOOK, Channel.CASE: CASE}


def retold(
    subject: models.Subject,
    setting: Setting,
    upto: Instant,
    *,
    leaving_out: Container[int] = (),
    ring_from: Instant = ENDLESS,
) -> tuple[ear.Ear | None, list[ear.Ring]]:
    """Listen again from the first reading that is kept up to an instant; nothing where none is kept.

    What was told then counts as told, so that a storm is not told twice. What rings from ``ring_from`` on and was not
    told is returned, in order of time; what would ring before it counts for nothing. Bins up to the last of the
    imported history count as heard; after it only those in which a source listened. ``leaving_out`` are keys of
    readings that are not yet to be counted.
    """
    kept = models.Reading.objects.filter(subject=subject, by_subject=False)
    began: Instant | None = kept.aggregate(began=Min("at"))["began"]
    if began is None:
        return None, []
    history: Instant = kept.filter(post__history=True).aggregate(ended=Max("at"))["ended"] or began
    deaf = [[(max(quiet, history), ended) for quiet, ended in told_] for told_ in silences() or [[(0, ENDLESS)]]]
    listening, past = ear.listen(setting, began), _Past(_alerts(subject))
    rings: list[ear.Ring] = []
    for mention in rows.mentions(subject.pk, since=0):
        if mention.ref not in leaving_out:
            past.tell(listening, deaf, before=mention.at)
            rang = close_bins(listening, mention.at, deaf)
            rang += ear.hear(listening, mention, history=mention.at < ring_from)
            rings += past.note(ring for ring in rang if ring.at >= ring_from)
            past.forget_untold(listening)
    past.tell(listening, deaf, before=ENDLESS)
    rings += past.note(ring for ring in close_bins(listening, upto, deaf) if ring.at >= ring_from)
    past.forget_untold(listening)
    return listening, rings


def _alerts(subject: models.Subject) -> deque[tuple[Instant, Channel]]:
    """Return what the alarm itself told; an alert that says only what is new in a storm changed no memory."""
    told_ = subject.alerts.order_by("at", "pk").values_list("at", "channel", "news")
    return deque((at, Channel(channel)) for at, channel, news in told_ if rows.by_the_alarm(news))


@dataclass(slots=True)
class _Past:
    """The alerts that were told, in their order, and in which channels the last one's silence has not run out."""

    alerts: deque[tuple[Instant, Channel]]
    silent: set[Channel] = field(default_factory=set)

    def tell(self, listening: ear.Ear, deaf: Silences, *, before: Instant) -> None:
        """Note in the memory what was told before an instant."""
        while self.alerts and self.alerts[0][0] < before:
            at, channel = self.alerts.popleft()
            close_bins(listening, at, deaf)
            self.silent.add(channel)
            # What rang as a bin closed has been noted by the closing itself, with all that the bin held.
            if at != listening.open_bin * BIN or listening.state.since[0, _COLUMN[channel]]:
                counted = listening.counted
                listening.state = told(listening.state, 0, channel, counted["people"], counted["objecting"])
            self.forget_untold(listening)

    def note(self, rings: Iterable[ear.Ring]) -> list[ear.Ring]:
        """Note what rings now, which is told, and return it."""
        rang = list(rings)
        self.silent |= {ring.channel for ring in rang}
        return rang

    def forget_untold(self, listening: ear.Ear) -> None:
        """End the silence of channels in which nothing was told."""
        quiet = listening.state.quiet
        self.silent -= {channel for channel in self.silent if not quiet[0, _COLUMN[channel]]}
        loud = [column for channel, column in _COLUMN.items() if channel not in self.silent and quiet[0, column]]
        if loud:
            quiet, since = quiet.copy(), listening.state.since.copy()
            quiet[0, loud], since[0, loud] = 0, LONG_AGO
            listening.state = replace(listening.state, quiet=quiet, since=since)
