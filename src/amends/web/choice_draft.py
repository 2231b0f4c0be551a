"""A question as its owner writes it in a form: read from what was sent, said back in plain words, and warned about."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from amends.actions.ask import Asked, question_of
from amends.core.choice.preset import EveryGroup, FloorOf, Rule, approval_quorum, simple_majority, supermajority
from amends.core.choice.question import Consequence, Consequences, Kind, Option, Question
from amends.core.vocabulary import DAY, HOUR, MINUTE, SECOND, Instant
from amends.store.rows import storable
from amends.web import words

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import tzinfo

ROWS: Final = 8
OPEN_FOR: Final = (12 * HOUR, DAY, 2 * DAY, 3 * DAY, 7 * DAY)
LONGEST: Final = 14 * DAY
FEW: Final = 20
NOBODY_YET: Final = "0" * 64
HOWS: Final = {
    "about": ("One option is put to the vote", "People choose one; the rule is about the option you name below."),
    "any": ("Any option may win", "People choose one; whichever reaches the rule wins."),
    "approval": ("People tick all they can live with", "Good for three or more ways to make it right."),
    "ranked": ("People put the options in order", "Good for four or more that exclude each other."),
}
PRESETS: Final = {
    "majority": ("More than half of those who vote", "Understood at once. Give it a least number of voters."),
    "two-thirds": ("At least two thirds of those who vote", "What “a consensus agreed” usually means."),
    "quorum": ("More than half, and a least number in favour", "Then staying at home helps nobody."),
}
OUTCOMES: Final = {
    "reached": "If the rule is reached",
    "not_reached": "If it is not reached",
    "tie": "If it is a tie",
    "contested": "If it is contested",
}
HINTS: Final = {
    "reached": "“I take the review down”",
    "not_reached": "“it stays, and the gift is named in its first line”",
    "tie": "“it stays, and the gift is named in its first line”",
    "contested": "When many seem to have acted together. “I ask the same people once more”",
}


class NotFilled(ValueError):
    """A form lacks something without which there is no question; the message says what."""


@dataclass(frozen=True, slots=True)
class Offer:
    """One hour at which the vote may close."""

    at: Instant
    hour: str
    left: str


def blank(now: Instant) -> dict[str, str]:
    """Return what an empty form begins with: one option put to the vote, more than half, open for a day."""
    return {"how": "about", "preset": "majority", "proposal": "0", "otherwise": "1", "closes_at": str(_tens(now + DAY))}


def given(sent: Mapping[str, str]) -> dict[str, str]:
    """Return every field of a form as it was sent, so that nothing written is lost."""
    names = ["words", "how", "preset", "proposal", "otherwise", "floor", "groups", "closes_at"]
    names += [f"option-{at}" for at in range(ROWS)]
    names += [f"{name}{part}" for name in OUTCOMES for part in ("", "-hours")]
    return {name: storable(sent.get(name, "")).strip()[:2000] for name in names}


def offers(now: Instant, zone: tzinfo, chosen: str) -> list[Offer]:
    """Return the hours to choose from, with the one that was chosen before."""
    at = {_tens(now + span) for span in OPEN_FOR}
    if (before := _whole(chosen)) is not None and now + HOUR <= before <= now + LONGEST:
        at.add(before)
    return [Offer(one, words.clock_with_day(one, now, zone), words.duration(one - now)) for one in sorted(at)]


def asked_of(form: Mapping[str, str], now: Instant) -> Asked:
    """Read a question from a form. Raises `NotFilled`; whether it can be decided is for the question itself to say."""
    rows = {str(at): form[f"option-{at}"] for at in range(ROWS) if form[f"option-{at}"]}
    keys = _keys(rows)
    kind = {"approval": Kind.APPROVAL, "ranked": Kind.RANKED}.get(form["how"], Kind.ONE)
    if form["otherwise"] not in keys:
        raise NotFilled("Say which option stands when the rule is not reached: name one that you wrote.")
    if form["how"] == "about" and form["proposal"] not in keys:
        raise NotFilled("Say which option is put to the vote: name one that you wrote.")
    closes_at = _whole(form["closes_at"])
    if closes_at is None or not now < closes_at <= now + LONGEST:
        raise NotFilled("Choose when the vote closes: it lies ahead, and at most two weeks away.")
    return Asked(
        words=form["words"],
        options=tuple(Option(keys[at], said) for at, said in rows.items()),
        kind=kind,
        rule=_rule(form),
        proposal=keys[form["proposal"]] if form["how"] == "about" else "",
        otherwise=keys[form["otherwise"]],
        consequences=Consequences(**{name: _consequence(form, name) for name in OUTCOMES}),
        closes_at=closes_at,
    )


def previewed(asked: Asked, size: int, now: Instant) -> Question:
    """Make the question as it would stand, without a list yet; raises `UnfitQuestion` where it could not."""
    return question_of(asked, NOBODY_YET, size, now)


def warnings(question: Question, *, shows: bool, late_listed: int) -> list[str]:
    """Say what its owner should know before asking; none of it forbids to ask."""
    size, rule, told = question.electorate_size, question.rule, []
    if not shows:
        told.append(
            "Nobody could show who they are: no mail is set up, and nothing is listening. Every vote would count as "
            "unverified, and none would bind."
        )
    if size < FEW:
        told.append(
            f"Only {words.people(size)} could bind. Whatever they say, few will have decided. You can bring a list of "
            "those who follow or subscribe first."
        )
    if 2 * rule.floor > size:
        whom = "to vote" if rule.floor_of == FloorOf.TURNOUT else "in favour"
        told.append(
            f"The rule needs {words.grouped(rule.floor)} of {words.grouped(size)} {whom}. In most votes fewer than "
            "half of those who may come do."
        )
    if question.closes_at - question.opens_at < 18 * HOUR:
        told.append("It closes before everybody has been awake once. A day is the least for people in other zones.")
    if late_listed:
        told.append(
            f"Of these, {words.people(late_listed)} can bind only by a list that you brought after the storm began. "
            "The page of the question says so."
        )
    return told


def _rule(form: Mapping[str, str]) -> Rule:
    said = form["floor"]
    floor = _whole(said) if said else 0
    if floor is None:
        raise NotFilled("Write the least number of people as a whole number, or leave it empty.")
    if form["preset"] == "two-thirds":
        rule = supermajority(floor=floor)
    elif form["preset"] == "quorum":
        rule = approval_quorum(floor)
    else:
        rule = simple_majority(floor)
    if not form["groups"]:
        return rule
    group = EveryGroup(rule.numerator, rule.denominator, rule.line)
    return Rule(rule.preset, rule.numerator, rule.denominator, rule.line, rule.floor, rule.floor_of, group)


def _consequence(form: Mapping[str, str], name: str) -> Consequence:
    hours = _whole(form[f"{name}-hours"]) if form[f"{name}-hours"] else 0
    if hours is None:
        raise NotFilled(f"{OUTCOMES[name]}: write the hours as a whole number, or leave them empty.")
    return Consequence(form[name], hours)


def _keys(rows: Mapping[str, str]) -> dict[str, str]:
    """Make a short key of each option's words; what has no Latin letters is numbered."""
    keys: dict[str, str] = {}
    for at, said in rows.items():
        short = "-".join(re.findall(r"[a-z0-9]+", said.casefold())[:4])[:36].strip("-")
        key = short or f"option-{int(at) + 1}"
        keys[at] = key if key not in keys.values() else f"{key[:33]}-{int(at) + 1}".strip("-")
    return keys


def _whole(said: str) -> int | None:
    return int(said) if said.isascii() and said.isdigit() and len(said) <= 18 else None


def _tens(at: Instant) -> Instant:
    """Return the next ten minutes: nobody remembers 08:07."""
    step = 10 * MINUTE
    return -(-at // step) * step // SECOND * SECOND
