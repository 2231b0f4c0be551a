"""What nobody listened to: a gap is shown, and never taken for calm."""

from __future__ import annotations

from collections import defaultdict
from itertools import pairwise
from typing import TYPE_CHECKING, Final, TypeAlias

from amends.core.antennae import ear
from amends.core.antennae.alarm import BIN
from amends.store import models

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.db.models import QuerySet

    from amends.core.vocabulary import Instant

ENDLESS: Final[Instant] = 2**62

Silences: TypeAlias = "Sequence[Sequence[tuple[Instant, Instant]]]"
"""For each source the half-open times in which it was not heard."""


def silences() -> Silences:
    """Tell for each source when it was not heard: before it began, in its gaps, and after its end."""
    gaps: dict[int, list[tuple[Instant, Instant]]] = defaultdict(list)
    for source_id, began, ended in models.Gap.objects.values_list("source_id", "began_at", "ended_at"):
        gaps[source_id].append((began, ENDLESS if ended is None else ended))
    told = []
    for source in models.Source.objects.exclude(kind=models.DRILL):
        quiet = [(0, ENDLESS if source.since is None else source.since), *gaps[source.pk]]
        if source.state == models.Source.State.FINISHED:
            quiet.append((source.last_heard_at or 0, ENDLESS))
        told.append(quiet)
    return told


def is_silent(at: Instant, told: Silences) -> bool:
    """Tell whether every source was silent at an instant; with no source at all nothing is heard.

    >>> is_silent(5, [[(0, 10)], [(0, 3)]]), is_silent(5, [[(0, 10)], [(4, 6)]])
    (False, True)
    """
    return all(any(began <= at < ended for began, ended in quiet) for quiet in told)


def unheard(told: Silences, since: Instant, upto: Instant) -> list[tuple[Instant, Instant]]:
    """Tell the times between two instants, of five minutes at least, in which every source was silent.

    >>> unheard([[(0, 4 * BIN)], [(2 * BIN, 9 * BIN)]], 0, 6 * BIN) == [(2 * BIN, 4 * BIN)]
    True
    """
    edges = {edge for quiet in told for silence in quiet for edge in silence if since < edge < upto}
    found: list[tuple[Instant, Instant]] = []
    for began, ended in pairwise(sorted({since, upto, *edges})):
        if is_silent(began, told):
            joined = found.pop()[0] if found and found[-1][1] == began else began
            found.append((joined, ended))
    return [(began, ended) for began, ended in found if ended - began >= BIN]


def missed(heard: QuerySet[models.Reading], since: Instant, upto: Instant) -> list[tuple[Instant, Instant]]:
    """Tell the times in which no source was heard, but for those of which posts were brought in later."""
    return [
        (began, ended)
        for began, ended in unheard(silences(), since, upto)
        if not heard.filter(at__gte=began, at__lt=ended).exists()
    ]


def close_bins(listening: ear.Ear, at: Instant, told: Silences) -> tuple[ear.Ring, ...]:
    """Close every bin that ends at or before an instant, and tell what rings as they close.

    A bin that nobody listened to and nobody spoke in is a gap.
    """
    rings: tuple[ear.Ring, ...] = ()
    while (start := listening.open_bin * BIN) + BIN <= at:
        if any(listening.counted.values()):
            rings += ear.until(listening, start + BIN)
        else:
            rings += ear.until(listening, min(at, _change_after(start, told)), heard=not is_silent(start, told))
    return rings


def _change_after(at: Instant, told: Silences) -> Instant:
    """Tell the first bin's start, after that of this bin, at which a silence may have begun or ended."""
    edges = (edge for quiet in told for silence in quiet for edge in silence if edge > at)
    return -(-min(edges, default=ENDLESS) // BIN) * BIN


def begin_gap(source: models.Source, at: Instant) -> None:
    """Note that a source is not heard from an instant on, unless that is noted already."""
    if not source.gaps.filter(ended_at=None).exists():
        source.gaps.create(began_at=at)


def end_gap(source: models.Source, at: Instant) -> None:
    """Note that a source is heard again."""
    source.gaps.filter(ended_at=None).update(ended_at=at)
