"""Where else something was said, as everybody reads it: where it stands, and what became of it where it does not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from amends.store.models import OwnAccount, Speech
from amends.web import words

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import tzinfo

    from amends.core.vocabulary import Instant
    from amends.store.models import Case, SpokenPost

WITH: Final = ("posts", "corrects__posts")
"""What is fetched with speeches, so that their number does not matter."""


@dataclass(frozen=True, slots=True)
class Place:
    """One place where something was said.

    ``state`` is ``stands``, ``changed``, ``gone`` (it was deleted there, nobody said why), ``part`` (some of it was) or
    ``deleted`` (its owner did, with a ``reason``), and ``when`` is the hour of that. ``corrects`` is the address of the
    post that it corrects.
    """

    network: str
    handle: str
    address: str
    state: str
    when: str
    reason: str
    corrects: str


def places(case: Case, kind: str, which: int, zone: tzinfo) -> tuple[Place, ...]:
    """Return where else something of a case was said, in the order in which it was."""
    said = case.speeches.filter(kind=kind, number=which)
    return of_speeches(said.select_related("account").prefetch_related(*WITH), zone)


def of_speeches(speeches: Iterable[Speech], zone: tzinfo) -> tuple[Place, ...]:
    """Return the places of these (fetched `WITH` their posts); what never stood anywhere is passed over."""
    found = (_place(one, zone) for one in sorted(speeches, key=lambda one: (one.pressed_at, one.pk)))
    return tuple(one for one in found if one is not None)


def _place(speech: Speech, zone: tzinfo) -> Place | None:
    posts = [post for post in _in_order(speech) if post.sent_at is not None]
    if not posts or (speech.sent_at is None and speech.withdrawn_at is None):
        return None
    gone = [post for post in posts if post.gone_at is not None]
    changed = [post for post in posts if post.changed_at is not None]
    state, at = "stands", speech.sent_at
    if speech.withdrawn_at is not None:
        state, at = "deleted", speech.withdrawn_at
    elif gone:
        state, at = "gone" if len(gone) == len(posts) else "part", max(_known(post.gone_at) for post in gone)
    elif changed:
        state, at = "changed", max(_known(post.changed_at) for post in changed)
    before = None if speech.corrects is None else next(iter(_in_order(speech.corrects)), None)
    return Place(
        network=OwnAccount.Network(speech.account.network).label,
        handle=speech.account.handle,
        address="" if state == "deleted" or posts[0].gone_at is not None else words.safe_link(posts[0].address),
        state=state,
        when=words.full(_known(at), zone),
        reason=speech.reason,
        corrects="" if before is None or before.gone_at is not None else words.safe_link(before.address),
    )


def _in_order(speech: Speech) -> list[SpokenPost]:
    return sorted(speech.posts.all(), key=lambda post: post.number)


def _known(at: Instant | None) -> Instant:
    return 0 if at is None else at
