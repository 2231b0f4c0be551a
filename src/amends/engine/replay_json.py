"""A replay as JSON: the published schema ``amends/replay/1`` (``replay.schema.json`` beside this file)."""

from __future__ import annotations

from collections.abc import Iterable
from statistics import median
from typing import Any, Final

from amends import __version__
from amends.core.vocabulary import Alert, UnreadCount, iso
from amends.engine.replay import FileTold, Replay, SubjectTold

SCHEMA: Final = "amends/replay/1"


def to_json(replay: Replay) -> dict[str, Any]:
    """Write a replay as the published document; instants are ISO 8601 in UTC, durations minutes or weeks."""
    return {
        "schema": SCHEMA,
        "version": __version__,
        "reader": replay.reader,
        "budget_per_week": replay.setting.budget_per_week,
        "files": [_file(told) for told in replay.files],
        "refused": sum(told.refused for told in replay.files),
        "subjects": [_subject(told) for told in replay.subjects],
    }


def _file(told: FileTold) -> dict[str, Any]:
    return {
        "file": told.file,
        "posts": told.posts,
        "duplicates": told.duplicates,
        "refused": told.refused,
        "refusals": [{"line": refusal.line, "reason": refusal.reason} for refusal in told.refusals],
        "unreadable": told.unreadable or None,
    }


def _subject(told: SubjectTold) -> dict[str, Any]:
    ordinary = ordinary_week(told)
    return {
        "name": told.subject.name,
        "posts": told.posts,
        "mentions": told.mentions,
        "people": told.people,
        "objecting_people": told.objecting_people,
        "began": iso(told.began) if told.posts else None,
        "ended": iso(told.ended) if told.posts else None,
        "unread": _unread(told.unread),
        "weeks": round(told.length_in_weeks, 3),
        "ordinary_week": {"people": ordinary[0], "objecting": ordinary[1]},
        "alerts": [_alert(alert) for alert in told.alerts],
        "volume_rules": [
            {"rule": rule.rule, "alerts": [iso(at) for at in rule.alerts], "per_quiet_week": rule.per_quiet_week}
            for rule in told.volume_rules
        ],
    }


def ordinary_week(told: SubjectTold) -> tuple[float, float]:
    """Tell the median week: distinct people, and those who objected; whole weeks only, where there is one."""
    whole = told.weeks[: max(1, int(told.length_in_weeks))]
    if not whole:
        return 0, 0
    return median(week.people for week in whole), median(week.objecting for week in whole)


def _alert(alert: Alert) -> dict[str, Any]:
    minutes = alert.minutes_since_first_objection
    return {
        "at": iso(alert.at),
        "channel": alert.channel.value,
        "people": alert.people,
        "objecting": alert.objecting,
        "minutes_since_first_objection": None if minutes is None else round(minutes, 2),
        "calibrated": alert.calibrated,
        "escalation": alert.escalation,
        "unread": _unread(alert.unread),
        "grounds": [{"ground": count.ground.value, "people": count.people} for count in alert.grounds],
        "evidence": [
            {"id": one.id, "person": one.person, "at": iso(one.at), "text": one.text} for one in alert.evidence
        ],
    }


def _unread(counts: Iterable[UnreadCount]) -> list[dict[str, Any]]:
    return [{"language": count.language, "people": count.people, "posts": count.posts} for count in counts]
