"""Which connector listens to a source on a network, and with which key. Each is imported when it is needed."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Final

from django.conf import settings

from amends import clock
from amends.store import strongbox

if TYPE_CHECKING:
    from collections.abc import Callable

    from amends.connectors.door import Door
    from amends.connectors.protocols import Reader
    from amends.store import models

TOKEN: Final = "token"  # noqa: S105 - the name of an option
"""The option of a source in which its key lies, locked away for `PURPOSE`."""

PURPOSE: Final = "source"
"""What keys of sources are locked away for."""


def token_of(source: models.Source) -> str:
    """Take out the key of a source; nothing where it has none. Raises `strongbox.DoesNotOpen`."""
    locked = source.options.get(TOKEN)
    return strongbox.take_out(settings.AMENDS_DATA, PURPOSE, locked) if isinstance(locked, str) else ""


def _door(*, plain: bool = False) -> Door:
    from amends.connectors.door import Door

    return Door(near=settings.AMENDS_NEAR, plain=plain)


def _mastodon(source: models.Source) -> Reader:
    if token := token_of(source):
        from amends.connectors.mastodon_live import MastodonAccount

        return MastodonAccount(source.address, token=token, door=_door(), now=clock.now, wait=asyncio.sleep)
    from amends.connectors.mastodon_public import MastodonAnswers

    return MastodonAnswers(source.address, door=_door(), now=clock.now, wait=asyncio.sleep)


def _feed(source: models.Source) -> Reader:
    from amends.connectors.feeds import FeedReader

    return FeedReader(source.address, door=_door(plain=True), now=clock.now, wait=asyncio.sleep)


NETWORKS: Final[dict[str, Callable[[models.Source], Reader]]] = {"mastodon": _mastodon, "feed": _feed}
