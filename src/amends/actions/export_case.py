"""Hand a public case out: everything a stranger needs to check it without this site, and nothing about anybody else."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from amends.actions.case_life import NoSuchCase
from amends.core.ledger.audit import Opening
from amends.core.ledger.entry import parse
from amends.core.verification import SCHEMA, open_entry, tell
from amends.store import models

if TYPE_CHECKING:
    from collections.abc import Iterator

SHOWN = models.Message.State.SHOWN


class NotPublic(PermissionError):
    """The case is not public yet; the message says so in a sentence, and what makes it public."""


class NothingSigned(LookupError):
    """No checkpoint was signed yet, so there is nothing that could be checked; the message says so in a sentence."""


def export_case(number: int) -> dict[str, Any]:
    """Export a case as the document ``amends/case/1``: the whole log, and what the entries of this case committed to.

    It goes as far as the newest signed checkpoint. Kept back is what is not for everybody: the words of messages that
    are held, hidden, removed or taken back, and ballots until their choice has closed. Never in it are the salt of a
    choice, people's keys, addresses, and which account stands behind a voter. Raises `NoSuchCase`, `NotPublic` and
    `NothingSigned`.
    """
    case = models.Case.objects.filter(number=number).first()
    if case is None:
        raise NoSuchCase(f"There is no case {number}.")
    if not case.public:
        raise NotPublic(f"Case {number} is not public yet. It is once you publish a statement, or decide it.")
    head = models.LedgerHead.objects.first()
    if head is None or not head.sealed:
        raise NothingSigned("No entry of the ledger has been signed yet, so there is nothing to check.")
    openings = dict(_openings(case, head.sealed))
    bodies = list(models.Entry.objects.filter(seq__lt=head.sealed).order_by("seq").values_list("body", flat=True))
    entries = models.Entry.objects.filter(case=case, seq__lt=head.sealed).order_by("seq")
    told = [
        open_entry(seq, parse(body.encode()), openings.get(seq)) for seq, body in entries.values_list("seq", "body")
    ]
    return {
        "schema": SCHEMA,
        "case": number,
        "origin": head.origin,
        "key": head.verifier,
        "checkpoint": head.checkpoint,
        "bodies": bodies,
        "openings": {str(seq): {"salt": found.salt.hex(), "content": found.content} for seq, found in openings.items()},
        "electorates": dict(_electorates(case, head.sealed)),
        "story": tell([each for each in told if each.entry.case == number], dict(_verdicts(case, head.sealed))),
    }


def _openings(case: models.Case, sealed: int) -> Iterator[tuple[int, Opening]]:
    """Open what the case committed to and everybody may know; what was erased has nothing to open it with."""
    entries = models.Entry.objects.filter(case=case, seq__lt=sealed)
    not_shown = models.Message.objects.filter(case=case).exclude(state=SHOWN).values_list("entry__seq", flat=True)
    uncounted = models.Ballot.objects.filter(choice__case=case, choice__closed_entry__isnull=True)
    closed_later = models.Ballot.objects.filter(choice__case=case, choice__closed_entry__seq__gte=sealed)
    kept_back = {*not_shown, *(uncounted | closed_later).values_list("entry__seq", flat=True)}
    for seq, salt, content in entries.order_by("seq").values_list("seq", "salt", "content"):
        if seq not in kept_back and salt is not None and content is not None:
            yield seq, Opening(bytes(salt), json.loads(content))


def _electorates(case: models.Case, sealed: int) -> Iterator[tuple[str, list[str]]]:
    for choice in models.Choice.objects.filter(case=case, entry__seq__lt=sealed).order_by("number"):
        yield str(choice.number), sorted(choice.electors.values_list("pseudonym", flat=True))


def _verdicts(case: models.Case, sealed: int) -> Iterator[tuple[int, object]]:
    closed = models.Choice.objects.filter(case=case, closed_entry__seq__lt=sealed)
    yield from closed.order_by("number").values_list("number", "verdict")
