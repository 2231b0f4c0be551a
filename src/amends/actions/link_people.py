"""Link accounts that are one person's, and take them apart again: voices, lists and votes follow what the links say.

What is kept of a person's standing (lists, proofs, passkeys, places on an electorate) stays with the account it was
kept for; who they turned out to be is a pointer beside it. So nothing is lost when two are taken apart.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Min, Q

from amends.actions import wake
from amends.actions.notice import gather_again
from amends.actions.one_vote import everybody_behind, leave_one_vote, part_votes
from amends.actions.prove import NotProven, proof_of
from amends.actions.record import record
from amends.actions.stand_on_floor import NETWORK as FLOOR
from amends.core.antennae import links as core
from amends.core.antennae.links import Way
from amends.store import models

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from amends.core.ledger.entry import Fact
    from amends.core.vocabulary import Instant


class NotLinked(ValueError):
    """Two were left apart, or together; the message says why in a sentence."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """Who says that two accounts are one person's, and how that came to be known."""

    way: Way
    one_says: bool = False
    other_says: bool = False
    confirmed: bool = False


BOTH_SHOWN = Evidence(Way.SHOWN, one_says=True, other_says=True)


def link(one: str, other: str, evidence: Evidence, now: Instant) -> models.Link:
    """Keep a link between two people (their keys) and let everything follow it; more evidence makes it stronger.

    Raises `NotLinked` where both are the same.
    """
    if one == other:
        raise NotLinked("Both are the same account. Name two.")
    with transaction.atomic():
        row = _kept(one, other, evidence, now)
        people = _settle({one, other})
        if row.one_says and row.other_says:
            for choice in _open_choices(now):
                row.left_out += leave_one_vote(choice, people[one], now)
            row.save(update_fields=["left_out"])
    return row


def unlink(number: int, now: Instant) -> models.Link:
    """Undo a link; what was left out of an open vote because of it counts again. Raises `NotLinked`."""
    with transaction.atomic():
        row = models.Link.objects.select_for_update().filter(pk=number, undone_at=None).first()
        if row is None:
            raise NotLinked("They are apart already.")
        row.undone_at = now
        row.save(update_fields=["undone_at"])
        people = _settle({row.one, row.other})
        if row.one_says and row.other_says:
            _unclaimed(row, now)
            apart = {person.joined_to or person for person in people.values()}
            for choice in _open_choices(now):
                part_votes(choice, apart, row.left_out, now)
    return row


def join_shown(token: str, now: Instant) -> models.Link:
    """Join the two accounts that somebody showed in one sitting, at the word of whoever holds the second link.

    Raises `NotProven` where not both were shown, and `NotLinked` where they are one already.
    """
    with transaction.atomic():
        proof = proof_of(token)
        beside = proof.beside if proof is not None else None
        if proof is None or beside is None or not (_shows(proof) and _shows(beside)):
            raise NotProven("Show both accounts first, one after the other. Nothing was changed.")
        assert proof.person is not None
        assert beside.person is not None
        if proof.person in everybody_behind(beside.person):
            raise NotLinked("Both count as one person already. Nothing was changed.")
        return link(beside.person.key, proof.person.key, BOTH_SHOWN, now)


def part_shown(token: str, now: Instant) -> None:
    """Undo the links that whoever holds a private link made in a sitting. Raises `NotProven` and `NotLinked`."""
    with transaction.atomic():
        proof = proof_of(token)
        if proof is None or proof.person is None or not proof.voter:
            raise NotProven("Show who you are first. Nothing was changed.")
        keys = [person.key for person in everybody_behind(proof.person)]
        theirs = models.Link.objects.filter(undone_at=None, way=Way.SHOWN.value, one__in=keys, other__in=keys)
        if not theirs.exists():
            raise NotLinked("They are apart already.")
        for number in list(theirs.values_list("pk", flat=True)):
            unlink(number, now)


def link_by_owner(one: str, other: str, evidence: Evidence, now: Instant) -> models.Link:
    """Keep what the owner says of two accounts, with what their pages say, and write down that she did."""
    with transaction.atomic():
        row = link(one, other, evidence, now)
        record("owner.action", at=now, facts={"what": "people-linked", "proven": row.one_says and row.other_says})
    return row


def unlink_by_owner(number: int, now: Instant) -> models.Link:
    """Undo a link at the owner's word, and write down that she did. Raises `NotLinked`."""
    with transaction.atomic():
        row = unlink(number, now)
        record("owner.action", at=now, facts={"what": "people-parted", "proven": row.one_says and row.other_says})
    return row


def _unclaimed(row: models.Link, now: Instant) -> None:
    """Let messages on the floor whose author is parted from whom they showed to be count among the unverified again."""
    authors = [key.partition(":")[2] for key in (row.one, row.other) if key.startswith(f"{FLOOR}:")]
    claimed = models.Message.objects.filter(post__network=FLOOR, post__account__author__in=authors)
    unverified = models.Message.Tally.UNVERIFIED
    for message in claimed.exclude(tally=unverified).select_related("case", "entry"):
        models.Message.objects.filter(pk=message.pk).update(tally=unverified)
        facts: dict[str, Fact] = {"of": message.entry.n or 0, "message": message.number}
        record("voice.unclaimed", at=now, case=message.case, facts=facts)


def _shows(proof: models.Proof) -> bool:
    return bool(proof.voter) and proof.person is not None


def _kept(one: str, other: str, evidence: Evidence, now: Instant) -> models.Link:
    one_says, other_says = evidence.one_says, evidence.other_says
    if one > other:
        one, other, one_says, other_says = other, one, other_says, one_says
    row, _ = models.Link.objects.select_for_update().get_or_create(
        one=one, other=other, undone_at=None, defaults={"way": evidence.way.value, "at": now}
    )
    row.one_says, row.other_says = row.one_says or one_says, row.other_says or other_says
    row.confirmed = row.confirmed or evidence.confirmed
    if row.one_says and row.other_says and evidence.way is not Way.OWNER:
        row.way = evidence.way.value
    row.save()
    return row


def _settle(keys: set[str]) -> dict[str, models.Person]:
    """Let people and accounts follow the links around some keys; returns everybody concerned, by their keys."""
    links = _around(keys)
    keys = keys | {key for each in links for key in (each.one, each.other)}
    voters, voices = core.voters_of(links), core.voices_of(links)
    people = {key: models.Person.objects.get_or_create(key=key)[0] for key in sorted(keys)}
    for key, person in people.items():
        root = people[voters.get(key, key)]
        person.joined_to = None if root == person else root
        person.save(update_fields=["joined_to"])
    concerned = list(people.values())
    cases = list(models.Case.objects.filter(voices__person__in=concerned).distinct())
    answered = {
        case.pk: case.voices.filter(person__in=concerned).aggregate(at=Min("answered_at"))["at"] for case in cases
    }
    models.Voice.objects.filter(person__in=concerned).delete()
    for key in people:
        _speak_as(key, people[voices.get(key, key)], people[voters.get(key, key)])
    for case in cases:
        gather_again(case, [person.pk for person in concerned])
        case.voices.filter(person__in=concerned, answered_at=None).update(answered_at=answered[case.pk])
        wake.changed(case.subject_id)
    return people


def _speak_as(key: str, voice: models.Person, holder: models.Person) -> None:
    """Let the words of an account be this person's; who holds it where a ballot is concerned may be somebody else."""
    network, _, author = key.partition(":")
    if network == "email":
        return
    row, _ = models.Account.objects.get_or_create(network=network, author=author, defaults={"person": voice})
    row.person, row.holder = voice, None if holder == voice else holder
    row.save(update_fields=["person", "holder"])
    models.Reading.objects.filter(post__account=row).update(person=voice)


def _around(keys: Iterable[str]) -> Sequence[core.Link]:
    """Return every link that hangs together with these keys."""
    found: dict[int, models.Link] = {}
    seen: set[str] = set()
    fresh = set(keys)
    while fresh:
        seen |= fresh
        rows = models.Link.objects.filter(Q(one__in=fresh) | Q(other__in=fresh), undone_at=None)
        found |= {row.pk: row for row in rows}
        fresh = {key for row in rows for key in (row.one, row.other)} - seen
    return [
        core.Link(row.one, row.other, row.one_says, row.other_says, row.confirmed) for _, row in sorted(found.items())
    ]


def _open_choices(now: Instant) -> list[models.Choice]:
    rows = models.Choice.objects.select_for_update().select_related("case")
    return list(rows.filter(state=models.Choice.State.OPEN, closes_at__gt=now))
