"""Every field that is read of Mastodon's API is a documented one, and a server gives it with its documented type."""

from __future__ import annotations

import json

import pytest

from amends.connectors.mastodon import Reading, status_post
from amends.connectors.mastodon_events import Events, Told
from connectors import mastodon_peer

NOW = 1_795_600_000_000_000
NONE = type(None)
ACCOUNT = {"id": str, "username": str, "acct": str, "display_name": str, "url": str, "uri": str}
MENTION = {"id": str, "username": str, "acct": str, "url": str}
STATUS = {
    "id": str, "uri": str, "url": (str, NONE), "created_at": str, "edited_at": (str, NONE), "account": ACCOUNT,
    "content": str, "visibility": str, "spoiler_text": str, "language": (str, NONE), "in_reply_to_id": (str, NONE),
    "in_reply_to_account_id": (str, NONE), "mentions": [MENTION], "reblog": (dict, NONE), "quote": (dict, NONE),
    "replies_count": int, "reblogs_count": int, "favourites_count": int,
}  # fmt: skip
NOTIFICATION = {"id": str, "type": str, "account": ACCOUNT, "status": STATUS}
QUOTE = {"quoted_status": STATUS}
UNDOCUMENTED = {"quoted_status_id", "quote", "uri", "url"}
"""Read where they are: an older shape of a quote (4.4's shallow one names an id), and the actor's URI of a mention."""


class Seen(dict):
    """An object that notes which of its fields are asked for."""

    asked: dict[str, set[str]]

    def get(self, key, default=None):
        self.asked.setdefault(self.kind, set()).add(key)
        return super().get(key, default)


def watched(value, kind, asked):
    inner = {"account": "account", "status": "status", "reblog": "status", "mentions": "mention", "quote": "quote",
             "quoted_status": "status"}  # fmt: skip
    if isinstance(value, list):
        return [watched(each, kind, asked) for each in value]
    if not isinstance(value, dict):
        return value
    seen = Seen({key: watched(each, inner.get(key, "other"), asked) for key, each in value.items()})
    seen.kind, seen.asked = kind, asked
    return seen


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    """What a server says: notifications of every kind that is read, an edit and a boost among them."""
    with mastodon_peer.running(tmp_path_factory.mktemp("entities")) as peer:
        own = peer.say("anna", "A phone")
        reply = peer.say("ben", "@anna no", in_reply_to_id=own["id"])
        peer.ask("PUT", f"/api/v1/statuses/{reply['id']}", "ben_token", status="@anna no, no")
        peer.say("cem", "@anna look", quoted_status_id=own["id"], spoiler_text="advert")
        peer.ask("POST", f"/api/v1/statuses/{own['id']}/favourite", "cem_token")
        peer.ask("POST", f"/api/v1/statuses/{own['id']}/reblog", "cem_token")
        boost = peer.ask("GET", "/api/v1/timelines/home", "cem_token")
        yield peer.ask("GET", "/api/v1/notifications?limit=40", "anna_token"), boost


def test_a_server_gives_every_field_with_its_documented_type(told):
    notifications, statuses = told
    assert {each["type"] for each in notifications} >= {"mention", "favourite", "reblog"}
    for notification in notifications:
        typed(notification, NOTIFICATION, "notification")
    for status in statuses:
        typed(status, STATUS, "status")
        if status["quote"]:
            typed(status["quote"], QUOTE, "quote")


def typed(value, shape, path):
    for field, kind in shape.items():
        assert field in value, f"{path}.{field} is missing"
        if isinstance(kind, dict):
            typed(value[field], kind, f"{path}.{field}")
        elif isinstance(kind, list):
            for each in value[field]:
                typed(each, kind[0], f"{path}.{field}")
        else:
            assert isinstance(value[field], kind), f"{path}.{field} is {value[field]!r}"


def test_no_field_is_read_that_is_not_documented(told):
    notifications, statuses = told
    asked = {}
    events = Events("a server")
    for each in notifications:
        events.notification(watched(json.loads(json.dumps(each)), "notification", asked), NOW, Told())
    for each in statuses:
        events.status(watched(each, "status", asked), NOW, Told())
        status_post(watched(each, "status", asked), Reading())
    shapes = {"notification": NOTIFICATION, "status": STATUS, "account": ACCOUNT, "mention": MENTION, "quote": QUOTE}
    for kind, shape in shapes.items():
        assert asked[kind], kind
        assert asked[kind] - set(shape) - UNDOCUMENTED == set(), kind
