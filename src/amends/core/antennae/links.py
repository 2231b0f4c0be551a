"""Which accounts are one person's: links between them, and how much each of them is worth.

A link is a claim that two accounts are one human. Each side may have said so itself: by showing both accounts in one
sitting, or by a public page of its own that points to the other (``rel="me"``). The owner may have said so, too. Voices
are counted by what anybody believable said; a ballot is touched by nothing that not both sides said.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from amends.core.antennae.people import same_person


class Way(StrEnum):
    """How a link came about."""

    SHOWN = "shown"
    REL_ME = "rel-me"
    OWNER = "owner"


@dataclass(frozen=True, slots=True)
class Link:
    """A claim that two accounts (their keys, ``network:author``) are one person's, and who says so."""

    one: str
    other: str
    one_says: bool = False
    other_says: bool = False
    confirmed: bool = False
    """The owner says so."""

    @property
    def proven(self) -> bool:
        """Whether both sides say so."""
        return self.one_says and self.other_says


def voters_of(links: Iterable[Link]) -> dict[str, str]:
    """Tell who is one voter: each linked account's key → the least key of its person, by proven links alone.

    >>> voters_of([Link("a:1", "b:2", True, True), Link("b:2", "c:3", True, False, confirmed=True)])
    {'a:1': 'a:1', 'b:2': 'a:1'}
    """
    return same_person((link.one, link.other) for link in links if link.proven)


def voices_of(links: Iterable[Link]) -> dict[str, str]:
    """Tell who is one voice: as `voters_of`, and by what the owner confirmed.

    >>> voices_of([Link("a:1", "b:2", True, True), Link("b:2", "c:3", confirmed=True), Link("d:4", "c:3", True)])
    {'a:1': 'a:1', 'b:2': 'a:1', 'c:3': 'a:1'}
    """
    return same_person((link.one, link.other) for link in links if link.proven or link.confirmed)
