"""Say that several accounts are known to be one person, so that they count once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from amends.actions.link_people import BOTH_SHOWN, link
from amends.core.antennae.people import same_person

if TYPE_CHECKING:
    from collections.abc import Iterable

    from amends.core.vocabulary import Instant


def join_people(links: Iterable[tuple[str, str]], now: Instant) -> int:
    """Join accounts that are proven to be one person's, each named as ``network:author``; tell how many were joined.

    An account nobody has heard yet is made, so that its first word counts for the right person. What the alarm has
    counted already is not taken back. Raises ``ValueError`` for a name that holds no network.
    """
    pairs = list(links)
    for key in {key for pair in pairs for key in pair}:
        network, colon, author = key.partition(":")
        if not (network and colon and author):
            raise ValueError(f"“{key}” names no account. Write it as network:author.")
    with transaction.atomic():
        for one, other in pairs:
            link(one, other, BOTH_SHOWN, now)
    return len(same_person(pairs))
