"""What a jurisdiction asks of whoever praises something: labels that do, labels that do not, and where they stand.

A rule book is data, written in a file of its own with its version and its sources. It is read here from what a file
held, so that whoever has a better one can bring it. None of it is legal advice.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from amends.core.statement.connection import Tie

BREACHES: Final = ("unnamed", "late", "vague", "pile", "tongue", "denied", "undeclared")
"""What can be wrong with a disclosure; a rule book gives each its source."""


class UnfitRulebook(ValueError):
    """A rule book cannot be used; the message says what is wrong with it, and where."""


@dataclass(frozen=True, slots=True)
class Source:
    """What a rule stands on: a short citation, what it says in plain words, and where it can be read."""

    cite: str
    says: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Rulebook:
    """The rules of one jurisdiction.

    ``sure`` are labels that name a tie, by language; ``unsure`` those that do not, whatever the language. ``only``
    narrows a sure label to some kinds of tie. ``letters`` is how far down a disclosure may begin; ``label_first`` asks
    a label to stand before everything else; ``end_up_to`` is the length of a draft in which a label at the end is seen.
    """

    jurisdiction: str
    title: str
    version: str
    notice: str
    sure: Mapping[str, tuple[str, ...]]
    unsure: tuple[str, ...]
    only: Mapping[str, frozenset[Tie]]
    sources: Mapping[str, Source]
    letters: int = 125
    label_first: bool = False
    same_tongue: bool = True
    end_up_to: int = 0

    def rule(self, breach: str) -> str:
        """Name the rule behind a breach, with its version and what it stands on."""
        return f"{self.jurisdiction}/{breach}@{self.version} ({self.sources[breach].cite})"


def rulebook(told: Mapping[str, object]) -> Rulebook:
    """Read a rule book from what its file held.

    Raises `UnfitRulebook` with a sentence where something is missing or is not what it should be.

    >>> rulebook({"jurisdiction": "us"})
    Traceback (most recent call last):
    ...
    amends.core.lessons.rulebook.UnfitRulebook: “title” is missing.
    """
    labels, place = _table(told, "labels"), _table(told, "place")
    book = Rulebook(
        jurisdiction=_words(told, "jurisdiction"),
        title=_words(told, "title"),
        version=_words(told, "version"),
        notice=_words(told, "notice"),
        sure={str(tongue): _list(_table(labels, "sure"), str(tongue)) for tongue in _table(labels, "sure")},
        unsure=_list(labels, "unsure"),
        only={str(label): _ties(_table(labels, "only"), str(label)) for label in _table(labels, "only")},
        sources={breach: _source(told, breach) for breach in BREACHES},
        letters=_number(place, "letters", 125),
        label_first=_yes(place, "label_first"),
        same_tongue=_yes(place, "same_language"),
        end_up_to=_number(place, "end_up_to", 0),
    )
    if not any(book.sure.values()):
        raise UnfitRulebook("“labels.sure” names no label at all, so nothing could ever be right.")
    known = {label for labels in book.sure.values() for label in labels}
    narrowed = sorted(set(book.only) - known)
    if narrowed:
        raise UnfitRulebook(f"“labels.only” narrows “{narrowed[0]}”, which stands among no sure labels.")
    both = sorted(known & set(book.unsure))
    if both:
        raise UnfitRulebook(f"“{both[0]}” stands among the sure labels and among the unsure ones.")
    return book


def _words(told: Mapping[str, object], name: str) -> str:
    found = told.get(name)
    if found is None:
        raise UnfitRulebook(f"“{name}” is missing.")
    if not isinstance(found, str) or not found.strip():
        raise UnfitRulebook(f"“{name}” has to be words, and is {_shown(found)}.")
    return found.strip()


def _table(told: Mapping[str, object], name: str) -> Mapping[str, object]:
    found = told.get(name, {})
    if not isinstance(found, dict):
        raise UnfitRulebook(f"“{name}” has to be a table, and is {_shown(found)}.")
    return found


def _list(told: Mapping[str, object], name: str) -> tuple[str, ...]:
    found = told.get(name, [])
    if not isinstance(found, list) or not all(isinstance(one, str) and one.strip() for one in found):
        raise UnfitRulebook(f"“{name}” has to be a list of words, and is {_shown(found)}.")
    return tuple(" ".join(one.lower().split()) for one in found)


def _ties(told: Mapping[str, object], name: str) -> frozenset[Tie]:
    named = _list(told, name)
    unknown = [one for one in named if one not in set(Tie)]
    if unknown:
        raise UnfitRulebook(f"“{name}” names “{unknown[0]}”, which is no kind of tie: {', '.join(Tie)}.")
    return frozenset(map(Tie, named))


def _number(told: Mapping[str, object], name: str, otherwise: int) -> int:
    found = told.get(name, otherwise)
    if isinstance(found, bool) or not isinstance(found, int) or not 0 <= found <= 100_000:
        raise UnfitRulebook(f"“{name}” has to be a whole number from 0 to 100000, and is {_shown(found)}.")
    return found


def _yes(told: Mapping[str, object], name: str) -> bool:
    found = told.get(name, False)
    if not isinstance(found, bool):
        raise UnfitRulebook(f"“{name}” has to be true or false, and is {_shown(found)}.")
    return found


def _source(told: Mapping[str, object], breach: str) -> Source:
    table = _table(_table(told, "sources"), breach)
    if not table:
        raise UnfitRulebook(f"“sources.{breach}” is missing: every rule says what it stands on.")
    url = table.get("url", "")
    if not isinstance(url, str):
        raise UnfitRulebook(f"“url” has to be words, and is {_shown(url)}.")
    return Source(_words(table, "cite"), _words(table, "says"), url)


def _shown(found: object) -> str:
    if isinstance(found, list):
        other = next((one for one in found if not isinstance(one, str)), None)
        return "a list" if other is None else f"a list that holds {_shown(other)}"
    names = {"str": "words", "int": "a number", "float": "a number", "bool": "true or false", "dict": "a table"}
    return names.get(type(found).__name__, "a date or a time")
