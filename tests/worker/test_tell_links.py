"""Pages that the owner's words link to are told, where she wanted it: by a receiver in a process of its own."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import threading
import time
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction
from django.test import Client

from actions.speaking_story import case as story
from actions.speaking_story import objection
from amends import clock
from amends.actions.answer import answer_message
from amends.actions.publish_statement import publish_statement
from amends.actions.tell_links import AGAIN, TRIES, link_due, note_not_told, tell_the_pages
from amends.core.statement.links import links_of
from amends.store import models
from amends.worker.tell_links import NOT_WANTED, TOLD, tell_links
from worker.aside import Line

pytestmark = pytest.mark.django_db(transaction=True)
RECEIVER = Path(__file__).resolve().parent.parent / "peers" / "webmention_receiver.py"


@pytest.fixture
def receiver():
    with subprocess.Popen([sys.executable, str(RECEIVER)], stdout=subprocess.PIPE, text=True) as process:
        try:
            yield f"http://127.0.0.1:{int(process.stdout.readline())}"
        finally:
            process.terminate()


@pytest.fixture
def site(monkeypatch, receiver):
    """The public page of the case, as it is made for everybody, at an address that the receiver can ask."""
    pages = {}

    class Serving(BaseHTTPRequestHandler):
        def do_GET(self):
            body = pages.get(self.path, b"")
            self.send_response(200 if body else 404)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_told):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Serving)
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    place = f"127.0.0.1:{server.server_port}"
    monkeypatch.setattr(settings, "AMENDS_ADDRESS", f"http://{place}")
    monkeypatch.setattr(settings, "AMENDS_ORIGIN", place)
    monkeypatch.setattr(settings, "AMENDS_NEAR", [receiver.partition("://")[2]])
    yield pages
    server.shutdown()
    server.server_close()


def until_all_is_told(monkeypatch, pages, *paths):
    """Show pages as they are now, and let the worker tell until nothing is due."""
    monkeypatch.setattr("amends.worker.tell_links.TURN", 0.02)
    for path in paths:
        pages[path] = Client().get(path).content

    async def go():
        line = Line()
        await line.run(link_due, clock.now(), settings.AMENDS_ORIGIN)
        running = asyncio.create_task(tell_links(line))
        async with asyncio.timeout(30):
            due = models.ToldLink.objects.filter(due_at__lte=clock.now())
            while await line.run(due.all().exists):  # noqa: ASYNC110 - rows tell nobody
                await asyncio.sleep(0.02)
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)

    asyncio.run(go())


def known(receiver, source, path, times=1):
    """Tell whether the receiver found on a page of ours a link to one of its own, once it has looked so many times."""
    key, ends = f"{settings.AMENDS_ADDRESS}{source} {receiver}{path}", time.monotonic() + 20
    while time.monotonic() < ends:
        with urllib.request.urlopen(f"{receiver}/mentions", timeout=10) as answer:
            found = json.load(answer)
        if key in found and found[key]["times"] >= times:
            return found[key]["links"] and found[key]["times"] == times
        time.sleep(0.02)
    return None


SECOND, MESSAGE = "/cases/7/statement/2/", "/cases/7/messages/1/"


def test_pages_are_told_where_she_wanted_it_and_again_when_she_adds_words(monkeypatch, receiver, site):
    case = story(clock.now())
    words = f"I answered [there]({receiver}/header), and on {receiver}/tag. See {receiver}/deaf too."
    publish_statement(7, words, [], clock.now(), note="With links.")
    until_all_is_told(monkeypatch, site, SECOND)
    assert not models.ToldLink.objects.exists(), "she had not said so"
    assert tell_the_pages(7, wanted=True)
    until_all_is_told(monkeypatch, site, SECOND)
    outcomes = dict(models.ToldLink.objects.values_list("target", "outcome"))
    assert outcomes == {f"{receiver}/header": TOLD, f"{receiver}/tag": TOLD, f"{receiver}/deaf": NOT_WANTED}
    assert known(receiver, SECOND, "/header")
    assert known(receiver, SECOND, "/tag")

    with transaction.atomic():
        number = objection(case, clock.now()).number
    answer_message(7, number, f"I wrote about it: {receiver}/tag", clock.now())
    until_all_is_told(monkeypatch, site, MESSAGE)
    assert known(receiver, MESSAGE, "/tag")
    answer_message(7, number, "And I am sorry.", clock.now() + 1)
    until_all_is_told(monkeypatch, site, MESSAGE)
    assert known(receiver, MESSAGE, "/tag", times=2), "the page that is linked to learns that ours was changed"
    assert known(receiver, SECOND, "/tag"), "and of the statement it was told once"


@pytest.mark.usefixtures("site")
def test_a_page_that_cannot_be_reached_is_tried_a_few_times(monkeypatch):
    monkeypatch.setattr(settings, "AMENDS_ADDRESS", "https://ines.example")
    story(clock.now())
    publish_statement(7, "See https://away.example/1 and https://ines.example/mine.", [], clock.now(), note="Links.")
    tell_the_pages(7, wanted=True)
    now, tried = clock.now() + 1, 0
    while (due := link_due(now, "ines.example")) is not None:
        assert due.target == "https://away.example/1"
        note_not_told(due.row, "away.example does not answer.", now)
        tried, now = tried + 1, now + AGAIN * 4**tried
    assert tried == TRIES
    client = Client()
    client.force_login(User.objects.create_user("ines"), "allauth.account.auth_backends.AuthenticationBackend")
    page = client.get("/desk/cases/7/elsewhere/").content.decode()
    assert "away.example does not answer." in page
    assert 'value="yes" checked' in page
    client.post("/desk/cases/7/elsewhere/pages/", {})
    assert not models.Case.objects.get(number=7).tells_links
    models.ToldLink.objects.update(due_at=0)
    assert link_due(now, "ines.example") is None, "whoever takes it back is not told of any more"


def test_links_are_found_as_a_page_shows_them():
    words = "[a](https://a.example/x_(y)) https://b.example/q?r=1&s=2. (https://c.example/w_(z)) ftp://d.example"
    assert links_of(words) == ("https://a.example/x_(y", "https://b.example/q?r=1&s=2", "https://c.example/w_(z)")
    assert links_of("javascript:alert(1) mailto:a@b.example") == ()
