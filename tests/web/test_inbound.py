"""Deliveries to the site: kept when they are signed and new, refused otherwise, and gone when they were heard."""

from __future__ import annotations

import asyncio
import json
import random

import pytest
from django.conf import settings
from django.urls import reverse

from amends import clock
from amends.actions import source_keys
from amends.actions.add_source import add_source
from amends.actions.add_subject import add_subject
from amends.actions.receive import arrived_after, receive
from amends.actions.source_keys import keep_key
from amends.connectors.arrivals import CHECKS, LARGEST, NotSigned
from amends.core import vocabulary
from amends.core.vocabulary import DAY, HOUR
from amends.store.models import Arrival, Delivered, Source
from amends.worker.readers import reader_of
from connectors.test_arrivals import NOW, SECRET, forged, signed

pytestmark = pytest.mark.django_db

BODY = json.dumps(
    {"posts": [{"id": "1", "author": "ben", "text": "I object", "time": "2026-03-05T20:00:00Z"}]}
).encode()


@pytest.fixture
def source(tmp_path, monkeypatch):
    def make(kind="webhook"):
        row = add_source(kind, kind, "https://github.com/octo/app", clock.now())
        keep_key(row, source_keys.SECRET, SECRET, settings.AMENDS_DATA, clock.now())
        row.refresh_from_db()
        assert SECRET not in str(row.options)
        return row

    return make


def send(client, source, body, headers):
    return client.post(
        reverse("arrive", args=[source.pk]), body, content_type="application/json", headers=headers
    ).status_code


def now_signed(kind, body, **more):
    return signed(kind, body, at=clock.now() // 1_000_000, **more)


def test_of_ten_thousand_forged_or_replayed_deliveries_none_is_kept(source):
    """The signature by the connector, and that each comes once by the rows: together nothing passes."""
    rows, chance = {kind: source(kind) for kind in CHECKS}, random.Random(6)
    body = b'{"posts":[{"id":"1","author":"a","text":"true","time":"2026-11-25T09:00:00Z"}]}'
    for kind, row in rows.items():
        receive(row, CHECKS[kind](signed(kind, body), body, SECRET, NOW), body, NOW)
    refused = 0
    for number in range(10_000):
        kind = chance.choice(sorted(CHECKS))
        try:
            headers, told = forged(kind, chance, number)
            receive(rows[kind], CHECKS[kind](headers, told, SECRET, NOW), told, NOW)
        except NotSigned:
            refused += 1
    assert (refused, Arrival.objects.count()) == (10_000, len(CHECKS))


@pytest.mark.parametrize("kind", ["webhook", "github", "discourse"])
def test_a_signed_delivery_is_kept_once(client, source, kind):
    row = source(kind)
    headers = now_signed(kind, BODY)
    assert [send(client, row, BODY, headers) for _ in range(5)] == [202, 401, 401, 401, 401]
    again = headers | {"Webhook-Id": "m2", "X-GitHub-Delivery": "m2"}
    assert send(client, row, BODY, again) == 401, "an old body under a new id"
    assert Arrival.objects.count() == 1


def test_what_is_forged_large_or_not_awaited_is_not_kept(client, source):
    row = source()
    for number in range(200):
        assert send(client, row, BODY, now_signed("webhook", BODY, key=bytes([number]) * 32, id_=f"m{number}")) == 401
    assert send(client, row, b"x" * (LARGEST + 1), now_signed("webhook", BODY)) == 413
    deaf = Source.objects.create(name="deaf", kind="webhook", address="x")
    assert send(client, deaf, BODY, now_signed("webhook", BODY)) == 404
    row.kind = "paced-archive"
    row.save()
    assert send(client, row, BODY, now_signed("webhook", BODY)) == 404
    assert client.get(reverse("arrive", args=[row.pk])).status_code == 405
    assert Arrival.objects.count() == 0


def test_what_was_heard_is_let_go_and_its_id_stays_known(client, source):
    row = source()
    send(client, row, BODY, now_signed("webhook", BODY))
    now = clock.now()
    [arrival] = arrived_after(row.pk, 0, now)
    assert arrival.body == BODY
    assert arrived_after(row.pk, arrival.number, now + HOUR) == []
    assert [bytes(kept.body) for kept in Arrival.objects.all()] == [b""]
    arrived_after(row.pk, arrival.number, now + 31 * DAY)
    assert not Arrival.objects.exists()
    assert not Delivered.objects.exists(), "an old one is refused for its time"


@pytest.mark.parametrize("kind", ["github", "discourse"])
def test_what_is_signed_without_a_time_is_known_for_good(client, source, kind):
    row = source(kind)
    assert send(client, row, BODY, now_signed(kind, BODY)) == 202
    [arrival] = arrived_after(row.pk, 0, clock.now())
    arrived_after(row.pk, arrival.number, clock.now() + 400 * DAY)
    assert not Arrival.objects.exists()
    assert send(client, row, BODY, now_signed(kind, BODY)) == 401, "an edit of last year does not come again"
    row.delete()
    assert not Delivered.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_the_reader_of_the_source_tells_what_arrived(client, source, monkeypatch):
    row = source()
    send(client, row, BODY, now_signed("webhook", BODY))

    async def no_wait(_seconds):
        await asyncio.get_running_loop().run_in_executor(None, lambda: None)

    monkeypatch.setattr("amends.worker.network_readers.asyncio.sleep", no_wait)

    async def go():
        reading = reader_of(row).read("")
        async for heard in reading:
            if heard.posts:
                await reading.aclose()
                return heard
        return None

    heard = asyncio.run(go())
    assert [post.text for post in heard.posts] == ["I object"]
    assert heard.cursor == str(Arrival.objects.get().pk)


OURS = "https://anna.example/phone"


def mentioned(client, source, target=OURS, **how):
    return client.post(reverse("webmention"), {"source": source, "target": target}, **how).status_code


def test_a_mention_of_our_own_is_kept_to_be_looked_at(client):
    add_subject(vocabulary.Subject("Anna", links=("https://anna.example/",)), clock.now())
    assert mentioned(client, "https://ben.example/1") == 400, "not before somebody listens for mentions"
    row = add_source("mentions", "webmention", "", clock.now())
    assert [mentioned(client, "https://ben.example/1") for _ in range(3)] == [202, 202, 202]
    assert mentioned(client, "https://ben.example/1", "https://elsewhere.example/") == 400
    assert mentioned(client, "https://ben.example/1", "https://anna.example.evil.example/") == 400
    assert mentioned(client, "javascript:alert(1)") == 400
    assert mentioned(client, "https://ben.example/" + "x" * 30_000) == 413
    [arrival] = arrived_after(row.pk, 0, clock.now())
    assert json.loads(arrival.body) == {"source": "https://ben.example/1", "target": OURS}
    Source.objects.update(cursor=f'{{"arrived":{arrival.number}}}')
    assert mentioned(client, "https://ben.example/1") == 202
    assert len(arrived_after(row.pk, arrival.number, clock.now())) == 1, "it was looked at: this is an edit, or goodbye"


def test_anybody_may_send_mentions_but_not_without_end(client, monkeypatch):
    add_subject(vocabulary.Subject("Anna", links=("https://anna.example/",)), clock.now())
    add_source("mentions", "webmention", "", clock.now())
    monkeypatch.setattr("amends.actions.receive.MENTIONS", 5)
    assert [mentioned(client, f"https://ben.example/{n}") for n in range(7)] == [202] * 5 + [503] * 2
