"""Close what is due: the rule runs on the ballots, by itself, and what it finds is written down with its reasons."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Final

from django.db import transaction
from django.db.models import Q

from amends.actions.record import record
from amends.core.choice.electorate import UnfitElectorate
from amends.core.choice.question import UnfitQuestion
from amends.core.decision.rule import NotAsAsked, decide
from amends.core.decision.sift import Entries
from amends.core.decision.together import acted_together
from amends.core.vocabulary import MINUTE
from amends.store import models
from amends.store.choice_ledger import ballots_as_cast, question_as_fixed
from amends.store.choice_rows import electorate
from amends.store.opinion_rows import table_of

if TYPE_CHECKING:
    from amends.core.choice.answers import Table
    from amends.core.choice.brigade import Flag
    from amends.core.choice.opinion import OpinionMap
    from amends.core.decision.verdict import Verdict
    from amends.core.vocabulary import Instant


AGAIN_AFTER: Final = MINUTE
"""How long a question that could not be closed is left alone before it is tried again."""


def close_due(now: Instant) -> list[models.Choice]:
    """Close every open question whose hour has come, oldest first; return those that were closed.

    Each is claimed first. One whose rows are not what the ledger says is not decided and holds up no other; it is tried
    again after a while, and `why_not_closed` says what is wrong with it.
    """
    due = models.Choice.objects.filter(state=models.Choice.State.OPEN, closes_at__lte=now)
    due = due.filter(Q(claimed_at=None) | Q(claimed_at__lte=now - AGAIN_AFTER))
    closed = []
    for pk, claimed_at in list(due.order_by("closes_at", "pk").values_list("pk", "claimed_at")):
        if not models.Choice.objects.filter(pk=pk, claimed_at=claimed_at).update(claimed_at=now):
            continue
        try:
            closed.append(close_choice(pk, now))
        except (NotAsAsked, UnfitQuestion, UnfitElectorate):
            continue
    return closed


def why_not_closed(choice: models.Choice, now: Instant) -> str:
    """Say why a question that is due was not closed, in a sentence; nothing where nothing is wrong with it."""
    if choice.state != models.Choice.State.OPEN or now < choice.closes_at or choice.claimed_at is None:
        return ""
    try:
        _decided(choice)
    except (NotAsAsked, UnfitQuestion, UnfitElectorate) as wrong:
        return str(wrong)
    return ""


def close_choice(pk: int, now: Instant) -> models.Choice:
    """Run the rule of one question on what the ledger holds of it; closing twice changes nothing.

    Raises `amends.core.decision.rule.NotAsAsked` where question or list are not those that were fixed: then nothing is
    decided, and somebody has to look.
    """
    with transaction.atomic():
        choice = models.Choice.objects.select_for_update().select_related("case", "entry").get(pk=pk)
        if choice.state != models.Choice.State.OPEN:
            return choice
        verdict, said, flagged, opinions = _decided(choice)
        if opinions is not None:
            _count(choice, *opinions, now)
        for flag in flagged:
            models.Flag.objects.create(
                case=choice.case, choice=choice, kind=flag.kind.value, members=sorted(flag.members), at=choice.closes_at
            )
        written = verdict.canonical()
        facts = {
            "choice": choice.number,
            "outcome": verdict.outcome.value,
            "verdict": hashlib.sha256(written).hexdigest(),
        }
        entry = record("choice.closed", at=now, case=choice.case, facts=facts, said=said)
        choice.state, choice.verdict, choice.closed_entry = models.Choice.State.CLOSED, json.loads(written), entry
        choice.save()
    return choice


def _count(choice: models.Choice, opinions: Table, drawn: OpinionMap, now: Instant) -> None:
    """Write down who agreed with which message, as it stood at the close, so that the map can be drawn again."""
    facts = {
        "choice": choice.number,
        "messages": len(opinions.messages),
        "listed": len(opinions.listed),
        "others": len(opinions.others),
        "answers": opinions.answers,
    }
    said = {"table": opinions.canonical(), "map": opinions.told(drawn)}
    record("opinions.counted", at=now, case=choice.case, facts=facts, said=said)


def _decided(
    choice: models.Choice,
) -> tuple[Verdict, dict[str, object], tuple[Flag, ...], tuple[Table, OpinionMap] | None]:
    """Run the rule; tell also what it was run on besides the ballots (who acted together, the groups it asks), and why.

    What the log itself says is what counts, not what the rows say: a row can be edited. What people agreed with comes
    beside it, with the map of it: the groups are of that map.
    """
    question, fixed = question_as_fixed(choice)
    who, cast = electorate(choice), ballots_as_cast(choice)
    entries = Entries(fixed, choice.entry.seq, None)
    flagged, found = acted_together(question, who, cast, entries=entries)
    clusters = [sorted(cluster.members) for cluster in found]
    opinions = table_of(choice, named=question.rule.every_group is not None)
    drawn = None if opinions is None else (opinions, opinions.drawn())
    groups = None
    if question.rule.every_group:
        groups = {} if drawn is None else drawn[0].groups(drawn[1])
    said: dict[str, object] = {"clusters": clusters}
    if groups is not None:
        said["groups"] = {name: list(members) for name, members in groups.items()}
    return decide(question, who, cast, clusters=clusters, groups=groups, entries=entries), said, flagged, drawn
