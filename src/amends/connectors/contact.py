"""First contact: from a handle or an address to what is to be listened to, and to what was said there before."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping, Sequence

    from amends.core.vocabulary import Instant, Post, Subject


class History(Protocol):
    """Fetches what was said of somebody before amends listened."""

    def __call__(self, since: Instant) -> AsyncIterator[Sequence[Post]]:
        """Give posts written since an instant, some at a time and in any order, as far as the network hands them out.

        Raises an ``OSError`` with a sentence; what came before that is good.
        """


@dataclass(frozen=True, slots=True)
class Contact:
    """What a network knows of somebody it was asked for, without a key.

    ``kind``, ``address`` and ``options`` make the source that listens from now on; ``unheard`` names, in sentences,
    what cannot be heard that way, and what would help.
    """

    subject: Subject
    network: str
    kind: str
    address: str
    history: History
    options: Mapping[str, object] = field(default_factory=dict)
    unheard: tuple[str, ...] = ()
