"""Say that several accounts are one person, so that they count once."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from django.db import transaction

from amends.actions.notice import gather_again
from amends.core.antennae.people import same_person
from amends.store import models

if TYPE_CHECKING:
    from collections.abc import Iterable


def join_people(links: Iterable[tuple[str, str]]) -> int:
    """Join accounts that are proven to be one person's, each named as ``network:author``; tell how many were joined.

    An account nobody has heard yet is made, so that its first word counts for the right person. What the alarm has
    counted already is not taken back. Raises ``ValueError`` for a name that holds no network.
    """
    people: dict[str, list[str]] = defaultdict(list)
    for account, person in same_person(links).items():
        people[person].append(account)
    with transaction.atomic():
        for key, accounts in people.items():
            one, _ = models.Person.objects.get_or_create(key=key)
            for account in accounts:
                _join(one, account)
    return sum(map(len, people.values()))


def _join(person: models.Person, key: str) -> None:
    network, colon, author = key.partition(":")
    if not (network and colon and author):
        raise ValueError(f"“{key}” names no account. Write it as network:author.")
    row, _ = models.Account.objects.get_or_create(network=network, author=author, defaults={"person": person})
    if row.person_id == person.pk:
        return
    cases = list(models.Case.objects.filter(voices__person_id=row.person_id))
    models.Voice.objects.filter(person_id=row.person_id).delete()
    models.Reading.objects.filter(post__account=row).update(person=person)
    row.person = person
    row.save(update_fields=["person"])
    for case in cases:
        gather_again(case, [person.pk])
