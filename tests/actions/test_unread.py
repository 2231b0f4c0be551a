"""Posts in a language that no reader was taught: kept, counted, told, and never taken for neutral."""

from __future__ import annotations

import pytest

from actions.plain_storm import INES, NOON, PlainReader, quiet_days, say
from amends.actions import take_in as take_in_module
from amends.actions.add_source import add_source
from amends.actions.hear import hear
from amends.actions.import_history import import_history
from amends.core.vocabulary import MINUTE, Reading, Stance
from amends.store import models

pytestmark = pytest.mark.django_db

SAID = "Isto é uma vergonha, ninguém nos perguntou nada."


class English(PlainReader):
    """Reads as the plain reader does, and knows Portuguese when it sees it."""

    def _read(self, text, *, mine):
        if SAID in text:
            return Reading(Stance.NEUTRAL, (0.04, 0.16, 0.1, 0.7), 0, (), "pt", self.name, unread=True)
        return super()._read(text, mine=mine)


@pytest.fixture(autouse=True)
def english(monkeypatch):
    monkeypatch.setattr(take_in_module.packaged_reader, "load", English)


def heard(posts):
    import_history(INES, [quiet_days(30)], NOON)
    hear(add_source("Archive", "jsonl", "/archive.jsonl", NOON), posts, "1", posts[-1].created_at)


def test_a_crowd_that_cannot_be_read_asks_for_a_look_and_says_in_which_language():
    heard([say(n, NOON + n * MINUTE // 2, SAID) for n in range(120)])
    fresh = models.Reading.objects.filter(post__history=False)
    assert set(fresh.values_list("unread", "language", "stance")) == {(True, "pt", "neutral")}
    look = models.Alert.objects.filter(channel="look").earliest("at")
    assert look.unread == [{"language": "pt", "people": look.people, "posts": look.people}]
    assert not models.Alert.objects.filter(channel="case").exists()


def test_a_voice_and_its_message_say_that_they_were_not_read():
    heard([say(n, NOON + n * MINUTE // 2, "no" if n % 4 else SAID) for n in range(120)])
    case = models.Case.objects.get()
    assert set(case.voices.values_list("stance", "unread")) == {("objects", ""), ("neutral", "pt")}
    assert set(case.messages.values_list("stance", "unread")) == {("objects", ""), ("neutral", "pt")}
