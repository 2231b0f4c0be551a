"""Whatever happens to the line, in the end nothing is missing, nothing is double, and the desk said what was broken.

The servers are real ones, or stand-ins that others wrote; the proxy between breaks one connection after another.
"""

from __future__ import annotations

import asyncio
import html
import re
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import SimpleNamespace

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.test import Client
from structlog.testing import capture_logs

from amends import clock
from amends.actions.add_source import add_source
from amends.actions.add_subject import add_subject
from amends.actions.source_keys import TOKEN, keep_key
from amends.connectors import bluesky_live, imap_live, mastodon_live, polling
from amends.connectors.bluesky_live import FIREHOSE, Cursor
from amends.connectors.door import Door
from amends.core import vocabulary
from amends.store import models
from amends.worker import network_readers
from amends.worker.attention import attention
from amends.worker.listen import Listening
from connectors import dovecot_peer, mastodon_peer
from connectors.test_feeds import rss
from connectors.test_imap_live import written
from peers.faulty import WAYS, Proxy

LEAST = 12
# The tests' database lies in memory; there, and nowhere else, a page that is made may lock a table for a moment.
LOCKED = "database table is locked"

pytestmark = pytest.mark.django_db(transaction=True)


class AtOnce:
    """A line of deeds that are done in this thread."""

    async def run(self, deed, *given, **named):
        return deed(*given, **named)


@pytest.fixture
def listen(monkeypatch):
    """Listen through a proxy until every word was heard, taking the source up again whenever it stopped.

    Gives what the source's row said while it was broken, and what the desk said of the first of these.
    """
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
    # What waits between two looks waits shorter; what counts as silence is shorter, too.
    monkeypatch.setattr(network_readers, "asyncio", SimpleNamespace(sleep=lambda _: asyncio.sleep(0.05)))
    for module, name in ((bluesky_live, "STALLED"), (mastodon_live, "QUIET"), (imap_live, "PATIENCE")):
        monkeypatch.setattr(module, name, 0.7)
    monkeypatch.setattr(imap_live, "IDLE", 0.3)
    monkeypatch.setattr(polling, "ARRIVALS", polling.SIGN)
    monkeypatch.setitem(Door.ask.__kwdefaults__, "patience", 2.0)

    def desk():
        client = Client()
        client.force_login(User.objects.create_user("anna"), "allauth.account.auth_backends.AuthenticationBackend")
        return html.unescape(client.get("/desk/").content.decode())

    async def until_heard(source, proxy, say, network):
        notes, page, said, listening = [], "", set(), Listening(AtOnce())
        ends = time.monotonic() + 90
        try:
            while proxy.left() or len(said) < LEAST or said - heard(network):
                source.refresh_from_db()
                if source.pk not in listening.running():
                    if source.state == "failed" and LOCKED not in source.note:
                        notes.append(source.note)
                        page = page or await asyncio.to_thread(desk)
                    listening.start(source)
                if source.since and (proxy.left() or len(said) < LEAST):
                    said.add(words := f"Number {len(said)}: not in our personal space.")
                    await asyncio.to_thread(say, words, len(said))
                await asyncio.sleep(0.05)
                assert time.monotonic() < ends, f"{proxy.broke} {notes} {sorted(said - heard(network))}"
        finally:
            await listening.stop()
        return said, notes, page

    def go(source, proxy, say, network):
        attention.refresh(clock.now())

        async def within():
            async with proxy:
                monkeypatch.setattr(settings, "AMENDS_NEAR", [proxy.place])
                source.address = source.address.replace("PLACE", proxy.place)
                source.cursor = source.cursor.replace("PLACE", proxy.place)
                source.save()
                return await until_heard(source, proxy, say, network)

        return asyncio.run(within())

    with capture_logs():
        yield go


def heard(network):
    return set(kept(network))


def kept(network):
    """Give the words of each post that is kept, from their number on: some say first to whom they speak."""
    texts = models.Post.objects.filter(network=network, text__contains="Number").values_list("text", flat=True)
    return [text[text.index("Number") :] for text in texts]


def nothing_is_missing_or_double(network, said):
    assert sorted(kept(network)) == sorted(said)


def the_desk_named_it(source, notes, page):
    assert notes, "nothing was broken"
    assert all(re.match(r"It stopped: (What |http://)?127\.0\.0\.1[ :]", note) for note in notes), notes
    assert source.name in page
    assert notes[0] in page


def test_the_firehose_of_the_real_server(pds, people, listen):
    ines, ada, _ = people
    own = ines.say("A phone, for an honest review.")
    address = f"ws://PLACE/xrpc/{FIREHOSE}"
    add_subject(vocabulary.Subject("Ines", accounts=(ines.did,)), clock.now())
    source = add_source("The firehose", "bluesky", address, clock.now())
    source.cursor = str(Cursor(clock.now(), address, 1))
    proxy = Proxy(int(pds.rpartition(":")[2]), [(way, 1500) for way in WAYS], framed=True)
    said, notes, page = listen(source, proxy, lambda text, _: ada.say(text, to=own), "bluesky")
    assert set(proxy.broke) == set(WAYS)
    nothing_is_missing_or_double("bluesky", said)
    the_desk_named_it(source, notes, page)


def test_mastodons_stream_and_what_is_asked_beside_it(listen, tmp_path):
    with mastodon_peer.running(tmp_path) as peer:
        add_subject(vocabulary.Subject("Anna", handles=("anna",)), clock.now())
        source = add_source("Anna's account", "mastodon", "http://PLACE/@anna", clock.now())
        keep_key(source, TOKEN, "anna_token", settings.AMENDS_DATA, clock.now())
        source.refresh_from_db()
        source.cursor = '{"notifications":"0","home":"0"}'
        proxy = Proxy(int(peer.place.rpartition(":")[2]), [(way, 900) for way in WAYS])

        def say(text, number):
            peer.say(("ben", "cem", "dora")[number % 3], f"@anna {text}")

        said, notes, page = listen(source, proxy, say, "mastodon")
    nothing_is_missing_or_double("mastodon", said)
    the_desk_named_it(source, notes, page)


def test_a_mailbox_on_a_real_server(listen):
    with dovecot_peer.running() as (port, mail):
        add_subject(vocabulary.Subject("Anna", accounts=("anna@mail.example",)), clock.now())
        source = add_source("Anna's mailbox", "mailbox", "imap://anna%40mail.example@PLACE/INBOX", clock.now())
        keep_key(source, TOKEN, "secret", settings.AMENDS_DATA, clock.now())
        source.refresh_from_db()
        proxy = Proxy(port, [(way, 700) for way in WAYS])

        def say(text, number):
            dovecot_peer.deliver(mail, written(number, text, subject="Re: Your phone"), str(number))

        said, notes, page = listen(source, proxy, say, "email")
    nothing_is_missing_or_double("email", said)
    the_desk_named_it(source, notes, page)


def test_a_feed(listen):
    entries = []

    class Feed(BaseHTTPRequestHandler):
        def do_GET(self):
            body = rss(*((str(number), "Ben", text) for number, text in enumerate(entries)))
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_told):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Feed)
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    try:
        add_subject(vocabulary.Subject("Anna", terms=("our personal space",)), clock.now())
        source = add_source("Anna's blog", "feed", "http://PLACE/feed", clock.now())
        source.cursor = '{"begun":true}'
        proxy = Proxy(server.server_port, [(way, 0) for way in WAYS])
        said, notes, page = listen(source, proxy, lambda text, _: entries.append(text), "web")
    finally:
        server.shutdown()
        server.server_close()
    nothing_is_missing_or_double("web", said)
    the_desk_named_it(source, notes, page)
