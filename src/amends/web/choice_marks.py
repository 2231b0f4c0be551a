"""The marks of a ballot in a form: one option, ticks, or places in an order; read back without a script."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext

from amends.core.choice.question import Kind, Question

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import QueryDict


class NoMarks(ValueError):
    """A form's marks make no ballot; the message says what to change, and nothing was counted."""


@dataclass(frozen=True, slots=True)
class Pick:
    """One option as a form offers it: its place in the voter's order is 0 where it has none."""

    key: str
    words: str
    chosen: bool
    place: int


def picks(question: Question, marks: Sequence[str]) -> list[Pick]:
    """Return every option in the order it was asked in, with what is marked already."""
    place = {key: at for at, key in enumerate(marks, 1)}
    return [
        Pick(option.key, option.words, option.key in place, place.get(option.key, 0)) for option in question.options
    ]


def marks_of(question: Question, given: QueryDict) -> list[str]:
    """Read the marks a form sent, in the voter's order. Raises `NoMarks` for two options on one place."""
    if question.kind != Kind.RANKED:
        return [key[:40] for key in given.getlist("mark")[: len(question.options) + 1]]
    if ranked := given.getlist("mark"):
        return [key[:40] for key in ranked[: len(question.options) + 1]]
    placed: dict[int, str] = {}
    for option in question.options:
        said = given.get(f"place-{option.key}", "")
        if not said:
            continue
        place = int(said) if said.isascii() and said.isdigit() and len(said) < 3 else 0
        if place in placed:
            raise NoMarks(
                gettext("“{one}” and “{other}” have the same place. Give each a place of its own.").format(
                    one=question.said(placed[place]), other=option.words
                )
            )
        placed[place] = option.key
    return [key for _, key in sorted(placed.items())]


def chosen_words(question: Question, marks: Sequence[str]) -> list[str]:
    """Return the words of what was marked, in the voter's order; what was not offered is left out."""
    return [question.said(key) for key in marks if key in question.keys]
