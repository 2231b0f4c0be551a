"""What the owner's form says of a statement: the words, the connections, and what goes with publishing them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from amends.core.statement.connection import Connection, Tie
from amends.core.vocabulary import DAY
from amends.store.models import Draft
from amends.store.rows import storable
from amends.store.statement_rows import connections

if TYPE_CHECKING:
    from collections.abc import Mapping

    from amends.store.models import Case

ROWS: Final = 20
"""Most connections a form has room for."""

PARTS: Final = ("with_whom", "given", "in_return_for", "also_given_to")
FLOORS: Final = (1, 2, 3, 7, 14, 30)
"""Days a floor may be opened for."""
USUAL_FLOOR: Final = 7
BESIDE: Final = ("title", "note", "days", "argues")

KINDS: Final = {
    Tie.FREE_GOODS: "Given to me, to keep",
    Tie.LENT_GOODS: "Lent to me",
    Tie.PAID: "I was paid",
    Tie.EMPLOYMENT: "I work for them, or did",
    Tie.FAMILY: "Family or a close friend",
    Tie.AFFILIATE: "I get a share of what is sold",
    Tie.EQUITY: "I own a part of it",
    Tie.NONE: "None, and I say so on purpose",
}


@dataclass(frozen=True, slots=True)
class Form:
    """A statement as the form holds it; ``owns`` is false where the owner does not mean to apologise."""

    words: str
    ties: tuple[Connection, ...]
    title: str
    note: str = ""
    days: int = USUAL_FLOOR
    owns: bool = True

    @property
    def floor_for(self) -> int:
        """How long the floor opens, in microseconds."""
        return self.days * DAY

    def sent(self) -> list[tuple[str, str]]:
        """Return the fields as a form sends them, to be carried on to the next page."""
        told = [("words", self.words), ("title", self.title), ("note", self.note), ("days", str(self.days))]
        told += [] if self.owns else [("argues", "1")]
        for at, tie in enumerate(self.ties):
            told += [(f"{name}-{at}", value) for name, value in tie.record().items()]
        return told

    def beside(self) -> dict[str, str]:
        """Return what is kept beside a draft until it is published: it goes with publishing, not with the words."""
        return {name: value for name, value in self.sent() if name in BESIDE}

    def rows(self) -> list[Connection]:
        """Return the connections with one empty row more, where there is room."""
        return [*self.ties, *([Connection("")] if len(self.ties) < ROWS else [])]


def kept(case: Case, beside: Mapping[str, str]) -> Form:
    """Return what was being written; where nothing was, the newest version, to be corrected."""
    stands: Draft | None = Draft.objects.filter(case=case).first()
    newest = stands or case.versions.order_by("-number").first()
    form = given({} if stands is None else beside, case)
    return form if newest is None else replace(form, words=newest.words, ties=connections(newest.connections))


def given(sent: Mapping[str, str], case: Case) -> Form:
    """Read a form; line ends become the same everywhere, and a row in which nothing stands is none."""
    rows = (_tie(sent, at) for at in range(ROWS))
    days = sent.get("days", "")
    return Form(
        words=_said(sent, "words"),
        ties=tuple(tie for tie in rows if tie is not None),
        title=_said(sent, "title") if "title" in sent else case.title,
        note=_said(sent, "note"),
        days=int(days) if days in {str(known) for known in FLOORS} else USUAL_FLOOR,
        owns=sent.get("argues") != "1",
    )


def _tie(sent: Mapping[str, str], at: int) -> Connection | None:
    parts = {name: _said(sent, f"{name}-{at}").strip() for name in PARTS}
    kind = sent.get(f"kind-{at}", "")
    tie = Tie(kind) if kind in set(Tie) else Tie.FREE_GOODS
    return Connection(**parts, kind=tie) if any(parts.values()) or tie is Tie.NONE else None


def _said(sent: Mapping[str, str], name: str) -> str:
    return storable(sent.get(name, "")).replace("\r\n", "\n").replace("\r", "\n")
