"""Rows of a choice to the values of the core."""

from __future__ import annotations

from typing import TYPE_CHECKING

from amends.core.choice.ballot import Ballot, Tally
from amends.core.choice.electorate import Electorate, listed

if TYPE_CHECKING:
    from amends.store import models


def electorate(choice: models.Choice) -> Electorate:
    """Make the frozen list of who may bind."""
    return listed(choice.electors.values_list("pseudonym", flat=True))


def ballots(choice: models.Choice) -> list[Ballot]:
    """Make every ballot as the ledger holds it, history too, in its order."""
    columns = choice.ballots.order_by("entry__seq").values_list(
        "voter", "tally", "marks", "entry__seq", "at", "reason", "removed"
    )
    return [
        Ballot(voter, Tally(tally), tuple(marks), seq, at, reason, removed or None)
        for voter, tally, marks, seq, at, reason, removed in columns
    ]
