"""Say once that an open case's subject is back to its ordinary week, and take it back if the alarm rings again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from amends.actions.notice import open_case
from amends.actions.silence import Silences, unheard
from amends.core.antennae.alarm import BIN
from amends.core.antennae.alarm.setting import CASE
from amends.core.vocabulary import DAY, Channel
from amends.store import models

if TYPE_CHECKING:
    from amends.core.antennae.ear import Ear


def judge_calm(subject: models.Subject, listening: Ear, deaf: Silences) -> None:
    """Say it when for a day nothing beat the record and somebody listened all the while; take back what is not so now.

    Call it inside the transaction that closed the bins.
    """
    case = open_case(subject)
    if case is None:
        return
    at = listening.open_bin * BIN
    calm = not listening.state.quiet[0, CASE]
    standing = case.all_clears.filter(taken_back_at=None).first()
    if standing is not None:
        rang = case.alerts.filter(channel=Channel.CASE.value, at__gt=standing.at).order_by("at").first()
        if rang is not None or not calm:
            standing.taken_back_at = at if rang is None else rang.at
            standing.save(update_fields=["taken_back_at"])
    elif calm and case.noticed_at <= at - DAY and not unheard(deaf, at - DAY, at):
        case.all_clears.create(since=at - DAY, at=at)
