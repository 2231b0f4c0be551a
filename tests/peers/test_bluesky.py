"""Bluesky's own server speaks, and what it says is heard: by the firehose, by a bridge to Jetstream, and by strangers.

The bridge is ours, since the real Jetstream cannot be had here; two clients from elsewhere read it, to check it.
"""

from __future__ import annotations

import asyncio
import json
import threading
from contextlib import aclosing
from urllib.parse import urlsplit

import pytest

from amends.connectors.bluesky_live import FIREHOSE, Bluesky, Cursor
from amends.connectors.door import Door
from amends.core.vocabulary import Sign
from peers.full_network import end
from peers.servers import Account

COLLECTIONS = ("app.bsky.feed.post", "app.bsky.feed.like", "app.bsky.feed.repost")


class OfInes:
    def __init__(self, did):
        self.did = did

    def __contains__(self, author):
        return author == self.did

    def concerns(self, posts):
        return [self.did in (post.author, post.reply_to_author) for post in posts]


@pytest.fixture(scope="module")
def story(people):
    """Say a little, change a word, take one back; tells what was made, in order."""
    ines, ada, bo = people
    own = ines.say("A phone, for an honest review.")
    no = ada.say("Not in our personal space, please.", to=own)
    hello = bo.say("Something else altogether.")
    like = bo.like(own)
    gone = ines.say("I should not have said this.")
    ines.take_back(gone)
    edited = ines.say("A phone, given to me, for an honest review.", rkey=own["uri"].rpartition("/")[2])
    bo.take_back(like)
    return {"own": own, "no": no, "hello": hello, "like": like, "gone": gone, "edited": edited}


def heard_until(address, did, last, cursor=""):
    """Listen from the beginning until a withdrawal of ``last`` was told; returns everything heard, in order."""

    async def go():
        heard = []
        near = [urlsplit(address).netloc]
        reading = Bluesky(Door(near=near), OfInes(did), addresses=[address]).read(cursor)
        async with asyncio.timeout(60), aclosing(reading):
            async for one in reading:
                heard.append(one)
                if any(each.id == last for each in one.changes.withdrawals):
                    return heard
        return heard

    return asyncio.run(go())


def is_the_story(heard, story):
    posts = [post for one in heard for post in one.posts]
    assert [post.id for post in posts] == [story["own"]["uri"], story["no"]["uri"], story["gone"]["uri"]]
    assert posts[1].text == "Not in our personal space, please."
    edits = [post for one in heard for post in one.changes.edits]
    assert [(post.id, post.text) for post in edits] == [
        (story["own"]["uri"], "A phone, given to me, for an honest review.")
    ]
    signs = [sign for one in heard for sign in one.changes.reactions]
    assert [(sign.id, sign.of, sign.sign) for sign in signs] == [(story["like"]["uri"], story["own"]["uri"], Sign.LIKE)]
    gone = [each.id for one in heard for each in one.changes.withdrawals]
    assert gone == [story["gone"]["uri"], story["like"]["uri"]]
    assert not [refusal for one in heard for refusal in one.refusals]


def test_the_firehose_of_the_real_server_is_heard(pds, people, story):
    address = pds.replace("http", "ws", 1) + f"/xrpc/{FIREHOSE}"
    from_the_beginning = str(Cursor(1, address, 1))
    is_the_story(heard_until(address, people[0].did, story["like"]["uri"], from_the_beginning), story)


def test_the_bridge_tells_the_same(jetstream, people, story):
    from_the_beginning = str(Cursor(10_000_001, "", 0))
    address = f"{jetstream}/subscribe"
    is_the_story(heard_until(address, people[0].did, story["like"]["uri"], from_the_beginning), story)


def test_whole_accounts_that_go_are_heard(pds, jetstream, people):
    """Put to rest, deleted, renamed: told by the firehose and by Jetstream alike, of those whose words are kept."""
    cyd = Account(pds, "cyd")
    cyd.call("com.atproto.identity.updateHandle", {"handle": "cyd-marlow.test"})
    cyd.call("com.atproto.server.deactivateAccount", {})
    last = people[1].like(people[1].say("And so it ends."))
    people[1].take_back(last)
    firehose = pds.replace("http", "ws", 1) + f"/xrpc/{FIREHOSE}"
    for address, begin in ((firehose, Cursor(1, firehose, 1)), (f"{jetstream}/subscribe", Cursor(10_000_001, "", 0))):
        heard = heard_until(address, cyd.did, last["uri"], str(begin))
        assert {each.author for one in heard for each in one.changes.renamings} == {cyd.did}
        assert [each.author for one in heard for each in one.changes.departures] == [cyd.did]


@pytest.mark.parametrize("client", ["skyware", "atcute"])
def test_clients_that_are_not_ours_read_the_bridge(jetstream, node, people, story, client):
    reader, last = node("jetstream_reader.mjs", client, jetstream, "1", "100000", *COLLECTIONS), story["like"]["uri"]
    patience = threading.Timer(60, reader.kill)
    patience.start()
    who, commits = {account.did for account in people}, []
    for line in reader.stdout:
        event = json.loads(line)
        if event["kind"] == "commit" and event["did"] in who:
            commits.append(event)
            if event["commit"]["operation"] == "delete" and last.endswith(event["commit"]["rkey"]):
                break
    patience.cancel()
    end(reader)
    reader.stdout.close()
    told = [(each["commit"]["operation"], each["commit"]["rkey"]) for each in commits]
    made = [story[name]["uri"].rpartition("/")[2] for name in ("own", "no", "hello", "like", "gone")]
    assert told == [
        *(("create", rkey) for rkey in made), ("delete", made[4]), ("update", made[0]), ("delete", made[3])
    ]  # fmt: skip
    assert commits[1]["commit"]["record"]["text"] == "Not in our personal space, please."
