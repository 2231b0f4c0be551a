"""Close what is due: the rule runs on the ballots, by itself, and what it finds is written down with its reasons."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

from django.db import transaction

from amends.actions.record import record
from amends.core.choice.question import from_canonical
from amends.core.decision.rule import decide
from amends.core.decision.sift import Entries
from amends.core.decision.together import acted_together
from amends.core.ledger.entry import parse
from amends.store import models
from amends.store.choice_rows import ballots, electorate
from amends.store.opinion_rows import groups_of

if TYPE_CHECKING:
    from amends.core.decision.verdict import Verdict
    from amends.core.vocabulary import Instant


def close_due(now: Instant) -> list[models.Choice]:
    """Close every open question whose hour has come, oldest first; each in a transaction of its own."""
    due = models.Choice.objects.filter(state=models.Choice.State.OPEN, closes_at__lte=now)
    return [close_choice(pk, now) for pk in due.order_by("closes_at", "pk").values_list("pk", flat=True)]


def close_choice(pk: int, now: Instant) -> models.Choice:
    """Run the rule of one question on what the ledger holds of it; closing twice changes nothing.

    Raises `amends.core.decision.rule.NotAsAsked` where question or list are not those that were fixed: then nothing is
    decided, and somebody has to look.
    """
    with transaction.atomic():
        choice = models.Choice.objects.select_for_update().select_related("case", "entry").get(pk=pk)
        if choice.state != models.Choice.State.OPEN:
            return choice
        verdict, said = _decided(choice)
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


def _decided(choice: models.Choice) -> tuple[Verdict, dict[str, object]]:
    """Run the rule, and tell what it was run on besides the ballots: who acted together, and the groups it asks."""
    question, who, cast = from_canonical(choice.question), electorate(choice), ballots(choice)
    # What the log itself says of the question, not what the row says: a row can be edited.
    fixed = str(parse(choice.entry.body.encode()).facts["digest"])
    entries = Entries(fixed, choice.entry.seq, None)
    flagged, found = acted_together(question, who, cast, entries=entries)
    clusters = [sorted(cluster.members) for cluster in found]
    for flag in flagged:
        models.Flag.objects.create(
            case=choice.case, choice=choice, kind=flag.kind.value, members=sorted(flag.members), at=choice.closes_at
        )
    groups = groups_of(choice) if question.rule.every_group else None
    said: dict[str, object] = {"clusters": clusters}
    if groups is not None:
        said["groups"] = {name: list(members) for name, members in groups.items()}
    return decide(question, who, cast, clusters=clusters, groups=groups, entries=entries), said
