"""From a server that speaks Mastodon's API to the rows: words, and what became of them while nobody listened."""

from __future__ import annotations

import asyncio

import pytest
from django.conf import settings

from amends import clock
from amends.actions.add_source import add_source
from amends.actions.add_subject import add_subject
from amends.actions.source_keys import TOKEN, keep_key
from amends.core import vocabulary
from amends.store import models
from amends.worker.listen import Listening
from connectors import mastodon_peer
from worker.aside import Line


@pytest.mark.django_db(transaction=True)
def test_what_people_say_to_the_owner_is_kept_as_it_is_changed(tmp_path, monkeypatch):
    with mastodon_peer.running(tmp_path) as peer:
        monkeypatch.setattr(settings, "AMENDS_NEAR", [peer.place])
        page = f"{peer.base}/@anna"
        add_subject(vocabulary.Subject("Anna", accounts=(page,)), clock.now())
        source = add_source("Anna", "mastodon", page, clock.now())
        keep_key(source, TOKEN, "anna_token", settings.AMENDS_DATA, clock.now())
        source.refresh_from_db()
        own = peer.say("anna", "I was given this phone")

        line = Line()

        async def until(found):
            async with asyncio.timeout(20):
                while not await line.run(found):  # noqa: ASYNC110 - what is awaited is a row, which tells nobody
                    await asyncio.sleep(0.05)

        async def go():
            listening = Listening(line)
            listening.start(source)
            await until(lambda: models.Source.objects.get().state == "listening")
            said = await asyncio.to_thread(peer.say, "ben", "@anna you should have asked us", in_reply_to_id=own["id"])
            await until(models.Reading.objects.exists)
            await listening.stop()
            # What is changed while nobody listens is learned when somebody does again.
            where = f"/api/v1/statuses/{said['id']}"
            await asyncio.to_thread(peer.ask, "PUT", where, "ben_token", status="@anna you sold us")
            again = Listening(line)
            again.start(await line.run(models.Source.objects.get))
            await until(lambda: models.Post.objects.filter(text="@anna you sold us").exists())
            await again.stop()

        asyncio.run(go())
    reading = models.Reading.objects.select_related("post__account").get(post__account__author=f"{peer.base}/@ben")
    assert (reading.relation, reading.post.reply_to) == ("reply", own["uri"])
    row = models.Source.objects.get()
    assert (row.state, row.failures, row.note) == ("listening", 0, "")
    assert '"addressed":{' in row.cursor
    assert not models.Gap.objects.exists()
