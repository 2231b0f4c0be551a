"""Whom this site listens for, and whose words it keeps: what the networks' readers ask before they decode."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from amends.core.antennae.about import Watch, concerns_many, watch
from amends.core.vocabulary import DAY, SECOND
from amends.store import models, rows

if TYPE_CHECKING:
    from collections.abc import Sequence

    from amends.core.vocabulary import Instant, Post

RECENT: Final = 14 * DAY
"""So long what somebody said is followed: edited, taken back, given signs."""


AFRESH: Final = 5 * SECOND
"""So long what was read from the rows is good."""


class Attention:
    """An `amends.connectors.protocols.Interest` that is read anew from the rows now and then, in the one line."""

    def __init__(self) -> None:
        self._watch: Watch = watch(())
        self._authors: frozenset[str] = frozenset()
        self._read_at: Instant | None = None

    def refresh(self, now: Instant) -> None:
        """Read anew whom to listen for and whose posts were kept of late; nothing while what was read is still good."""
        if self._read_at is not None and abs(now - self._read_at) < AFRESH:
            return
        self._read_at = now
        subjects = [rows.subject(row) for row in models.Subject.objects.filter(drill=False).order_by("pk")]
        said = models.Account.objects.filter(posts__created_at__gt=now - RECENT).distinct()
        mine = {account for subject in subjects for account in subject.accounts}
        self._authors = frozenset(mine | set(said.values_list("author", flat=True)))
        self._watch = watch(subjects)

    def __contains__(self, author: object) -> bool:
        """Tell whether posts of this author are kept here or listened for."""
        return author in self._authors

    def concerns(self, posts: Sequence[Post]) -> list[bool]:
        """Tell of each of these posts whether it concerns anybody this site listens for."""
        return [bool(found) for found in concerns_many(self._watch, posts)] if posts else []


attention: Final = Attention()
"""The attention of this process."""
