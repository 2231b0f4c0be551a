"""What the owner says really goes out, to a server with Mastodon's API, and what is gone there is noticed."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from actions.speaking_story import LINK, WORDS, case, mastodon, said
from amends import clock
from amends.actions.own_accounts import keep_account, opened
from amends.actions.publish_statement import publish_statement
from amends.actions.speak import say, send_again
from amends.actions.unsay import withdraw
from amends.store import models
from amends.worker import speak as module
from amends.worker.speak import speak
from connectors import mastodon_peer
from worker.aside import Line

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(scope="module")
def peer(tmp_path_factory):
    with mastodon_peer.running(tmp_path_factory.mktemp("spoken"), streaming=False) as running:
        yield running


@pytest.fixture
def account(peer, settings, db):
    settings.AMENDS_NEAR = (peer.place,)
    case(clock.now())
    me = peer.ask("GET", "/api/v1/accounts/verify_credentials", "anna_token")
    return mastodon(clock.now(), place=peer.base, author=me["uri"], local=me["id"], token="anna_token")


def speak_until(done, monkeypatch):
    """Speak until something is so."""
    monkeypatch.setattr(module, "TURN", 0.01)

    async def story():
        line = Line()
        speaking = asyncio.create_task(speak(line))
        try:
            async with asyncio.timeout(30):
                while not await line.run(done):  # noqa: ASYNC110 - what is waited for is a row
                    await asyncio.sleep(0.01)
        finally:
            speaking.cancel()
            await asyncio.gather(speaking, return_exceptions=True)

    asyncio.run(story())


def rests():
    """Tell that nothing is due any more."""
    return not models.Speech.objects.filter(due_at__isnull=False).exists()


def status(peer, post):
    return peer.ask("GET", f"/api/v1/statuses/{post.local}")


def test_a_thread_stands_in_its_order_and_a_correction_under_its_first_post(peer, account, monkeypatch):
    first = say(said(account, f"{WORDS}\n1/2", f"{LINK}\n2/2"), clock.now())
    speak_until(rests, monkeypatch)
    top, below = first.posts.order_by("number")
    assert status(peer, below)["in_reply_to_id"] == top.local
    assert status(peer, top)["in_reply_to_id"] is None
    assert (top.address, top.name) == (status(peer, top)["url"], status(peer, top)["uri"])
    assert models.Entry.objects.filter(deed="crosspost.sent").count() == 1

    publish_statement(7, "It was mine to keep.", [], clock.now(), note="I had written that it was a loan.")
    second = say(said(account, "A correction.", which=2, press="press-2"), clock.now())
    speak_until(rests, monkeypatch)
    assert status(peer, second.posts.get())["in_reply_to_id"] == top.local


def test_a_spent_token_is_told_and_with_a_new_one_the_same_words_go_out(peer, account, monkeypatch):
    keep_account(_with(opened(account), "a_spent_token"), clock.now())
    speech = say(said(account), clock.now())
    speak_until(rests, monkeypatch)
    speech.refresh_from_db()
    account.refresh_from_db()
    assert speech.sent_at is None
    assert "Make a new token" in speech.note
    assert account.note == speech.note

    keep_account(_with(opened(account), "anna_token"), clock.now())
    assert send_again(speech, clock.now())
    speak_until(rests, monkeypatch)
    account.refresh_from_db()
    assert account.note == ""
    assert WORDS in status(peer, speech.posts.get())["content"]


def test_a_server_that_is_down_is_asked_again_and_nothing_is_lost(peer, account, monkeypatch):
    monkeypatch.setattr("amends.actions.sending.try_again", lambda *_: clock.now())
    peer.fault("/api/v1/statuses", type="status", status=503)
    speech = say(said(account), clock.now())
    speak_until(rests, monkeypatch)
    speech.refresh_from_db()
    assert (speech.tries, speech.note, speech.sent_at is not None) == (1, "", True)


def test_what_the_owner_deletes_is_gone_there(peer, account, monkeypatch):
    speech = say(said(account, "One.", "Two."), clock.now())
    speak_until(rests, monkeypatch)
    posts = list(speech.posts.order_by("number"))
    withdraw(speech, "I had named somebody.", clock.now())
    speak_until(rests, monkeypatch)
    for post in posts:
        with pytest.raises(OSError, match="404"):
            status(peer, post)
    assert not speech.posts.filter(gone_at=None).exists()


def test_what_is_deleted_there_is_noticed_and_written_down(peer, account, monkeypatch):
    speech = say(said(account, "One.", "Two."), clock.now())
    speak_until(rests, monkeypatch)
    gone = speech.posts.get(number=2)
    peer.ask("DELETE", f"/api/v1/statuses/{gone.local}", "anna_token")
    speech.posts.update(look_at=clock.now())
    speak_until(lambda: models.Entry.objects.filter(deed="crosspost.gone").exists(), monkeypatch)
    assert [post.gone_at is None for post in speech.posts.order_by("number")] == [True, False]


def _with(account, token):
    return replace(account, secrets={"token": token})
