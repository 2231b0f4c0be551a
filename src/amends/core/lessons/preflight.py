"""One look at a draft before it is published: all the questions, one list of findings in the order of the words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from amends.core.lessons.apology import non_apologies
from amends.core.lessons.disclosure import disclosures
from amends.core.lessons.draft import draft
from amends.core.lessons.finding import Finding, Stream
from amends.core.lessons.memory import Memory
from amends.core.lessons.rulebook import Rulebook
from amends.core.lessons.streams import crossed
from amends.core.statement.connection import Connection

if TYPE_CHECKING:
    from amends.core.lessons.learned import Learned


def preflight(
    text: str,
    book: Rulebook,
    *,
    stream: Stream | None = None,
    connections: Sequence[Connection] = (),
    promises: Sequence[str] = (),
    memory: Memory | None = None,
    learned: Learned | None = None,
) -> tuple[Finding, ...]:
    """Look at a draft: whether every tie is named, it belongs here, it keeps what was promised, and is an apology.

    It advises and never blocks, and it is no legal advice. A clear draft has no findings; that nothing was found does
    not say that nobody will object. Of what is remembered, it is asked what a partner brings and who may object. With
    what was ``learned``, promises about ties are known in other words, and a draft is told of that only reads like one
    that breaks a promise.

    >>> from amends.core.lessons.rulebook import BREACHES, Source
    >>> from amends.core.statement.connection import Tie
    >>> book = Rulebook("us", "", "1", "", {"en": ("ad",)}, (), {}, {breach: Source("a", "b") for breach in BREACHES})
    >>> tie = Connection("Larkspur", "a phone", kind=Tie.FREE_GOODS)
    >>> [found.kind.value for found in preflight("This phone is the best!", book, connections=[tie])]
    ['disclosure']
    """
    ready = draft(text)
    if not ready.low.strip():
        return ()
    found = [
        *disclosures(ready, stream, connections, book),
        *crossed(ready, stream, connections),
        *non_apologies(ready),
    ]
    if promises:
        from amends.core.lessons.repeat import repeats  # noqa: PLC0415 - who promised nothing need not wait
        from amends.core.lessons.shown import Look  # noqa: PLC0415 - as above

        found += repeats(Look(ready, stream, tuple(connections), book), promises, learned)
    if memory is not None:
        from amends.core.lessons.audience import objectors  # noqa: PLC0415 - as above
        from amends.core.lessons.baggage import baggage  # noqa: PLC0415 - as above

        found += [*baggage(ready, connections, memory.partners), *objectors(ready, connections, memory.posts)]
    return tuple(sorted(found, key=lambda one: one.span))
