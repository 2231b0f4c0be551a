"""The story is played at its hours: nothing in it is late because something else has to wait, and nothing lies."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace

import pytest

from amends import clock, demo
from amends.actions.ask import ask
from amends.actions.import_list import import_list
from amends.actions.line import Line
from amends.core.vocabulary import DAY, HOUR, SECOND
from amends.demo import told
from amends.store import models
from amends.worker import play_live
from amends.worker.player import NotInTheStory, OtherEnd, Player
from web import answer_story
from web.test_choice_pages import ASKED

pytestmark = pytest.mark.django_db(transaction=True)
NOON = answer_story.CLOSES + 30 * DAY


@dataclass
class Deed:
    instant: int
    name: str


class Played:
    """A player for whom what `late` does needs something that is not there yet."""

    def __init__(self, case: int) -> None:
        self.case, self.done, self.tries = case, [], 0
        players.append(self)

    def play(self, deed: Deed) -> None:
        self.tries += deed.name == "late"
        if deed.name == "late" and self.tries < 5:
            raise NotInTheStory("Not heard yet.")
        if deed.name == "impossible":
            raise ValueError("A visitor has done something else.")
        self.done.append(deed.name)


players: list[Played] = []


@pytest.fixture
def played(monkeypatch):
    players.clear()
    monkeypatch.setattr(play_live, "Player", Played)

    def play(*names: str) -> Played:
        deeds = [Deed(NOON + number * SECOND, name) for number, name in enumerate(names)]
        monkeypatch.setattr(demo, "deeds", lambda: deeds)
        monkeypatch.setattr(demo, "kept", tuple)
        monkeypatch.setattr(play_live, "REST", 0.0)
        monkeypatch.setattr(play_live, "_case", iter([0, 0, 7]).__next__)
        monkeypatch.setattr(play_live, "_leap", lambda _player: None)

        async def run():
            line = Line(lambda: NOON)
            try:
                await asyncio.wait_for(play_live.play_live(line), 20)
            finally:
                await line.close()

        with clock.following(clock.Story(start=NOON, end=NOON + HOUR, speed=1000.0, began=clock.real())):
            asyncio.run(run())
        return players[0]

    return play


def test_what_has_to_wait_keeps_nobody_else_waiting(played):
    player = played("first", "late", "second", "impossible", "third")
    assert player.done == ["first", "second", "third", "late"]
    assert player.case == 7, "nobody does anything before the alarm has rung"


def test_what_never_comes_is_left_out(played, monkeypatch):
    monkeypatch.setattr(play_live, "PATIENCE", 0.2)
    monkeypatch.setattr(play_live, "AGAIN", 0.1)
    assert played("late", "first").done == ["first"]


@pytest.mark.parametrize("outcome", ["reached", "contested", None])
def test_the_storys_decision_is_not_told_of_another_verdict(outcome):
    case = answer_story.case(life="open", asked_at=None)
    import_list(case.subject.name, "Letters", "ada@example.org\nbo@example.org", NOON - 4 * DAY)
    ask(case.number, replace(ASKED, closes_at=NOON + DAY), NOON)
    models.Choice.objects.update(state="closed", verdict=outcome and {"outcome": outcome})
    (decide,) = [deed for deed in demo.deeds() if isinstance(deed, told.Decide)]
    with pytest.raises(OtherEnd, match="otherwise than in the story"):
        Player(case.number).play(decide)
    assert not models.Decision.objects.exists()
