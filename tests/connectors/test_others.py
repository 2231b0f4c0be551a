"""What apprise may be used for: to reach somebody, and never everybody."""

from __future__ import annotations

import asyncio
import json

import pytest

pytest.importorskip("apprise", reason="apprise is optional and is not installed here.")

from apprise import Apprise

from amends.connectors.door import NoAnswer
from amends.connectors.telling.others import MASTODON, PRIVATE, TELEGRAM, refusal, send
from amends.core.case.telling import Level
from amends.core.case.tiding import Message
from worker.receivers import web_server

# What apprise itself imports says on some Pythons that it is old.
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")

TELLS_EVERYBODY = ("bluesky", "bsky", "twitter", "tweet", "x", "reddit", "misskey", "misskeys", "nostr", "github")
TELLS_EVERYBODY += (
    "instagram",
    "discord",
    "irc",
    "ircs",
    "aprs",
    "strmlabs",
    "matrix",
    "json",
    "form",
    "xml",
    "apprise",
)
MESSAGE = Message("k", Level.ALARM, "Nine people object", ("Words.",), 0, "https://ines.example/desk/")


def known():
    schemas = Apprise().details()["schemas"]
    return {name for one in schemas for key in ("protocols", "secure_protocols") for name in one[key] or ()}


@pytest.mark.parametrize("scheme", TELLS_EVERYBODY)
def test_what_posts_in_public_is_refused(scheme):
    assert scheme not in PRIVATE
    for written in (scheme, scheme.upper(), f" {scheme}"):
        assert "others can read it" in refusal(f"{written}://a:b@c.example/d")


def test_what_is_on_the_list_is_what_apprise_knows_and_the_rest_of_it_is_refused():
    assert known() >= PRIVATE | MASTODON | {TELEGRAM}
    assert all(refusal(f"{scheme}://x") for scheme in known() - PRIVATE)


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        ("mastodons://token@harbour.example/@ines", "visibility=direct"),
        ("mastodons://token@harbour.example/@ines?visibility=public", "visibility=direct"),
        ("mastodons://token@harbour.example/@ines?visibility=private", "visibility=direct"),
        ("toots://token@harbour.example/?visibility=direct", "visibility=direct"),
        ("mastodons://token@harbour.example/@ines?visibility=direct", ""),
        ("tgram://123456789:abcdefghijklmnopqrstuvwxyz012345678/@harbour", "into a channel"),
        ("tgram://123456789:abcdefghijklmnopqrstuvwxyz012345678/12345", ""),
        ("tgram://123456789:abcdefghijklmnopqrstuvwxyz012345678/12345/@harbour", "into a channel"),
        ("gotify://gotify.example/token", ""),
        ("gotify://", "does not understand"),
    ],
)
def test_one_that_can_do_both_is_taken_only_where_it_writes_to_somebody(address, sentence):
    assert sentence in refusal(address) if sentence else refusal(address) == ""


def test_a_message_is_carried_for_real():
    with web_server(200) as (place, came):
        asyncio.run(send({"address": place.replace("http:", "gotify:") + "/a-token"}, MESSAGE))
    told = json.loads(came[0].body)
    assert (told["title"], came[0].path) == ("Nine people object", "/message")
    assert "Words." in told["message"]


def test_one_that_is_not_taken_or_not_allowed_any_more_is_told_in_a_sentence():
    with web_server(500) as (place, _), pytest.raises(NoAnswer, match="was not taken"):
        asyncio.run(send({"address": place.replace("http:", "gotify:") + "/a-token"}, MESSAGE))
    with pytest.raises(NoAnswer, match="others can read it"):
        asyncio.run(send({"address": "reddit://a:b@c/d/e"}, MESSAGE))
