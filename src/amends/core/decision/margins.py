"""How firm a result is: what the silent, a few false voters, or one cluster could have made of it.

What decides is whole numbers and exact fractions. Only `wilson` is rounded; it is for showing and decides nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from math import sqrt
from typing import Final

from amends.core.choice.preset import Line
from amends.core.choice.question import Kind, Question
from amends.core.decision.count import Count, GroupCount, support, weigh
from amends.core.decision.judge import Judgement, Outcome, agrees, judge, needed, passes

FEWEST_FOR_PERCENTAGES: Final = 20
"""Below this many voters a page prints reasons and no percentages."""

Marks = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Margins:
    """How far a result is from another one.

    ``got`` of ``of`` were for ``about``, the option that the result is about; ``needed`` would have been enough at
    this turnout, and ``above`` is how many more there were (below 0: how many fewer). ``silent`` people may bind and
    did not vote; had they all spoken, the true share would lie from ``low`` to ``high`` (of everybody who may bind),
    and ``settled`` says that the result would be the same whatever they had said. ``fakes`` false voters inside the
    network could have made another result (nothing: no number could); ``silent_could`` says whether as many real
    people were silent. Where options are put in order, ``fakes`` is a number that is enough and perhaps not the least.
    """

    about: str
    got: int
    of: int
    needed: int
    above: int
    silent: int
    low: Fraction
    high: Fraction
    settled: bool
    fakes: int | None
    silent_could: bool

    @property
    def percentages(self) -> bool:
        """Whether so many voted that percentages may be printed."""
        return self.of >= FEWEST_FOR_PERCENTAGES


def bounds(got: int, against: int, size: int) -> tuple[Fraction, Fraction]:
    """Bound the true share in favour when nothing is known of the silent (C. F. Manski, 1989).

    A vote is a census with people missing, not a sample. From ``got`` of ``size`` (every silent person against) to
    ``size`` less ``against`` (every one in favour). Raises ``ValueError`` where more spoke than there are.

    >>> bounds(118, 103, 412)
    (Fraction(59, 206), Fraction(3, 4))
    """
    if min(got, against) < 0 or got + against > size or size < 1:
        raise ValueError(f"{got} for and {against} against cannot be votes of {size} people.")
    return Fraction(got, size), Fraction(size - against, size)


def wilson(got: int, of: int) -> tuple[float, float]:
    """Give the 95 % interval of E. B. Wilson (1927) for a share, for showing only.

    It assumes that the silent think like those who voted: print `amends.core.choice.sentences.WILSON_ASSUMES` with
    it. Raises ``ValueError`` where nobody voted.

    >>> low, high = wilson(118, 221)
    >>> round(low, 4), round(high, 4)
    (0.4681, 0.5986)
    """
    if not 0 <= got <= of or of == 0:
        raise ValueError(f"{got} of {of} is no share that an interval could be given for.")
    z = 1.959963984540054
    share, square = got / of, z * z
    middle = (share + square / (2 * of)) / (1 + square / of)
    half = z / (1 + square / of) * sqrt(share * (1 - share) / of + square / (4 * of * of))
    return max(0.0, middle - half), min(1.0, middle + half)


def fakes_to_flip(got: int, against: int, numerator: int, denominator: int, line: Line) -> int | None:
    """Count the false voters that would carry a share over the line, from whichever side it is on.

    Of a share that passes: x = floor(got (1 - t) / t - against) + 1 more against it where exactly t is enough, and
    the same rounded up where it is not. Of one that does not: the fewest more in favour; none where everybody would
    have to agree and somebody did not.

    >>> fakes_to_flip(118, 103, 1, 2, Line.ABOVE), fakes_to_flip(60, 40, 2, 3, Line.AT_LEAST)
    (15, 20)
    """
    rest = denominator - numerator
    if passes(got, got + against, numerator, denominator, line):
        room = got * rest - against * numerator
        return room // numerator + 1 if line == Line.AT_LEAST else -(-room // numerator)
    short = against * numerator - got * rest
    if rest == 0:
        return None if against else 1
    return max(1, -(-short // rest) if line == Line.AT_LEAST else short // rest + 1)


def margins(question: Question, counted: Count, groups: Sequence[GroupCount], found: Judgement) -> Margins:
    """Measure how firm a judgement of the binding count is.

    >>> from amends.core.choice.question import EXAMPLE
    >>> close = Count(221, (118, 71, 32))
    >>> found = margins(EXAMPLE, close, (), judge(EXAMPLE, close))
    >>> found.above, found.fakes, found.silent, found.low, found.settled
    (7, 15, 191, Fraction(59, 206), False)
    """
    got, of = support(question, counted, found.about)
    low, high = bounds(got, of - got, question.electorate_size)
    silent = question.electorate_size - counted.voters
    least = needed(question.rule, of)
    fakes = fewest_false(question, counted, groups, found)
    could = fakes is not None and fakes <= silent
    # For orders the number found is enough but perhaps not the least, so it cannot show that nothing would change.
    settled = silent == 0 or (not could and question.kind != Kind.RANKED)
    return Margins(question.keys[found.about], got, of, least, got - least, silent, low, high, settled, fakes, could)


def fewest_false(question: Question, counted: Count, groups: Sequence[GroupCount], found: Judgement) -> int | None:
    """Find how many false voters inside the network, all voting as suits them best, could have made another result.

    A result that was reached is another when it is not reached or another option wins; one that was not reached, when
    it is. False voters may choose the group of opinion they are counted in. Found by halving on `judge` itself, so
    that floors, groups and rivals all have their say. Where options are put in order the number is enough, and perhaps
    not the least.

    >>> from amends.core.choice.question import EXAMPLE
    >>> close = Count(221, (118, 71, 32))
    >>> fewest_false(EXAMPLE, close, (), judge(EXAMPLE, close))
    15
    """
    ways = _undoing if found.outcome == Outcome.REACHED else _reaching
    # No share needs more than this many times the voters: a line is drawn in at most 1,000 parts.
    most = (counted.voters + question.rule.floor + 2) * 1001
    fewest: int | None = None
    for way in ways(question, counted, groups, found):
        if way(most if fewest is None else fewest - 1):
            fewest = _halved(way, most if fewest is None else fewest - 1)
    return fewest


Way = Callable[[int], bool]
"""Whether so many false voters, voting in one way, make another result."""


def _halved(way: Way, enough: int) -> int:
    short = 0
    while enough - short > 1:
        middle = (short + enough) // 2
        if way(middle):
            enough = middle
        else:
            short = middle
    return enough


def _undoing(question: Question, counted: Count, groups: Sequence[GroupCount], found: Judgement) -> Iterator[Way]:
    keys, winner = question.keys, question.keys[found.about]
    rivals = [key for key in keys if key != winner]
    marked: list[Marks] = [(rival,) for rival in rivals]
    if question.kind == Kind.RANKED:
        marked = [(rival, *(key for key in rivals if key != rival), winner) for rival in rivals]
    places = range(-1, len(groups) if question.rule.every_group else 0)
    for marks in marked:
        for place in places:

            def way(false: int, marks: Marks = marks, place: int = place) -> bool:
                there = _joined(question, groups, {place: false}, marks)
                made = judge(question, weigh(question, {marks: false}, counted), there)
                return (made.outcome, made.winner) != (found.outcome, found.winner)

            yield way


def _reaching(question: Question, counted: Count, groups: Sequence[GroupCount], _found: Judgement) -> Iterator[Way]:
    keys = question.keys
    for key in [question.proposal] if question.proposal else [key for key in keys if key != question.otherwise]:
        marks: Marks = (key,)
        if question.kind == Kind.RANKED:
            marks = (key, *(other for other in keys if other not in {key, question.otherwise}), question.otherwise)
        at = keys.index(key)
        wanting = _wanting(question, groups, at)
        if wanting is None:
            continue
        there = _joined(question, groups, wanting, marks)

        def way(
            false: int,
            marks: Marks = marks,
            least: int = sum(wanting.values()),
            there: tuple[GroupCount, ...] = there,
        ) -> bool:
            made = judge(question, weigh(question, {marks: false}, counted), there)
            return false >= least and made.outcome == Outcome.REACHED

        yield way


def _wanting(question: Question, groups: Sequence[GroupCount], at: int) -> dict[int, int] | None:
    """Find how many more each group needs before it agrees; nothing where one never can, or where there are none."""
    asked = question.rule.every_group
    if asked is None:
        return {}
    found: dict[int, int] = {}
    for place, group in enumerate(groups):
        if not agrees(question, group, at):
            got, of = support(question, group.count, at)
            short = fakes_to_flip(got, of - got, asked.numerator, asked.denominator, asked.line)
            if short is None:
                return None
            found[place] = short
    return found if groups else None


def _joined(
    question: Question, groups: Sequence[GroupCount], false: Mapping[int, int], marks: Marks
) -> tuple[GroupCount, ...]:
    return tuple(
        replace(group, count=weigh(question, {marks: false[place]}, group.count)) if place in false else group
        for place, group in enumerate(groups)
    )
