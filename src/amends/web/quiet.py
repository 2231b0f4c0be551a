"""What the desk shows on a quiet day, and before anything was heard at all."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from amends.core.antennae.unread import count_unread
from amends.core.case.life import ENDS
from amends.core.case.severity import ordinary_week
from amends.core.vocabulary import DAY, HOUR, WEEK, Channel, Instant, Stance, UnreadCount
from amends.store.models import Alert, Reading, Subject
from amends.web import ordinary, voices, words
from amends.web.charts import weeks
from amends.web.charts.weeks import square_size
from amends.web.hearing import hearing, not_heard
from amends.web.unread import by_language

if TYPE_CHECKING:
    from datetime import tzinfo

RECENT: Final = 3 * DAY
"""A question older than this is not shown as one that waits: it may long have been answered elsewhere."""


def shown(now: Instant, zone: tzinfo) -> dict[str, Any]:
    """Return what the page without a storm is written from."""
    subjects = list(Subject.objects.filter(drill=False).order_by("pk"))
    page: dict[str, Any] = {
        "now": now,
        "zone_note": words.zone_note(now, zone),
        "hearing": hearing(now, zone),
        "not_heard": not_heard(now),
        "subjects": subjects,
    }
    if not subjects:
        return page
    # Of several names the one that is spoken of most this week stands on the page; the others have their own line.
    upto = {subject: ordinary.heard_until(subject, now) or now for subject in subjects}
    weekly = {subject: ordinary.objecting_by_week(subject, upto[subject]) for subject in subjects}
    subject = max(subjects, key=lambda one: weekly[one][-1:] or [0])
    page["deaf_since"] = _deaf_since(subject, now, zone)
    page["stopped"] = next((row for row in page["hearing"].rows if row.late), None)
    last = "the last week heard" if page["deaf_since"] else "this week"
    return page | _answers(subject, weekly[subject], upto[subject], zone, last) | {"waiting": _question(now)}


def _deaf_since(subject: Subject, now: Instant, zone: tzinfo) -> str:
    """Return when this subject was last listened for, where nobody listens now; silence is then no calm."""
    upto = ordinary.heard_until(subject, now)
    if upto is None:
        return "never"
    return "" if upto == now else words.full(upto, zone)


def _answers(subject: Subject, weekly: list[int], now: Instant, zone: tzinfo, last: str) -> dict[str, Any]:
    """Return what the three answers and the chart are written from, as of the instant up to which was listened."""
    usual = ordinary_week(weekly[:-1])
    known = usual.high if usual.weeks >= 2 else None
    return {
        "subject": subject,
        "this_week": weekly[-1] if weekly else 0,
        "ordinary": known,
        "unread": _unread(subject, now),
        "look": _look(subject, now, zone),
        "weeks": _chart(weekly, known, now, zone, last),
        "calibrating": calibrating(subject, now),
        "waits_for": ordinary.alarm_waits_for(subject),
    }


def _unread(subject: Subject, now: Instant) -> str:
    """Return what was heard in the week before and not read, or nothing where everything was read."""
    heard = Reading.objects.filter(subject=subject, by_subject=False, unread=True, at__gt=now - WEEK, at__lte=now)
    told = by_language(count_unread((code, str(person)) for code, person in heard.values_list("language", "person_id")))
    return f"Heard too, and not read: {told}." if told else ""


def calibrating(subject: Subject, now: Instant) -> str:
    """Return why the alarm's rate means little yet, or nothing once it has heard enough."""
    last = Alert.objects.filter(subject=subject).order_by("-at").values_list("calibrated", flat=True).first()
    days = ordinary.history_days(subject, now)
    if last or (last is None and days >= 28):
        return ""
    if not days:
        return "The alarm is not calibrated yet: it has not heard a whole day of yours."
    return f"The alarm is not calibrated yet: it has heard {words.count(days, 'day')} of yours so far."


def _look(subject: Subject, now: Instant, zone: tzinfo) -> str:
    """Return what the last look-alert of the past half day said, or nothing."""
    recent = Alert.objects.filter(subject=subject, channel=Channel.LOOK.value, at__gt=now - 12 * HOUR, at__lte=now)
    alert = recent.exclude(case__life__in=ENDS).order_by("-at").first()
    if alert is None:
        return ""
    at = words.clock_with_day(alert.at, now, zone)
    object_too = "nobody objected" if not alert.objecting else f"{words.grouped(alert.objecting)} of them objected"
    told = by_language(UnreadCount(**row) for row in alert.unread)
    unread = f" Unread among it: {told}." if told else ""
    spoke = f"At {at}, {words.people(alert.people)} spoke of you within two hours, more than is ordinary; {object_too}."
    return spoke + unread


def _question(now: Instant) -> voices.VoiceRow | None:
    """Return the question that has stood longest in the last days, as a voice."""
    asked = Reading.objects.filter(
        stance=Stance.QUESTIONS.value,
        by_subject=False,
        at__gt=now - RECENT,
        at__lte=now,
        post__history=False,
        post__withdrawn_at=None,
    )
    reading = asked.select_related("post__account").order_by("at", "pk").first()
    if reading is None:
        return None
    post = reading.post
    return voices.VoiceRow(
        name=post.account.name or post.account.handle or voices.NOBODY,
        stance=reading.stance,
        verb=words.stance(reading.stance),
        wait=words.duration(now - reading.at),
        said=words.shortened(post.text, 140),
        foot=words.network(post.network),
        link=words.safe_link(post.url),
    )


def _chart(weekly: list[int], known: int | None, now: Instant, zone: tzinfo, last: str) -> dict[str, Any] | None:
    if not weekly:
        return None
    first = words.date(now - len(weekly) * WEEK, zone)
    size = square_size(weekly)
    mark = "Each square is one person who objected to something you did."
    if size > 1:
        mark = f"Each square is {size} people who objected to something you did; the last of a column may be fewer."
    began = [now - (len(weekly) - place) * WEEK for place in range(len(weekly))]
    calm = known is not None and max(weekly) <= 2 * max(known, 1)
    return {
        "title": last.capitalize() if len(weekly) == 1 else f"{words.spelled(len(weekly))} {'ordinary ' * calm}weeks",
        "mark": mark,
        "wide": weeks(weekly, known, f"from {first}", width=1056, last=last),
        "narrow": weeks(weekly, known, f"from {first}", width=358, kind="narrow", last=last),
        "rows": [(words.date(at, zone), people) for at, people in zip(began, weekly, strict=True)],
    }
