"""Cases in which a tie was declared: rows to what other sites are told, and to what a memory holds of a partner."""

from __future__ import annotations

from typing import TYPE_CHECKING

from amends.connectors.declared_ties import MOST_CASES, MOST_PARTIES, TiedCase
from amends.core.case.life import ENDS
from amends.core.case.naming import plain, short_name
from amends.core.statement.connection import Tie
from amends.core.vocabulary import Stance
from amends.store.models import Case, Version
from amends.store.statement_rows import connections

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


def tied_cases(*, public: bool = True) -> list[TiedCase]:
    """Return the cases whose newest statement declares a tie, newest first; only public ones unless asked otherwise."""
    cases = Case.objects.filter(subject__drill=False).exclude(versions=None)
    if public:
        cases = cases.filter(public=True)
    return list(_tied(cases.distinct().order_by("-began_at", "-number")[:MOST_CASES]))


def parties(case: Case) -> list[str]:
    """Return whom the newest statement of a case declares a tie with, as short names."""
    newest = Version.objects.filter(case=case).order_by("-number").first()
    ties = () if newest is None else connections(newest.connections)
    found = (plain(short_name(tie.with_whom)) for tie in ties if tie.kind is not Tie.NONE)
    return list(dict.fromkeys(name for name in found if name))[:MOST_PARTIES]


def _tied(cases: Iterable[Case]) -> Iterator[TiedCase]:
    for case in cases:
        if named := parties(case):
            people = case.voices.filter(stance=Stance.OBJECTS.value).count()
            yield TiedCase(case.number, case.title, case.began_at, case.life not in ENDS, people, tuple(named))
