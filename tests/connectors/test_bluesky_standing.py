"""Which posts no longer stand, as the view of everything and the moderators' service tell."""

from __future__ import annotations

import asyncio
import json

import pytest

from amends.connectors.bluesky_standing import Gone, gone
from amends.connectors.door import Answer, NoAnswer

ADA, BO = "did:plc:ada", "did:plc:bo"
POSTS = [f"at://{ADA}/app.bsky.feed.post/1", f"at://{ADA}/app.bsky.feed.post/2", f"at://{BO}/app.bsky.feed.post/3"]


def label(uri, at="2026-11-27T10:00:00Z", value="!takedown", **more):
    return {"uri": uri, "val": value, "cts": at, **more}


def found(known=POSTS, labels=(), status=200):
    class Door:
        async def ask(self, address, **_):
            posts = "getPosts" in address
            body = {"posts": [{"uri": uri} for uri in known]} if posts else {"labels": list(labels)}
            return Answer(status if posts else 200, (), json.dumps(body).encode(), address)

    return asyncio.run(gone(Door(), POSTS))


def test_all_of_them_stand():
    assert found() == Gone(frozenset(), frozenset())


def test_what_the_view_does_not_know_is_absent():
    assert found(POSTS[1:]).absent == {POSTS[0]}


@pytest.mark.parametrize(
    ("labels", "down"),
    [
        ([label(POSTS[0])], POSTS[:1]),
        ([label(ADA)], POSTS[:2]),
        ([label(ADA, value="!suspend")], POSTS[:2]),
        ([label(POSTS[0], value="rude")], []),
        ([label(POSTS[0]), label(POSTS[0], "2026-11-27T11:00:00Z", neg=True)], []),
        ([label(POSTS[0], "2026-11-27T11:00:00Z"), label(POSTS[0], neg=True)], POSTS[:1]),
        ([None, {}, label(5)], []),
    ],
    ids=["a post", "an account", "suspended", "another label", "taken back", "and again", "nonsense"],
)
def test_a_label_of_the_moderators_takes_down(labels, down):
    assert found(labels=labels).taken_down == set(down)


def test_a_question_that_is_not_understood_says_nothing_of_any_post():
    assert found(status=400) == Gone(frozenset(), frozenset())
    with pytest.raises(NoAnswer):
        found(status=502)
