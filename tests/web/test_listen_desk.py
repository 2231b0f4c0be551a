"""A network is met from the desk: a handle in one field, and a source that listens."""

from __future__ import annotations

import json
from urllib.parse import urlsplit

import pytest
from asgiref.sync import async_to_sync, sync_to_async
from django.conf import settings
from django.contrib.auth import get_user_model

from amends import clock
from amends.actions.add_source import add_source
from amends.actions.add_subject import add_subject
from amends.actions.first_contact import past_due
from amends.actions.hear import hear
from amends.connectors import bluesky_history
from amends.connectors.metered import METERED
from amends.core.vocabulary import DAY, Post, Subject
from amends.store import models
from amends.worker import pasts
from connectors.appview import INES, NOW, Network, appview

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner(client, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOW)
    client.force_login(get_user_model().objects.create(username="owner"))
    with appview(Network(8)) as address:
        monkeypatch.setattr(settings, "AMENDS_NEAR", (urlsplit(address).netloc,))
        monkeypatch.setattr(bluesky_history, "PUBLIC", address)
        yield client


class Line:
    """Does each deed at once, as the one line does one after another."""

    async def run(self, deed, *given):
        return await sync_to_async(deed)(*given)


def test_an_empty_desk_asks_for_a_handle(owner):
    page = owner.get("/desk/sources/").content.decode()
    assert "A handle or an address" in page
    assert "amends listen alice.bsky.social" in page


def test_a_handle_makes_a_source_whose_past_is_fetched_beside(owner):
    page = owner.post("/desk/sources/", {"who": " @ines.example "}, follow=True).content.decode()
    assert "Bluesky: Ines Marlow is listened to from now on." in page
    assert "What was said before is being fetched." in page
    source = models.Source.objects.get()
    assert (source.kind, source.address, source.history_from) == ("bluesky", INES, NOW - 60 * DAY)
    async_to_sync(pasts._fetch)(Line(), past_due())
    assert past_due() is None
    assert models.Post.objects.filter(history=True).count() == 8 * 2 + 1
    assert "is being fetched" not in owner.get("/desk/sources/").content.decode()


@pytest.mark.parametrize(
    ("who", "says"),
    [("", "still empty"), ("some words", "nothing that amends knows how"), ("nobody.example", "knows nobody called"),
     ("http://127.0.0.1/feed.xml", "inside a network"), ("<script>alert(1)</script>", "nothing that amends")],
)  # fmt: skip
def test_what_cannot_be_listened_to_is_a_sentence_beside_the_field(owner, who, says):
    answer = owner.post("/desk/sources/", {"who": who})
    page = answer.content.decode()
    assert answer.status_code == 400
    assert says in page
    assert "<script>alert" not in page
    assert not models.Source.objects.exists()


def test_a_source_is_left_and_what_it_brought_stays(owner):
    owner.post("/desk/sources/", {"who": "ines.example"})
    source = models.Source.objects.get()
    assert "no longer?" in owner.get(f"/desk/sources/{source.pk}/remove/").content.decode()
    page = owner.post(f"/desk/sources/{source.pk}/remove/", follow=True).content.decode()
    assert "is listened to no longer" in page
    assert not models.Source.objects.exists()
    assert models.Subject.objects.exists()
    assert owner.get(f"/desk/sources/{source.pk}/remove/").status_code == 404
    assert [entry.deed for entry in models.Entry.objects.order_by("seq")][-1] == "owner.action"


def test_nobody_else_may(client):
    assert client.post("/desk/sources/", {"who": "ines.example"}).status_code == 302
    assert not models.Source.objects.exists()


def test_what_costs_says_so_and_how_much_was_spent(owner):
    page = owner.get("/desk/sources/").content.decode()
    for name in ("Reddit", "YouTube", "X"):
        assert f">{name}</h3>" in page
    assert page.count("What it costs.") == page.count("What it may not hear.") == 3
    tube = add_source("Tube", "youtube", "@ines", NOW, options={"budget": 100})
    spent = json.dumps({"spent": {"since": METERED["youtube"].allowance(100).period(NOW)[0], "count": 100}})
    waits = "The 100 units that may be spent in a day are spent."
    hear(tube, [], spent, NOW, reached=NOW - DAY, waits=waits)
    page = owner.get("/desk/sources/").content.decode()
    assert waits in page
    assert "100 of 100 units spent today." in page
    assert "One waits until it may ask again; till then it is not heard." in page
    assert "Not heard since" in page


def test_a_stream_that_missed_something_and_a_feed_whose_hub_tells_say_so(owner):
    stream = add_source("Stream", "bluesky", "did:x", NOW)
    witness = add_source("Mine", "bluesky-notifications", "ines.example", NOW)
    feed = add_source("Blog", "feed", "https://blog.example/feed", NOW)
    add_subject(Subject("Ines", handles=("ines.example",)), NOW)
    for source in (stream, witness, feed):
        hear(source, [], "{}", NOW)
    said = ("bluesky", "did:ada", "Not here, @ines.example", NOW, NOW)
    post = Post("at://x/app.bsky.feed.post/1", *said, mentions=("ines.example",))
    hear(witness, [post], "{}", NOW)
    models.Subscription.objects.create(source=feed, hub="https://hub.example/", due_at=0, held_until=NOW + DAY)
    page = owner.get("/desk/sources/").content.decode()
    assert "1 message was heard late, from your own notifications: the stream had not brought it." in page
    assert "hub.example tells of each change at once." in page
