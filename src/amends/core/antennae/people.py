"""Which human is speaking: accounts of one person joined, and one loud person counted once.

The alarm counts people who begin to speak, never posts. A person who was counted within the last two hours is
not counted again, so the sum over 24 bins of five minutes is the number of distinct people of those two hours.

>>> window = Window()
>>> [admit(window, "bluesky:did:plc:a", bin) for bin in (0, 1, 23, 24)]
[True, False, False, True]
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

SPAN: Final = 24
"""Bins of five minutes within which one person counts once: two hours."""


@dataclass(slots=True)
class Window:
    """When each person was last counted, for one subject and one channel: person's key → bin number."""

    counted: dict[str, int] = field(default_factory=dict)
    swept: int = 0


def admit(window: Window, person: str, at_bin: int) -> bool:
    """Count a person in a bin, unless counted within the `SPAN` bins before; tell whether they were counted.

    Bins come in order that never falls; forgotten people cost nothing, so memory holds two hours of people.
    """
    last = window.counted.get(person)
    if last is not None and at_bin - last < SPAN:
        return False
    if at_bin - window.swept >= SPAN:
        window.counted = {key: bin_ for key, bin_ in window.counted.items() if at_bin - bin_ < SPAN}
        window.swept = at_bin
    window.counted[person] = at_bin
    return True


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
