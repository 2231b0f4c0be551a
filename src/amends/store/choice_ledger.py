"""A choice's rows held against what the ledger committed to: a row that was edited, dropped or added is found."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from amends.core.choice.ballot import Ballot, Tally
from amends.core.choice.question import from_canonical
from amends.core.decision.rule import NotAsAsked
from amends.core.ledger.entry import Entry, opens, parse
from amends.core.ledger.tree import leaf_hash
from amends.store import models
from amends.store.choice_rows import ballots

if TYPE_CHECKING:
    from collections.abc import Mapping

    from amends.core.choice.question import Question


def question_as_fixed(choice: models.Choice) -> tuple[Question, str]:
    """Read the question of a row, and the digest that the ledger holds of it.

    Raises `NotAsAsked` where the row's own hours, by which it is opened and closed, are not the question's, and
    `amends.core.choice.question.UnfitQuestion` for what is no question.
    """
    question = from_canonical(choice.question)
    if (choice.opens_at, choice.closes_at) != (question.opens_at, question.closes_at):
        raise NotAsAsked(
            "The hours in the database are not those that the question fixed: somebody moved them after it was asked. "
            "Nothing was decided."
        )
    return question, str(_entry(choice.entry).facts.get("digest", ""))


def ballots_as_cast(choice: models.Choice) -> list[Ballot]:
    """Return every ballot of a choice, once rows and ledger say the same of each; raises `NotAsAsked` else.

    A ballot whose words were erased by law stands as its row says, since nothing is left to hold it against.
    """
    kept = {ballot.cast_index: ballot for ballot in ballots(choice)}
    removed: dict[int, str] = {}
    written: dict[int, tuple[int | None, Entry, Mapping[str, object]]] = {}
    deeds = ("ballot.cast", "ballot.removed", "ballot.restored")
    for row in models.Entry.objects.filter(case=choice.case_id, deed__in=deeds).order_by("seq"):
        entry = _entry(row)
        if entry.facts.get("choice") != choice.number:
            continue
        said = _said(row, entry)
        if row.deed == "ballot.cast":
            written[row.seq] = (entry.n, entry, said)
        else:
            of = entry.facts.get("of")
            removed[of if isinstance(of, int) else 0] = "" if row.deed == "ballot.restored" else str(said.get("reason"))
    for seq in sorted(kept.keys() ^ written.keys()):
        where = "in the ledger and not among the ballots" if seq in written else "among the ballots and not written"
        raise NotAsAsked(f"Entry {seq} of the ledger: a ballot stands {where}. Nothing was decided.")
    for seq, (n, entry, said) in written.items():
        _hold(kept[seq], entry, said, removed.get(n or 0, "") or None)
    return list(kept.values())


def _hold(ballot: Ballot, entry: Entry, said: Mapping[str, object], removed: str | None) -> None:
    as_cast = ballot
    if said:
        marks = said.get("marks")
        as_cast = Ballot(
            voter=str(said.get("voter")),
            tally=Tally(str(said.get("tally"))),
            marks=tuple(map(str, marks)) if isinstance(marks, list) else (),
            cast_index=ballot.cast_index,
            cast_at=entry.t,
            reason=str(said.get("reason")),
            removed=removed,
        )
    if as_cast != ballot:
        raise NotAsAsked(
            f"Entry {ballot.cast_index} of the ledger: the ballot in the database is not the one that was written down "
            "when it was cast. Nothing was decided."
        )


def _entry(row: models.Entry) -> Entry:
    written = row.body.encode()
    if leaf_hash(written) != bytes(row.leaf):
        raise NotAsAsked(f"Entry {row.seq} of the ledger was rewritten. Nothing was decided.")
    return parse(written)


def _said(row: models.Entry, entry: Entry) -> Mapping[str, object]:
    if row.content is None or row.salt is None:
        return {}
    said: dict[str, object] = json.loads(row.content)
    if not opens(entry, bytes(row.salt), said):
        raise NotAsAsked(f"Entry {row.seq} of the ledger does not open with what is kept of it. Nothing was decided.")
    return said
