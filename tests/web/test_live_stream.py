"""Open pages are told that something changed; only the owner's, and only while they are open."""

from __future__ import annotations

import asyncio

import pytest
from asgiref.sync import sync_to_async
from django.contrib.auth.models import User
from django.db import connections
from django.test import AsyncClient

from amends.actions import wake
from amends.web import live
from web import pages_story


@pytest.fixture
def signed_in(transactional_db):
    client = AsyncClient()
    client.force_login(User.objects.create_user("ines"), backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def test_a_stranger_hears_nothing(db):
    answer = asyncio.run(AsyncClient().get("/live/desk"))
    assert answer.status_code == 403


def test_a_change_is_told_and_the_stream_ends_when_the_reader_leaves(signed_in, monkeypatch):
    monkeypatch.setattr(live, "REST", 0)
    given = pages_story.subject()

    async def listen():
        answer = await signed_in.get("/live/desk")
        assert answer["Content-Type"].startswith("text/event-stream")
        assert answer["Cache-Control"] == "no-store"
        stream = aiter(answer.streaming_content)
        first = await anext(stream)
        waiting = asyncio.ensure_future(anext(stream))
        async with asyncio.timeout(5):
            while not wake.readers():  # noqa: ASYNC110 - what is waited for is told by a plain set
                await asyncio.sleep(0.01)
        await sync_to_async(wake.changed)(given.pk)
        second = await asyncio.wait_for(waiting, 5)
        await stream.aclose()
        await sync_to_async(connections.close_all)()  # a served stream that ends does so too
        return first, second

    first, second = asyncio.run(listen())
    assert b"retry:" in first
    assert second.startswith(b"event: changed\ndata: ")
    assert wake.readers() == 0


def test_silence_brings_a_sign_of_life(signed_in, monkeypatch):
    monkeypatch.setattr(live, "PULSE", 0.05)

    async def listen():
        stream = aiter((await signed_in.get("/live/desk")).streaming_content)
        await anext(stream)
        beat = await asyncio.wait_for(anext(stream), 5)
        await stream.aclose()
        await sync_to_async(connections.close_all)()  # a served stream that ends does so too
        return beat

    assert asyncio.run(listen()) == b": still here\n\n"
