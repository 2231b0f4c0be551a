"""A question and everything that decides it, fixed before the first ballot.

The words, the options, the rule, the deadline and the list of who may bind are hashed together (`digest`) and the hash
goes into the ledger before anybody votes. To change one of them is to ask another question, and the digest shows it.
`amends.core.choice.plain` says the same in words.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from enum import StrEnum
from typing import Any, Final, cast

import rfc8785

from amends.core.choice.preset import (
    SAFE,
    EveryGroup,
    FloorOf,
    Line,
    Preset,
    Rule,
    faults_of_rule,
    simple_majority,
    whole,
)
from amends.core.vocabulary import Instant

SCHEMA: Final = "amends/question/1"
CODE: Final = "amends/decide/1"
"""The version of the rule's code in this program; it is raised whenever the same ballots could decide otherwise."""

MOST_OPTIONS: Final = 12
_KEY: Final = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?")
_ROOT: Final = re.compile(r"[0-9a-f]{64}")


class Kind(StrEnum):
    """How people answer."""

    ONE = "one"
    """Choose exactly one option."""
    APPROVAL = "approval"
    """Tick every option you can live with."""
    RANKED = "ranked"
    """Put options in order; Schulze's method finds the winner."""


class UnfitQuestion(ValueError):
    """A question cannot be asked like this; ``faults`` holds one sentence for each thing to change."""

    def __init__(self, faults: Sequence[str]) -> None:
        super().__init__(" ".join(faults))
        self.faults = tuple(faults)


@dataclass(frozen=True, slots=True)
class Option:
    """One answer that is offered: a short key of small letters, digits and hyphens, and its words."""

    key: str
    words: str


@dataclass(frozen=True, slots=True)
class Consequence:
    """What follows, in the owner's words; they finish a sentence that began with "If …, ".

    ``hours`` is by when after the close it is done, or 0 where there is no such hour.
    """

    words: str
    hours: int = 0


@dataclass(frozen=True, slots=True)
class Consequences:
    """What follows from each outcome."""

    reached: Consequence
    not_reached: Consequence
    tie: Consequence
    contested: Consequence


@dataclass(frozen=True, slots=True)
class Question:
    """One binding question. It cannot be made unfit: `UnfitQuestion` names everything that is wrong at once.

    ``proposal`` is the key of the option that the rule is about; empty, any option but ``otherwise`` may win, which
    is always so for ticks and orders. ``otherwise`` is the option that stands when the rule is not reached.
    ``opens_at`` is the first instant that counts, ``closes_at`` the first that does not. ``electorate_root`` (64 hex
    digits) and ``electorate_size`` are those of the list as it stood at ``frozen_at``; ``code`` is the version of the
    rule's code.
    """

    words: str
    options: tuple[Option, ...]
    kind: Kind
    rule: Rule
    proposal: str
    otherwise: str
    consequences: Consequences
    opens_at: Instant
    closes_at: Instant
    electorate_root: str
    electorate_size: int
    frozen_at: Instant
    code: str = CODE

    def __post_init__(self) -> None:
        """Refuse a question that could not be decided."""
        faults = [*_faults_of_words(self), *_faults_of_options(self), *_faults_of_the_proposal(self)]
        faults += _faults_of_times(self)
        faults += faults_of_rule(self.rule, self.electorate_size)
        if faults:
            raise UnfitQuestion(faults)

    @property
    def keys(self) -> tuple[str, ...]:
        """The options' keys, in the order in which they are offered."""
        return tuple(option.key for option in self.options)

    def said(self, key: str) -> str:
        """Return the words of an option; raises ``KeyError`` where it was not offered."""
        for option in self.options:
            if option.key == key:
                return option.words
        raise KeyError(key)


def canonical(question: Question) -> dict[str, Any]:
    """Write a question as JSON of whole numbers and texts alone; what is absent has no key.

    >>> canonical(EXAMPLE)["rule"]["floor"]
    60
    """
    rule, group = question.rule, question.rule.every_group
    said_rule: dict[str, Any] = {
        field.name: _plain(getattr(rule, field.name)) for field in fields(rule) if field.name != "every_group"
    }
    if group is not None:
        said_rule["every_group"] = {field.name: _plain(getattr(group, field.name)) for field in fields(group)}
    outcomes = {field.name: getattr(question.consequences, field.name) for field in fields(question.consequences)}
    said: dict[str, Any] = {
        "schema": SCHEMA,
        "words": question.words,
        "options": [{"key": option.key, "words": option.words} for option in question.options],
        "kind": str(question.kind),
        "rule": said_rule,
        "otherwise": question.otherwise,
        "consequences": {name: {"words": each.words, "hours": each.hours} for name, each in outcomes.items()},
        "opens_at": question.opens_at,
        "closes_at": question.closes_at,
        "electorate": {
            "root": question.electorate_root,
            "size": question.electorate_size,
            "frozen_at": question.frozen_at,
        },
        "code": question.code,
    }
    return {**said, "proposal": question.proposal} if question.proposal else said


def digest(question: Question) -> str:
    """Hash a question: SHA-256, in hex, of its canonical JSON as RFC 8785 writes it.

    >>> digest(EXAMPLE) == digest(from_canonical(canonical(EXAMPLE)))
    True
    """
    return hashlib.sha256(rfc8785.dumps(canonical(question))).hexdigest()


def from_canonical(data: object) -> Question:
    """Read a question back from its canonical JSON.

    Raises `UnfitQuestion` where it is none, or where writing it again would not give the same: a field too many
    would otherwise be shown and not hashed.

    >>> from_canonical(canonical(EXAMPLE)) == EXAMPLE
    True
    """
    try:
        question = _read(cast("Mapping[str, Any]", data))
        same = _exactly(canonical(question), data)
    except UnfitQuestion:
        raise
    except (KeyError, TypeError, ValueError, AttributeError) as wrong:
        raise UnfitQuestion([f"This is no question as amends writes it: {type(wrong).__name__} at {wrong}."]) from wrong
    if not same:
        raise UnfitQuestion(["This question holds something that amends would not have written."])
    return question


def _plain(value: object) -> str | int:
    return value if type(value) is int else str(value)


def _exactly(left: object, right: object) -> bool:
    """Compare as JSON does: 1, 1.0 and true are three things."""
    if isinstance(left, dict):
        return (
            isinstance(right, Mapping)
            and left.keys() == right.keys()
            and all(_exactly(left[name], right[name]) for name in left)
        )
    if isinstance(left, list):
        return isinstance(right, list) and len(left) == len(right) and all(map(_exactly, left, right))
    return type(left) is type(right) and left == right


def _read(data: Mapping[str, Any]) -> Question:
    rule, said, electorate = data["rule"], data["consequences"], data["electorate"]
    group = rule.get("every_group")
    return Question(
        words=data["words"],
        options=tuple(Option(option["key"], option["words"]) for option in data["options"]),
        kind=Kind(data["kind"]),
        rule=Rule(
            Preset(rule["preset"]),
            rule["numerator"],
            rule["denominator"],
            Line(rule["line"]),
            rule["floor"],
            FloorOf(rule["floor_of"]),
            None
            if group is None
            else EveryGroup(group["numerator"], group["denominator"], Line(group["line"]), group["smallest"]),
        ),
        proposal=data.get("proposal", ""),
        otherwise=data["otherwise"],
        consequences=Consequences(
            **{field.name: Consequence(**said[field.name]) for field in fields(Consequences)},
        ),
        opens_at=data["opens_at"],
        closes_at=data["closes_at"],
        electorate_root=electorate["root"],
        electorate_size=electorate["size"],
        frozen_at=electorate["frozen_at"],
        code=data["code"],
    )


def _unwritable(words: object, most: int) -> bool:
    """Whether this is no text that a page and a hash can both hold."""
    return (
        not isinstance(words, str)
        or not words.strip()
        or len(words) > most
        or any("\ud800" <= letter <= "\udfff" or (letter < " " and letter != "\n") for letter in words)
    )


def _faults_of_words(question: Question) -> list[str]:
    faults = []
    if _unwritable(question.words, 500):
        faults.append("Write the question in 1 to 500 characters.")
    for name, said in (
        ("is reached", question.consequences.reached),
        ("is not reached", question.consequences.not_reached),
        ("ends in a tie", question.consequences.tie),
        ("is contested", question.consequences.contested),
    ):
        if _unwritable(said.words, 1000):
            faults.append(f"Say in 1 to 1,000 characters what follows when the rule {name}.")
        if not whole(said.hours, 0, 87_600):
            faults.append(f"What follows when the rule {name} is done within 0 to 87,600 whole hours.")
    if _unwritable(question.code, 100):
        faults.append("Name the version of the rule's code.")
    return faults


def _faults_of_options(question: Question) -> list[str]:
    faults = []
    if not 2 <= len(question.options) <= MOST_OPTIONS:
        faults.append(f"A question offers 2 to {MOST_OPTIONS} options; this one has {len(question.options)}.")
    for option in question.options:
        if not isinstance(option.key, str) or not _KEY.fullmatch(option.key):
            faults.append(f"“{option.key}” is no key: use 1 to 40 small letters, digits and inner hyphens.")
        if _unwritable(option.words, 200):
            faults.append(f"Write option “{option.key}” in 1 to 200 characters.")
    if len(set(question.keys)) < len(question.options):
        faults.append("Two options have the same key.")
    if len({option.words for option in question.options}) < len(question.options):
        faults.append("Two options have the same words, so nobody could tell them apart.")
    return faults


def _faults_of_the_proposal(question: Question) -> list[str]:
    faults = []
    if question.otherwise not in question.keys:
        faults.append("Name the option that stands when the rule is not reached.")
    if question.proposal and question.proposal not in question.keys:
        faults.append("The rule is about an option that is not offered.")
    if question.proposal and question.proposal == question.otherwise:
        faults.append("The option the rule is about cannot be the one that stands when it is not reached.")
    if question.proposal and question.kind != Kind.ONE:
        faults.append("Where people tick or order options any of them may win, so the rule is about no single one.")
    return faults


def _faults_of_times(question: Question) -> list[str]:
    if not all(whole(at, -SAFE, SAFE) for at in (question.opens_at, question.closes_at, question.frozen_at)):
        return ["Opening, close and the list's instant are whole microseconds."]
    faults = []
    if question.closes_at <= question.opens_at:
        faults.append("The vote must close after it opens.")
    if question.frozen_at > question.opens_at:
        faults.append("The list of who may bind must be closed before the vote opens.")
    return faults


EXAMPLE: Final = Question(
    words="Should I withdraw the review?",
    options=(
        Option("withdraw", "Withdraw it"),
        Option("label", "Keep it, and name the gift in the first line"),
        Option("keep", "Keep it as it is"),
    ),
    kind=Kind.ONE,
    rule=simple_majority(floor=60),
    proposal="withdraw",
    otherwise="label",
    consequences=Consequences(
        Consequence("I take the review down", 24),
        Consequence("it stays, and the gift is named in its first line", 24),
        Consequence("it stays, and the gift is named in its first line", 24),
        Consequence("I ask the same people once more", 48),
    ),
    opens_at=1_773_389_400_000_000,
    closes_at=1_773_475_800_000_000,
    electorate_root="7c1e90ab4f22d815" * 4,
    electorate_size=412,
    frozen_at=1_773_337_200_000_000,
)
"""An invented question, for the examples of this room."""
