from __future__ import annotations

import asyncio
from types import SimpleNamespace

import pytest

from amends.connectors.outcome import Refusal
from amends.connectors.protocols import Heard
from amends.core.vocabulary import Post
from amends.worker import listen
from amends.worker.listen import Listening


def post(number: int) -> Post:
    return Post(id=str(number), network="x", author="a", text="hello", created_at=number, heard_at=number)


class Network:
    """A reader that gives what it was made of, waits where it is told to, and breaks off where it is told to."""

    def __init__(self, *steps) -> None:
        self.steps = steps
        self.given = 0
        self.cursors: list[str] = []

    async def read(self, cursor):
        self.cursors.append(cursor)
        for step in self.steps:
            if isinstance(step, Exception):
                raise step
            if isinstance(step, float):
                await asyncio.sleep(step)
            else:
                self.given += 1
                yield Heard((post(step),), (), str(step), step)


class Keeper:
    """What stands for the store: it remembers what was heard, as slowly as it is told to."""

    def __init__(self, pause: float = 0.0) -> None:
        self.batches: list[tuple[list[str], str]] = []
        self.failures: list[str] = []
        self.pause = pause

    def hear(self, _source, posts, cursor, _now, **_rest):
        import time

        time.sleep(self.pause)
        self.batches.append(([one.id for one in posts], cursor))
        return SimpleNamespace(posts=len(posts), alerts=())

    def failed(self, _source, sentence, *_rest, **_more):
        self.failures.append(sentence)

    @property
    def heard(self) -> list[str]:
        return [one for batch, _ in self.batches for one in batch]


@pytest.fixture
def keeper(monkeypatch) -> Keeper:
    keeper = Keeper()
    monkeypatch.setattr(listen, "hear", keeper.hear)
    monkeypatch.setattr(listen, "failed", keeper.failed)
    return keeper


def source(**columns) -> SimpleNamespace:
    def refresh_from_db(*, fields):
        pass

    given = {"pk": 1, "name": "a network", "kind": "x", "cursor": "0", "failures": 0}
    return SimpleNamespace(refresh_from_db=refresh_from_db, **(given | columns))


class Aside:
    """A line of one: a deed is done in a thread and brought to its end, and nothing is sealed."""

    async def run(self, deed, *args, **kwargs):
        return await asyncio.shield(asyncio.to_thread(deed, *args, **kwargs))


def run(network, story, monkeypatch):
    monkeypatch.setattr(listen, "reader_of", lambda _source: network)

    async def told():
        listening = Listening(Aside())
        listening.start(source())
        await story(listening)
        await listening.stop()

    asyncio.run(told())


async def until(condition):
    async with asyncio.timeout(20):
        while not condition():  # noqa: ASYNC110 - what is waited for happens in plain stand-ins
            await asyncio.sleep(0.001)


async def until_over(listening):
    await until(lambda: not listening.running())


def test_what_comes_close_together_is_one_transaction(keeper, monkeypatch):
    run(Network(1, 2, 3), until_over, monkeypatch)
    assert keeper.batches == [(["1", "2", "3"], "3")]


def test_a_pause_longer_than_the_pace_makes_two(keeper, monkeypatch):
    run(Network(1, 2, listen.PACE * 2, 3), until_over, monkeypatch)
    assert keeper.batches == [(["1", "2"], "2"), (["3"], "3")]


def test_reading_begins_at_the_cursor(keeper, monkeypatch):
    network = Network(1)
    run(network, until_over, monkeypatch)
    assert network.cursors == ["0"]


def test_stopping_keeps_what_was_told_and_tells_nothing_twice(keeper, monkeypatch):
    network = Network(1, 2, 3, 60.0, 4)

    async def stop_at_once(_listening):
        await until(lambda: network.given == 3)

    run(network, stop_at_once, monkeypatch)
    assert keeper.heard == ["1", "2", "3"]


def test_stopping_while_a_slow_transaction_runs_loses_nothing(keeper, monkeypatch):
    keeper.pause = 0.2
    network = Network(*range(300), 60.0)

    async def in_the_middle(_listening):
        await until(lambda: keeper.batches)

    run(network, in_the_middle, monkeypatch)
    assert keeper.heard == [str(number) for number in range(network.given)]


def test_a_full_queue_makes_the_reader_wait(keeper, monkeypatch):
    monkeypatch.setattr(listen, "TOGETHER", 1)
    keeper.pause = 0.05
    network = Network(*range(1000))

    async def a_moment(_listening):
        await asyncio.sleep(0.3)
        assert len(keeper.batches) < 20
        assert network.given <= listen.QUEUE + len(keeper.batches) + 3

    keeper.pause = 0.02
    run(network, a_moment, monkeypatch)
    assert keeper.heard == [str(number) for number in range(len(keeper.heard))]


def test_a_source_that_breaks_keeps_what_it_had_told_and_says_why(keeper, monkeypatch):
    run(Network(1, 2, ConnectionError("The line is dead.")), until_over, monkeypatch)
    assert keeper.heard == ["1", "2"]
    assert keeper.failures == ["It stopped: The line is dead."]


def test_a_store_that_fails_stops_the_source_with_a_sentence(keeper, monkeypatch):
    def full(*_args, **_rest):
        raise OSError("The disk is full.")

    monkeypatch.setattr(listen, "hear", full)
    run(Network(1, 60.0), until_over, monkeypatch)
    assert keeper.failures == ["It stopped: The disk is full."]


def test_a_source_is_listened_to_once(keeper, monkeypatch):
    network = Network(1, 0.2)

    async def again(listening):
        listening.start(source())
        await until_over(listening)

    run(network, again, monkeypatch)
    assert network.cursors == ["0"]


def test_a_quiet_file_lets_time_pass(keeper, monkeypatch):
    monkeypatch.setattr(listen, "pulse_of", lambda _source: 0.02)

    async def a_moment(_listening):
        await until(lambda: len(keeper.batches) >= 3)

    run(Network(60.0), a_moment, monkeypatch)
    assert keeper.batches[:3] == [([], "0")] * 3


def test_refused_rows_are_counted(keeper, monkeypatch):
    counted = []
    monkeypatch.setattr(listen, "hear", lambda *_args, **rest: counted.append(rest["refused"]) or keeper.hear(*_args))

    class Refusing:
        async def read(self, _cursor):
            yield Heard((), (Refusal("a.jsonl", 3, "It is no JSON."),), "9", 5)

    run(Refusing(), until_over, monkeypatch)
    assert counted == [1]


@pytest.mark.parametrize(("failures", "seconds"), [(0, 5), (1, 10), (3, 40), (40, 900)])
def test_each_failure_waits_longer_up_to_a_quarter_hour(failures, seconds):
    assert listen.patience(source(failures=failures)) == seconds
