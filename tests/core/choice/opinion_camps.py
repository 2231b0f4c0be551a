"""Votes made for the tests of the opinion map: seeded camps, and everything a map says as one comparable value."""

from __future__ import annotations

import numpy as np


def camps(seed, people=60, statements=12, kinds=2, share=0.7):
    """Make parallel arrays of votes from camps that answer differently, each person most of the statements."""
    rng = np.random.default_rng(seed)
    camp = rng.integers(0, kinds, people)
    leaning = rng.normal(size=(kinds, statements)) * 1.5
    drawn = leaning[camp] + rng.normal(size=(people, statements))
    value = np.where(drawn > 0.4, 1, np.where(drawn < -0.4, -1, 0))
    person, statement = np.nonzero(rng.random((people, statements)) < share)
    return person, statement, value[person, statement], camp


def everything(told):
    """Flatten a map into one value that is equal only when every digit of it is."""
    arrays = (told.people.person, told.people.place, told.people.group, told.people.member)
    return (
        told.told,
        tuple((column.dtype.str, column.tobytes()) for column in arrays),
        told.groups,
        told.statements,
        (told.unites, told.refuses, told.divides),
        (told.answered, told.ungrouped, told.outside, told.silhouette, told.share),
    )
