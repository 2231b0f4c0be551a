"""Which network is meant by what somebody typed."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from amends.connectors.contact import Contact, Recognise
    from amends.connectors.door import Door

NETWORKS: Final = ("bluesky_history",)
"""Connectors that can be asked whether a name is one of theirs, in the order in which they are."""


class NotRecognised(LookupError):
    """Nothing here listens to what was named; the message says in sentences what can be named."""


async def recognised(door: Door, text: str) -> Contact:
    """Return the first network's contact that knows the name.

    Raises `NotRecognised` where no network has names of this form, and an ``OSError`` with a sentence where the network
    does not answer or knows nobody of that name.
    """
    for name in NETWORKS:
        recognise: Recognise = import_module(f"amends.connectors.{name}").recognise
        if (contact := await recognise(door, text)) is not None:
            return contact
    raise NotRecognised(
        f"“{text[:100]}” is nothing that amends knows how to listen to. Name a Bluesky handle (alice.bsky.social), the "
        f"address of a profile, or a file with an archive."
    )
