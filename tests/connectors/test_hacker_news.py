"""Listening to a discussion on Hacker News, which cannot run here: its documented answers over a real socket."""

from __future__ import annotations

import asyncio
import json

import pytest

from amends.connectors.door import Door
from amends.connectors.hacker_news import HackerNews, history, source_for
from amends.connectors.protocols import SourceRefused
from connectors.test_door import http

NOW = 1_795_600_000_000_000
PAGE = "https://news.ycombinator.com/item?id=1"


def item(number, parent=None, text="", **more):
    return {"id": number, "by": f"u{number}", "time": 1_795_590_000 + number, "type": "comment", "parent": parent,
            "text": text, "kids": [], **more}  # fmt: skip


def story():
    items = {1: item(1, title="I was given a phone", url="https://anna.example/phone", kids=[2], type="story"),
             2: item(2, 1, "<p>No place for adverts", kids=[3]), 3: item(3, 2, "Agreed")}  # fmt: skip
    del items[1]["parent"]
    return items


def serving(items, use):
    asked = []

    async def serve(reader, writer):
        number = int((await reader.readuntil(b"\r\n\r\n")).decode().split()[1].rpartition("/")[2].removesuffix(".json"))
        asked.append(number)
        writer.write(http(json.dumps(items.get(number)).encode()))
        writer.close()

    async def go():
        server = await asyncio.start_server(serve, "127.0.0.1", 0)
        async with server, asyncio.timeout(10):
            place = f"127.0.0.1:{server.sockets[0].getsockname()[1]}"
            return await use(Door(near=[place]), f"http://{place}")

    return asyncio.run(go()), asked


def test_the_whole_discussion_is_walked_and_what_changes_is_told():
    items, heard = story(), []

    async def use(door, api):
        turns = iter(range(1_000))

        async def wait(_seconds):
            turn = next(turns)
            if turn == 0:
                items[3]["kids"] = [4]
                items[4] = item(4, 3, "So do I")
                items[2]["text"] = "<p>No place for adverts at all"
                items[2]["kids"].append(5)
                items[5] = item(5, 2, "[flagged]", dead=True)
            elif turn == 2:
                items[4] |= {"deleted": True, "text": None, "by": None}

        reading = HackerNews(PAGE, door=door, now=lambda: NOW, wait=wait, api=api).read("")
        async for each in reading:
            heard.append(each)
            if each.changes.withdrawals:
                await reading.aclose()
                return

    serving(items, use)
    posts = [post for each in heard for post in each.posts]
    assert [post.text for post in posts] == ["So do I"], "what was there is known, and what is dead says nothing"
    assert (posts[0].reply_to, posts[0].reply_to_author) == ("news.ycombinator.com/item?id=3", "u3")
    assert posts[0].links == ("https://anna.example/phone", PAGE)
    assert [edit.text for each in heard for edit in each.changes.edits] == ["No place for adverts at all"]
    assert heard[-1].changes.withdrawals[0].id == posts[0].id


def test_what_is_settled_is_not_asked_for_again():
    items = story()
    for each in items.values():
        each["time"] -= 3 * 86_400

    async def use(door, api):
        async def wait(_seconds):
            pass

        reading = HackerNews(PAGE, door=door, now=lambda: NOW, wait=wait, api=api).read("")
        signs = 0
        async for _ in reading:
            signs += 1
            if signs == 6:
                await reading.aclose()
                return

    assert serving(items, use)[1] == [1, 2, 3]


def test_history_is_what_was_said_and_still_stands():
    async def use(door, api):
        return await history(PAGE, door, NOW, 0, api=api)

    posts, _ = serving(story() | {3: item(3, 2, None, deleted=True)}, use)
    assert [post.text for post in posts] == ["I was given a phone", "No place for adverts"]
    with pytest.raises(SourceRefused, match="no item"):
        serving({}, lambda door, api: _first(HackerNews(PAGE, door=door, now=lambda: NOW, wait=None, api=api)))


async def _first(reader):
    async for each in reader.read(""):
        return each
    return None


def test_an_address_leads_to_its_discussion():
    assert source_for("news.ycombinator.com/item?id=1#2").address == PAGE
    assert source_for("https://news.ycombinator.com/") is None
