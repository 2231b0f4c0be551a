"""Say a question's rule in plain words. Every number comes out of the rule itself."""

from __future__ import annotations

from math import gcd
from typing import Final

from amends.core.choice import sentences
from amends.core.choice.preset import FloorOf, Line, Rule
from amends.core.choice.question import Consequence, Kind, Question
from amends.core.choice.sentences import PEOPLE, PERSON, Sentence, number, say

_HOW: Final = {
    Kind.ONE: sentences.HOW_ONE,
    Kind.APPROVAL: sentences.HOW_APPROVAL,
    Kind.RANKED: sentences.HOW_RANKED,
}


def plain(question: Question) -> tuple[Sentence, ...]:
    """Tell how a question is answered and decided: how to vote, the rule, each outcome, who binds, and when.

    >>> from amends.core.choice.question import EXAMPLE
    >>> for sentence in plain(EXAMPLE)[1:4]:
    ...     print(sentence)
    If at least 60 people of the network vote, and more than half of them choose “Withdraw it”, I take the review down \
within 24 hours.
    If not, “Keep it, and name the gift in the first line” stands: it stays, and the gift is named in its first line \
within 24 hours.
    If it is exactly half, that is a tie: it stays, and the gift is named in its first line within 24 hours.
    """
    told = [say(_HOW[question.kind]), _condition(question)]
    group = question.rule.every_group
    if group is not None:
        share = _share(group.numerator, group.denominator, group.line)
        told.append(say(sentences.EVERY_GROUP, share=share, smallest=group.smallest))
    otherwise = question.said(question.otherwise)
    told.append(say(sentences.IF_NOT, option=otherwise, consequence=_then(question.consequences.not_reached)))
    told.append(_tie(question))
    told.append(say(sentences.IF_CONTESTED, consequence=_then(question.consequences.contested)))
    told.append(
        say(
            sentences.WHO_BINDS,
            people=number(question.electorate_size, PERSON, PEOPLE),
            frozen_at=question.frozen_at,
        )
    )
    told.append(say(sentences.WHEN, opens_at=question.opens_at, closes_at=question.closes_at))
    return tuple(told)


def fraction(numerator: int, denominator: int) -> Sentence:
    """Say a share in the words people use, or as so many in so many.

    >>> str(fraction(2, 3)), str(fraction(7, 12))
    ('two thirds', '7 in 12')
    """
    common = gcd(numerator, denominator)
    numerator, denominator = numerator // common, denominator // common
    words = sentences.FRACTIONS.get((numerator, denominator))
    if words is not None:
        return say(words)
    return say(sentences.OTHER_FRACTION, numerator=numerator, denominator=denominator)


def line_words(rule: Rule) -> Sentence:
    """Say where the line is, as the chart of the binding tally does.

    >>> from amends.core.choice.preset import simple_majority
    >>> str(line_words(simple_majority()))
    'more than half'
    """
    return _share(rule.numerator, rule.denominator, rule.line)


def _share(numerator: int, denominator: int, line: Line) -> Sentence:
    if numerator == denominator:
        return fraction(numerator, denominator)
    template = sentences.MORE_THAN if line == Line.ABOVE else sentences.AT_LEAST
    return say(template, fraction=fraction(numerator, denominator))


def _then(consequence: Consequence) -> Sentence:
    words = consequence.words.strip().removesuffix(".")
    if consequence.hours == 0:
        return say(sentences.CONSEQUENCE, words=words)
    hours = number(consequence.hours, sentences.HOUR_WORD, sentences.HOURS_WORD)
    return say(sentences.CONSEQUENCE_WITHIN, words=words, hours=hours)


def _condition(question: Question) -> Sentence:
    rule = question.rule
    asked = "proposal" if question.proposal else "any" if question.kind == Kind.ONE else str(question.kind)
    floor = "none" if rule.floor == 0 else "turnout" if rule.floor_of == FloorOf.TURNOUT else "proposal"
    return say(
        sentences.CONDITIONS[asked, floor],
        share=line_words(rule),
        option=question.said(question.proposal or question.otherwise),
        people=number(rule.floor, PERSON, PEOPLE),
        consequence=_then(question.consequences.reached),
    )


def _tie(question: Question) -> Sentence:
    rule, then = question.rule, _then(question.consequences.tie)
    share = fraction(rule.numerator, rule.denominator)
    if rule.line == Line.AT_LEAST:
        if question.proposal:
            return say(sentences.EXACTLY_IS_ENOUGH, fraction=share)
        return say(sentences.SHARED_FIRST, consequence=then)
    if question.proposal:
        return say(sentences.ON_THE_LINE, fraction=share, consequence=then)
    return say(sentences.SHARED_OR_ON_THE_LINE, fraction=share, consequence=then)
