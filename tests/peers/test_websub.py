"""A feed whose hub tells of each change: with a hub that is not ours, and what anybody could send in its place."""

from __future__ import annotations

import asyncio
import hmac
import subprocess
import threading
import urllib.request
from contextlib import aclosing, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import SimpleNamespace
from urllib.error import HTTPError
from urllib.parse import urlencode, urlsplit

import pytest
from django.conf import settings

from amends import clock
from amends.actions.add_source import add_source
from amends.actions.subscribe import ANSWERS, claim_request, held_until
from amends.connectors.door import Door
from amends.connectors.feeds import EVERY, RARELY, FeedReader
from amends.core.vocabulary import DAY, MINUTE, SECOND
from amends.store import models
from amends.worker.subscriptions import ask_next
from amends.worker.waiting import Pushed
from peers.full_network import end
from peers.servers import HERE, PEERS

ENTRY = "<entry><id>https://blog.example/{0}</id><title>{1}</title><updated>2026-11-25T10:00:00Z</updated></entry>"


@pytest.fixture(scope="module")
def hub():
    """A hub of another author; tells its address."""
    python = PEERS / "websub/bin/python"
    if not (PEERS / "websub/bin/celery").exists():
        pytest.skip("A hub that is not ours is not installed. It is by: make peers.")
    script = str(HERE / "websub_hub.py")
    running = subprocess.Popen([python, script], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    try:
        yield f"http://127.0.0.1:{int(running.stdout.readline())}/hub"
    finally:
        end(running)
        running.stdout.close()


class Blog:
    """A feed with a link to its hub, in its header or within."""

    def __init__(self, hub, *, within):
        self.hub, self.within, self.entries, self.address = hub, within, ["First"], ""

    def body(self):
        links = f'<link rel="hub" href="{self.hub}"/><link rel="self" href="{self.address}"/>' if self.within else ""
        entries = "".join(ENTRY.format(n, title) for n, title in reversed(list(enumerate(self.entries))))
        return f'<feed xmlns="http://www.w3.org/2005/Atom"><title>Blog</title>{links}{entries}</feed>'.encode()


@contextmanager
def served(blog):
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            body = blog.body()
            self.send_response(200)
            self.send_header("Link", f'<{blog.hub}>; rel="hub", <{blog.address}>; rel="self"')
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/feed.xml"
    finally:
        server.shutdown()
        server.server_close()


class Inline:
    async def run(self, deed, *given):
        return await asyncio.to_thread(deed, *given)


@pytest.fixture
def site(live_server, monkeypatch, tmp_path):
    """A site that the hub can reach, with a feed among its sources."""
    monkeypatch.setattr(settings, "AMENDS_ADDRESS", live_server.url)
    monkeypatch.setattr(settings, "AMENDS_DATA", tmp_path)
    return live_server.url


def reader(source, waited):
    async def wait(seconds):
        waited.append(seconds)
        await asyncio.sleep(0.01)

    door = Door(near=settings.AMENDS_NEAR)
    return FeedReader(source.address, door=door, now=clock.now, wait=wait, pushes=Pushed(source.pk))


def asked_of(address, form=None, **headers):
    """Ask our own site, as anybody may; gives status and body."""
    body = form if isinstance(form, bytes) or form is None else urlencode(form).encode()
    try:
        with urllib.request.urlopen(urllib.request.Request(address, body, headers), timeout=30) as answer:
            return answer.status, answer.read().decode()
    except HTTPError as error:
        return error.code, ""


@pytest.mark.parametrize("within", [False, True], ids=["by header", "within"])
def test_a_hub_is_asked_verifies_and_tells(hub, site, monkeypatch, within):
    blog = Blog(hub, within=within)
    with served(blog) as address:
        blog.address = address
        monkeypatch.setattr(settings, "AMENDS_NEAR", tuple(urlsplit(each).netloc for each in (hub, address)))
        source = add_source("blog", "feed", address, clock.now())
        heard, waited = [], []

        async def listen(cursor, enough):
            async with asyncio.timeout(60), aclosing(reader(source, waited).read(cursor)) as reading:
                async for one in reading:
                    heard.append(one)
                    if enough():
                        return

        asyncio.run(listen("", lambda: True))
        assert held_until(source.pk) == 0
        asyncio.run(ask_next(Inline()))
        row = models.Subscription.objects.get()
        assert (row.hub, row.topic, row.note) == (hub, address, "")
        assert row.held_until == pytest.approx(clock.now() + 10 * DAY, abs=MINUTE)
        assert row.due_at < row.held_until, "it is asked again before it forgets"

        blog.entries.append("You were paid.")
        status, _ = asked_of(hub, {"hub.mode": "publish", "hub.topic": address})
        assert (status, models.Arrival.objects.count()) == (202, 1)
        asyncio.run(listen(heard[-1].cursor, lambda: any("paid" in post.text for one in heard for post in one.posts)))
        told = [post.text for one in heard for post in one.posts]
        assert told == ["You were paid."], "once, by whichever way was first"


def test_what_a_hub_tells_is_heard_while_the_feed_itself_is_asked_rarely(hub, site, monkeypatch):
    blog = Blog(hub, within=True)
    with served(blog) as address:
        blog.address = address
        monkeypatch.setattr(settings, "AMENDS_NEAR", tuple(urlsplit(each).netloc for each in (hub, address)))
        source = add_source("blog", "feed", address, clock.now())

        async def two_looks(waited):
            looks = 0
            async with asyncio.timeout(60), aclosing(reader(source, waited).read("")) as reading:
                async for _ in reading:
                    looks += 1
                    if looks == 1:
                        continue
                    return

        waited = []
        asyncio.run(two_looks(waited))
        assert sum(waited) <= EVERY
        asyncio.run(ask_next(Inline()))
        own = reader(source, waited)

        async def look():
            async with aclosing(own.read("")) as reading:
                await anext(reading)

        asyncio.run(look())
        assert own._every() == RARELY
        models.Subscription.objects.update(held_until=clock.now() - SECOND)
        asyncio.run(look())
        assert own._every() == EVERY, "a hub that has forgotten is no reason to hear less"


def subscribed(hub="https://hub.example/", topic="https://blog.example/feed"):
    source = add_source("blog", "feed", topic, clock.now())
    asyncio.run(Pushed(source.pk).offered(SimpleNamespace(hub=hub, topic=topic)))
    return claim_request(settings.AMENDS_DATA, clock.now())


def verify(site, request, **changed):
    asked = {
        "hub.mode": "subscribe",
        "hub.topic": request.offer.topic,
        "hub.challenge": "a word",
        "hub.lease_seconds": "600",
    }
    asked |= {key.replace("_", "."): value for key, value in changed.items()}
    return asked_of(f"{site}/in/hub/{request.token}/?{urlencode(asked)}")


def test_only_what_was_asked_for_is_confirmed_and_once(site):
    request = subscribed()
    for changed in (
        {"hub_topic": "https://other.example/"},
        {"hub_mode": "unsubscribe"},
        {"hub_challenge": "x" * 1_001},
    ):
        assert verify(site, request, **changed)[0] == 404
    assert verify(site, request) == (200, "a word")
    row = models.Subscription.objects.get()
    assert row.held_until - row.due_at == pytest.approx(200 * SECOND, abs=SECOND)
    assert verify(site, request)[0] == 404, "nothing was asked a second time"
    assert asked_of(f"{site}/in/hub/no-such-token/?hub.mode=subscribe")[0] == 404


def test_what_is_not_signed_by_the_hub_is_thrown_away(site):
    request = subscribed()
    verify(site, request)
    where, body = f"{site}/in/hub/{request.token}/", b"<feed xmlns='http://www.w3.org/2005/Atom'/>"

    def signed(method, secret=request.secret, said=body):
        return f"{method}={hmac.digest(secret.encode(), said, method).hex()}"

    for forged in (
        "",
        "sha256=",
        "sha256=00",
        "md5=" + "0" * 32,
        signed("sha256", "another"),
        signed("sha256", said=b"x"),
    ):
        assert asked_of(where, body, **{"X-Hub-Signature": forged})[0] == 202
    assert not models.Arrival.objects.exists()
    for number, method in enumerate(("sha1", "sha256", "sha384", "sha512"), 1):
        fresh = body + b"<!-- %d -->" % number
        for _ in range(2):
            assert asked_of(where, fresh, **{"X-Hub-Signature": signed(method, said=fresh)})[0] == 202
        assert models.Arrival.objects.count() == number, "the same twice is kept once"
    assert asked_of(f"{site}/in/hub/no-such-token/", body)[0] == 410, "a hub that still tells is told to stop"
    assert asked_of(where, b"x" * 2_000_001)[0] == 413


def test_a_hub_that_does_not_answer_is_asked_ever_more_rarely(site, monkeypatch):
    subscribed("http://127.0.0.1:9/")
    models.Subscription.objects.update(due_at=0)
    monkeypatch.setattr(settings, "AMENDS_NEAR", ("127.0.0.1:9",))
    waits = []
    for _ in range(3):
        asyncio.run(ask_next(Inline()))
        row = models.Subscription.objects.get()
        waits.append((row.due_at - clock.now()) / ANSWERS)
        models.Subscription.objects.update(due_at=0)
    assert waits == pytest.approx([2, 4, 8], abs=0.1)
    assert "127.0.0.1" in row.note


def test_a_hub_that_will_not_tell_says_why(site):
    request = subscribed()
    verify(site, request, hub_mode="denied", hub_reason="Too many")
    row = models.Subscription.objects.get()
    assert (row.note, row.held_until) == ("The hub will not tell: Too many.", 0)


def test_another_hub_is_asked_anew_and_one_that_is_named_no_more_is_let_go(site):
    first = subscribed()
    assert subscribed() is None, "the same is not asked twice"
    second = subscribed("https://other.example/")
    assert (second.offer.hub, second.token == first.token) == ("https://other.example/", False)
    asyncio.run(Pushed(models.Source.objects.get().pk).offered(None))
    assert not models.Subscription.objects.exists()


def test_a_site_without_an_address_asks_no_hub(site, monkeypatch):
    monkeypatch.setattr(settings, "AMENDS_ADDRESS", "")
    assert subscribed() is None
