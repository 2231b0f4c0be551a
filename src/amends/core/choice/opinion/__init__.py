"""The opinion map: where people stand, who stands together, what unites them and what divides them.

It explains and does not decide. Only people of the electorate, frozen before the storm, make axes and groups: whoever
comes later is placed among them and moves nothing, or a few false voters could split off a group of their own and veto
what everybody else agrees on. Hiding a statement's words leaves its votes in the arithmetic, or whoever hides words
would move people between groups without voting.

The same votes give the same bytes, in any order: everything that is summed is a whole number, and the axes are rounded
before anybody is placed on them.
"""

from __future__ import annotations

from amends.core.choice.opinion.drawn import (
    Answers,
    Mark,
    OpinionGroup,
    OpinionMap,
    People,
    StatementAnswers,
    drawn,
    opinion_map,
)
from amends.core.choice.opinion.moments import Moments, moments_of, replaced, togetherness
from amends.core.choice.opinion.projection import PLACE_UNIT, Axes, axes_of, places_of
from amends.core.choice.opinion.standing import Standing, answered, standing_of, turned
from amends.core.choice.opinion.survey import (
    ENOUGH_VOTES,
    FEWEST_PEOPLE,
    FEWEST_STATEMENTS,
    NO_GROUP,
    Survey,
    Told,
    surveyed,
)
from amends.core.choice.opinion.votes import MOST_STATEMENTS, Votes, standing_votes

__all__ = [
    "ENOUGH_VOTES",
    "FEWEST_PEOPLE",
    "FEWEST_STATEMENTS",
    "MOST_STATEMENTS",
    "NO_GROUP",
    "PLACE_UNIT",
    "Answers",
    "Axes",
    "Mark",
    "Moments",
    "OpinionGroup",
    "OpinionMap",
    "People",
    "Standing",
    "StatementAnswers",
    "Survey",
    "Told",
    "Votes",
    "answered",
    "axes_of",
    "drawn",
    "moments_of",
    "opinion_map",
    "places_of",
    "replaced",
    "standing_of",
    "standing_votes",
    "surveyed",
    "togetherness",
    "turned",
]
