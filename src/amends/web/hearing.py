"""What amends can hear: each source, how it is, and since when it is silent."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from django.db.models import Count

from amends.actions.sources import missed_by
from amends.connectors.budget import spent_in
from amends.connectors.metered import METERED, budget_of
from amends.core.vocabulary import DAY, MINUTE, WEEK, Instant
from amends.store.models import DRILL, Gap, Reading, Source
from amends.web import words

if TYPE_CHECKING:
    from datetime import tzinfo

LATE: Final = (Source.State.SILENT.value, Source.State.FAILED.value)


@dataclass(frozen=True, slots=True)
class SourceRow:
    """One source as the table shows it; ``late`` puts its state on the lamp."""

    pk: int
    name: str
    state: str
    late: bool
    note: str
    heard: str
    people: str
    lag: str = ""
    refused: str = ""
    unwitnessed: str = ""
    spent: str = ""
    gaps: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Hearing:
    """Every source, the late ones first, and the sentence that sums them up."""

    rows: tuple[SourceRow, ...]
    summary: str

    @property
    def missed(self) -> bool:
        """Whether anything is known to be missing."""
        return any(row.gaps or row.refused or row.lag or row.unwitnessed for row in self.rows)


def hearing(now: Instant, zone: tzinfo) -> Hearing:
    """Return how every source is at an instant."""
    people = dict(
        Reading.objects.filter(at__gt=now - DAY, at__lte=now, by_subject=False, post__source__isnull=False)
        .values_list("post__source")
        .annotate(people=Count("person", distinct=True))
        .order_by()
    )
    sources = sorted(
        Source.objects.exclude(kind=DRILL).select_related("subscription"),
        key=lambda source: (source.state not in LATE, source.name),
    )
    gaps = _gaps(now, zone)
    rows = tuple(_row(source, people.get(source.pk, 0), gaps.get(source.pk, ()), now, zone) for source in sources)
    resting = sum(source.state == Source.State.RESTING for source in sources)
    late = sum(row.late for row in rows)
    well = len(rows) - late - resting
    told = [summary(well, late) if well or late or not rows else "", _waiting(resting)]
    return Hearing(rows, " ".join(part for part in told if part))


def summary(well: int, late: int) -> str:
    """Return the state of all sources in a sentence or two.

    >>> summary(4, 1)
    'Four sources are well. One is silent, so voices may be missing from this page.'
    >>> summary(1, 0), summary(0, 0)
    ('One source, and it is well.', 'Nothing is connected yet, so nothing can be heard.')
    """
    if not well and not late:
        return "Nothing is connected yet, so nothing can be heard."
    if not late:
        return "One source, and it is well." if well == 1 else f"{words.spelled(well)} sources, all well."
    silent = "One is silent" if late == 1 else f"{words.spelled(late)} are silent"
    if not well:
        return f"{silent}, so voices may be missing from this page."
    heard = "One source is well" if well == 1 else f"{words.spelled(well)} sources are well"
    return f"{heard}. {silent}, so voices may be missing from this page."


def _waiting(resting: int) -> str:
    if not resting:
        return ""
    if resting == 1:
        return "One waits until it may ask again; till then it is not heard."
    return f"{words.spelled(resting)} wait until they may ask again; till then they are not heard."


def not_heard(now: Instant) -> str:
    """Return which sources are not heard now and for how long, in a sentence, or nothing where all are."""
    late = (
        Source.objects.exclude(kind=DRILL)
        .filter(state__in=(*LATE, Source.State.RESTING), last_heard_at__isnull=False)
        .order_by("last_heard_at", "name")
    )
    told = [f"{source.name} for {words.duration(now - (source.last_heard_at or now))}" for source in late]
    return f"A part is missing: not heard is {words.listed(told)}. Silence there is not calm." if told else ""


def _row(source: Source, people: int, gaps: tuple[str, ...], now: Instant, zone: tzinfo) -> SourceRow:
    late = source.state in LATE
    state = Source.State(source.state).label
    if source.state == Source.State.SILENT and source.last_heard_at is not None:
        state = f"Silent for {words.duration(now - source.last_heard_at)}"
    following = ""
    if late and source.next_try_at is not None:
        following = f"Next try {words.clock_with_day(source.next_try_at, now, zone)}."
    if source.history_from is not None:
        following = f"{following} What was said before is being fetched.".strip()
    return SourceRow(
        pk=source.pk,
        name=source.name,
        state=state,
        late=late,
        note=" ".join(part for part in (source.note, _told_by_hub(source, now), following) if part),
        heard=_heard(source.last_heard_at, now, zone),
        people=words.people(people),
        lag=_lag(source),
        refused=_refused(source.refused),
        spent=_spent(source, now),
        unwitnessed=_unwitnessed(missed_by(source.kind, now - WEEK)),
        gaps=gaps,
    )


def _heard(at: Instant | None, now: Instant, zone: tzinfo) -> str:
    if at is None:
        return "not yet"
    return words.ago(at, now) if now - at < 60 * MINUTE else words.clock_with_day(at, now, zone)


def _lag(source: Source) -> str:
    if source.last_event_at is None or source.last_heard_at is None:
        return ""
    behind = source.last_heard_at - source.last_event_at
    return f"The newest message was {words.duration(behind)} old when it was heard." if behind >= MINUTE else ""


def _refused(rows: int) -> str:
    if not rows:
        return ""
    return f"{words.count(rows, 'row')} could not be read and {'was' if rows == 1 else 'were'} left out."


def _told_by_hub(source: Source, now: Instant) -> str:
    subscription = getattr(source, "subscription", None)
    if subscription is None:
        return ""
    if subscription.held_until > now:
        return f"{urlsplit(subscription.hub).hostname} tells of each change at once."
    return str(subscription.note)


def _spent(source: Source, now: Instant) -> str:
    """Say how much a source has spent of what it may, where it counts."""
    if (metered := METERED.get(source.kind)) is None:
        return ""
    allowed = metered.allowance(budget_of(source.options))
    when = "today" if allowed.name == "day" else f"this {allowed.name}"
    spent, most = spent_in(allowed, source.cursor, now), allowed.most
    return f"{words.grouped(spent)} of {words.grouped(most)} {allowed.unit} spent {when}."


def _unwitnessed(posts: int) -> str:
    if not posts:
        return ""
    heard = f"{words.count(posts, 'message')} {'was' if posts == 1 else 'were'} heard late"
    return f"{heard}, from your own notifications: the stream had not brought {'it' if posts == 1 else 'them'}."


def _gaps(now: Instant, zone: tzinfo) -> dict[int, tuple[str, ...]]:
    """Return the gaps of the last week in words, newest first, by source."""
    told: dict[int, tuple[str, ...]] = {}
    for gap in Gap.objects.filter(began_at__gt=now - WEEK).order_by("-began_at"):
        began = words.clock_with_day(gap.began_at, now, zone)
        if gap.ended_at is None:
            said = f"Not heard since {began}."
        else:
            said = f"Not heard from {began} for {words.duration(gap.ended_at - gap.began_at)}."
        told[gap.source_id] = (*told.get(gap.source_id, ()), said)
    return told
