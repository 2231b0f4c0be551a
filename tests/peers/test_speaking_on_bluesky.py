"""Bluesky's own server takes what the owner says: once, in its place, readable, and gone when she deletes it."""

from __future__ import annotations

import asyncio
import json
import time
import urllib.parse
import urllib.request
from dataclasses import replace
from urllib.parse import urlsplit

import pytest

from amends.connectors.bluesky_records import POST, record_key
from amends.connectors.door import Answer, Door, NoAnswer
from amends.connectors.protocols import CalledOff, Card, ShutOut, SourceRefused, ToSay
from amends.connectors.speaking import open_account, writer_of

WORDS = "Ich lag falsch, und das tut mir leid. 👩‍🚒 https://ines.example/cases/7/ holds all of it."


def now():
    return time.time_ns() // 1000


@pytest.fixture(scope="module")
def password(people):
    return people[0].call("com.atproto.server.createAppPassword", {"name": "amends speaks"})["password"]


@pytest.fixture(scope="module")
def door(pds):
    return Door(near=[urlsplit(pds).netloc])


def opened(door, pds, password, people):
    return asyncio.run(open_account("bluesky", people[0].handle, password, place=pds, door=door, now=now))


@pytest.fixture(scope="module")
def account(pds, door, people, password):
    return opened(door, pds, password, people)


@pytest.fixture
def kept():
    return []


@pytest.fixture
def writer(door, account, kept):
    return opens(door, account, kept)


def opens(door, account, kept):
    async def keep(fresh):
        kept.append(fresh.secrets)

    return writer_of(account, door=door, now=now, keep=keep)


def saying(words=WORDS, **more):
    at = now()
    return ToSay(words, record_key(at, 5), at, **more)


def record_of(pds, name):
    did, collection, rkey = name.removeprefix("at://").split("/")
    query = urllib.parse.urlencode({"repo": did, "collection": collection, "rkey": rkey})
    with urllib.request.urlopen(f"{pds}/xrpc/com.atproto.repo.getRecord?{query}", timeout=30) as answer:
        return json.load(answer)


def posts_of(pds, did):
    query = urllib.parse.urlencode({"repo": did, "collection": POST, "limit": 100})
    with urllib.request.urlopen(f"{pds}/xrpc/com.atproto.repo.listRecords?{query}", timeout=30) as answer:
        return json.load(answer)["records"]


def test_a_post_stands_with_its_link_and_its_card_and_is_read_back(pds, writer):
    card = Card("https://ines.example/cases/7/", "The phone", "I was wrong.")
    stands = asyncio.run(writer.write(saying(card=card)))
    record = record_of(pds, stands.name)
    assert (stands.words, stands.version) == (WORDS, record["cid"])
    assert stands.address == f"https://bsky.app/profile/{stands.name.removeprefix('at://').replace(POST, 'post')}"
    (facet,) = record["value"]["facets"]
    cut = WORDS.encode()[facet["index"]["byteStart"] : facet["index"]["byteEnd"]].decode()
    assert cut == facet["features"][0]["uri"] == "https://ines.example/cases/7/"
    assert record["value"]["embed"]["external"]["title"] == "The phone"


def test_a_second_try_of_the_same_post_writes_nothing(pds, people, door, account):
    before = len(posts_of(pds, people[0].did))
    post = saying("Once, and only once.")
    first = asyncio.run(opens(door, account, []).write(post))
    again = asyncio.run(opens(door, account, []).write(replace(post, again=True)))
    assert again == first
    assert len(posts_of(pds, people[0].did)) == before + 1


def test_two_tries_at_the_same_moment_leave_one_post(pds, people, door, account):
    """A first try that was cut off may still be under way when the second comes."""
    post = saying("At the same moment.")
    before = len(posts_of(pds, people[0].did))

    async def both():
        tries = [opens(door, account, []).write(post) for _ in range(2)]
        return await asyncio.gather(*tries)

    first, second = asyncio.run(both())
    assert first == second
    assert len(posts_of(pds, people[0].did)) == before + 1


class Cut:
    """A door behind which what is written arrives, and the answer to it is lost."""

    def __init__(self, door):
        self.door = door

    async def ask(self, address, **more):
        answer = await self.door.ask(address, **more)
        if "putRecord" in address:
            raise NoAnswer("The line was cut.")
        return answer


def test_what_was_taken_before_the_line_was_cut_is_found(pds, people, door, account):
    before = len(posts_of(pds, people[0].did))
    post = saying("Was it taken?")
    with pytest.raises(NoAnswer):
        asyncio.run(opens(Cut(door), account, []).write(post))
    asyncio.run(opens(door, account, []).write(replace(post, again=True)))
    assert len(posts_of(pds, people[0].did)) == before + 1


def test_an_answer_hangs_under_its_post_in_its_thread(pds, people, writer):
    _, ada, bo = people
    root = ada.say("Not in our personal space, please.")
    below = bo.say("Nor in mine.", to=root)
    stands = asyncio.run(writer.write(saying("You are right.", under=below["uri"])))
    assert record_of(pds, stands.name)["value"]["reply"] == {
        "root": {"uri": root["uri"], "cid": root["cid"]}, "parent": {"uri": below["uri"], "cid": below["cid"]},
    }  # fmt: skip


def test_what_answers_a_post_that_is_gone_is_not_sent(people, writer):
    gone = people[1].say("I take this back.")
    people[1].take_back(gone)
    with pytest.raises(SourceRefused, match="is gone from Bluesky"):
        asyncio.run(writer.write(saying("To whom?", under=gone["uri"])))


def test_a_deleted_post_is_gone_and_deleting_it_again_changes_nothing(writer):
    stands = asyncio.run(writer.write(saying("This will go.")))
    asyncio.run(writer.delete(stands.id))
    assert asyncio.run(writer.look(stands.id)) is None
    asyncio.run(writer.delete(stands.id))


def test_spent_tokens_are_renewed_and_kept(door, account, kept):
    spent = replace(account, secrets=account.secrets | {"access": "none.such.token"})
    asyncio.run(opens(door, spent, kept).write(saying("With a fresh token.")))
    assert kept[-1]["access"] not in ("", "none.such.token")
    both = replace(spent, secrets=spent.secrets | {"refresh": "none.such.token"})
    asyncio.run(opens(door, both, kept).write(saying("By the app password.")))
    assert kept[-1]["refresh"] not in ("", "none.such.token")
    assert kept[-1]["password"] == account.secrets["password"]


def test_an_app_password_that_was_revoked_is_told_with_what_to_do(door, account):
    spent = replace(account, secrets={"password": "was revoked", "access": "a.b.c", "refresh": "a.b.c"})
    with pytest.raises(ShutOut, match="Make a new app password"):
        asyncio.run(opens(door, spent, []).write(saying("Nobody lets me.")))


def test_the_password_of_the_account_itself_is_not_taken(pds, door, people):
    with pytest.raises(SourceRefused, match="opens everything"):
        opened(door, pds, "a sentence only they would say", people)


def test_a_wrong_password_is_told_with_what_to_do(pds, door, people):
    with pytest.raises(ShutOut, match="Make a new app password"):
        opened(door, pds, "wrong", people)


def test_a_post_that_the_network_refuses_is_told_and_not_tried_again(writer):
    with pytest.raises(SourceRefused, match="Change the words"):
        asyncio.run(writer.write(saying("x" * 301)))


class Closed:
    """A door behind which somebody gives the same answer to everything."""

    def __init__(self, status, body=b"{}", **headers):
        told = tuple((name.replace("_", "-"), value) for name, value in headers.items())
        self.answer = Answer(status, told, body, "https://bsky.social/")

    async def ask(self, *_args, **_more):
        return self.answer


@pytest.mark.parametrize(
    ("closed", "kind", "told"),
    [
        (Closed(429, retry_after="40"), CalledOff, "40 seconds"),
        (Closed(503, b"<h1>Down for maintenance</h1>"), OSError, r"error \(503\)"),
        (Closed(200, b"<h1>Down for maintenance</h1>"), OSError, "cannot be read"),
        (Closed(403, b"{}"), SourceRefused, "403"),
    ],
    ids=["429", "503", "a-page-in-the-place-of-an-answer", "403"],
)
def test_refusals_are_told_in_a_sentence(account, closed, kind, told):
    with pytest.raises(kind, match=told):
        asyncio.run(opens(closed, account, []).write(saying("Hello.")))
