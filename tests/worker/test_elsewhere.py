"""A peer is asked over the network for its cases that declare a tie, through the one way out to other sites."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import threading

import pytest

from amends import clock
from amends.store import models
from amends.worker import elsewhere
from amends.worker.elsewhere import be_told_of_ties

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_peer_is_asked_and_a_site_inside_of_a_network_is_not(live_server):
    subject = models.Subject.objects.create(name="June")
    now = clock.now()
    case = models.Case.objects.create(
        number=4, subject=subject, title="The lamp", noticed_at=now, began_at=now, public=True, life="open"
    )
    entry = models.Entry.objects.create(seq=0, deed="statement.version", at=now, body="{}", leaf=b"0" * 32)
    tie = {"with_whom": "Nordlys, maker of lamps", "given": "a lamp", "kind": "free-goods"}
    models.Version.objects.create(case=case, number=1, words="Mine.", connections=[tie], at=now, entry=entry)
    for name, address in (("here", live_server.url), ("inside", "https://192.168.0.1"), ("left", live_server.url)):
        left = now if name == "left" else None
        models.Peer.objects.create(origin=name, verifier=name, address=f"{address}/ledger/witness", left_at=left)

    async def a_while():
        telling = asyncio.create_task(be_told_of_ties())
        for _ in range(100):
            await asyncio.sleep(0.05)
            if await asyncio.to_thread(models.ElsewhereCase.objects.exists):
                break
        telling.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await telling

    asyncio.run(a_while())
    (row,) = models.ElsewhereCase.objects.select_related("peer")
    assert (row.peer.origin, row.number, row.title, row.open, row.parties) == ("here", 4, "The lamp", True, ["Nordlys"])


def test_a_turn_that_fails_while_the_site_stops_is_not_printed_as_lost(monkeypatch):
    gate, printed = threading.Event(), []

    def fail(_asking):
        gate.wait(5)
        raise OSError("The line is gone.")

    async def stop_meanwhile():
        asyncio.get_running_loop().set_exception_handler(lambda _loop, context: printed.append(context["message"]))
        telling = asyncio.create_task(be_told_of_ties())
        await asyncio.sleep(0.1)
        telling.cancel()
        await asyncio.sleep(0.05)
        gate.set()
        with contextlib.suppress(asyncio.CancelledError):
            await telling

    monkeypatch.setattr(elsewhere, "_turn", fail)
    asyncio.run(stop_meanwhile())
    gc.collect()
    assert printed == []
