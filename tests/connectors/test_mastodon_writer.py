"""A server with Mastodon's API takes what the owner says: once, in its place, readable, gone when she deletes it."""

from __future__ import annotations

import asyncio
import json
import time
import urllib.error
from dataclasses import replace

import pytest

from amends.connectors.door import Answer, Door, NoAnswer
from amends.connectors.mastodon_writer import MastodonWriter, whom
from amends.connectors.protocols import CalledOff, ShutOut, SourceRefused, ToSay
from connectors import mastodon_peer


@pytest.fixture(scope="module")
def peer(tmp_path_factory):
    with mastodon_peer.running(tmp_path_factory.mktemp("speaking"), streaming=False) as running:
        yield running


@pytest.fixture(scope="module")
def opened(peer):
    return asyncio.run(whom(door(peer), peer.base, "anna_token", now))


def now():
    return time.time_ns() // 1000


def door(peer):
    return Door(near=[peer.place])


@pytest.fixture
def writer(peer, opened):
    return MastodonWriter(peer.base, opened.id, "anna_token", door=door(peer), now=now)


def saying(words, key="", **more):
    return ToSay(words, key or f"key-{time.monotonic_ns()}", now(), **more)


def own(peer, opened):
    return peer.ask("GET", f"/api/v1/accounts/{opened.id}/statuses?limit=40", "anna_token")


def test_a_token_says_whom_it_speaks_for_and_how_much_a_post_holds(peer, opened):
    assert (opened.handle, opened.letters, opened.link) == (f"anna@{peer.place}", 500, 23)
    assert opened.name == f"{peer.base}/@anna"
    with pytest.raises(SourceRefused, match="write:statuses"):
        asyncio.run(whom(door(peer), peer.base, "a_wrong_token", now))


@pytest.mark.parametrize(
    ("told", "room"),
    [
        (b'{"configuration": {"statuses": {"max_characters": 5000, "characters_reserved_per_url": 30}}}', (5000, 30)),
        (b'{"configuration": {"statuses": {"max_characters": -1, "characters_reserved_per_url": "23"}}}', (500, 23)),
        (b"{}", (500, 23)),
    ],
)
def test_a_server_that_holds_more_says_so(told, room):
    class Other:
        async def ask(self, address, **_more):
            account = b'{"id": "1", "username": "anna", "uri": "https://own.example/users/anna"}'
            return Answer(200, (), told if "instance" in address else account, address)

    opened = asyncio.run(whom(Other(), "https://own.example", "token", now))
    assert (opened.letters, opened.link) == room


def test_a_post_stands_and_is_read_back(peer, writer):
    said = "I was wrong, and I am sorry.\n\nhttps://ines.example/cases/7/"
    stands = asyncio.run(writer.write(saying(said)))
    told = peer.ask("GET", f"/api/v1/statuses/{stands.id}")
    assert (told["uri"], told["url"], told["visibility"]) == (stands.name, stands.address, "public")
    assert stands.words.split() == said.split()


def test_a_second_try_of_the_same_post_writes_nothing(peer, opened, writer):
    before = len(own(peer, opened))
    post = saying("Once, and only once.")
    first = asyncio.run(writer.write(post))
    again = asyncio.run(writer.write(post))
    assert again == first
    # The server forgets keys after an hour; what stands is then found among the account's own posts.
    later = asyncio.run(writer.write(replace(post, key="forgotten", again=True)))
    assert later == first
    assert len(own(peer, opened)) == before + 1


class Cut:
    """A door behind which what is written arrives, and the answer to it is lost."""

    def __init__(self, door):
        self.door = door

    async def ask(self, address, **more):
        answer = await self.door.ask(address, **more)
        if more.get("method") == "POST":
            raise NoAnswer("The line was cut.")
        return answer


def test_what_was_taken_before_the_line_was_cut_is_found(peer, opened, writer):
    before = len(own(peer, opened))
    post = saying("Was it taken?")
    cut = MastodonWriter(peer.base, opened.id, "anna_token", door=Cut(door(peer)), now=now)
    with pytest.raises(NoAnswer):
        asyncio.run(cut.write(post))
    # By its key, or, where that is forgotten, by its words.
    for key in (post.key, "forgotten"):
        asyncio.run(writer.write(replace(post, key=key, again=True)))
    assert len(own(peer, opened)) == before + 1


def test_an_earlier_try_is_known_in_the_form_in_which_mastodon_shows_words():
    """Mentions lose their server, links are cut into parts: markup as Mastodon writes it."""
    content = (
        '<p><span class="h-card" translate="no"><a href="https://other.example/@ben" class="u-url mention">@<span>ben'
        '</span></a></span> You are right: <a href="https://ines.example/cases/7/" target="_blank" rel="nofollow"'
        ' translate="no"><span class="invisible">https://</span><span class="ellipsis">ines.example/ca</span><span'
        ' class="invisible">ses/7/</span></a></p><p>I am sorry.</p>'
    )
    name = "https://own.example/users/anna/statuses/7"
    status = {"id": "7", "uri": name, "content": content, "created_at": "2026-03-12T22:40:01Z"}

    class Own:
        async def ask(self, address, **more):
            assert more.get("method", "GET") == "GET"
            return Answer(200, (), json.dumps([status]).encode(), address)

    words = "@ben@other.example You are right: https://ines.example/cases/7/\n\nI am sorry."
    post = ToSay(words, "key", 1_773_355_200_000_000, again=True)
    writer = MastodonWriter("https://own.example", "1", "token", door=Own(), now=now)
    assert asyncio.run(writer.write(post)).name == name


@pytest.mark.parametrize("refused", ["/statuses", "/search"])
def test_a_token_that_may_not_read_is_not_taken(refused):
    class Half:
        async def ask(self, address, **_more):
            account = b'{"id": "1", "username": "anna", "uri": "https://own.example/users/anna"}'
            return Answer(403 if refused in address else 200, (), account, address)

    with pytest.raises(ShutOut, match="read:search"):
        asyncio.run(whom(Half(), "https://own.example", "token", now))


def test_the_same_words_of_another_day_are_no_earlier_try(peer, writer):
    first = asyncio.run(writer.write(saying("Good morning.")))
    much_later = replace(saying("Good morning.", again=True), at=now() + 600_000_000)
    assert asyncio.run(writer.write(much_later)).id != first.id


def test_an_answer_hangs_under_its_post(peer, writer):
    objection = peer.say("ben", "Not in our personal space, @anna.")
    stands = asyncio.run(writer.write(saying("@ben You are right.", under=objection["uri"])))
    assert peer.ask("GET", f"/api/v1/statuses/{stands.id}")["in_reply_to_id"] == objection["id"]


def test_what_answers_a_post_that_is_gone_is_not_sent(peer, opened, writer):
    gone = peer.say("ben", "I take this back.")
    peer.ask("DELETE", f"/api/v1/statuses/{gone['id']}", "ben_token")
    before = len(own(peer, opened))
    with pytest.raises(SourceRefused, match="cannot find the post this answers"):
        asyncio.run(writer.write(saying("To whom?", under=gone["uri"])))
    assert len(own(peer, opened)) == before


def test_a_post_from_another_server_is_looked_up_there(opened):
    """The stand-in knows no other servers: what its search would answer is told as Mastodon documents it."""
    remote = "https://other.example/users/cem/statuses/5"
    asked = []

    class Federated:
        async def ask(self, address, **more):
            asked.append((address, more.get("body")))
            found = {"statuses": [{"id": "77", "uri": remote}]}
            status = {"id": "78", "uri": "https://own.example/users/anna/statuses/78", "content": "<p>Yes.</p>"}
            return Answer(200, (), json.dumps(found if "/api/v2/search?" in address else status).encode(), address)

    writer = MastodonWriter("https://own.example", "1", "token", door=Federated(), now=now)
    asyncio.run(writer.write(saying("Yes.", under=remote)))
    assert "resolve=true" in asked[0][0]
    assert json.loads(asked[1][1])["in_reply_to_id"] == "77"


def test_a_deleted_post_is_gone_and_deleting_it_again_changes_nothing(peer, writer):
    stands = asyncio.run(writer.write(saying("This will go.")))
    asyncio.run(writer.delete(stands.id))
    assert asyncio.run(writer.look(stands.id)) is None
    with pytest.raises(urllib.error.HTTPError):
        peer.ask("GET", f"/api/v1/statuses/{stands.id}")
    asyncio.run(writer.delete(stands.id))


def test_an_edited_post_is_another_version(peer, writer):
    stands = asyncio.run(writer.write(saying("As it was.")))
    peer.ask("PUT", f"/api/v1/statuses/{stands.id}", "anna_token", status="As it never was.")
    after = asyncio.run(writer.look(stands.id))
    assert (after.words, after.version == stands.version) == ("As it never was.", False)


def test_what_is_too_long_is_told_with_the_servers_own_words(writer):
    with pytest.raises(SourceRefused, match="Text is too long"):
        asyncio.run(writer.write(saying("x" * 501)))


@pytest.mark.parametrize(
    ("fault", "kind", "told"),
    [
        ({"type": "status", "status": 503}, OSError, r"error \(503\)"),
        ({"type": "status", "status": 401}, SourceRefused, "Make a new token"),
        ({"type": "ratelimit"}, CalledOff, "left alone"),
        ({"type": "malformed"}, OSError, "cannot be read"),
    ],
    ids=["503", "401", "429", "malformed"],
)
def test_refusals_are_told_in_a_sentence(peer, writer, fault, kind, told):
    peer.fault("/api/v1/statuses", **fault)
    with pytest.raises(kind, match=told):
        asyncio.run(writer.write(saying("Hello.")))
