"""Every field that is read of Mastodon stands, with its type, in what real servers answered.

The recordings are those of Mastodon.py's own tests: from servers of the present version, and of older ones. Of these a
field may be missing that came later, and one that is there has the same type.
"""

from __future__ import annotations

import asyncio
import json
import re
from collections import Counter, defaultdict

import pytest

from amends.connectors.mastodon import Reading, status_post
from amends.connectors.mastodon_events import Events, Told
from amends.connectors.outcome import Refusal
from amends.connectors.server_sent import events
from amends.core.vocabulary import Post
from connectors.test_mastodon_entities import ACCOUNT, NONE, NOTIFICATION, STATUS, typed
from peers.servers import PEERS

NOW = 1_800_000_000_000_000
RECORDED = PEERS / "recorded/mastodon.jsonl"
INSTANCE = {"configuration": {"urls": {"streaming": str}}}
CONTEXT = {"ancestors": [STATUS], "descendants": [STATUS]}
REQUEST = {"id": str, "account": ACCOUNT, "updated_at": str}
ANSWERS = {
    r"/api/v1/notifications": [NOTIFICATION],
    r"/api/v1/notifications/requests": [REQUEST],
    r"/api/v1/timelines/home": [STATUS],
    r"/api/v1/statuses/\d+": STATUS,
    r"/api/v1/statuses/\d+/context": CONTEXT,
    r"/api/v1/accounts/\d+/statuses": [STATUS],
    r"/api/v1/accounts/lookup": ACCOUNT,
    r"/api/v1/accounts/verify_credentials": ACCOUNT,
    r"/api/v2/search": {"statuses": [STATUS]},
    r"/api/v2/instance/?": INSTANCE,
}
"""What is asked for, and what is read of each answer."""

SPOKEN = {"mention", "status", "reblog", "favourite", "poll", "update", "quote", "quoted_update"}
"""Notifications that carry a post; those of followers and moderators do not."""


@pytest.fixture(scope="module")
def recorded():
    """Every answer of a real server to a question that is asked here, by its set, then by the question."""
    if not RECORDED.exists():
        pytest.skip("What real Mastodon servers answered is not installed. It is by: make peers.")
    found = defaultdict(lambda: defaultdict(list))
    for line in RECORDED.read_text().splitlines():
        told = json.loads(line)
        asked = next((each for each in ANSWERS if re.fullmatch(each, told["path"])), None)
        if asked is None or told["status"] != 200 or told["method"] not in ("GET", "PUT", "POST") or not told["body"]:
            continue
        answer = json.loads(told["body"])
        if asked == r"/api/v1/notifications":
            answer = [each for each in answer if each["type"] in SPOKEN]
        found[told["set"]][asked].append((told["cassette"], answer))
    return found


def each_of(answers):
    """Give every thing that stands in answers, with where it came from."""
    for cassette, answer in answers:
        for thing in answer if isinstance(answer, list) else [answer]:
            yield cassette, thing


@pytest.mark.parametrize("asked", ANSWERS)
def test_servers_of_today_give_every_field_that_is_read(recorded, asked):
    shape = ANSWERS[asked][0] if isinstance(ANSWERS[asked], list) else ANSWERS[asked]
    looked_at = 0
    for cassette, thing in each_of(recorded["now"][asked]):
        typed(thing, shape, cassette)
        looked_at += 1
    assert looked_at, "nobody has recorded this"


@pytest.mark.parametrize("kept", ["pre_4_4_0", "pre_4_0_0", "pre_2_9_2", "entity_tests"])
def test_other_servers_give_what_they_give_with_the_same_types(recorded, kept):
    looked_at = 0
    for asked, shape in ANSWERS.items():
        for cassette, thing in each_of(recorded[kept][asked]):
            typed(thing, there_of(shape[0] if isinstance(shape, list) else shape, thing), cassette)
            looked_at += 1
    assert looked_at


def there_of(shape, thing):
    """Give the part of a shape that a thing has; what is nothing may be nothing."""
    part = {}
    for field, kind in shape.items():
        if field not in thing:
            continue
        if isinstance(kind, dict):
            part[field] = there_of(kind, thing[field]) if thing[field] is not None else (NONE,)
        elif isinstance(kind, list):
            part[field] = [] if not thing[field] else [common(kind[0], thing[field])]
        else:
            part[field] = kind
    return {field: kind for field, kind in part.items() if kind != []}


def common(shape, things):
    """Give the part of a shape that all of these things have."""
    parts = [there_of(shape, each) for each in things]
    return {field: kind for field, kind in parts[0].items() if all(field in part for part in parts)}


def test_every_recorded_post_becomes_one_or_is_refused_for_a_reason(recorded):
    told = Counter()
    for answers in recorded.values():
        for asked in (r"/api/v1/timelines/home", r"/api/v1/statuses/\d+", r"/api/v1/accounts/\d+/statuses"):
            for cassette, status in each_of(answers[asked]):
                found = status_post(status, Reading())
                told[type(found).__name__] += 1
                if status["visibility"] == "public" and status["content"] and not status.get("reblog"):
                    assert isinstance(found, Post), cassette
                    assert found.author.startswith("http")
                    assert found.id
                    assert found.created_at
                assert not isinstance(found, Refusal), f"{cassette}: {found}"
    assert told["Post"] > 50


async def read(raw):
    async def pieces():
        for begin in range(0, len(raw), 100):
            yield raw[begin : begin + 100]

    return [event async for event in events(pieces())]


def test_a_recorded_stream_is_heard(recorded):
    heard, kinds = Told(), Counter()
    for line in RECORDED.read_text().splitlines():
        told = json.loads(line)
        if not told["path"].startswith("/api/v1/streaming/") or told["status"] != 200 or "event:" not in told["body"]:
            continue
        for event in asyncio.run(read(told["body"].encode())):
            kinds[event.name] += 1
            Events("a server").event(event.name, event.data, NOW, heard)
    assert kinds["update"] + kinds["notification"] > 3, dict(kinds)
    assert heard.posts
    assert not heard.refusals, heard.refusals
