"""First contact with Bluesky: who a handle is, and what was said to them of late."""

from __future__ import annotations

import asyncio
from urllib.parse import urlsplit

import pytest

from amends.connectors.bluesky_history import named, recognise
from amends.connectors.door import Door, NoAnswer
from amends.connectors.protocols import CalledOff
from amends.core.vocabulary import DAY
from connectors.appview import INES, NOW, Network, appview


def meet(network, who="ines.example", since=NOW - 30 * DAY):
    async def go(address):
        contact = await recognise(Door(near=[urlsplit(address).netloc]), who, api=address)
        said = [] if contact is None else [post async for posts in contact.history(since) for post in posts]
        return contact, said

    with appview(network) as address:
        return asyncio.run(go(address))


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("alice.bsky.social", "alice.bsky.social"), ("@Alice.Bsky.Social ", "alice.bsky.social"), (INES, INES),
        ("https://bsky.app/profile/alice.example", "alice.example"), (f"https://bsky.app/profile/{INES}/post/3", INES),
        ("https://elsewhere.example/profile/a.example", ""), ("@alice@b.example", ""), ("alice", ""), ("", ""),
        ("https://[", ""), ("did:plc:short", ""), ("alice.example/feed.xml", ""),
    ],
)  # fmt: skip
def test_a_name_is_known_by_its_form(text, name):
    assert named(text) == name


def test_a_handle_leads_to_a_subject_and_a_source():
    contact, _ = meet(Network(1))
    assert (contact.subject.name, contact.subject.handles, contact.subject.accounts) == (
        "Ines Marlow", ("ines.example",), (INES,),
    )  # fmt: skip
    assert contact.subject.terms == (), "a handle only: a name is a word that others bear too"
    assert (contact.kind, contact.address) == ("bluesky", INES)
    assert contact.unheard


def test_history_is_own_posts_what_answers_them_however_deep_and_what_quotes_them():
    _, said = meet(Network())
    ids = [post.id.rpartition("/")[2] for post in said]
    assert len(ids) == len(set(ids)) == 31 * 3 + 1
    first = next(post for post in said if post.id.endswith("/a3"))
    assert (first.author_name, first.handle, first.reply_to_author) == ("Ada", "ada.example", INES)
    assert next(post for post in said if post.id.endswith("/q")).quote_of_author == INES
    assert min(post.created_at for post in said) >= NOW - 30 * DAY


def test_no_more_is_asked_for_than_is_needed():
    network = Network(120)
    meet(network)
    assert sum("getAuthorFeed" in path for path in network.asked) == 3
    assert len(network.asked) < 100


def test_whom_nobody_knows_is_said():
    with pytest.raises(NoAnswer, match=r"knows nobody called nobody\.example"):
        meet(Network(1), "nobody.example")


def test_another_networks_name_is_left_to_it():
    network = Network(1)
    assert meet(network, "@ines@mastodon.example") == (None, [])
    assert network.asked == []


@pytest.mark.parametrize(("status", "fault"), [(429, CalledOff), (500, NoAnswer), (503, NoAnswer)])
def test_a_server_that_has_enough_is_left_alone(status, fault):
    network = Network(1)
    network.busy = status
    with pytest.raises(fault):
        meet(network)
