"""A replay as one self-contained page: opened from a disk, it asks for nothing else and runs nothing."""

from __future__ import annotations

import hashlib
from base64 import b64encode
from dataclasses import dataclass
from datetime import UTC
from importlib.resources import files
from typing import Final

from django.template import Context, Engine
from django.utils.safestring import SafeString, mark_safe

from amends import __version__
from amends.core.vocabulary import GROUND_TITLES, HOUR, STANCES, Alert, Channel
from amends.engine.mention_book import HourOfStances
from amends.engine.replay import FileTold, Replay, SubjectTold
from amends.engine.replay_json import ordinary_week
from amends.web import words
from amends.web.charts import Event, Hour, timeline, weeks
from amends.web.unread import by_language

ALERTS_SHOWN: Final = 60
VOICES_SHOWN: Final = 5
WEEKS_SHOWN: Final = 52
WIDTHS: Final = ((1056, "wide"), (358, "narrow"))


@dataclass(frozen=True, slots=True)
class _Rang:
    """One alert in words."""

    at: str
    heading: str
    why: str
    grounds: list[tuple[str, str]]
    said: list[tuple[str, str]]
    more: str
    unread: str


def page(replay: Replay) -> str:
    """Write the page of a replay, with its styles inside and a policy that allows nothing more.

    The template is rendered without Django's settings, so every value it is given is already a text.
    """
    style = "\n".join(_static(name) for name in ("tokens.css", "amends.css"))
    digest = b64encode(hashlib.sha256(style.encode()).digest()).decode()
    engine = Engine(
        dirs=[str(files("amends.web") / "templates")],
        libraries={},
        builtins=["django.template.defaulttags", "django.template.defaultfilters"],
    )
    context = {
        "style": mark_safe(style),  # noqa: S308 - our own stylesheet, hashed in the page's policy
        "digest": digest,
        "version": __version__,
        "reader": replay.reader,
        "subjects": [_subject(told, replay.setting.budget_per_week) for told in replay.subjects],
        "files": [_file(told) for told in replay.files],
    }
    return engine.get_template("amends/report.html").render(Context(context))


def _static(name: str) -> str:
    return (files("amends.web") / "static" / "amends" / name).read_text(encoding="utf-8")


def _subject(told: SubjectTold, budget: float) -> dict[str, object]:
    people, objecting = ordinary_week(told)
    cases = [alert for alert in told.alerts if alert.channel is Channel.CASE and not alert.escalation]
    return {
        "name": told.subject.name,
        "finding": _finding(len(cases)),
        "posts": words.count(told.posts, "post"),
        "mentions": words.count(told.mentions, "post"),
        "people": words.people(told.people),
        "objecting": words.people(told.objecting_people),
        "span": f"{words.full(told.began, UTC)} to {words.full(told.ended, UTC)} UTC",
        "length": f"{told.length_in_weeks:.1f} weeks",
        "ordinary": f"{words.people(round(people))}, {round(objecting)} of them objecting to something",
        "unread": by_language(told.unread),
        "promise": _promise(told, budget),
        "weeks": _weeks(told, round(objecting)),
        "storms": [_storm(told, alert, hours) for alert, hours in zip(cases, told.storms, strict=True)],
        "alerts": [_rang(alert) for alert in told.alerts[:ALERTS_SHOWN]],
        "alerts_left": _left(len(told.alerts), ALERTS_SHOWN),
        "rules": [
            (rule.rule, words.count(len(rule.alerts), "time"), _rate(rule.per_quiet_week)) for rule in told.volume_rules
        ],
    }


def _finding(cases: int) -> str:
    if not cases:
        return "No storm: no case would have been opened."
    return f"A case would have been opened {'once' if cases == 1 else words.count(cases, 'time')}."


def _rate(per_week: float | None) -> str:
    return "no quiet week to count in" if per_week is None else f"{per_week:.2f} in a quiet week"


def _promise(told: SubjectTold, budget: float) -> str:
    stated = f"It is set to ring falsely at most {_rate_in_words(budget)}."
    rang = f" On these {told.length_in_weeks:.1f} weeks it rang {words.count(len(told.alerts), 'time')} in all."
    if all(alert.calibrated for alert in told.alerts):
        return stated + rang
    return (
        stated + rang + " What rang in the first four weeks is uncalibrated: there was too little history to keep that."
    )


def _rate_in_words(budget: float) -> str:
    return f"once in {1 / budget:.0f} weeks" if budget <= 0.5 else f"{budget:g} times a week"


def _weeks(told: SubjectTold, ordinary: int) -> dict[str, object] | None:
    shown = told.weeks[-WEEKS_SHOWN:]
    if not shown:
        return None
    counts = [week.objecting for week in shown]
    first = f"from {words.date(shown[0].start, UTC)}"
    return {
        "charts": [
            _svg(weeks(counts, ordinary, first, width=width, kind=kind, last="the last week")) for width, kind in WIDTHS
        ],
        "rows": [(words.day(week.start, UTC), str(week.people), str(week.objecting)) for week in shown],
    }


def _storm(told: SubjectTold, alert: Alert, hours: tuple[HourOfStances, ...]) -> dict[str, object]:
    drawn = [Hour(hour.start, *hour.people) for hour in hours]
    events = [
        Event(at, f"{words.clock(at, UTC)} you posted")
        for at in told.own_posts
        if (alert.first_objection_at or alert.at) - 2 * HOUR <= at < alert.at
    ][:1]
    events.append(
        Event(alert.at, f"{words.clock(alert.at, UTC)} alarm: {words.people(alert.objecting)} had objected", lamp=True)
    )
    return {
        "heading": f"The storm of {words.day(alert.at, UTC)}",
        "charts": [_svg(timeline(drawn, (), events, width=width, kind=kind)) for width, kind in WIDTHS],
        "stances": [words.STANCE_NAMES[stance] for stance in STANCES],
        "rows": [(words.clock(hour.start, UTC), *map(str, hour.people)) for hour in hours],
    }


def _svg(drawing: str) -> SafeString:
    return mark_safe(drawing)  # noqa: S308 - drawn by our own charts, which escape every word


def _rang(alert: Alert) -> _Rang:
    case = alert.channel is Channel.CASE
    kind = "A case" if case else "A look"
    grown = ", because it grew" if alert.escalation else ""
    minutes = alert.minutes_since_first_objection
    after = "" if minutes is None else f" It rang {minutes:.0f} min after the first objection."
    sure = "" if alert.calibrated else " Uncalibrated: less than four weeks of history."
    of_them = f", {words.people(alert.objecting)} of them objecting" if case or alert.objecting else ""
    return _Rang(
        at=f"{words.full(alert.at, UTC)} UTC",
        heading=f"{kind}{grown}: {words.people(alert.people)} within two hours{of_them}",
        why=(after + sure).strip(),
        grounds=[(words.people(count.people), GROUND_TITLES[count.ground]) for count in alert.grounds],
        said=[(words.shortened(one.text, 400), words.clock(one.at, UTC)) for one in alert.evidence[:VOICES_SHOWN]],
        more=_left(len(alert.evidence), VOICES_SHOWN),
        unread=by_language(alert.unread),
    )


def _left(all_of_them: int, shown: int) -> str:
    return words.grouped(all_of_them - shown) if all_of_them > shown else ""


def _file(told: FileTold) -> dict[str, object]:
    return {
        "file": told.file,
        "kept": words.count(told.posts, "post"),
        "duplicates": str(told.duplicates),
        "refused": str(told.refused),
        "refusals": [(str(refusal.line), refusal.reason) for refusal in told.refusals],
        "more": _left(told.refused, len(told.refusals)),
        "unreadable": told.unreadable,
    }
