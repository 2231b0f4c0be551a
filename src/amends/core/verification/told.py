"""Tell a case from what its entries committed to: what a file says beyond that, nobody has signed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from amends.core.ledger.audit import Opening
from amends.core.ledger.entry import SEALED, Entry, Fact, opens, unsealed


@dataclass(frozen=True, slots=True)
class Opened:
    """An entry of the case, unsealed, with its index in the log and what it says; nothing where it was not opened."""

    index: int
    entry: Entry
    said: Mapping[str, Any] | None


def open_entry(index: int, entry: Entry, opening: Opening | None, *, held: bool = False) -> Opened:
    """Open an entry by what was handed out for it, a sealed one too; what does not open it opens nothing.

    ``held`` says that an audit has held the opening against the commitment already, which is half the work.
    Raises `amends.core.ledger.tree.Refused` where a seal hides something that is no entry.

    >>> open_entry(3, Entry("case.opened", 5, case=7, n=1), None).said
    {}
    """
    if opening is None or not (held or opens(entry, opening.salt, opening.content)):
        return Opened(index, entry, None if entry.commit else {})
    if entry.type != SEALED:
        return Opened(index, entry, opening.content)
    said: Any = opening.content.get("said")
    return Opened(index, unsealed(entry, opening.content), said if isinstance(said, dict) else {})


@dataclass(slots=True)
class _Telling:
    title: object = ""
    statement: list[dict[str, object]] = field(default_factory=list)
    choices: dict[Fact, dict[str, object]] = field(default_factory=dict)
    decision: dict[str, object] = field(default_factory=dict)
    duties: dict[Fact, dict[str, object]] = field(default_factory=dict)

    def hear(self, entry: Entry, said: Mapping[str, Any]) -> None:
        """Take in one entry; what it does not say is left out."""
        facts = entry.facts
        match entry.type:
            case "case.opened":
                self.title = said.get("title", "")
            case "statement.version":
                self.statement.append({"at": entry.t, **_those(said, "number", "words", "connections", "note")})
            case "choice.opened" | "choice.closed" | "choice.voided":
                self._choice(entry, said)
            case "decision":
                self.decision = {
                    "at": entry.t, **_those(facts, "kind", "choice"), **_those(said, "headline", "reasons")
                }  # fmt: skip
            case "duty.set":
                self.duties[facts.get("duty", 0)] = {
                    **_those(facts, "duty", "due_at", "version"), **_those(said, "words", "seen_by")
                }  # fmt: skip
            case "duty.done" | "duty.missed":
                duty = self.duties.setdefault(facts.get("duty", 0), _those(facts, "duty"))
                taken_back = facts.get("withdrawn") is True
                name = "done_at" if entry.type == "duty.done" else "withdrawn_at" if taken_back else "missed_at"
                duty |= {name: entry.t, **_those(said, "evidence", "reason")}

    def _choice(self, entry: Entry, said: Mapping[str, Any]) -> None:
        number = entry.facts.get("choice", 0)
        if entry.type == "choice.opened":
            self.choices[number] = {"number": number, "state": "open", **_those(said, "question")}
            return
        told = self.choices.setdefault(number, {"number": number})
        if entry.type == "choice.closed":
            told |= {"state": "closed", "closed_at": entry.t, **_those(entry.facts, "outcome")}
        else:
            told |= {"state": "void", **_those(said, "reason")}


def tell(opened: Iterable[Opened], verdicts: Mapping[int, object]) -> dict[str, Any]:
    """Tell a case's title, statement, choices, decision and duties in the order of the log.

    ``verdicts`` are the canonical verdicts (as JSON reads them) by the number of their choice: the ledger holds only
    their hash. What an entry that was not opened would say is left out.

    >>> version = Entry("statement.version", 5, case=7, n=1, facts={"number": 1})
    >>> tell([Opened(0, version, {"number": 1, "words": "I was wrong."})], {})["statement"]
    [{'at': 5, 'number': 1, 'words': 'I was wrong.'}]
    """
    telling = _Telling()
    for each in opened:
        telling.hear(each.entry, each.said or {})
    for number, verdict in verdicts.items():
        if telling.choices.get(number, {}).get("closed_at") is not None:
            telling.choices[number]["verdict"] = verdict
    return {
        "title": telling.title,
        "statement": telling.statement,
        "choices": list(telling.choices.values()),
        "decision": telling.decision,
        "duties": list(telling.duties.values()),
    }


def _those(found: Mapping[str, Any], *names: str) -> dict[str, object]:
    return {name: found[name] for name in names if name in found}


def differences(here: object, there: object, where: str = "story") -> list[str]:
    """Name each place at which two pieces of JSON differ; 1, 1.0 and true are three things.

    >>> differences({"title": "The phone"}, {"title": "The gift", "more": 1})
    ['story.more', 'story.title']
    """
    if isinstance(here, dict) and isinstance(there, dict):
        names = sorted(here.keys() | there.keys())
        inner = [
            differences(here[name], there[name], f"{where}.{name}")
            if name in here and name in there
            else [f"{where}.{name}"]
            for name in names
        ]
        return [place for places in inner for place in places]
    if isinstance(here, list) and isinstance(there, list):
        return _of_lists(here, there, where)
    return [] if type(here) is type(there) and here == there else [where]


def _of_lists(here: Sequence[object], there: Sequence[object], where: str) -> list[str]:
    found = [where] if len(here) != len(there) else []
    for at, (left, right) in enumerate(zip(here, there, strict=False)):
        found += differences(left, right, f"{where}[{at}]")
    return found
