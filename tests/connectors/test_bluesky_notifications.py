"""The owner's own notifications as a second witness: what they tell, how far, and what is told again."""

from __future__ import annotations

import asyncio
import json
from contextlib import aclosing

from amends.connectors.bluesky_notifications import Notifications
from amends.core.vocabulary import MINUTE, SECOND, Sign, iso

NOW = 1_795_000_000 * SECOND
INES, ADA = "did:plc:" + "i" * 24, "did:plc:" + "a" * 24
OWN = f"at://{INES}/app.bsky.feed.post/1"


def notification(rkey, reason, minutes_ago, text="Not here, please."):
    kind = reason if reason in ("like", "repost") else "post"
    record = {"text": text, "createdAt": iso(NOW), "reply": {"parent": {"uri": OWN}}} if kind == "post" else {}
    return {
        "uri": f"at://{ADA}/app.bsky.feed.{kind}/{rkey}",
        "author": {"did": ADA, "handle": "ada.example", "displayName": "Ada"},
        "reason": reason,
        "reasonSubject": OWN,
        "record": record,
        "indexedAt": iso(NOW - round(minutes_ago * MINUTE)),
    }


class Account:
    """An account whose notifications come in pages of two, the newest first."""

    def __init__(self, *told):
        self.told, self.asked = told, 0

    async def get(self, method, query):
        assert method == "app.bsky.notification.listNotifications"
        self.asked += 1
        start = int(dict(query).get("cursor", 0))
        page = {"notifications": list(self.told[start : start + 2])}
        return page | ({"cursor": str(start + 2)} if start + 2 < len(self.told) else {})


def look(account, upto, stream=NOW):
    async def never(_seconds):
        raise AssertionError("one look only")

    async def so_far():
        return stream

    async def go():
        reading = Notifications(account, now=lambda: NOW, wait=never, stream=so_far).read(upto)
        async with aclosing(reading):
            return await anext(reading)

    return asyncio.run(go())


def since(minutes_ago):
    return json.dumps({"upto": NOW - minutes_ago * MINUTE})


def test_words_and_signs_are_told_and_followers_are_not():
    told = look(
        Account(notification("4", "reply", 2), notification("3", "like", 3), notification("2", "follow", 4)), since(30)
    )
    (post,) = told.posts
    assert (post.id, post.author, post.author_name, post.handle) == (
        f"at://{ADA}/app.bsky.feed.post/4", ADA, "Ada", "ada.example",
    )  # fmt: skip
    assert (post.reply_to, post.heard_at, post.text) == (OWN, NOW, "Not here, please.")
    (sign,) = told.changes.reactions
    assert (sign.id, sign.sign, sign.of) == (f"at://{ADA}/app.bsky.feed.like/3", Sign.LIKE, OWN)


def test_what_the_stream_may_still_bring_is_left_to_it():
    account = Account(notification("3", "reply", 0.5), notification("2", "reply", 4), notification("1", "reply", 9))
    assert [post.id[-1] for post in look(account, since(30)).posts] == ["2", "1"]
    told = look(account, since(30), stream=NOW - 5 * MINUTE)
    assert [post.id[-1] for post in told.posts] == ["1"]
    assert json.loads(told.cursor) == {"upto": NOW - 6 * MINUTE}, "the others are told the next time"


def test_pages_are_turned_as_far_as_what_was_told_before():
    account = Account(*(notification(str(n), "mention", 2 + 3 * n) for n in range(9)))
    assert [post.id[-1] for post in look(account, since(4)).posts] == ["0", "1", "2", "3"], "ten minutes are told again"
    assert account.asked == 3


def test_the_first_look_begins_now():
    account = Account(notification("1", "reply", 30))
    told = look(account, "")
    assert (told.posts, json.loads(told.cursor)) == ((), {"upto": NOW})


def test_what_cannot_be_read_is_refused_in_a_sentence():
    broken = notification("1", "reply", 5) | {"record": {}}
    (refused,) = look(Account(broken, {"reason": 5}, None), since(30)).refusals
    assert refused.reason == "This post has no text."
