"""One person, one vote: where somebody's ballot counts in a choice, however many accounts they have shown."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.db.models import Q

from amends.actions.record import record
from amends.actions.remove_ballot import put_back, take_out
from amends.core.choice.electorate import pseudonym
from amends.core.choice.one_person import one_voter
from amends.core.floor.message import Tally
from amends.store import models

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from amends.core.vocabulary import Instant

SAME_PERSON: Final = (
    "Whoever cast it showed that another account that votes here is theirs, too. One vote of theirs stands."
)
"""The public reason for which a ballot is left out."""


def everybody_behind(person: models.Person) -> list[models.Person]:
    """Return all that somebody has shown to be: the one they count as first."""
    root = person.joined_to or person
    return [root, *root.joined.order_by("pk")]


def where_it_counts(choice: models.Choice, person: models.Person) -> tuple[str, Tally]:
    """Return the pseudonym under which somebody votes, and the tally it counts in."""
    group = everybody_behind(person)
    listed, own = _names(choice, group)
    cast = {ballot.voter: ballot.entry.seq for ballot in _counted(choice, listed | set(own))}
    voter = one_voter(listed, cast, own[0])
    return voter, Tally.NETWORK if voter in listed else Tally.NEWCOMERS


def leave_one_vote(choice: models.Choice, person: models.Person, now: Instant) -> list[int]:
    """Let one vote of somebody stand in an open choice who turned out to have several; returns the ballots left out.

    Their links lead to the one from here on. The ledger says so where two could have voted, or did.
    """
    group = everybody_behind(person)
    listed, own = _names(choice, group)
    voter, tally = where_it_counts(choice, person)
    left_out = [ballot for ballot in _counted(choice, listed | set(own)) if ballot.voter != voter]
    for ballot in left_out:
        take_out(ballot, SAME_PERSON, now)
    others = sorted((listed | {ballot.voter for ballot in left_out}) - {voter})
    models.Proof.objects.filter(choice=choice, person__in=group).exclude(voter="").update(
        voter=voter, tally=tally.value
    )
    _one_opinion(choice, voter, (listed | set(own)) - {voter})
    if others:
        facts = {"choice": choice.number, "left_out": len(left_out)}
        record("voter.joined", at=now, case=choice.case, facts=facts, said={"voter": voter, "others": others})
    return [ballot.pk for ballot in left_out]


def part_votes(choice: models.Choice, people: Iterable[models.Person], left_out: Sequence[int], now: Instant) -> None:
    """Let people who were taken for one vote for themselves again in an open choice, and put back what was left out."""
    for ballot in models.Ballot.objects.select_related("choice__case", "entry").filter(
        pk__in=left_out, choice=choice, stands=True, removed=SAME_PERSON
    ):
        put_back(ballot, "They were taken apart again.", now)
        record("voter.parted", at=now, case=choice.case, facts={"choice": choice.number}, said={"voter": ballot.voter})
    for person in people:
        voter, tally = where_it_counts(choice, person)
        proofs = models.Proof.objects.filter(choice=choice, person__in=everybody_behind(person)).exclude(voter="")
        proofs.update(voter=voter, tally=tally.value)


def _names(choice: models.Choice, group: Sequence[models.Person]) -> tuple[set[str], list[str]]:
    """Return somebody's pseudonyms on the list, and those made of what they are called, the one they count as first."""
    electors = models.Elector.objects.filter(choice=choice, person__in=group)
    return set(electors.values_list("pseudonym", flat=True)), [pseudonym(bytes(choice.salt), one.key) for one in group]


def _counted(choice: models.Choice, voters: Iterable[str]) -> list[models.Ballot]:
    found = models.Ballot.objects.select_related("choice__case", "entry")
    return list(found.filter(choice=choice, voter__in=voters, stands=True, removed="").order_by("entry__seq"))


def _one_opinion(choice: models.Choice, voter: str, others: Iterable[str]) -> None:
    """Let what somebody agreed with stand under one name; where they answered a message twice, under that name."""
    theirs = models.Opinion.objects.filter(message__case=choice.case)
    theirs.filter(Q(voter__in=others) & Q(message__in=theirs.filter(voter=voter).values("message"))).delete()
    for opinion in theirs.filter(voter__in=others).order_by("-at", "-pk"):
        if not theirs.filter(voter=voter, message=opinion.message_id).exists():
            models.Opinion.objects.filter(pk=opinion.pk).update(voter=voter)
        else:
            opinion.delete()
