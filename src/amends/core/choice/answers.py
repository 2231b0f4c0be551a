"""The answers to a floor's short messages in one table, from which anybody can draw the map of opinion again.

A column is a message, by its number; a row is a person, and says of each message that they agree (``+``), disagree
(``-``), pass (``0``) or did not answer (``.``). Rows are parted into the list that was frozen for a vote and everybody
else, and stand in the order of their signs, so that nothing tells whose they are. Only where the rule asks every group
of opinion do the rows of the list name their voter, by the pseudonym of that vote: then groups bind, and who stands in
which must be open to a recount.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from amends.core.choice.opinion import OpinionMap

SIGNS: Final[Mapping[int, str]] = {1: "+", -1: "-", 0: "0"}
SILENT: Final = "."
_VALUES: Final = {sign: value for value, sign in SIGNS.items()}
_ROW: Final = frozenset({*_VALUES, SILENT})


class UnfitTable(ValueError):
    """This is no table of answers; the message says in a sentence what is wrong with it."""


@dataclass(frozen=True, slots=True)
class Person:
    """One person's answers, by the number of the message; ``voter`` is their pseudonym if they are on the list."""

    answers: Mapping[int, int]
    voter: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """Who answered what. ``voters`` name the rows of ``listed`` one by one, or there are none.

    Raises `UnfitTable` for anything that `table` would not make.
    """

    messages: tuple[int, ...]
    listed: tuple[str, ...]
    others: tuple[str, ...]
    voters: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Refuse what could be written in two ways, or cannot be read."""
        if not self.messages or not (self.listed or self.others):
            raise UnfitTable("A table of answers has at least one message and one person.")
        if self.messages[0] < 1 or not _rise(self.messages):
            raise UnfitTable("The messages of a table of answers are numbers, each once and in rising order.")
        for row in (*self.listed, *self.others):
            if len(row) != len(self.messages) or not _ROW.issuperset(row) or not row.strip(SILENT):
                raise UnfitTable("A row of answers has one sign for each message, +, -, 0 or a dot, and not only dots.")
        if self.voters and not (len(self.voters) == len(self.listed) and _rise(self.voters)):
            raise UnfitTable("Each row of the list names one voter, in rising order.")
        for rows in (self.others,) if self.voters else (self.listed, self.others):
            if list(rows) != sorted(rows):
                raise UnfitTable("The rows of a table of answers stand in rising order.")

    @property
    def answers(self) -> int:
        """How many answers there are."""
        return sum(len(row) - row.count(SILENT) for row in (*self.listed, *self.others))

    def canonical(self) -> dict[str, Any]:
        """Write it as JSON holds it."""
        written = {"messages": list(self.messages), "listed": list(self.listed), "others": list(self.others)}
        return {**written, "voters": list(self.voters)} if self.voters else written

    def drawn(self) -> OpinionMap:
        """Draw the map. Raises `UnfitTable` where it has more messages than a map holds."""
        from amends.core.choice.opinion import opinion_map  # noqa: PLC0415 - most cases have no map, and it needs numpy

        person, statement, value = [], [], []
        for who, row in enumerate((*self.listed, *self.others)):
            for what, sign in enumerate(row):
                if sign != SILENT:
                    person.append(who)
                    statement.append(what)
                    value.append(_VALUES[sign])
        members = [True] * len(self.listed) + [False] * len(self.others)
        try:
            return opinion_map(person, statement, value, members, len(self.messages))
        except ValueError as unfit:
            raise UnfitTable(str(unfit)) from None

    def groups(self, found: OpinionMap) -> dict[str, list[str]]:
        """Name the voters of each group of the map ``found``, by their pseudonyms in rising order."""
        named: dict[str, list[str]] = {chr(ord("A") + at): [] for at in range(len(found.groups))}
        for mark in found.people:
            if mark.member and mark.group is not None:
                named[chr(ord("A") + mark.group)].append(self.voters[mark.person])
        return {name: sorted(voters) for name, voters in named.items()}

    def told(self, found: OpinionMap) -> dict[str, Any]:
        """Say in whole numbers what the map ``found`` shows: its groups, and what unites and what divides them."""
        said: dict[str, Any] = {"told": found.told.value, "groups": [group.people for group in found.groups]}
        for name, places in (("unites", found.unites), ("refuses", found.refuses), ("divides", found.divides)):
            said[name] = [self.messages[place] for place in places]
        return said


def table(people: Iterable[Person], *, named: bool = False) -> Table:
    """Put answers into a table; ``named`` lets the rows of the list name their voters.

    >>> made = table([Person({4: 1, 9: -1}, "ab"), Person({9: 0})])
    >>> made.messages, made.listed, made.others, made.answers
    ((4, 9), ('+-',), ('.0',), 3)
    """
    those = list(people)
    messages = tuple(sorted({number for one in those for number in one.answers}))
    rows = [(one.voter, "".join(SIGNS.get(one.answers.get(n, 9), SILENT) for n in messages)) for one in those]
    listed = sorted((voter, row) if named else ("", row) for voter, row in rows if voter)
    return Table(
        messages=messages,
        listed=tuple(row for _, row in listed),
        others=tuple(sorted(row for voter, row in rows if not voter)),
        voters=tuple(voter for voter, _ in listed) if named else (),
    )


def read_table(found: object) -> Table:
    """Read a table as `Table.canonical` wrote it; raises `UnfitTable` for anything else.

    >>> read_table({"messages": [4], "listed": ["+"], "others": []}).listed
    ('+',)
    """
    if not isinstance(found, dict) or not {"messages", "listed", "others"} <= found.keys() <= _NAMES:
        raise UnfitTable("A table of answers holds messages, the rows of the list and those of others.")
    if not all(isinstance(part, list) for part in found.values()):
        raise UnfitTable("The parts of a table of answers are lists.")
    texts: list[object] = [*found["listed"], *found["others"], *found.get("voters", [])]
    if not all(type(number) is int for number in found["messages"]) or not all(isinstance(one, str) for one in texts):
        raise UnfitTable("A table of answers holds numbers of messages, and rows of signs.")
    if "voters" in found and not found["voters"]:
        raise UnfitTable("A table of answers without voters does not speak of them.")
    return Table(*(tuple(found.get(name, ())) for name in ("messages", "listed", "others", "voters")))


_NAMES: Final = frozenset({"messages", "listed", "others", "voters"})


def _rise(values: Sequence[Any]) -> bool:
    return all(left < right for left, right in pairwise(values))
