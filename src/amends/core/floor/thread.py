"""The order in which messages stand, who replies to whom, and which twenty a page holds.

A message never moves out of its thread: replies to one that was hidden, held or taken back hang under its stub. The
number of a message is its permalink for good, whatever the order it is read in.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, TypeAlias

from amends.core.floor.heard import GroundAnswer, Hearing, hearing
from amends.core.floor.message import Message, State
from amends.core.vocabulary import STANCES, Ground, Instant, Stance

PAGE: Final = 20
"""Messages on a page."""

DEEPEST: Final = 3
"""How many steps a reply is set in at most: on a phone a fourth leaves no room for words."""

_GROUNDS: Final = tuple(Ground)
_Key: TypeAlias = Callable[[Message], tuple[int, ...]]


class Order(StrEnum):
    """In which order threads stand. Replies always stand in the order of time, under what they reply to."""

    TIME = "time"
    GROUP = "group"
    """By side, then by the ground most threads stand on."""
    WAITING = "waiting"
    """Whoever has waited longest for an answer first; threads in which nobody waits come last."""


@dataclass(frozen=True, slots=True)
class Placed:
    """One message where it stands.

    ``depth`` is how far it is set in, 0 to `DEEPEST`; ``parent`` the number it hangs under, or 0; ``stub`` says that
    its words are not shown; ``group`` is given to the first message of each group and to no other.
    """

    message: Message
    depth: int
    parent: int
    stub: bool
    group: tuple[Stance, Ground | None] | None = None

    @property
    def number(self) -> int:
        """Its permalink."""
        return self.message.number


@dataclass(frozen=True, slots=True)
class Page:
    """A slice of the floor: ``number`` of ``pages``, counted from 1; ``total`` messages on all of them."""

    rows: tuple[Placed, ...]
    number: int
    pages: int
    total: int


def arrange(
    messages: Iterable[Message], order: Order = Order.TIME, answers: Iterable[GroundAnswer] = ()
) -> tuple[Placed, ...]:
    """Put every message in its place, each exactly once, threads in the given order.

    A reply to a message that is not here, or to one that is no earlier than itself, begins a thread of its own, so
    that no circle can swallow anybody. Order-free. Raises ``ValueError`` when a number is given twice.

    >>> talk = [Message(n, "x:1", n, Stance.OBJECTS, parent=to) for n, to in ((1, 0), (2, 0), (3, 1), (4, 9))]
    >>> [(one.number, one.depth) for one in arrange(talk)]
    [(1, 0), (3, 1), (2, 0), (4, 0)]
    """
    by_number = _by_number(messages)
    replies: dict[int, list[Message]] = defaultdict(list)
    for message in by_number.values():
        replies[message.parent if message.parent in by_number and message.parent < message.number else 0].append(
            message
        )
    roots = replies.pop(0, [])
    if order is Order.WAITING:
        key = _by_waiting(_waits_since(by_number, replies, frozenset(answers)))
    else:
        key = _by_group(roots) if order is Order.GROUP else _time
    rows: list[Placed] = []
    for root in sorted(roots, key=key):
        rows.extend(_thread(root, replies))
    return _with_groups(rows) if order is Order.GROUP else tuple(rows)


def _by_number(messages: Iterable[Message]) -> Mapping[int, Message]:
    by_number: dict[int, Message] = {}
    for message in messages:
        if message.number in by_number:
            raise ValueError(f"Two messages have the number {message.number}.")
        by_number[message.number] = message
    return by_number


def _thread(root: Message, replies: Mapping[int, Sequence[Message]]) -> Iterable[Placed]:
    # Without recursion: five thousand people may each reply to the one before.
    rest = [(root, 0, 0)]
    while rest:
        message, depth, parent = rest.pop()
        yield Placed(message, min(depth, DEEPEST), parent, message.state is not State.SHOWN)
        under = sorted(replies.get(message.number, ()), key=_time, reverse=True)
        rest += [(reply, depth + 1, message.number) for reply in under]


def _time(message: Message) -> tuple[int, ...]:
    return (message.at, message.number)


def _by_group(roots: Iterable[Message]) -> _Key:
    threads = Counter((root.stance, root.ground) for root in roots)
    return lambda root: (
        STANCES.index(root.stance),
        root.ground is None,
        -threads[root.stance, root.ground],
        _GROUNDS.index(root.ground) if root.ground else 0,
        *_time(root),
    )


def _by_waiting(since: Mapping[int, Instant]) -> _Key:
    return lambda root: (root.number not in since, since.get(root.number, 0), *_time(root))


def _waits_since(
    by_number: Mapping[int, Message], replies: Mapping[int, Sequence[Message]], answers: frozenset[GroundAnswer]
) -> Mapping[int, Instant]:
    """Return, by the number of its root, since when somebody in a thread has waited."""
    root_of: dict[int, int] = {}
    since: dict[int, Instant] = {}
    under = {reply.number: number for number, those in replies.items() for reply in those}
    for number in sorted(by_number):
        root = root_of[number] = root_of[under[number]] if number in under else number
        message = by_number[number]
        if message.state is State.SHOWN and hearing(message, answers) < Hearing.GROUPED:
            since[root] = min(since.get(root, message.at), message.at)
    return since


def _with_groups(rows: Sequence[Placed]) -> tuple[Placed, ...]:
    told: list[Placed] = []
    last: tuple[Stance, Ground | None] | None = None
    for row in rows:
        group = (row.message.stance, row.message.ground) if not row.parent else last
        told.append(Placed(row.message, row.depth, row.parent, row.stub, group if group != last else None))
        last = group
    return tuple(told)


def page(rows: Sequence[Placed], number: int = 1, size: int = PAGE) -> Page:
    """Cut out one page. A number beyond the last page shows the last, one below 1 the first.

    Raises ``ValueError`` when ``size`` is below 1.

    >>> rows = arrange(Message(n, "x:1", n, Stance.OBJECTS) for n in range(1, 42))
    >>> shown = page(rows, 3)
    >>> [one.number for one in shown.rows], shown.pages, shown.total
    ([41], 3, 41)
    """
    if size < 1:
        raise ValueError(f"A page cannot hold {size} messages.")
    pages = max(1, -(-len(rows) // size))
    number = min(max(number, 1), pages)
    return Page(tuple(rows[(number - 1) * size : number * size]), number, pages, len(rows))


def page_of(rows: Sequence[Placed], message: int, size: int = PAGE) -> int | None:
    """Return the page on which a message stands in this order, or nothing where it is not on the floor.

    >>> rows = arrange(Message(n, "x:1", n, Stance.OBJECTS) for n in range(1, 42))
    >>> page_of(rows, 21), page_of(rows, 99)
    (2, None)
    """
    return next((place // size + 1 for place, row in enumerate(rows) if row.number == message), None)
