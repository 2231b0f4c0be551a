"""A session with an app password at Bluesky's own server: opened, used, renewed, and opened anew where it was spent."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from urllib.parse import urlsplit

import msgspec
import pytest

from amends.connectors.bluesky_session import AppPassword, SignedIn
from amends.connectors.door import Door, NoAnswer
from amends.connectors.protocols import SourceRefused
from amends.core.vocabulary import SECOND


@pytest.fixture(scope="module")
def opens(pds, people):
    made = people[0].call("com.atproto.server.createAppPassword", {"name": "amends"})
    return AppPassword(people[0].handle, made["password"], pds)


def signed_in(opens, kept=None):
    sessions = [] if kept is None else [kept]

    async def keep(session):
        sessions.append(session)

    near = [urlsplit(opens.service).netloc]
    return SignedIn(Door(near=near), opens, now=lambda: 1_790_000_000 * SECOND, kept=kept, keep=keep), sessions


def said_by(account):
    return asyncio.run(account.get("com.atproto.server.getSession"))


def test_a_session_is_opened_once_and_kept(opens, people):
    account, sessions = signed_in(opens)
    assert said_by(account)["did"] == said_by(account)["did"] == people[0].did
    assert [(each.did, each.handle) for each in sessions] == [(people[0].did, people[0].handle)]


def test_a_session_of_before_is_gone_on_with(opens, people):
    account, sessions = signed_in(opens)
    asyncio.run(account.whose())
    wrong = replace(opens, password="not needed")
    again, _ = signed_in(wrong, msgspec.json.decode(msgspec.json.encode(sessions[0]), type=type(sessions[0])))
    assert said_by(again)["did"] == people[0].did


@pytest.mark.parametrize("whole", [True, False], ids=["renewed", "opened anew"])
def test_a_session_that_has_run_out_is_had_again(opens, people, whole):
    account, sessions = signed_in(opens)
    first = asyncio.run(account.whose())
    spent = msgspec.structs.replace(
        first, access="none.such.token", refresh=first.refresh if whole else "none.such.token"
    )
    password = opens if not whole else replace(opens, password="not needed")
    again, sessions = signed_in(password, spent)
    assert said_by(again)["did"] == people[0].did
    assert len(sessions) == 2


def test_something_is_done_in_the_accounts_name(opens, people):
    account, _ = signed_in(opens)
    record = {"$type": "app.bsky.feed.post", "text": "Said by amends.", "createdAt": "2026-11-27T10:00:00Z"}
    body = {"repo": people[0].did, "collection": "app.bsky.feed.post", "record": record}
    made = asyncio.run(account.post("com.atproto.repo.createRecord", body))
    gone = {"repo": people[0].did, "collection": "app.bsky.feed.post", "rkey": made["uri"].rpartition("/")[2]}
    assert "commit" in asyncio.run(account.post("com.atproto.repo.deleteRecord", gone))


def test_a_wrong_password_is_said_with_what_to_do(opens):
    account, sessions = signed_in(replace(opens, password="no such password"))
    with pytest.raises(SourceRefused, match=r"opens no session: .*Make a new app password"):
        said_by(account)
    assert sessions == []


def test_what_is_refused_is_said(opens):
    account, _ = signed_in(opens)
    with pytest.raises(NoAnswer, match="would not"):
        asyncio.run(account.post("com.atproto.repo.createRecord", {"repo": "x"}))
