"""Cast a ballot through a private voting link; the last one of a voter stands until the vote closes."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Final

from django.db import transaction

from amends.actions.record import record
from amends.core.choice import ballot as core
from amends.core.choice.question import from_canonical
from amends.core.choice.sentences import say
from amends.store import models, rows

if TYPE_CHECKING:
    from collections.abc import Sequence

    from amends.core.choice.question import Question
    from amends.core.vocabulary import Instant

LONGEST_REASON: Final = 2000
LONG_REASON: Final = "Give your reason in at most 2,000 letters. It is still in the box."
VOIDED: Final = "This question was voided in public: {reason}"


class NotCast(ValueError):
    """A ballot was not taken; the message is a sentence that says why, and what stood before still stands."""


def cast(token: str, marks: Sequence[str], reason: str, now: Instant) -> models.Ballot:
    """Take the ballot of whoever holds a private link's token; an earlier ballot of the same voter becomes history.

    Raises `NotCast` for an unknown link, one whose holder has not shown who they are, a reason that is too long, and
    whatever the rule itself refuses: too early, too late, an option that was not offered.
    """
    reason = rows.storable(reason).strip()
    if len(reason) > LONGEST_REASON:
        raise NotCast(LONG_REASON)
    with transaction.atomic():
        proof = voting_proof(token)
        choice = models.Choice.objects.select_for_update().select_related("case").get(pk=proof.choice_id)
        if choice.state == models.Choice.State.VOID:
            raise NotCast(say(VOIDED, reason=choice.void_reason))
        question = from_canonical(choice.question)
        tally = core.Tally(proof.tally)
        _refuse(question, core.Ballot(proof.voter, tally, tuple(marks), 0, now))
        said = {"voter": proof.voter, "tally": tally.value, "marks": list(marks), "reason": reason}
        entry = record("ballot.cast", at=now, case=choice.case, facts={"choice": choice.number}, said=said)
        # The log's own time judges the deadline: an entry that it dates after the close would never be counted.
        _refuse(question, core.Ballot(proof.voter, tally, tuple(marks), entry.seq, entry.at))
        models.Ballot.objects.filter(choice=choice, voter=proof.voter, stands=True).update(stands=False)
        return models.Ballot.objects.create(
            choice=choice,
            voter=proof.voter,
            tally=tally.value,
            marks=list(marks),
            reason=reason,
            at=entry.at,
            entry=entry,
        )


def _refuse(question: Question, ballot: core.Ballot) -> None:
    wrong = core.fault(question, ballot)
    if wrong is not None:
        raise NotCast(wrong[1])


def voting_proof(token: str) -> models.Proof:
    """Find who holds a private link, and that they have shown what they wanted to show; raises `NotCast`."""
    proof = models.Proof.objects.filter(token=link_hash(token)).first()
    if proof is None:
        raise NotCast("This link is not known here. Look at the address again: it must be whole.")
    if not proof.voter:
        raise NotCast("Show who you are first, on the page this link leads to. Nothing was counted yet.")
    return proof


def link_hash(token: str) -> str:
    """Hash the token of a private link: only this is kept."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()
