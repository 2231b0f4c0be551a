"""Mentions of the web, with a site of another author in a process of its own: told by us, and telling us."""

from __future__ import annotations

import asyncio
import json
import subprocess
import time
import urllib.request
from types import SimpleNamespace
from urllib.parse import urlencode

import pytest
from django.conf import settings

from actions.speaking_story import case as story
from actions.speaking_story import objection
from amends import clock
from amends.actions import line as one_line
from amends.actions.add_source import add_source
from amends.actions.add_subject import add_subject
from amends.actions.answer import answer_message
from amends.actions.publish_statement import publish_statement
from amends.actions.tell_links import tell_the_pages
from amends.connectors import polling
from amends.core.vocabulary import Subject
from amends.store import models
from amends.worker import network_readers
from amends.worker.listen import Listening
from amends.worker.tell_links import NOT_WANTED, TOLD
from peers.conftest import HERE, PEERS
from peers.full_network import end
from worker.test_tell_links import MESSAGE, SECOND, site, until_all_is_told

__all__ = ["site"]  # a fixture, asked for by its name

pytestmark = pytest.mark.django_db(transaction=True)
REPLY = (
    '<div class="h-entry"><a class="u-author h-card" href="/about">Ben</a>'
    ' to <a class="u-in-reply-to" href="{}">Ines</a><div class="e-content">{}</div></div>'
)


class Other:
    """The other site, by its address."""

    def __init__(self, address):
        self.address = address

    def ask(self, path, body=None):
        with urllib.request.urlopen(f"{self.address}{path}", body, timeout=20) as answer:
            return json.loads(answer.read() or "{}")

    def write(self, name, words):
        self.ask(f"/write/{name}", words.encode())
        return f"{self.address}/wrote/{name}"

    def tell(self, source, target):
        return self.ask(f"/tell?{urlencode({'source': source, 'target': target})}")

    def knows(self, source, path, times=1):
        """Tell what it made of a page of ours that links to one of its own, once it has looked so many times."""
        key, ends = f"{source} {self.address}{path}", time.monotonic() + 20
        while time.monotonic() < ends:
            found = self.ask("/mentions")
            if found["times"].get(key, 0) >= times:
                return found[key], found["times"][key]
            time.sleep(0.02)
        return None


@pytest.fixture(scope="module")
def other():
    python = PEERS / "webmention/bin/python"
    if not (PEERS / "webmention/installed").exists():
        pytest.skip("A site that is not ours, which takes mentions of the web, is not installed. It is by: make peers.")
    script = str(HERE / "indieweb_site.py")
    running = subprocess.Popen([python, script], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    try:
        yield Other(f"http://127.0.0.1:{int(running.stdout.readline())}")
    finally:
        end(running)
        running.stdout.close()


@pytest.fixture
def receiver(other):
    """Tell the address that pages of ours link to."""
    return other.address


@pytest.mark.flaky(reruns=2)  # now and then the other site loses one of two mentions that come at once
def test_it_believes_what_we_tell_it(monkeypatch, other, site):
    case = story(clock.now())
    words = f"I answered [there]({other.address}/header), and on {other.address}/tag. See {other.address}/deaf too."
    publish_statement(7, words, [], clock.now(), note="With links.")
    tell_the_pages(7, wanted=True)
    until_all_is_told(monkeypatch, site, SECOND)
    outcomes = dict(models.ToldLink.objects.values_list("target", "outcome"))
    assert outcomes == {f"{other.address}/{name}": said for name, said in
                        (("header", TOLD), ("tag", TOLD), ("deaf", NOT_WANTED))}  # fmt: skip
    ours = settings.AMENDS_ADDRESS
    assert other.knows(f"{ours}{SECOND}", "/header") == ("verified", 1)
    assert other.knows(f"{ours}{SECOND}", "/tag") == ("verified", 1)
    number = one_line.do(clock.now, objection, case, clock.now()).number
    for words in (f"I wrote about it: {other.address}/tag", "And I am sorry."):
        answer_message(7, number, words, clock.now())
        until_all_is_told(monkeypatch, site, MESSAGE)
    assert other.knows(f"{ours}{MESSAGE}", "/tag", times=2) == ("verified", 2)


@pytest.fixture
def line():
    """The one line of a running site, in which deeds of the page and of the reader stand."""
    opened = one_line.Line(clock.now)
    one_line.use(opened)
    yield opened
    one_line.use(None)
    asyncio.run(opened.close())


def listen(line, found):
    """Listen until something is so."""

    async def go():
        listening = Listening(line)
        listening.start(await line.run(models.Source.objects.get))
        async with asyncio.timeout(20):
            while not await line.run(found):  # noqa: ASYNC110 - what is awaited is a row, which tells nobody
                await asyncio.sleep(0.02)
        await listening.stop()

    asyncio.run(go())


def test_what_it_tells_us_is_heard_changed_and_taken_back(monkeypatch, other, line, live_server):
    # By its number: the other site asks nothing of a name that means the machine it is on.
    ours = live_server.url.replace("localhost", "127.0.0.1")
    monkeypatch.setattr(settings, "ALLOWED_HOSTS", ["*"])
    monkeypatch.setattr(settings, "AMENDS_NEAR", [other.address.partition("://")[2]])
    phone = other.write("phone", f'<link rel="webmention" href="{ours}/webmention/"><p>I was given this phone.')
    add_subject(Subject("Ines", links=(phone,)), clock.now())
    add_source("The web", "webmention", "", clock.now())
    monkeypatch.setattr(network_readers, "asyncio", SimpleNamespace(sleep=lambda _: asyncio.sleep(0.05)))
    monkeypatch.setattr(polling, "ARRIVALS", polling.SIGN)
    for words, heard in (
        ("You sold us.", "You sold us."),
        ("You <b>sold</b> us, and I am sad.", "You sold us, and I am sad."),
        ("", ""),
    ):
        reply = other.write("reply", words and REPLY.format(phone, words))
        assert other.tell(reply, phone) == {"endpoint": f"{ours}/webmention/", "success": True, "status_code": 202}
        listen(line, models.Post.objects.filter(text=heard).exists)
        if words:
            account = models.Account.objects.get()
            assert (account.name, account.author) == ("Ben", f"{other.address}/about")
    elsewhere = other.write("elsewhere", f'<link rel="webmention" href="{ours}/webmention/">')
    assert other.tell(reply, elsewhere)["status_code"] == 400, "it is no page of anybody whom this site listens for"
