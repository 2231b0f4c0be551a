"""What a replay tells on a terminal: sentences first, then the alerts, then the rules beside it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from amends.core.vocabulary import GROUND_TITLES, Alert, Channel, iso
from amends.engine.replay import Replay, SubjectTold
from amends.engine.replay_json import ordinary_week
from amends.web.unread import by_language

ALERTS_TOLD: Final = 20
WORDS_TOLD: Final = 3
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069]+")


def summary(replay: Replay) -> str:
    """Say a whole replay in plain sentences."""
    return "\n\n".join("\n".join(_subject(told, replay.setting.budget_per_week)) for told in replay.subjects)


def _subject(told: SubjectTold, budget: float) -> Iterator[str]:
    name = told.subject.name
    yield f"{name}: {_of(told.mentions, 'post')} of {told.posts:,} concern you, from {_of(told.people, 'person')}."
    yield f"From {iso(told.began)[:16]} to {iso(told.ended)[:16]} UTC, {told.length_in_weeks:.1f} weeks."
    people, objecting = ordinary_week(told)
    yield f"Your ordinary week: {people:,.0f} people, {objecting:,.0f} of them objecting to something."
    if told.unread:
        yield f"Heard and counted, but unread: {by_language(told.unread)}."
    cases = [alert for alert in told.alerts if alert.channel is Channel.CASE]
    looks = len(told.alerts) - len(cases)
    yield f"amends would have opened a case {_times(len(cases))} and asked you to look {_times(looks)}."
    yield _how_far(told, budget)
    for alert in told.alerts[:ALERTS_TOLD]:
        yield from _alert(alert)
    if len(told.alerts) > ALERTS_TOLD:
        yield f"  … and {len(told.alerts) - ALERTS_TOLD} more; --json writes them all."
    yield "Beside it, common rules on the number of posts:"
    for rule in told.volume_rules:
        rate = "no quiet week to count in" if rule.per_quiet_week is None else f"{rule.per_quiet_week:.2f} a quiet week"
        yield f"  {rule.rule}: {_times(len(rule.alerts))}, {rate}"


def _how_far(told: SubjectTold, budget: float) -> str:
    often = f"once in {1 / budget:.0f} weeks" if budget <= 0.5 else f"{budget:g} times a week"
    stated = f"It is set to ring falsely at most {often}"
    if all(alert.calibrated for alert in told.alerts):
        return f"{stated}."
    return f"{stated}; what rang in the first four weeks is uncalibrated: there was too little history to keep that."


def _alert(alert: Alert) -> Iterator[str]:
    kind = "case" if alert.channel is Channel.CASE else "look"
    minutes = alert.minutes_since_first_objection
    after = "" if minutes is None else f", {minutes:.0f} min after the first objection"
    more = " (it grew)" if alert.escalation else ""
    mark = "" if alert.calibrated else " (uncalibrated)"
    yield (
        f"  {iso(alert.at)[:16]} {kind}{more}{mark}: {_of(alert.people, 'person')} within two hours, "
        f"{alert.objecting:,} objecting{after}"
    )
    if alert.unread:
        yield f"      unread: {by_language(alert.unread)}"
    for count in alert.grounds[:WORDS_TOLD]:
        yield f"      {_of(count.people, 'person')}: {GROUND_TITLES[count.ground]}"
    for one in alert.evidence[:WORDS_TOLD]:
        yield f"      “{_one_line(one.text)}”"


def _one_line(text: str, longest: int = 100) -> str:
    """Show somebody's words on one line, without anything that could move a terminal's cursor."""
    line = " ".join(_CONTROL.sub(" ", text).split())
    return line if len(line) <= longest else line[: longest - 1] + "…"


def _of(number: int, noun: str) -> str:
    plural = "people" if noun == "person" else noun + "s"
    return f"{number:,} {noun if number == 1 else plural}"


def _times(number: int) -> str:
    return {0: "never", 1: "once", 2: "twice"}.get(number, f"{number:,} times")
