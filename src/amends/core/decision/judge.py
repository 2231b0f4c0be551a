"""Hold counts against the rule. Everything here is whole numbers; nothing is rounded, so no machine can differ."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from amends.core.choice.preset import FloorOf, Line, Rule
from amends.core.choice.question import Kind, Question
from amends.core.decision.count import Count, GroupCount, support
from amends.core.decision.schulze import first_places


class Outcome(StrEnum):
    """How a choice ended. Each has its own consequence, written before the vote."""

    REACHED = "reached"
    NOT_REACHED = "not-reached"
    TIE = "tie"
    CONTESTED = "contested"


@dataclass(frozen=True, slots=True)
class Judgement:
    """What the counts say under the rule, before anybody asks how they came about.

    ``about`` is the place of the option that the result is about: the proposal, the winner, or the one that came
    nearest. ``why`` is the key of a reason in `amends.core.choice.sentences.REASONS`.
    """

    outcome: Outcome
    about: int
    why: str

    @property
    def winner(self) -> int | None:
        """The place of the option that won under the rule, if one did."""
        return self.about if self.outcome == Outcome.REACHED else None


def beyond(got: int, of: int, numerator: int, denominator: int) -> int:
    """Tell where a share stands to a line: below it (negative), on it (0) or above it (positive).

    A share of nobody is below every line.

    >>> beyond(2, 3, 2, 3), beyond(118, 221, 1, 2) > 0, beyond(0, 0, 1, 2)
    (0, True, -1)
    """
    return got * denominator - of * numerator if of else -1


def passes(got: int, of: int, numerator: int, denominator: int, line: Line) -> bool:
    """Whether a share is enough.

    >>> passes(2, 3, 2, 3, Line.AT_LEAST), passes(1, 2, 1, 2, Line.ABOVE)
    (True, False)
    """
    distance = beyond(got, of, numerator, denominator)
    return distance > 0 or (distance == 0 and line == Line.AT_LEAST)


def needed(rule: Rule, of: int) -> int:
    """Tell how many must be for an option, when ``of`` people have voted, to pass the line and the floor.

    >>> from amends.core.choice.preset import simple_majority
    >>> needed(simple_majority(), 221)
    111
    """
    exact, rest = divmod(of * rule.numerator, rule.denominator)
    least = exact + 1 if rest or rule.line == Line.ABOVE else exact
    return max(least, rule.floor if rule.floor_of == FloorOf.PROPOSAL else 0, 1)


def agrees(question: Question, group: GroupCount, at: int) -> bool:
    """Whether a group alone reaches the share that the rule asks of every group; so where none is asked.

    >>> from dataclasses import replace
    >>> from amends.core.choice.preset import EveryGroup, simple_majority
    >>> from amends.core.choice.question import EXAMPLE
    >>> each_half = replace(EXAMPLE, rule=simple_majority(every_group=EveryGroup(1, 2)))
    >>> agrees(each_half, GroupCount(("A",), Count(10, (4, 6, 0))), 0)
    False
    """
    asked = question.rule.every_group
    if asked is None:
        return True
    got, of = support(question, group.count, at)
    return passes(got, of, asked.numerator, asked.denominator, asked.line)


def judge(question: Question, counted: Count, groups: Sequence[GroupCount] = ()) -> Judgement:
    """Hold the binding count, and its groups where the rule asks for them, against the rule.

    First the turnout, then each option's share, its floor and its groups; of several options that pass, the one with
    most votes, or Schulze's winner among them and the option that stands otherwise. A result is never `CONTESTED`
    here: that takes more than counts (`amends.core.decision.rule.decide`).

    >>> from amends.core.choice.question import EXAMPLE
    >>> str(judge(EXAMPLE, Count(221, (118, 71, 32))).outcome)
    'reached'
    """
    keys, rule = question.keys, question.rule
    otherwise = keys.index(question.otherwise)
    places = [at for at in range(len(keys)) if at != otherwise]
    if question.proposal:
        places = [keys.index(question.proposal)]
    nearest = max(places, key=lambda at: (support(question, counted, at)[0], -at))
    if counted.voters == 0:
        return Judgement(Outcome.NOT_REACHED, nearest, "nobody-voted")
    if rule.floor_of == FloorOf.TURNOUT and counted.voters < rule.floor:
        return Judgement(Outcome.NOT_REACHED, nearest, "turnout-missed")
    found = {at: _standing(question, counted, groups, at) for at in places}
    passed = [at for at in places if found[at] == "line-passed"]
    if passed:
        return _first(question, counted, passed, otherwise)
    for at in sorted(places, key=lambda at: (-counted.votes[at], at)):
        if found[at] == "on-the-line" and not _behind(question, counted, at, otherwise):
            return Judgement(Outcome.TIE, at, "on-the-line")
    # What lies on the line yet behind the option that stands otherwise did miss; the rest name what they missed.
    missed = "otherwise-leads" if found[nearest] == "on-the-line" else found[nearest]
    return Judgement(Outcome.NOT_REACHED, nearest, missed)


def _standing(question: Question, counted: Count, groups: Sequence[GroupCount], at: int) -> str:
    rule = question.rule
    got, of = support(question, counted, at)
    distance = beyond(got, of, rule.numerator, rule.denominator)
    if distance < 0:
        return "line-missed"
    if rule.floor_of == FloorOf.PROPOSAL and got < rule.floor:
        return "floor-missed"
    if rule.every_group is not None and not (groups and all(agrees(question, group, at) for group in groups)):
        return "groups-missed"
    return "on-the-line" if distance == 0 and rule.line == Line.ABOVE else "line-passed"


def _behind(question: Question, counted: Count, at: int, otherwise: int) -> bool:
    if question.proposal or question.kind == Kind.RANKED:
        return False
    return counted.votes[at] < counted.votes[otherwise]


def _first(question: Question, counted: Count, passed: Sequence[int], otherwise: int) -> Judgement:
    if question.proposal:
        return Judgement(Outcome.REACHED, passed[0], "line-passed")
    running = sorted([*passed, otherwise])
    if question.kind == Kind.RANKED:
        first = first_places(counted.pairs, running)
    else:
        most = max(counted.votes[at] for at in running)
        first = tuple(at for at in running if counted.votes[at] == most)
    if first == (otherwise,):
        nearest = max(passed, key=lambda at: (support(question, counted, at)[0], -at))
        return Judgement(Outcome.NOT_REACHED, nearest, "otherwise-leads")
    if len(first) > 1:
        return Judgement(Outcome.TIE, next(at for at in first if at != otherwise), "shared-first")
    return Judgement(Outcome.REACHED, first[0], "line-passed")
