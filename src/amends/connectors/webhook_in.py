"""The webhook for anything else: posts in the schema of our archives, sent as JSON (docs/reference/webhook-in.md)."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Final

from amends.connectors.json_values import NotJson, child, items_of, parse_within, word
from amends.connectors.outcome import Refusal
from amends.connectors.polling import polled
from amends.connectors.protocols import NOTHING_CHANGED, Heard
from amends.connectors.rows import NETWORK, Rows
from amends.core.vocabulary import Changes, Post, Withdrawal

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable

    from amends.connectors.arrivals import Arrivals
    from amends.core.vocabulary import Instant

_PARTS: Final = 50_000
"""Values in a delivery; one with as many posts as it may have, has half as many."""

MOST: Final = 1_000
"""Posts that are read of one delivery."""


class WebhookIn:
    """A `Reader` of what is sent to the site. The cursor is the number of the delivery that was heard last."""

    def __init__(
        self,
        name: str,
        arrivals: Arrivals,
        *,
        now: Callable[[], Instant],
        wait: Callable[[float], Awaitable[None]],
    ) -> None:
        self._name = name
        self._arrivals = arrivals
        self._now = now
        self._wait = wait
        self._last = 0

    async def read(self, cursor: str) -> AsyncIterator[Heard]:
        """Give what comes after ``cursor``, without end."""
        self._last = int(cursor) if cursor.isascii() and cursor.isdigit() else 0
        async for heard in polled(self._sign, 3600.0, now=self._now, wait=self._wait, between=self._arrived):
            yield heard

    async def _sign(self) -> AsyncIterator[Heard]:
        yield Heard((), (), str(self._last), self._now())

    async def _arrived(self) -> AsyncIterator[Heard]:
        for arrival in await self._arrivals.after(self._last):
            self._last = arrival.number
            posts, refusals, changes = delivered(arrival.body, self._name, self._now())
            yield Heard(posts, refusals, str(self._last), self._now(), changes=changes)


def delivered(body: bytes, name: str, now: Instant) -> tuple[tuple[Post, ...], tuple[Refusal, ...], Changes]:
    """Read one delivery: its ``posts``, its ``edits``, and its ``withdrawals``; ``name`` is told in refusals."""
    try:
        value = parse_within(body, _PARTS)
    except NotJson as error:
        return (), (Refusal(name, 0, str(error)),), NOTHING_CHANGED
    told = child(value)
    posts, refused = _posts(items_of(told.get("posts")), name, now)
    edits, refused_edits = _posts(items_of(told.get("edits")), name, now)
    gone = tuple(
        Withdrawal(id_, word(child(each).get("network")) or NETWORK, now)
        for each in items_of(told.get("withdrawals"))[:MOST]
        if (id_ := word(child(each).get("id")))
    )
    refusals = refused + refused_edits
    if not (posts or edits or gone or refusals):
        refusals = (Refusal(name, 0, "This delivery holds no posts, no edits and no withdrawals."),)
    return posts, refusals, Changes(edits, gone)


def _posts(rows: list[object], name: str, now: Instant) -> tuple[tuple[Post, ...], tuple[Refusal, ...]]:
    read = Rows(name, name)
    posts: list[Post] = []
    refusals: list[Refusal] = []
    for number, row in enumerate(rows[:MOST], 1):
        found = read.post(child(row), number)
        if isinstance(found, Refusal):
            refusals.append(found)
        else:
            posts.append(dataclasses.replace(found, heard_at=now))
    if len(rows) > MOST:
        refusals.append(Refusal(name, MOST + 1, f"A delivery has at most {MOST:,} posts; the others were not read."))
    return tuple(posts), tuple(refusals)
