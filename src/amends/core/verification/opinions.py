"""Draw the maps of opinion again from the tables of answers that were written down when their votes closed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from amends.core.choice.answers import Table, UnfitTable, read_table
from amends.core.ledger.entry import Fact
from amends.core.verification.recount import place
from amends.core.verification.report import Finding
from amends.core.verification.told import Opened

COUNTED = "opinions.counted"


@dataclass(frozen=True, slots=True)
class Redrawn:
    """What came of drawing again: how many maps, how many answers they hold, and what is wrong."""

    maps: int
    answers: int
    findings: tuple[Finding, ...]


def redrawn(told: Iterable[Opened], electorates: Mapping[int, Sequence[str]]) -> Redrawn:
    """Draw every map again; ``told`` are the entries of a case in the order of the log.

    A table must be what its entry says openly, name nobody who is not on the list of its vote, and give the map that
    was written down with it. Groups that bound a verdict must be those of the table in front of it.

    >>> redrawn([], {})
    Redrawn(maps=0, answers=0, findings=())
    """
    tables: dict[Fact | None, Table] = {}
    seen: set[Fact | None] = set()
    findings: list[Finding] = []
    for each in told:
        which = each.entry.facts.get("choice")
        if each.entry.type == COUNTED:
            if which in seen:
                findings.append(_wrong(each, "The answers of one vote are written down a second time."))
            seen.add(which)
            try:
                tables[which] = _redrawn(each, electorates)
            except UnfitTable as unfit:
                findings.append(_wrong(each, str(unfit)))
        elif each.entry.type == "choice.closed":
            findings += _bound(each, tables.get(which), known=which in seen)
    return Redrawn(len(tables), sum(one.answers for one in tables.values()), tuple(findings))


def _redrawn(each: Opened, electorates: Mapping[int, Sequence[str]]) -> Table:
    if each.said is None:
        raise UnfitTable("The table of answers was not handed out, so the map cannot be drawn again.")
    found = read_table(each.said.get("table"))
    facts = each.entry.facts
    sizes = {"messages": len(found.messages), "listed": len(found.listed), "others": len(found.others)}
    if any(facts.get(name) != count for name, count in {**sizes, "answers": found.answers}.items()):
        raise UnfitTable("The table has other numbers of people, messages or answers than the log says.")
    which = facts.get("choice")
    members = electorates.get(which, ()) if type(which) is int else ()
    if len(found.listed) > len(members) or not set(found.voters) <= set(members):
        raise UnfitTable("The table counts people as listed who are not on the list of this vote.")
    if found.told(found.drawn()) != each.said.get("map"):
        raise UnfitTable("Drawn again from the table, the map of opinion is another one than was written down.")
    return found


def _bound(closing: Opened, found: Table | None, *, known: bool) -> Iterator[Finding]:
    """Hold the groups that a verdict stood on against the table; where the table is wrong, that was said already."""
    groups = (closing.said or {}).get("groups")
    if not isinstance(groups, dict) or not any(groups.values()):
        return
    if found is None and not known:
        yield _wrong(closing, "It counts groups of opinion, and no table of answers stands in front of it.")
    elif found is not None and (not found.voters or found.groups(found.drawn()) != groups):
        yield _wrong(closing, "The groups of opinion that it counts are not those of the table of answers.")


def _wrong(each: Opened, says: str) -> Finding:
    return Finding("opinions", place(each), says)
