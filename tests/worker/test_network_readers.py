"""Every kind of source has its reader, with its key taken out, and who writes by mail is who left that address here."""

from __future__ import annotations

import asyncio

import msgspec
import pytest
from django.conf import settings

from amends import clock
from amends.actions.add_source import add_source
from amends.actions.prove import email_person_key
from amends.actions.source_keys import TOKEN, keep_key, keep_session
from amends.connectors.bluesky_session import Session
from amends.connectors.door import NoAnswer
from amends.connectors.mastodon_live import MastodonAccount
from amends.connectors.mastodon_public import MastodonAnswers
from amends.connectors.protocols import Heard
from amends.core.antennae.people import person_key
from amends.worker import listen
from amends.worker.network_readers import NETWORKS
from amends.worker.readers import reader_of

pytestmark = pytest.mark.django_db

ADDRESSES = {
    "reddit": "r/phones",
    "youtube": "@ines",
    "x": "@ines_m",
    "bluesky-notifications": "alice.bsky.social",
    "mastodon": "https://example.social/@anna",
    "feed": "https://blog.example/feed",
    "github": "https://github.com/octo/app",
    "discourse": "https://forum.example",
    "hacker-news": "https://news.ycombinator.com/item?id=1",
    "webhook": "",
    "webmention": "",
    "mailbox": "imaps://anna%40mail.example@mail.example/INBOX",
}


@pytest.mark.parametrize("kind", sorted(NETWORKS))
def test_each_kind_has_a_reader(kind):
    assert callable(reader_of(add_source(kind, kind, ADDRESSES[kind], clock.now())).read)


def test_a_key_changes_what_is_heard_and_is_not_kept_in_the_open():
    row = add_source("anna", "mastodon", ADDRESSES["mastodon"], clock.now())
    assert isinstance(reader_of(row), MastodonAnswers)
    keep_key(row, TOKEN, "a-token-of-annas", settings.AMENDS_DATA, clock.now())
    row.refresh_from_db()
    assert "annas" not in str(row.options)
    reader = reader_of(row)
    assert isinstance(reader, MastodonAccount)
    assert reader._server.token == "a-token-of-annas"


def test_a_session_is_kept_locked_away_until_its_key_changes():
    row = add_source("mine", "bluesky-notifications", ADDRESSES["bluesky-notifications"], clock.now())
    keep_key(row, TOKEN, "abcd-efgh", settings.AMENDS_DATA, clock.now())
    session = Session("did:plc:a", "alice.bsky.social", "to-ask-with", "to-renew")
    keep_session(row.pk, msgspec.json.encode(session).decode(), settings.AMENDS_DATA)
    row.refresh_from_db()
    assert "to-renew" not in str(row.options)
    assert asyncio.run(reader_of(row)._account.whose()) == session
    keep_key(row, TOKEN, "another", settings.AMENDS_DATA, clock.now())
    row.refresh_from_db()
    assert set(row.options) == {TOKEN}


def test_who_writes_by_mail_is_who_left_that_address_on_the_floor():
    row = add_source("post", "mailbox", ADDRESSES["mailbox"], clock.now())
    key = reader_of(row)._keyed("Ben@Far.example")
    assert person_key("email", key) == email_person_key("ben@far.example")
    assert "far" not in key


def test_a_source_that_asks_again_in_vain_has_not_been_heard_meanwhile():
    row = add_source("videos", "youtube", ADDRESSES["youtube"], clock.now())
    listen._hear(row, [Heard((), (), "heard", clock.now())])
    for cursor in ("asked once", "asked twice", "asked again"):
        listen._hear(row, [Heard((), (), cursor, clock.now(), asks=True)])
        listen._failed(row, NoAnswer("youtube.example answered with an error (503)."))
        row.refresh_from_db()
    assert (row.state, row.failures, row.cursor) == ("failed", 3, "asked again"), "what it cost is written down"
    assert row.note == "It stopped: youtube.example answered with an error (503)."
    assert row.gaps.get().ended_at is None
    assert listen.patience(row) == 40.0
    listen._hear(row, [Heard((), (), "asked", clock.now(), asks=True), Heard((), (), "heard", clock.now())])
    row.refresh_from_db()
    assert (row.state, row.failures, row.gaps.get().ended_at is None) == ("listening", 0, False)
