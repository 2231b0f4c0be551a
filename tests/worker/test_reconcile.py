from __future__ import annotations

import asyncio
from types import SimpleNamespace

from amends.worker import reconcile as module
from amends.worker.reconcile import reconcile


class Inline:
    """A writer that runs a deed where it stands."""

    async def run(self, deed, *args, **kwargs):
        return deed(*args, **kwargs)


class Listeners:
    def __init__(self):
        self.started = []

    def running(self):
        return frozenset(self.started)

    def start(self, source):
        self.started.append(source.pk)


async def nothing(*_):
    pass


def turns(monkeypatch, count, **deeds):
    monkeypatch.setattr(module, "TURN", 0.001)
    calm = {
        "after_upgrade": list,
        "claim_due": lambda *_: [],
        "told": lambda *_: None,
        "fell_silent": lambda *_, **__: [],
        "failing_since": lambda *_: [],
        "due_sources": lambda *_: [],
        "missed_due": lambda *_: 0,
        "raise_alert": lambda *_: None,
        "raise_silence": lambda *_: None,
        "witnessed_streams": list,
        "raise_deadlines": lambda *_: 0,
        "close_due": lambda *_: [],
        "send_due_codes": nothing,
    }
    for name, deed in (calm | deeds).items():
        monkeypatch.setattr(module, name, deed)
    monkeypatch.setattr(module, "attention", SimpleNamespace(refresh=lambda _now: None))
    monkeypatch.setattr(module.wake, "changed", lambda _subject: None)
    listeners = Listeners()
    told = []

    async def some_time():
        task = asyncio.create_task(reconcile(Inline(), listeners, told.append))
        for _ in range(count):
            await asyncio.sleep(0.01)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)

    asyncio.run(some_time())
    return listeners, told


def test_a_due_alert_is_told_and_noted(monkeypatch):
    alert = SimpleNamespace(channel="case", subject=SimpleNamespace(name="Ines"), people=9, subject_id=1)
    due, noted = [alert], []
    _, told = turns(
        monkeypatch, 3, claim_due=lambda *_: [due.pop()] if due else [], told=lambda one, _now: noted.append(one)
    )
    assert told == noted == [alert]


def test_a_source_that_is_due_is_started(monkeypatch):
    listeners, _ = turns(
        monkeypatch, 3, due_sources=lambda _now, running: [] if 4 in running else [SimpleNamespace(pk=4)]
    )
    assert listeners.started == [4]


def test_a_turn_that_fails_is_followed_by_the_next(monkeypatch):
    failures = [OSError("The disk is full."), OSError("The disk is full.")]
    seen = []

    def claim(*_):
        if failures:
            raise failures.pop()
        seen.append(1)
        return []

    turns(monkeypatch, 10, claim_due=claim)
    assert seen


def test_what_an_upgrade_left_is_told_anew_once_and_a_failure_stops_nothing(monkeypatch):
    asked = []

    def fails():
        asked.append(1)
        raise LookupError("no")

    due = [SimpleNamespace(channel="case", subject=SimpleNamespace(name="Ines"), people=9, subject_id=1)]
    _, told = turns(monkeypatch, 3, after_upgrade=fails, claim_due=lambda *_: [due.pop()] if due else [])
    assert (len(asked), len(told)) == (1, 1)
