"""A material tie between the owner and somebody who gains by what the owner says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum


class Tie(StrEnum):
    """What kind of tie it is. The value is what is stored."""

    FREE_GOODS = "free-goods"
    LENT_GOODS = "lent-goods"
    PAID = "paid"
    EMPLOYMENT = "employment"
    FAMILY = "family"
    AFFILIATE = "affiliate"
    EQUITY = "equity"
    NONE = "none"
    """Declared on purpose: there is no tie."""


@dataclass(frozen=True, slots=True)
class Connection:
    """One tie: with whom, what was given, in return for what, who else got it; each in the owner's own words."""

    with_whom: str
    given: str = ""
    in_return_for: str = ""
    also_given_to: str = ""
    kind: Tie = Tie.FREE_GOODS

    def record(self) -> dict[str, str]:
        """Return the tie as it is stored and exported; `connection_of` reads it back."""
        return {name: str(value) for name, value in asdict(self).items()}


def connection_of(record: Mapping[str, str]) -> Connection:
    """Read a stored tie. Raises ``ValueError`` for a kind that is none, ``KeyError`` where nobody is named.

    >>> connection_of({"with_whom": "Larkspur", "given": "a phone", "kind": "free-goods"}).kind
    <Tie.FREE_GOODS: 'free-goods'>
    """
    return Connection(
        with_whom=record["with_whom"],
        given=record.get("given", ""),
        in_return_for=record.get("in_return_for", ""),
        also_given_to=record.get("also_given_to", ""),
        kind=Tie(record.get("kind", Tie.FREE_GOODS)),
    )


@dataclass(frozen=True, slots=True)
class ConnectionChange:
    """One tie before and after: nothing before where it was added, nothing after where it was removed."""

    before: Connection | None
    after: Connection | None

    @property
    def what(self) -> str:
        """Say what happened to it: added, removed or changed."""
        return "added" if self.before is None else "removed" if self.after is None else "changed"


def connection_changes(old: Sequence[Connection], new: Sequence[Connection]) -> tuple[ConnectionChange, ...]:
    """Tell which ties changed, paired by with whom they are; those that stayed as they were are left out.

    Two ties with the same party are paired in their order. What changed or went comes first, what was added last.

    >>> lent, kept = Connection("Larkspur", "a phone, lent"), Connection("Larkspur", "a phone, to keep")
    >>> [(one.what, one.after.given) for one in connection_changes([lent], [kept])]
    [('changed', 'a phone, to keep')]
    """
    waiting = list(new)
    found = []
    for before in old:
        same = [one for one in waiting if one.with_whom.strip().casefold() == before.with_whom.strip().casefold()]
        after = (before if before in same else same[0]) if same else None
        if after is not None:
            waiting.remove(after)
        if after != before:
            found.append(ConnectionChange(before, after))
    return (*found, *(ConnectionChange(None, after) for after in waiting))
