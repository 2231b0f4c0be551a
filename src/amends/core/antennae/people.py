"""Which human is speaking: accounts of one person joined, and one loud person counted once.

The alarm counts people who begin to speak, never posts. A person who spoke within the last two hours is already
in the room and is not counted again; so one loud person counts once, however long they go on, and who counts can
be told from the last two hours of posts alone.

>>> window = Window()
>>> [admit(window, "bluesky:did:plc:a", at) for at in (0, 1, 24, 48)]
[True, False, False, True]
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

SPAN: Final = 24
"""Bins of five minutes that a person must have been silent to count anew: two hours."""


@dataclass(slots=True)
class Window:
    """When each person last spoke, for one subject and one channel: person's key → number of the bin."""

    spoke: dict[str, int] = field(default_factory=dict)
    swept: int = 0


def admit(window: Window, person: str, at_bin: int) -> bool:
    """Note that a person speaks in a bin; tell whether they begin to, after `SPAN` bins of silence or more.

    Bins come in order that never falls. Whoever fell silent is forgotten, so memory holds four hours of people.
    """
    if at_bin - window.swept >= SPAN:
        window.spoke = {key: bin_ for key, bin_ in window.spoke.items() if at_bin - bin_ < SPAN}
        window.swept = at_bin
    last = window.spoke.get(person)
    window.spoke[person] = at_bin
    return last is None or at_bin - last >= SPAN


def person_key(network: str, author: str) -> str:
    """Name a person by an account: the network and the immutable author id.

    >>> person_key("mastodon", "https://a.example/users/b")
    'mastodon:https://a.example/users/b'
    """
    return f"{network}:{author}"


def same_person(links: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Join accounts that are one person: each linked account's key → the person's key.

    ``links`` are proven pairs of account keys, in any order and direction; the person's key is the least of
    its accounts' keys, so the result does not depend on the order of the links.

    >>> same_person([("b:2", "c:3"), ("a:1", "b:2")])
    {'a:1': 'a:1', 'b:2': 'a:1', 'c:3': 'a:1'}
    """
    parent: dict[str, str] = {}

    def root(key: str) -> str:
        parent.setdefault(key, key)
        while parent[key] != key:
            parent[key] = parent[parent[key]]
            key = parent[key]
        return key

    for one, other in links:
        least, greater = sorted((root(one), root(other)))
        parent[greater] = least
    return {key: root(key) for key in sorted(parent)}
