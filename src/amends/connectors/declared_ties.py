"""What an amends site tells other sites: its public cases in which its owner declared a tie (``/cases/ties.json``).

Whatever another site sends is read as what it says and nothing more: what does not fit is left out, and of what fits
only a little is kept.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from amends.core.vocabulary import Instant

SCHEMA: Final = "amends/ties/1"
PATH: Final = "/cases/ties.json"
MOST_CASES: Final = 200
MOST_PARTIES: Final = 10
_LATEST: Final[Instant] = 4_102_444_800_000_000


class NotTold(ValueError):
    """What was sent is no such document; the message says so in a sentence."""


@dataclass(frozen=True, slots=True)
class TiedCase:
    """One public case: its number and title, when it began, whether it is open, who object, and the ties' names."""

    number: int
    title: str
    began: Instant
    open: bool
    people: int | None
    parties: tuple[str, ...]


def told(cases: Iterable[TiedCase]) -> dict[str, object]:
    """Return the document that a site hands out; `read` reads it back.

    >>> told([TiedCase(7, "The phone", 5, True, 131, ("Larkspur",))])["cases"]
    [{'number': 7, 'title': 'The phone', 'began': 5, 'open': True, 'people': 131, 'with': ['Larkspur']}]
    """
    return {
        "schema": SCHEMA,
        "cases": [
            {
                "number": one.number,
                "title": one.title,
                "began": one.began,
                "open": one.open,
                "people": one.people,
                "with": list(one.parties),
            }
            for one in cases
        ],
    }


def read(text: str) -> list[TiedCase]:
    """Read what a site sent; cases that do not fit are left out. Raises `NotTold` where it is no such document.

    >>> read('{"schema": "amends/ties/1", "cases": [{"number": 7}, 5]}'), read(json.dumps(told([])))
    ([], [])
    """
    try:
        document = json.loads(text)
    except (ValueError, RecursionError):
        raise NotTold("It is not JSON.") from None
    cases = document.get("cases") if isinstance(document, dict) and document.get("schema") == SCHEMA else None
    if not isinstance(cases, list):
        raise NotTold(f"It is no document of the schema {SCHEMA}.")
    return list(_read(cases[:MOST_CASES]))


def _read(cases: Iterable[object]) -> Iterator[TiedCase]:
    seen: set[int] = set()
    for case in cases:
        one = _case(case) if isinstance(case, dict) else None
        if one is not None and one.number not in seen:
            seen.add(one.number)
            yield one


def _case(case: Mapping[str, Any]) -> TiedCase | None:
    number, began, people = (_whole(case.get(name), most) for name, most in _NUMBERS)
    title, parties = case.get("title"), case.get("with")
    if number is None or began is None or not isinstance(title, str) or not isinstance(parties, list):
        return None
    named = tuple(filter(None, (_words(one, 100) for one in parties[:MOST_PARTIES] if isinstance(one, str))))
    return TiedCase(number, _words(title, 200), began, case.get("open") is True, people, named) if named else None


_NUMBERS: Final = (("number", 1_000_000), ("began", _LATEST), ("people", 1_000_000_000))


def _whole(found: object, most: int) -> int | None:
    return found if isinstance(found, int) and not isinstance(found, bool) and 0 <= found <= most else None


def _words(text: str, most: int) -> str:
    """Return words as one line, without what steers a terminal, turns the writing or is half a letter."""
    return " ".join("".join(letter if letter.isprintable() else " " for letter in text[: 4 * most]).split())[:most]
