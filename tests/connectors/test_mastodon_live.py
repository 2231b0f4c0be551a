"""Listening to Mastodon's API on a server of its own: what is told live, what was missed, and what goes wrong."""

from __future__ import annotations

import asyncio
import dataclasses
import time

import pytest

from amends.connectors.door import Door, NoAnswer
from amends.connectors.mastodon_live import MastodonAccount
from amends.connectors.mastodon_public import MastodonAnswers
from amends.connectors.mastodon_server import Server, source_for
from amends.connectors.mastodon_thread import account_behind, history, thread_of
from amends.connectors.protocols import CalledOff, SourceRefused
from amends.core.vocabulary import MINUTE, Changes, Sign
from connectors import mastodon_peer


@pytest.fixture(scope="module")
def peer(tmp_path_factory):
    with mastodon_peer.running(tmp_path_factory.mktemp("mastodon")) as running:
        yield running


@pytest.fixture(scope="module")
def unstreamed(tmp_path_factory):
    with mastodon_peer.running(tmp_path_factory.mktemp("unstreamed"), streaming=False) as running:
        yield running


class Clock:
    """A clock that stands beside the real one, and goes ahead when somebody waits."""

    def __init__(self):
        self.ahead = 0.0

    def now(self):
        return int((time.time() + self.ahead) * 1e6)

    async def wait(self, seconds):
        self.ahead += seconds
        await asyncio.sleep(0)


def reader(peer, clock, *, token="anna_token"):
    return MastodonAccount(
        f"{peer.base}/@anna", token=token, door=Door(near=[peer.place]), now=clock.now, wait=clock.wait
    )


def hear(reader, cursor, enough, *, meanwhile=None, patience=15):
    """Listen until ``enough`` of all that was heard; ``meanwhile`` happens after the first sign of life."""
    heard = []

    async def go():
        async with asyncio.timeout(patience):
            reading = reader.read(cursor)
            async for each in reading:
                heard.append(each)
                if len(heard) == 1 and meanwhile is not None:
                    await asyncio.to_thread(meanwhile)
                if enough(heard):
                    await reading.aclose()
                    return

    asyncio.run(go())
    return heard


def texts(heard):
    return [post.text for each in heard for post in each.posts]


def changes(heard):
    return Changes(
        *(
            tuple(item for each in heard for item in getattr(each.changes, field.name))
            for field in dataclasses.fields(Changes)
        )
    )


def begin(peer):
    return hear(reader(peer, Clock()), "", len)[-1].cursor


def test_what_happens_is_told_as_it_happens(peer):
    own = peer.say("anna", "I have a phone to show you")
    made = {}

    def storm():
        made["reply"] = peer.say("ben", "@anna this was no place for an advert", in_reply_to_id=own["id"])
        peer.say("cem", "hear, hear", quoted_status_id=own["id"])
        peer.say("dora", "@anna only for you", visibility="direct")
        peer.ask("POST", f"/api/v1/statuses/{own['id']}/favourite", "cem_token")
        peer.ask("POST", f"/api/v1/statuses/{own['id']}/reblog", "dora_token")

    heard = hear(reader(peer, Clock()), "", lambda heard: len(changes(heard).reactions) >= 2, meanwhile=storm)
    reply = next(post for each in heard for post in each.posts if "advert" in post.text)
    assert (reply.reply_to, reply.reply_to_author) == (own["uri"], f"{peer.base}/@anna")
    assert (reply.author, reply.handle, reply.network) == (f"{peer.base}/@ben", "ben", "mastodon")
    assert not any("only for you" in text for text in texts(heard))
    assert {(sign.sign, sign.of) for sign in changes(heard).reactions} == {
        (Sign.LIKE, own["uri"]), (Sign.REPOST, own["uri"])}  # fmt: skip


def test_an_edit_and_a_deletion_are_told(peer):
    own = peer.say("anna", "Ask me anything")
    peer.ask("POST", f"/api/v1/accounts/{account(peer, 'ben')}/follow", "anna_token")
    first = peer.say("ben", "@anna why did you?", in_reply_to_id=own["id"])
    cursor = begin(peer)

    def changed():
        said = peer.say("ben", "@anna you sold us", in_reply_to_id=own["id"])
        peer.ask("PUT", f"/api/v1/statuses/{said['id']}", "ben_token", status="@anna you did not ask us")
        peer.ask("DELETE", f"/api/v1/statuses/{said['id']}", "ben_token")

    heard = hear(reader(peer, Clock()), cursor, lambda heard: changes(heard).withdrawals, meanwhile=changed)
    assert "@anna you did not ask us" in [post.text for post in changes(heard).edits]
    assert changes(heard).withdrawals[0].id in {post.id for each in heard for post in each.posts}
    assert first["uri"] not in {gone.id for gone in changes(heard).withdrawals}


def account(peer, name):
    return peer.ask("GET", f"/api/v1/accounts/lookup?acct={name}")["id"]


def test_what_was_missed_is_told_in_order_and_once(peer):
    own = peer.say("anna", "Back tomorrow")
    cursor = begin(peer)
    for number in range(45):
        peer.say("ben", f"@anna objection {number}", in_reply_to_id=own["id"])
    heard = hear(reader(peer, Clock()), cursor, lambda heard: len(texts(heard)) >= 45)
    said = [text for text in texts(heard) if "objection" in text]
    assert said == [f"@anna objection {number}" for number in range(45)]
    assert {post.reply_to for each in heard for post in each.posts if "objection" in post.text} == {own["uri"]}
    # Cut anywhere: what comes after each delivery's cursor is what came after it.
    middle = next(each for each in heard if each.posts)
    again = texts(hear(reader(peer, Clock()), middle.cursor, lambda heard: len(texts(heard)) >= 5))
    assert [text for text in again if "objection" in text] == said[len(middle.posts) :]


def test_what_was_changed_while_nobody_listened_is_told(peer):
    own = peer.say("anna", "Good night")
    cursor = begin(peer)
    kept = peer.say("cem", "@anna shame", in_reply_to_id=own["id"])
    gone = peer.say("dora", "@anna never again", in_reply_to_id=own["id"])
    heard = hear(reader(peer, Clock()), cursor, lambda heard: len(texts(heard)) >= 2)
    peer.ask("PUT", f"/api/v1/statuses/{kept['id']}", "cem_token", status="@anna a pity")
    peer.ask("DELETE", f"/api/v1/statuses/{gone['id']}", "dora_token")
    later = changes(hear(reader(peer, Clock()), heard[-1].cursor, changes))
    assert [post.text for post in later.edits] == ["@anna a pity"]
    assert [each.id for each in later.withdrawals] == [gone["uri"]]


def test_what_a_filter_of_the_account_holds_back_is_heard(peer):
    cursor = begin(peer)
    peer.ask("PATCH", "/api/v2/notifications/policy", "anna_token", for_not_following="filter")
    try:
        peer.say("dora", "@anna I do not even know you, and I object")
        shown = peer.ask("GET", "/api/v1/notifications?limit=1", "anna_token")
        assert not any("even know you" in str(each) for each in shown), "the filter works, so the test can fail"
        heard = hear(reader(peer, Clock()), cursor, texts)
    finally:
        peer.ask("PATCH", "/api/v2/notifications/policy", "anna_token", for_not_following="accept")
    assert "@anna I do not even know you, and I object" in texts(heard)


def test_a_quiet_stream_shows_that_it_lives(peer):
    heard = hear(reader(peer, Clock()), begin(peer), lambda heard: len(heard) >= 4)
    assert texts(heard) == []
    assert heard[0].at <= heard[-1].at


def test_a_server_without_a_stream_is_polled(unstreamed):
    own = unstreamed.say("anna", "Hello")
    clock = Clock()

    def reply():
        unstreamed.say("ben", "@anna no", in_reply_to_id=own["id"])

    heard = hear(reader(unstreamed, clock), "", texts, meanwhile=reply)
    assert texts(heard) == ["@anna no"]
    assert clock.ahead >= 30


@pytest.mark.parametrize(
    ("effect", "error", "words"),
    [
        ({"type": "status", "status": 401}, SourceRefused, "Sign in"),
        ({"type": "status", "status": 403}, SourceRefused, "Sign in"),
        ({"type": "ratelimit", "headers": {"Retry-After": "7"}}, CalledOff, "7 seconds"),
        ({"type": "status", "status": 503, "headers": {"Retry-After": "90"}}, CalledOff, "90 seconds"),
        ({"type": "status", "status": 502}, NoAnswer, "502"),
        ({"type": "malformed"}, NoAnswer, "cannot be read"),
    ],
)
@pytest.mark.parametrize("path", ["/api/v1/accounts/verify_credentials", "/api/v1/notifications"])
def test_what_goes_wrong_is_said_in_a_sentence(peer, effect, error, words, path):
    peer.fault(path, **effect)
    try:
        with pytest.raises(error, match=words) as raised:
            hear(reader(peer, Clock()), '{"notifications":"1"}', lambda heard: len(heard) > 3)
    finally:
        peer.ask("DELETE", "/api/v1/_mock/faults")
    assert str(raised.value).endswith(".")
    if error is CalledOff:
        assert raised.value.seconds in (7, 90)


def test_a_broken_stream_is_taken_up_and_nothing_is_missing(peer):
    own = peer.say("anna", "Still here")
    clock = Clock()
    listening = reader(peer, clock)
    cut = {"left": 2}
    whole = Door(near=[peer.place])

    class Cutting(Door):
        """A door whose streams break after the third piece."""

        def stream(self, address, **how):
            return _cut(whole.stream(address, **how), cut)

    listening._server = dataclasses.replace(listening._server, door=Cutting(near=[peer.place]))
    said = iter(range(100))

    def enough(heard):
        if len(heard) % 3 == 0 and len(heard) < 30:
            peer.say("cem", f"@anna again {next(said)}", in_reply_to_id=own["id"])
        return len({text for text in texts(heard) if "again" in text}) >= 8

    hear(listening, begin(peer), enough)
    assert cut["left"] == 0
    assert clock.ahead >= 2


def _cut(opening, cut):
    from contextlib import asynccontextmanager

    @asynccontextmanager
    async def opened():
        async with opening as (head, pieces):

            async def some():
                number = 0
                async for piece in pieces:
                    number += 1
                    if number > 3 and cut["left"]:
                        cut["left"] -= 1
                        return
                    yield piece

            yield head, some()

    return opened()


def test_without_a_key_the_public_answers_are_heard(peer):
    clock = Clock()
    own = peer.say("dora", "My new shop")
    door = Door(near=[peer.place])
    made = {}

    def answers():
        made["reply"] = peer.say("ben", "@dora you copied it", in_reply_to_id=own["id"])
        made["below"] = peer.say("cem", "@ben are you sure?", in_reply_to_id=made["reply"]["id"])

    def enough(heard):
        if "are you sure" not in " ".join(texts(heard)):
            return False
        if "changed" not in made:
            made["changed"] = peer.ask(
                "PUT", f"/api/v1/statuses/{made['reply']['id']}", "ben_token", status="@dora you copied all of it"
            )
            peer.ask("DELETE", f"/api/v1/statuses/{made['below']['id']}", "cem_token")
        return changes(heard).withdrawals and changes(heard).edits

    answered = MastodonAnswers(f"{peer.base}/@dora", door=door, now=clock.now, wait=clock.wait)
    heard = hear(answered, "", enough, meanwhile=answers)
    reply = next(post for each in heard for post in each.posts if "copied it" in post.text)
    assert (reply.reply_to, reply.reply_to_author) == (own["uri"], f"{peer.base}/@dora")
    assert [each.id for each in changes(heard).withdrawals] == [made["below"]["uri"]]
    assert [post.text for post in changes(heard).edits] == ["@dora you copied all of it"]
    assert heard[-1].at - heard[0].at >= 1 * MINUTE


def test_a_thread_says_where_it_may_be_incomplete(peer):
    own = peer.say("anna", "What do you think?")
    for who in ("ben", "cem"):
        peer.say(who, f"@anna {who} objects", in_reply_to_id=own["id"])
    server = Server(peer.base, Door(near=[peer.place]), Clock().now)
    thread = asyncio.run(thread_of(server, own["uri"]))
    assert [post.text for post in thread.posts] == ["What do you think?", "@anna ben objects", "@anna cem objects"]
    assert {post.reply_to for post in thread.posts[1:]} == {own["uri"]}
    assert thread.possibly_incomplete == ""
    peer.say("dora", "@anna between us", in_reply_to_id=own["id"], visibility="direct")
    assert "counts 3 answers" in asyncio.run(thread_of(server, own["uri"])).possibly_incomplete
    with pytest.raises(NoAnswer, match="does not know"):
        asyncio.run(thread_of(server, "https://elsewhere.example/users/x/statuses/1"))


@pytest.mark.parametrize("token", ["", "anna_token"])
def test_what_was_said_before_is_history(peer, token):
    own = peer.say("anna", "A long story")
    peer.say("ben", "@anna too long", in_reply_to_id=own["id"])
    server = Server(peer.base, Door(near=[peer.place]), Clock().now, token)

    async def all_of(since):
        return {post.text: post async for posts in history(server, "anna", since) for post in posts}

    found = asyncio.run(all_of(0))
    assert {"A long story", "@anna too long"} <= set(found)
    assert found["@anna too long"].heard_at == found["@anna too long"].created_at
    assert asyncio.run(all_of(2**60)) == {}


def test_a_handle_leads_to_a_source(peer):
    assert source_for("@anna@example.social").address == "https://example.social/@anna"
    assert source_for("https://example.social/users/anna") == source_for("https://Example.social/@anna/")
    for other in ("anna", "alice.bsky.social", "anna@example.org", "https://example.social/@anna/1", "@a@b"):
        assert source_for(other) is None
    who = asyncio.run(account_behind(Server(peer.base, Door(near=[peer.place]), Clock().now), f"{peer.base}/@anna"))
    assert (who.accounts, who.name) == ((f"{peer.base}/@anna",), "Anna")
    with pytest.raises(NoAnswer, match="no account called @nobody"):
        asyncio.run(account_behind(Server(peer.base, Door(near=[peer.place]), Clock().now), f"{peer.base}/@nobody"))
