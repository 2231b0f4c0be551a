from __future__ import annotations

import asyncio
import threading
import time
from types import SimpleNamespace

import pytest

from amends.engine.own_model import OwnModel
from amends.worker import second_look as module
from amends.worker.second_look import look_twice, second_reader


class Inline:
    """A writer that runs a deed where it stands."""

    async def run(self, deed, *args, **kwargs):
        return deed(*args, **kwargs)


class Second:
    name, at_once = "second-1/00000000", 2

    def __init__(self, *steps) -> None:
        self.steps = list(steps)
        self.threads: set[int] = set()

    def again(self, _texts, first):
        self.threads.add(threading.get_ident())
        step = self.steps.pop(0) if self.steps else None
        if isinstance(step, Exception):
            raise step
        if isinstance(step, float):
            time.sleep(step)
        return [f"{one} anew" for one in first]


@pytest.fixture
def rows(monkeypatch):
    """Unsure readings that wait, and what was written back."""
    told = SimpleNamespace(waiting=[], written=[], asked=[])

    def unsure(fast, _now, most):
        told.asked.append((fast, most))
        return told.waiting[:most]

    def look_again(looked, _now):
        told.written.append([reading for _, reading in looked])
        told.waiting = [one for one in told.waiting if one not in [done for done, _ in looked]]
        return len(looked)

    monkeypatch.setattr(module, "unsure", unsure)
    monkeypatch.setattr(module, "look_again", look_again)
    monkeypatch.setattr(module.packaged_reader, "load", lambda: SimpleNamespace(name="fast-1/00000000"))
    monkeypatch.setattr(module, "TURN", 0.005)
    monkeypatch.setattr(module, "PATIENCE", 0.01)
    return told


def unsure(count: int):
    return [SimpleNamespace(key=n, text=f"text {n}", first=f"reading {n}") for n in range(count)]


def some_turns(opened, seconds: float = 0.1) -> bool:
    """Let it run for a while; tell whether it was still running."""

    async def run() -> bool:
        task = asyncio.create_task(look_twice(Inline(), opened))
        await asyncio.sleep(seconds)
        running = not task.done()
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        return running

    return asyncio.run(run())


def test_all_that_waits_is_read_in_turns_of_what_the_reader_can_do_at_once(rows):
    rows.waiting = unsure(5)
    second = Second()
    assert some_turns(lambda: second)
    assert rows.written == [
        ["reading 0 anew", "reading 1 anew"],
        ["reading 2 anew", "reading 3 anew"],
        ["reading 4 anew"],
    ]
    assert rows.asked[0] == ("fast-1/00000000", 2)


def test_it_reads_in_a_thread_of_its_own(rows):
    rows.waiting = unsure(4)
    second = Second()
    some_turns(lambda: second)
    assert len(second.threads) == 1
    assert threading.get_ident() not in second.threads


def test_a_slow_reader_holds_nobody_up(rows):
    rows.waiting = unsure(1)
    second = Second(0.2)

    async def ticks() -> int:
        task = asyncio.create_task(look_twice(Inline(), lambda: second))
        count = 0
        end = time.monotonic() + 0.15
        while time.monotonic() < end:
            await asyncio.sleep(0.001)
            count += 1
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        return count

    assert asyncio.run(ticks()) > 20
    assert rows.written == []


def test_a_reader_that_fails_is_asked_again_later_and_the_first_word_stands_meanwhile(rows):
    rows.waiting = unsure(1)
    second = Second(OSError("nobody there"))
    assert some_turns(lambda: second)
    assert rows.written == [["reading 0 anew"]]


def test_without_a_second_reader_nothing_is_looked_for(rows):
    rows.waiting = unsure(1)
    assert not some_turns(lambda: None)
    assert rows.asked == []


def test_a_second_reader_that_cannot_be_opened_leaves_the_site_as_it_is(rows):
    def broken():
        raise RuntimeError("It is not the file that is known.")

    assert not some_turns(broken)
    assert rows.asked == []


class TestWhichReader:
    @pytest.fixture(autouse=True)
    def nothing_set(self, monkeypatch, settings):
        monkeypatch.delenv("AMENDS_READER_URL", raising=False)
        monkeypatch.setattr(module.careful, "is_wanted", lambda: False)
        settings.AMENDS_DEMO, settings.AMENDS_CAREFUL = False, True

    def test_nobody_unless_installed_or_named(self):
        assert second_reader() is None

    def test_ones_own_model_where_it_is_named(self, monkeypatch):
        monkeypatch.setenv("AMENDS_READER_URL", "http://127.0.0.1:11434/v1")
        monkeypatch.setenv("AMENDS_READER_MODEL", "m")
        assert isinstance(second_reader(), OwnModel)

    def test_nobody_in_the_demo_whose_story_is_the_same_everywhere(self, monkeypatch, settings):
        monkeypatch.setenv("AMENDS_READER_URL", "http://127.0.0.1:11434/v1")
        monkeypatch.setenv("AMENDS_READER_MODEL", "m")
        settings.AMENDS_DEMO = True
        assert second_reader() is None

    def test_the_careful_reader_can_be_left_alone(self, monkeypatch, settings):
        monkeypatch.setattr(module.careful, "is_wanted", lambda: True)
        settings.AMENDS_CAREFUL = False
        assert second_reader() is None
