"""Listening to a forum. Discourse itself cannot run here: its documented answers are served over a real socket."""

from __future__ import annotations

import asyncio
import json
from urllib.parse import parse_qs, urlsplit

from amends.connectors.arrivals import Arrival
from amends.connectors.discourse import Discourse, source_for
from amends.connectors.door import Door
from connectors.test_door import http
from connectors.test_github_live import Waiting

NOW = 1_795_600_000_000_000


def said(number, text, **more):
    return {"id": number, "user_id": 30 + number % 3, "username": f"u{number % 3}", "name": "", "topic_id": 12,
            "post_number": number, "post_type": 1, "created_at": "2026-11-25T09:00:00.000Z",
            "cooked": f"<p>{text}</p>", "reply_to_post_number": None, **more}  # fmt: skip


def listen(there, turn, enough, cursor=""):
    heard, waiting = [], Waiting()
    turns = iter(range(10_000))

    async def wait(_seconds):
        turn(next(turns), waiting)

    async def serve(reader, writer):
        query = parse_qs(urlsplit((await reader.readuntil(b"\r\n\r\n")).decode().split()[1]).query)
        before = int(query.get("before", ["1000000"])[0])
        page = sorted((each for each in there if each["id"] < before), key=lambda each: -each["id"])[:5]
        writer.write(http(json.dumps({"latest_posts": page}).encode()))
        writer.close()

    async def go():
        server = await asyncio.start_server(serve, "127.0.0.1", 0)
        async with server, asyncio.timeout(10):
            place = f"127.0.0.1:{server.sockets[0].getsockname()[1]}"
            reader = Discourse(f"http://{place}", door=Door(near=[place]), now=lambda: NOW, wait=wait, arrivals=waiting)
            reading = reader.read(cursor)
            async for each in reading:
                heard.append(each)
                if enough(heard):
                    break
            await reading.aclose()

    asyncio.run(go())
    return heard


def posts(heard):
    return [post for each in heard for post in each.posts]


def test_webhooks_are_heard_and_what_they_lost_is_asked_for():
    there = [said(1, "Our new phone")]

    def turn(number, waiting):
        if number == 0:
            there.append(said(2, "@u1 I object", reply_to_post_number=1, reply_to_user={"username": "u1"}))
            waiting.kept.append(Arrival(1, "post_created", json.dumps({"post": there[-1]}).encode()))
        if number == 1:
            there.extend(said(n, f"Lost {n}") for n in range(3, 16))
            there.append(said(16, "between us", topic_archetype="private_message"))
        if number == 200:
            edited = json.dumps({"post": said(2, "@u1 I object firmly")}).encode()
            waiting.kept.append(Arrival(2, "post_edited", edited))
            waiting.kept.append(Arrival(3, "post_destroyed", edited))
            waiting.kept.append(Arrival(4, "user_created", b'{"user":{"id":1}}'))
            waiting.kept.append(Arrival(5, "post_created", b"{"))

    heard = listen(there, turn, lambda heard: any(each.refusals for each in heard))
    first = posts(heard)[0]
    host = first.id.partition("/")[0]
    assert (first.text, first.id, first.reply_to) == ("@u1 I object", f"{host}/t/12/2", f"{host}/t/12/1")
    assert (first.author, first.handle, first.mentions, first.reply_to_author) == (f"{host}/32", "u2", ("u1",), "u1")
    lost = [post.text for post in posts(heard) if post.text.startswith("Lost")]
    assert lost == [f"Lost {n}" for n in range(3, 16)], "three pages back, oldest first, and once"
    assert "between us" not in [post.text for post in posts(heard)]
    assert [edit.text for each in heard for edit in each.changes.edits] == ["@u1 I object firmly"]
    assert [gone.id for each in heard for gone in each.changes.withdrawals] == [first.id]
    assert json.loads(heard[-1].cursor) == {"newest": 16, "arrived": 5}
    assert posts(listen([*there, said(17, "New")], lambda *_: None, posts, heard[-1].cursor))[0].text == "New"


def test_the_address_of_a_topic_leads_to_its_forum():
    assert source_for("https://forum.example/t/a-topic/12/3").address == "https://forum.example"
    assert source_for("https://forum.example/") is None
