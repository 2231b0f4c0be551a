"""What a good apology holds: the first words that show each of the six elements."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from amends.core.statement.candour.elements_de import GERMAN
from amends.core.statement.candour.elements_en import ENGLISH
from amends.core.statement.candour.findings import Element, ElementName
from amends.core.statement.candour.written import Written
from amends.core.statement.cue import Cue

ELEMENTS: Final[Mapping[str, Mapping[ElementName, Cue]]] = {"en": ENGLISH, "de": GERMAN}
"""By language, the words that show each element. They show that it is there, and never that it is meant."""


def elements(text: Written, language: str) -> tuple[Element, ...]:
    """Find the first words that show each element, nothing where it is missing.

    >>> from amends.core.statement.candour.written import written
    >>> [one.name.value for one in elements(written("I was wrong. I am sorry."), "en") if one.span]
    ['regret', 'responsibility']
    """
    found = {name: pattern.search(text.own) for name, pattern in ELEMENTS[language].items()}
    return tuple(Element(name, match.span() if match else None) for name, match in found.items())
