"""What networks said live (`live_pairs/<name>`) beside what was heard in it (`<name>.heard.json`)."""

from __future__ import annotations

import asyncio
import json
import os
from pathlib import Path

import msgspec
import pytest

from amends.connectors.feeds import posts_of
from amends.connectors.mastodon_events import Events, Told
from amends.connectors.reddit import read_page as read_reddit
from amends.connectors.server_sent import events
from amends.connectors.x_live import read_page as read_x
from amends.connectors.youtube import comments_of
from amends.connectors.youtube import posts_of as posts_of_youtube
from amends.core.vocabulary import iso

PAIRS = Path(__file__).parent / "live_pairs"
NOW = 1_795_600_000_000_000


async def in_pieces(raw, size):
    for begin in range(0, len(raw), size):
        yield raw[begin : begin + size]


def mastodon(raw, size):
    read, told = Events("example.social"), Told()

    async def go():
        async for event in events(in_pieces(raw, size)):
            read.event(event.name, event.data, NOW, told)

    asyncio.run(go())
    return told


def feed(raw, _size):
    return dict(zip(("posts", "refusals"), posts_of(raw, "https://blog.example/feed", NOW), strict=True))


# Reddit, YouTube and X cannot be asked from here: these pages are made up in the shapes that their references document.
def reddit(raw, _size):
    return [told for told, _ in read_reddit(json.loads(raw), NOW)]


def youtube(raw, _size):
    refusals = []
    comments = [comment for thread in json.loads(raw)["items"] for comment in comments_of(thread)]
    return {"posts": [post for post, _ in posts_of_youtube(comments, NOW, refusals)], "refusals": refusals}


def x(raw, _size):
    return read_x(json.loads(raw), NOW)


READERS = {"mastodon": mastodon, "feed": feed, "reddit": reddit, "youtube": youtube, "x": x}
CAME_IN = sorted(path for path in PAIRS.iterdir() if not path.name.endswith(".heard.json"))


def plain(value):
    """Write what was heard as JSON that a person can read: no empty field, times as times."""
    value = msgspec.to_builtins(value)
    if isinstance(value, dict):
        return {
            key: iso(each) if key in ("created_at", "heard_at", "at") else plain(each)
            for key, each in value.items()
            if each or each == 0
        }
    return [plain(each) for each in value] if isinstance(value, (list, tuple)) else value


@pytest.mark.parametrize("size", [1, 7, 1 << 20])
@pytest.mark.parametrize("path", CAME_IN, ids=lambda path: path.name)
def test_what_a_network_said_is_heard(path, size):
    heard = plain(READERS[path.name.partition(".")[0]](path.read_bytes(), size))
    kept = path.with_name(path.stem + ".heard.json")
    if os.environ.get("AMENDS_WRITE_PAIRS"):
        kept.write_text(json.dumps(heard, indent=1, ensure_ascii=False) + "\n")
    assert heard == json.loads(kept.read_text())
