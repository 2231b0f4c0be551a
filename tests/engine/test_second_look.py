from __future__ import annotations

from dataclasses import replace

import pytest

from amends.core.vocabulary import Ground, Reading, Stance
from amends.engine.second_look import UNSURE_FROM, UNSURE_TO, Twice, is_unsure

FAST = "fast-1/00000000"
SLOW = "slow-1/00000000"


def reading(objection: float, language: str = "en") -> Reading:
    stance = Stance.OBJECTS if objection >= 0.5 else Stance.NEUTRAL
    return Reading(stance, (objection, 0.0, 0.0, 1 - objection), 0, (), language, FAST, unread=language == "pt")


class Fast:
    """Takes a text for the chance that it objects."""

    name = FAST

    def read_many(self, texts, by_subject=None):
        own = by_subject or [False] * len(texts)
        return [reading(0.0 if mine else float(text)) for text, mine in zip(texts, own, strict=True)]


class Slow:
    name = SLOW
    at_once = 8

    def __init__(self, error: Exception | None = None) -> None:
        self.asked: list[str] = []
        self.error = error

    def again(self, texts, first):
        if self.error is not None:
            raise self.error
        self.asked += texts
        return [replace(one, stance=Stance.OBJECTS, grounds=(Ground.TRUST,), reader=SLOW) for one in first]


@pytest.mark.parametrize(
    ("objection", "language", "unsure"),
    [
        (0.0, "en", False),
        (UNSURE_FROM, "en", True),
        (0.5, "und", True),
        (UNSURE_TO, "en", False),
        (1.0, "en", False),
        (0.5, "pt", False),
    ],
)
def test_only_what_could_be_read_otherwise_is_unsure(objection, language, unsure):
    assert is_unsure(reading(objection, language)) is unsure


def test_what_is_sure_is_not_read_again():
    slow = Slow()
    readings = Twice(Fast(), slow).read_many(["0.001", "0.4", "0.99", "0.6"])
    assert slow.asked == ["0.4", "0.6"]
    assert [one.reader for one in readings] == [FAST, SLOW, FAST, SLOW]
    assert readings[1].grounds == (Ground.TRUST,)


def test_the_subjects_own_posts_are_never_read_again():
    slow = Slow()
    Twice(Fast(), slow).read_many(["0.4", "0.4"], [True, False])
    assert slow.asked == ["0.4"]


def test_where_the_second_reader_is_silent_the_first_ones_word_stands():
    readings = Twice(Fast(), Slow(ConnectionRefusedError())).read_many(["0.4", "0.99"])
    assert [(one.objection, one.reader) for one in readings] == [(0.4, f"{FAST}, asked in vain"), (0.99, FAST)]


def test_nothing_to_read_is_nothing_read():
    assert Twice(Fast(), Slow()).read_many([]) == []
