"""Every reader whose server is asked over HTTP: a key that ran out, a server that is busy, broken or being mended."""

from __future__ import annotations

import asyncio

import pytest

from amends.connectors.bluesky_live import Bluesky, Cursor
from amends.connectors.discourse import Discourse
from amends.connectors.door import Door, NoAnswer
from amends.connectors.feeds import FeedReader
from amends.connectors.github_live import GitHub, Repository
from amends.connectors.hacker_news import HackerNews
from amends.connectors.mastodon_live import MastodonAccount
from amends.connectors.mastodon_public import MastodonAnswers
from amends.connectors.protocols import CalledOff, SourceRefused
from amends.connectors.reddit import Reddit
from amends.connectors.x_live import Mentions
from amends.connectors.youtube import YouTube
from connectors.test_door import answering, http

NOW = 1_795_600_000_000_000
MENDING = http(b"<!doctype html><h1>We are back soon</h1>", Content_Type="text/html")
VIDEO = "https://youtu.be/dQw4w9WgXcQ"
READERS = {
    "mastodon, with a key": lambda place, how: MastodonAccount(f"http://{place}/@anna", token="t", **how),
    "mastodon": lambda place, how: MastodonAnswers(f"http://{place}/@anna", **how),
    "feed": lambda place, how: FeedReader(f"http://{place}/feed", **how),
    "discourse": lambda place, how: Discourse(f"http://{place}", **how),
    "hacker news": lambda place, how: HackerNews(
        "https://news.ycombinator.com/item?id=1", api=f"http://{place}", **how
    ),
    "github": lambda place, how: GitHub(
        Repository("https://github.com/o/app", door=how["door"], now=how["now"], token="t", api=f"http://{place}"),
        now=how["now"], wait=how["wait"], every=60.0,
    ),
    "reddit, for a token": lambda place, how: Reddit("r/phones", key="id:s", questions=0, api=f"http://{place}", **how),
    "reddit": lambda place, how: Reddit("r/phones", key="id:s", questions=0, api=f"http://{place}", **how),
    "youtube": lambda place, how: YouTube(VIDEO, key="k", units=100, api=f"http://{place}", **how),
    "x": lambda place, how: Mentions("@ines_m", key="k", posts=50, api=f"http://{place}", **how),
    "bluesky": lambda place, how: Bluesky(how["door"], Everybody(), addresses=[f"ws://{place}/subscribe"]),
}  # fmt: skip
BEFORE = {"reddit": [http(b'{"access_token":"t","token_type":"bearer","expires_in":86400}')]}
"""What is answered before something goes wrong."""


class Everybody:
    def __contains__(self, author):
        return True

    def concerns(self, posts):
        return [True] * len(posts)


def read(reader, *answers):
    """Read until something goes wrong; tells what, and what had been heard until then."""
    heard = []

    async def wait(_seconds):
        await asyncio.sleep(0)

    async def go():
        async with answering(*BEFORE.get(reader, ()), *answers) as (place, _), asyncio.timeout(10):
            how = {"door": Door(near=[place], plain=True), "now": lambda: NOW, "wait": wait}
            cursor = str(Cursor(NOW - 1, "", 0)) if reader == "bluesky" else ""
            async for each in READERS[reader](place, how).read(cursor):
                heard.extend([] if each.asks else [each])  # what was heard before it failed is what counts

    with pytest.raises(OSError, match=r"127\.0\.0\.1.*\.$") as wrong:
        asyncio.run(go())
    return wrong.value, heard


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize(
    ("status", "headers", "kind"),
    [
        ("401 Unauthorized", {}, SourceRefused),
        ("403 Forbidden", {}, SourceRefused),
        ("429 Too Many Requests", {"Retry-After": "120"}, CalledOff),
        ("503 Service Unavailable", {"Retry-After": "120"}, CalledOff),
        ("500 Internal Server Error", {}, NoAnswer),
        ("502 Bad Gateway", {}, NoAnswer),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_a_server_says_instead_is_told_with_what_to_do(reader, status, headers, kind):
    wrong, heard = read(reader, http(b"", status=status, **headers))
    assert isinstance(wrong, kind), wrong
    assert heard == [], "nothing counts as heard, so nothing that was not is passed over"
    if kind is SourceRefused:
        assert str(wrong).count(".") > str(wrong).count("127.0.0.1") * 3 + 1, f"it says what to do: {wrong}"
    if kind is CalledOff:
        assert wrong.seconds == 120


@pytest.mark.parametrize("reader", READERS)
def test_a_page_that_says_that_it_is_being_mended_is_no_answer(reader):
    wrong, heard = read(reader, MENDING)
    assert isinstance(wrong, NoAnswer | SourceRefused)
    assert heard == []
