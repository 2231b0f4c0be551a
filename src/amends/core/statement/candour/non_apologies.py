"""What is no apology, though it sounds like one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from amends.core.statement.candour.elements import ELEMENTS
from amends.core.statement.candour.findings import ElementName, Kind, Span
from amends.core.statement.candour.non_apologies_de import GERMAN, GERMAN_TURN
from amends.core.statement.candour.non_apologies_en import ENGLISH, ENGLISH_TURN
from amends.core.statement.candour.rule import Rule, Turn
from amends.core.statement.candour.written import Written

RULES: Final[Mapping[str, tuple[Rule, ...]]] = {"en": ENGLISH, "de": GERMAN}
TURNS: Final[Mapping[str, Turn]] = {"en": ENGLISH_TURN, "de": GERMAN_TURN}


def non_apologies(text: Written, language: str) -> Iterator[tuple[Kind, Span]]:
    """Find what is no apology, each with its kind and its place.

    >>> from amends.core.statement.candour.written import written
    >>> words = "Mistakes were made. I am sorry, but you have to understand."
    >>> [(kind.value, words[slice(*span)]) for kind, span in non_apologies(written(words), "en")]
    [('passive', 'Mistakes were made'), ('accuser', 'you have to understand'), ('but', 'but')]
    """
    turn = TURNS[language]
    for rule in RULES[language]:
        for found in rule.words.finditer(text.own):
            begins, ends = text.sentence(found.start())
            sentence = text.own[begins:ends]
            if rule.needs is not None and not rule.needs.search(sentence):
                continue
            if rule.unless is not None and rule.unless.search(sentence):
                continue
            if not turn.rejected.search(text.own[begins : found.start()]):
                yield rule.kind, found.span()
    yield from _turned(text, language, turn)


def _turned(text: Written, language: str, turn: Turn) -> Iterator[tuple[Kind, Span]]:
    """Find what takes a regret back: in its own sentence, or at the beginning of the next."""
    sorry = ELEMENTS[language][ElementName.REGRET]
    owned = ELEMENTS[language][ElementName.RESPONSIBILITY]
    regretted = False
    for begins, ends in text.sentences():
        sentence = text.own[begins:ends]
        regret = sorry.search(sentence)
        but = turn.but.search(sentence, regret.end() if regret else 0)
        if but is not None and (regret is not None or (regretted and not sentence[: but.start()].strip())):
            rest = sentence[but.end() :]
            if not turn.owned.match(rest) and not owned.search(rest):
                yield Kind.BUT, (begins + but.start(), begins + but.end())
        regretted = regret is not None
