"""What a handle or an address leads to: which kind of source listens there, and whom it is about."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Found:
    """A source that can be listened to.

    ``kind`` names its connector and ``address`` is what that connector reads; ``name`` shows it to people. ``handles``
    are how its owner is addressed there. ``deaf`` says in one sentence what cannot be heard this way.
    """

    kind: str
    address: str
    name: str
    handles: tuple[str, ...] = ()
    deaf: str = ""


@dataclass(frozen=True, slots=True)
class Whose:
    """The account behind a source, and its name for showing.

    ``accounts`` are the ids its author is known by there, the one its posts carry first.
    """

    accounts: tuple[str, ...]
    handles: tuple[str, ...]
    name: str
