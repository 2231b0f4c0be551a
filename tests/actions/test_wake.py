from __future__ import annotations

import asyncio

import pytest
from django.db import transaction

from amends.actions import wake


@pytest.fixture(autouse=True)
def open_site():
    wake.reopen()
    yield
    wake.reopen()


async def waiting(into: list, pulse: float = 5.0, *, turns: int = 1):
    async with wake.subscribe(pulse) as woken:
        async for subjects in woken:
            into.append(subjects)
            if len(into) == turns:
                return


async def settled():
    await asyncio.sleep(0.05)


def test_a_page_hears_what_changed_while_it_was_busy_at_once():
    async def story():
        heard: list = []
        page = asyncio.create_task(waiting(heard))
        await settled()
        assert wake.readers() == 1
        wake.tell(7)
        wake.tell(7)
        wake.tell(9)
        await page
        assert heard == [{7, 9}]
        assert wake.readers() == 0

    asyncio.run(story())


def test_a_quiet_page_gives_a_sign_of_life():
    async def story():
        heard: list = []
        await waiting(heard, 0.01, turns=2)
        assert heard == [frozenset(), frozenset()]

    asyncio.run(story())


def test_a_change_in_another_thread_wakes_a_page():
    async def story():
        heard: list = []
        page = asyncio.create_task(waiting(heard))
        await settled()
        await asyncio.to_thread(wake.tell, 3)
        await page
        assert heard == [{3}]

    asyncio.run(story())


def test_closing_the_site_ends_every_page():
    async def story():
        heard: list = []
        pages = [asyncio.create_task(waiting(heard)) for _ in range(3)]
        await settled()
        wake.close()
        async with asyncio.timeout(2):
            await asyncio.gather(*pages)
        assert heard == []

    asyncio.run(story())


@pytest.mark.django_db(transaction=True)
def test_nobody_is_woken_by_what_was_not_kept(monkeypatch):
    woken = []
    monkeypatch.setattr(wake, "tell", woken.append)
    with transaction.atomic():
        wake.changed(1)
        assert woken == []
        transaction.set_rollback(True)
    assert woken == []
    with transaction.atomic():
        wake.changed(2)
    assert woken == [2]
