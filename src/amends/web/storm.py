"""What the desk shows in a storm: the three answers, the timeline, the alarm's own record, the grounds."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from amends.core.case.life import Life
from amends.core.case.severity import OrdinaryWeek, Pace, Severity, ordinary_week, severity
from amends.core.case.voices import PeopleHour, people_per_hour
from amends.core.vocabulary import DAY, HOUR, WEEK, Channel, Instant, Stance
from amends.store.models import Alert, Case, Reading
from amends.web import news, ordinary, words
from amends.web.charts import Event, Hour, slice_size, timeline
from amends.web.grounds import Heard, people_of, spoken_of, unread_of
from amends.web.hearing import not_heard
from amends.web.unread import by_language

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import tzinfo

BEFORE: Final = 11 * HOUR
"""How much calm is shown before the first objection."""
LONGEST: Final = 72
"""Most hours in one timeline: three days."""
NARROW_HOURS: Final = 12
AGAIN: Final = 3
"""The newest of the alerts that rang again stand beside the answer."""


@dataclass(frozen=True, slots=True)
class Fact:
    """One line beside an answer: what, and when or how long."""

    what: str
    when: str


@dataclass(frozen=True, slots=True)
class TableRow:
    """One hour of the timeline as a table shows it."""

    hour: str
    counts: tuple[int, ...]
    ordinary: int | None


@dataclass(frozen=True, slots=True)
class Timeline:
    """The drawing, twice, and the same as a table; ``finding`` is its heading."""

    finding: str
    mark: str
    wide: str
    narrow: str
    rows: tuple[TableRow, ...]
    caption: str


@dataclass(frozen=True, slots=True)
class Storm(Heard):
    """The figures a storm's page is written from, all at one instant."""

    how: Severity
    week: OrdinaryWeek
    hours: tuple[PeopleHour, ...]
    posted_at: Instant | None
    alerts: tuple[Alert, ...]

    @property
    def first_alert(self) -> Alert | None:
        """The alert that opened the case, where its row is still there."""
        return self.alerts[0] if self.alerts else None


def storm(case: Case, now: Instant, zone: tzinfo) -> Storm:
    """Gather a case as it stands at an instant."""
    since = (case.began_at - BEFORE) // HOUR * HOUR
    readings = _readings(case, since, now)
    spoken = tuple(spoken_of(reading) for reading in readings)
    in_case = [one for one in spoken if one.at >= case.began_at]
    hours = people_per_hour(spoken, since, (now - since) // HOUR + 1).rows
    week = ordinary_week(_calm_weeks(case))
    posted_at = _posted_at(case, [one for one in readings if one.at >= case.began_at])
    alerts = tuple(case.alerts.filter(channel=Channel.CASE.value).order_by("at", "pk"))
    how = severity(in_case, now, week)
    return Storm(case, now, zone, spoken, people_of(case), unread_of(case, now), how, week, hours, posted_at, alerts)


def _readings(case: Case, since: Instant, now: Instant) -> Sequence[Reading]:
    rows = Reading.objects.filter(subject=case.subject, by_subject=False, at__gte=since, at__lte=now)
    return list(rows.select_related("post__account", "person").order_by("at", "pk"))


def _posted_at(case: Case, readings: Sequence[Reading]) -> Instant | None:
    """Return when the owner wrote what most of those who object answer, where enough of them answer one post."""
    answering: dict[tuple[str, str], set[int]] = defaultdict(set)
    for one in readings:
        if one.stance == Stance.OBJECTS:
            for answered in {one.post.reply_to, one.post.quote_of} - {""}:
                answering[one.post.network, answered].add(one.person_id)
    objecting = len({one.person_id for one in readings if one.stance == Stance.OBJECTS})
    for (network, post), people in sorted(answering.items(), key=lambda item: -len(item[1])):
        if len(people) < max(3, objecting // 5):
            return None
        own = Reading.objects.filter(subject=case.subject, by_subject=True, post__network=network, post__origin_id=post)
        if (at := own.values_list("at", flat=True).first()) is not None:
            return at
    return None


def _calm_weeks(case: Case) -> list[int]:
    """Return the people of each whole week before the storm that held no other case."""
    weekly = ordinary.objecting_by_week(case.subject, case.began_at - 1)
    if not weekly:
        return []
    others = Case.objects.filter(subject=case.subject, began_at__lt=case.began_at).exclude(life=Life.DISMISSED.value)
    stormy = {(case.began_at - 1 - at) // WEEK for at in others.values_list("began_at", flat=True)}
    whole = ordinary.history_days(case.subject, case.began_at) // 7
    return [people for back, people in enumerate(reversed(weekly)) if back < whole and back not in stormy]


def answer(scene: Storm) -> str:
    """Return the first answer, in a word or two; where a source is silent nobody can say that it is over."""
    if scene.how.pace is not Pace.OVER:
        return "Yes."
    return "Calm, as far as was heard." if not_heard(scene.now) else "It has calmed."


def lead(scene: Storm) -> tuple[str, str]:
    """Return the first answer's sentence, and the ordinary week it is compared with."""
    objecting = scene.objecting
    told = f"{'objects' if objecting == 1 else 'object'} to what you did."
    if not scene.week.weeks:
        return told, "There is no ordinary week of yours to compare with yet."
    usual = scene.week.middle
    return told, f"In an ordinary week {'nobody does' if not usual else f'{words.grouped(usual)} do'}."


def pace(scene: Storm) -> str:
    """Return where the storm is going, with the figures that say so."""
    if scene.how.pace is Pace.TOO_EARLY:
        return "It is too early to tell where it goes."
    this, most = scene.hours[-1], worst(scene).objects
    if scene.now - this.start < HOUR // 6 and len(scene.hours) > 1:
        return f"It {scene.how.pace}: {most} in the worst hour, {scene.hours[-2].objects} in the last one."
    return f"It {scene.how.pace}: {most} in the worst hour, {this.objects} so far in this one."


def unread(scene: Storm) -> str:
    """Return what was heard and not read, in a sentence, or nothing where everything was read."""
    told = by_language(scene.unread)
    return f"Not counted here, because amends does not read it: {told}." if told else ""


def unsure(scene: Storm) -> str:
    """Return of how many people it is unsure whether they object, in a sentence, or nothing."""
    many = scene.case.voices.filter(unsure=True, unread="").count()
    if not many:
        return ""
    told = scene.case.voices.filter(unsure=True, unread="", stance=Stance.OBJECTS.value).count()
    counted = f"counted among those who do: {words.grouped(told)}"
    return f"Of {words.people(many)} it is unsure whether they object ({counted})."


def worst(scene: Storm) -> PeopleHour:
    """Return the hour of the clock in which most people objected, the first of them where several are alike."""
    return max(scene.hours, key=lambda hour: (hour.objects, -hour.start))


def facts(scene: Storm) -> tuple[Fact, ...]:
    """Return when it began, when the alarm rang, why it rang again, and when it was worst."""
    at = [Fact("First objection", words.clock_with_day(scene.began_at, scene.now, scene.zone))]
    alert = scene.first_alert
    if alert is not None:
        said = f"Alarm, after {words.people(alert.objecting)}"
        at.append(Fact(said, words.clock_with_day(alert.at, scene.now, scene.zone)))
    for again in [one for one in scene.alerts[1:] if one.escalation][-AGAIN:]:
        said = f"It rang again, {news.why(again)}"
        at.append(Fact(said, words.clock_with_day(again.at, scene.now, scene.zone)))
    if scene.how.pace is not Pace.TOO_EARLY:
        said = f"Worst hour, {words.people(worst(scene).objects)}"
        at.append(Fact(said, f"from {words.clock_with_day(worst(scene).start, scene.now, scene.zone)}"))
    return tuple(at)


def finding(scene: Storm) -> str:
    """Return what the timeline shows, in a sentence: when it began, and where it goes."""
    if scene.posted_at is not None and scene.posted_at <= scene.began_at:
        began = f"It began {_after(scene.began_at - scene.posted_at)} after you posted"
    elif scene.posted_at is not None:
        began = f"It came with your post of {words.clock_with_day(scene.posted_at, scene.now, scene.zone)}"
    else:
        began = f"It began at {words.clock_with_day(scene.began_at, scene.now, scene.zone)}"
    if scene.how.pace is Pace.TOO_EARLY:
        return f"{began}; it is too early to tell where it goes"
    return f"{began}, and it {scene.how.pace}"


def _after(span: int) -> str:
    minutes = span // (HOUR // 60)
    return words.count(minutes, "minute") if minutes < 60 else words.duration(span)


def drawn(scene: Storm) -> Timeline:
    """Return the storm's timeline, drawn twice, with the same figures as a table."""
    hours = [_hour(row, scene.now) for row in scene.hours[-LONGEST:]]
    start = hours[0].at
    usual = ordinary.by_hour(scene.case.subject, start, scene.zone)
    band = {s: [by_hour[words.moment(h.at, scene.zone).hour] for h in hours] for s, by_hour in usual.items()}
    short = min(len(hours), max(NARROW_HOURS, min((scene.now - scene.began_at) // HOUR + 7, 24)))
    cut = {stance: values[-short:] for stance, values in band.items()}
    size = slice_size(max((hour.people(s) for hour in hours for s in Stance), default=0))
    return Timeline(
        finding=finding(scene),
        mark=slice_sentence(size),
        wide=timeline(hours, band, _events(scene, wide=True), width=1056, zone=scene.zone, totals=scene.people),
        narrow=timeline(
            hours[-short:],
            cut,
            _events(scene, wide=False),
            width=358,
            zone=scene.zone,
            totals=scene.people,
            kind="narrow",
        ),
        rows=tuple(_table_row(hour, place, band, scene) for place, hour in enumerate(hours)),
        caption=f"Distinct people in each hour, from {words.full(start, scene.zone)}. "
        "A person who spoke in three hours is counted in each; the totals count them once."
        + (" Posts that amends does not read are left out." if scene.unread else ""),
    )


def slice_sentence(size: int) -> str:
    """Return what one mark of the timeline is.

    >>> slice_sentence(1)
    'Each slice is one person in that hour. However often they wrote, they count once.'
    """
    if size == 1:
        return "Each slice is one person in that hour. However often they wrote, they count once."
    return (
        f"Each slice is {size} people in that hour, the last one of a bar may be fewer. "
        "However often a person wrote, they count once."
    )


def _hour(row: PeopleHour, now: Instant) -> Hour:
    part = min(max((now - row.start) / HOUR, 0.15), 1.0)
    return Hour(row.start, row.objects, row.supports, row.questions, row.neutral, part)


def _table_row(hour: Hour, place: int, band: Mapping[Stance, Sequence[int]], scene: Storm) -> TableRow:
    counts = tuple(hour.people(stance) for stance in words.STANCE_ROWS)
    usual = band[Stance.OBJECTS][place] if band else None
    return TableRow(words.clock_with_day(hour.at, scene.now, scene.zone), counts, usual)


def _events(scene: Storm, *, wide: bool) -> tuple[Event, ...]:
    """Return what stands on the timeline: the alarm on the lamp, your own post, and when it last rang again."""
    told = []
    if (alert := scene.first_alert) is not None:
        at = words.clock(alert.at, scene.zone)
        had = "had objected" if wide else ("objects" if alert.objecting == 1 else "object")
        told.append(Event(alert.at, f"{at} alarm: {words.people(alert.objecting)} {had}", lamp=True))
    if scene.posted_at is not None:
        told.append(Event(scene.posted_at, f"{words.clock(scene.posted_at, scene.zone)} you posted"))
    if len(scene.alerts) > 1 and wide:
        last = scene.alerts[-1]
        why = f": {reason}" if (reason := news.why(last)) else ""
        told.append(Event(last.at, f"{words.clock(last.at, scene.zone)} it rang again{why}"))
    return tuple(told)


def trust(scene: Storm) -> tuple[str, ...]:
    """Return how far to trust this alarm: the stated rate, what is measured, and how soon it rang."""
    sentences = [_stated(scene.case.subject.budget_per_week)]
    alert = scene.first_alert
    if alert is not None and not alert.calibrated:
        sentences.append("It is not calibrated yet: it knows too little of your ordinary weeks to keep that rate.")
    sentences.append(_measured(scene))
    if alert is not None and alert.first_objection_at is not None:
        after = _after(alert.at - alert.first_objection_at)
        sentences.append(f"This time it rang {after} after the first objection.")
    return tuple(sentences)


def _stated(per_week: float) -> str:
    """Return the rate it is set to, as a person would say it.

    >>> _stated(0.125), _stated(2)
    ('It is set to ring falsely once in 8 weeks.', 'It is set to ring falsely 2 times a week.')
    """
    if per_week <= 0:
        return "It is set never to ring falsely, which nothing can promise."
    if per_week > 1:
        return f"It is set to ring falsely {per_week:g} times a week."
    weeks = round(1 / per_week)
    return f"It is set to ring falsely once in {words.count(weeks, 'week') if weeks > 1 else 'a week'}."


def _measured(scene: Storm) -> str:
    """Return how often it really rang falsely: the cases its owner set aside, over the time it has listened."""
    case = scene.case
    days = ordinary.history_days(case.subject, scene.now)
    if days < 1:
        return "How often it really does is not known yet: it has heard less than a day."
    since = scene.now - days * DAY
    rung = Case.objects.filter(subject=case.subject, noticed_at__gte=since).exclude(pk=case.pk)
    false = rung.filter(life=Life.DISMISSED.value).count()
    heard = words.count(days // 7, "week") if days >= 14 else words.count(days, "day")
    if not rung.exists():
        return f"In the {heard} that amends has heard, it did not ring before this."
    times = words.count(rung.count(), "time")
    return f"In the {heard} that amends has heard, it rang {times} before this, {false} of them falsely."
