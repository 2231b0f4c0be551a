"""The rules that can be chosen: a share of those who vote, a least number of people, and what every group must say."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

SAFE: Final = 2**53 - 1
"""The largest whole number that every reader of JSON keeps exactly (RFC 8785, section 3.2.2.3)."""


class Preset(StrEnum):
    """The rules that can be chosen by name."""

    SIMPLE_MAJORITY = "simple-majority"
    """More than half."""
    SUPERMAJORITY = "supermajority"
    """A share above half, such as at least two thirds."""
    APPROVAL_QUORUM = "approval-quorum"
    """Any share, with a least number of people in favour: staying at home helps nobody."""


class Line(StrEnum):
    """Whether a share exactly on the line is enough."""

    ABOVE = "above"
    AT_LEAST = "at-least"


class FloorOf(StrEnum):
    """Whom the floor counts."""

    TURNOUT = "turnout"
    """Everybody of the network who votes."""
    PROPOSAL = "proposal"
    """Those of the network who are for the option in question."""


@dataclass(frozen=True, slots=True)
class EveryGroup:
    """A second condition, chosen beforehand: the share must be reached in every group of opinion too.

    The groups come from the frozen electorate alone. Those in which fewer than ``smallest`` people voted are counted
    together, so that no handful holds a veto.
    """

    numerator: int
    denominator: int
    line: Line = Line.AT_LEAST
    smallest: int = 8


@dataclass(frozen=True, slots=True)
class Rule:
    """When an option wins: ``numerator``/``denominator`` of those who vote, above it or at least, and a floor.

    ``floor`` is a number of people of the network (0 for none): of all who vote, or of those for the option.
    """

    preset: Preset
    numerator: int
    denominator: int
    line: Line
    floor: int
    floor_of: FloorOf
    every_group: EveryGroup | None = None


def simple_majority(floor: int = 0, floor_of: FloorOf = FloorOf.TURNOUT, every_group: EveryGroup | None = None) -> Rule:
    """Make the rule "more than half of those who vote".

    >>> simple_majority(floor=60).line
    <Line.ABOVE: 'above'>
    """
    return Rule(Preset.SIMPLE_MAJORITY, 1, 2, Line.ABOVE, floor, floor_of, every_group)


def supermajority(
    numerator: int = 2,
    denominator: int = 3,
    floor: int = 20,
    floor_of: FloorOf = FloorOf.PROPOSAL,
    every_group: EveryGroup | None = None,
) -> Rule:
    """Make the rule that "a consensus" usually means: at least two thirds of those who vote, and at least 20 people.

    >>> supermajority().numerator, supermajority().floor
    (2, 20)
    """
    return Rule(Preset.SUPERMAJORITY, numerator, denominator, Line.AT_LEAST, floor, floor_of, every_group)


def approval_quorum(
    floor: int,
    numerator: int = 1,
    denominator: int = 2,
    line: Line = Line.ABOVE,
    every_group: EveryGroup | None = None,
) -> Rule:
    """Make a rule that wants ``floor`` people in favour, and a share of those who vote.

    >>> approval_quorum(100).floor_of
    <FloorOf.PROPOSAL: 'proposal'>
    """
    return Rule(Preset.APPROVAL_QUORUM, numerator, denominator, line, floor, FloorOf.PROPOSAL, every_group)


def faults_of_rule(rule: Rule, size: int) -> list[str]:
    """Say in a sentence each what is wrong with a rule for ``size`` people who may bind.

    >>> faults_of_rule(simple_majority(floor=60), 40)
    ['The least number of people is a whole number from 0 to the 40 on the list.']
    """
    faults = _faults_of_share(rule.numerator, rule.denominator, rule.line, "The rule")
    if not faults:
        share = (rule.numerator, rule.denominator, rule.line)
        if rule.preset == Preset.SIMPLE_MAJORITY and share != (1, 2, Line.ABOVE):
            faults.append("A simple majority is more than half, written 1 and 2.")
        if rule.preset == Preset.SUPERMAJORITY and 2 * rule.numerator <= rule.denominator:
            faults.append("A supermajority asks for a share above half.")
    if rule.preset == Preset.APPROVAL_QUORUM and (rule.floor_of != FloorOf.PROPOSAL or rule.floor == 0):
        faults.append("An approval quorum needs a least number of people in favour.")
    if not whole(size, 1, SAFE):
        faults.append("Somebody must be able to bind: the list is empty.")
    elif not whole(rule.floor, 0, size):
        faults.append(f"The least number of people is a whole number from 0 to the {size} on the list.")
    group = rule.every_group
    if group is not None:
        faults += _faults_of_share(group.numerator, group.denominator, group.line, "The rule for every group")
        if not whole(group.smallest, 1, SAFE):
            faults.append("The smallest group that counts on its own has at least 1 person.")
    return faults


def _faults_of_share(numerator: int, denominator: int, line: Line, name: str) -> list[str]:
    if not whole(denominator, 1, 1000) or not whole(numerator, 1, denominator):
        return [f"{name} asks for a share above nothing and up to all, in parts of at most 1,000."]
    if numerator == denominator and line == Line.ABOVE:
        return [f"{name} asks for more than all, which nobody can reach."]
    return []


def whole(value: object, least: int, most: int) -> bool:
    """Whether something is a whole number within bounds; true and 1.0 are not.

    >>> whole(3, 0, 9), whole(True, 0, 9)
    (True, False)
    """
    return type(value) is int and least <= value <= most
