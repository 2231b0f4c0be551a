"""The thread around an alert, from an AppView to the desk."""

from __future__ import annotations

import asyncio

import pytest
from django.conf import settings

from amends import clock
from amends.connectors import bluesky_history
from amends.core import vocabulary
from amends.core.vocabulary import MINUTE
from amends.store import models, rows
from amends.worker import surroundings
from connectors.appview import INES, NOW, Network, appview
from worker.aside import Line

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def thread(db):
    subject = models.Subject.objects.create(name="Ines", accounts=[INES])
    case = models.Case.objects.create(number=1, subject=subject, title="x", noticed_at=NOW, began_at=NOW - MINUTE)
    models.Source.objects.create(name="Bluesky", kind="bluesky", address="did")
    return models.Thread.objects.create(
        case=case, network="bluesky", origin_id=f"at://{INES}/app.bsky.feed.post/o0", due_at=NOW
    )


def fetch(monkeypatch, network):
    """Let the worker look at its rows until it has asked once."""
    monkeypatch.setattr(clock, "now", lambda: NOW + 60 * MINUTE)

    async def go():
        line = Line()
        running = asyncio.create_task(surroundings.fetch_surroundings(line))
        async with asyncio.timeout(20):
            while not await line.run(models.Thread.objects.filter(tries=1).exists):  # noqa: ASYNC110 - a row tells nobody
                await asyncio.sleep(0.02)
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)

    with appview(network) as address:
        monkeypatch.setattr(bluesky_history, "PUBLIC", address)
        monkeypatch.setattr(settings, "AMENDS_NEAR", [address.partition("://")[2]])
        asyncio.run(go())


def test_the_answers_are_kept_and_what_is_hidden_is_said(thread, monkeypatch):
    network = Network(days=1)
    network.own[0]["replyCount"] = 7
    fetch(monkeypatch, network)
    thread.refresh_from_db()
    assert (thread.found, thread.fetched_at) == (2, NOW + 60 * MINUTE)
    assert thread.missing == "Bluesky counts 7 answers to it and shows 1: some are hidden, blocked or taken down."
    assert models.Voice.objects.filter(name="Ada").exists()
    assert list(rows.mentions(thread.case.subject_id, since=0)) == []
    assert len(network.asked) == 1


def test_a_network_that_is_busy_is_said_on_the_desk(thread, monkeypatch):
    network = Network(days=1)
    network.busy = 503
    fetch(monkeypatch, network)
    thread.refresh_from_db()
    assert (thread.fetched_at, thread.missing) == (None, "Bluesky answered 503. Try again in some minutes.")
    assert vocabulary.MINUTE
