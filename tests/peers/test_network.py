"""The whole of Bluesky's network, which is not ours: its data server, its view of everything (AppView), its moderators.

    make test-network

A made-up storm is told there by accounts of that network, and what amends asks each of its servers is asked of them.
"""

from __future__ import annotations

import asyncio
import base64
import json
import os
import time
import urllib.request
from contextlib import aclosing
from types import SimpleNamespace
from urllib.parse import urlsplit

import pytest

from amends.actions.add_subject import add_subject
from amends.actions.hear import hear
from amends.actions.sources import missed_by, witnessed_streams
from amends.actions.still_there import looked_at
from amends.connectors import bluesky_history
from amends.connectors.bluesky_live import FIREHOSE, Bluesky, Cursor
from amends.connectors.bluesky_notifications import Notifications
from amends.connectors.bluesky_session import AppPassword, SignedIn
from amends.connectors.bluesky_standing import gone
from amends.connectors.door import Door
from amends.core.antennae.about import concerns_many, watch
from amends.core.vocabulary import DAY, MINUTE, SECOND, Changes, Sign
from amends.store import models
from peers.full_network import NotInstalled, full_network
from peers.servers import Account

pytestmark = [
    pytest.mark.network,
    pytest.mark.django_db,  # all of them, so that they are run in their order: the last ones leave less than there was
    pytest.mark.skipif("AMENDS_NETWORK" not in os.environ, reason="The whole network is started by: make test-network"),
]

DEEP = 15


@pytest.fixture(scope="module")
def network(node):
    try:
        with full_network(node) as running:
            yield running
    except NotInstalled as missing:
        pytest.skip(str(missing))


@pytest.fixture(scope="module")
def door(network):
    return Door(near=[urlsplit(each).netloc for each in (network.pds, network.appview, network.ozone)])


@pytest.fixture(scope="module")
def story(network):
    """Months of an account, and its storm: what everybody did, by name."""
    names = ("ines", "adalovely", "bonnie", "troll", "quitter", "sleeper", "leaver")
    who = {name: Account(network.pds, name) for name in names}
    ines, ada, bo = who["ines"], who["adalovely"], who["bonnie"]
    ines.write("app.bsky.actor.profile", {"displayName": "Ines Marlow"}, rkey="self")
    ines.say("Ninety-five days ago.", days_ago=95)
    old = ines.say("Seventy days ago.", days_ago=70)
    ada.say("An answer to it.", to=old, days_ago=69)
    deep = below = ines.say("Forty days ago.", days_ago=40)
    for number in range(DEEP):
        below = (ada, bo)[number % 2].say(f"Answer {number}.", to=below, root=deep, days_ago=39)
    bo.say("Look at this.", quotes=deep, days_ago=38)
    own = ines.say("A phone, for an honest review.")
    no = ada.say("Not in our personal space, please.", to=own)
    quote = bo.say("Is this an advertisement?", quotes=own)
    signs = [ada.like(own), bo.like(own), bo.like(own, "repost")]
    said = {name: who[name].say(f"Words of {name}.", to=own) for name in ("troll", "quitter", "sleeper", "leaver")}
    counted = {"replyCount": 5, "repostCount": 1, "likeCount": 2, "quoteCount": 1}
    there = {}

    def all_counted():
        there.update(own=view(network, own), deep=view(network, deep))
        return counted.items() <= there["own"].items() and there["deep"]["quoteCount"] == 1

    eventually(all_counted, there)
    return SimpleNamespace(who=who, own=own, no=no, quote=quote, signs=signs, said=said)


def eventually(true, seen=None):
    """Wait for the network to have come so far: its view of everything lies behind what is said, and more when busy."""
    until = time.monotonic() + 180
    while not true():
        assert time.monotonic() < until, f"the network did not come so far: {seen}"
        time.sleep(0.1)


def ask(address, **headers):
    with urllib.request.urlopen(urllib.request.Request(address, headers=headers), timeout=30) as answer:
        return json.loads(answer.read())


def view(network, post):
    return ask(f"{network.appview}/xrpc/app.bsky.feed.getPosts?uris={post['uri']}")["posts"][0]


def now():
    return time.time_ns() // 1000


def met(network, door, days):
    async def go():
        contact = await bluesky_history.recognise(door, "ines.test", api=network.appview)
        said = [post async for posts in contact.history(now() - days * DAY) for post in posts]
        return contact, {post.text: post for post in said}, len(said)

    return asyncio.run(go())


@pytest.mark.parametrize(("days", "own"), [(30, 1), (60, 2), (90, 3), (120, 4)])
def test_first_contact_brings_the_days_that_were_asked_for(network, door, story, days, own):
    contact, said, count = met(network, door, days)
    assert (contact.subject.name, contact.subject.handles) == ("Ines Marlow", ("ines.test",))
    assert len(said) == count, "nothing comes twice"
    assert sum(post.author == story.who["ines"].did for post in said.values()) == own
    assert ("An answer to it." in said) == (days >= 90)
    assert ("Look at this." in said) == (days >= 60)
    about = concerns_many(watch([contact.subject]), list(said.values()))
    answers = [each[0].relation.value for each, post in zip(about, said.values(), strict=True) if each]
    assert "own" in answers
    assert "reply" in answers


def test_a_thread_is_brought_however_deep_it_goes(network, door, story):
    _, said, _ = met(network, door, 60)
    chain = [said[f"Answer {number}."] for number in range(DEEP)]
    assert [post.reply_to for post in chain[1:]] == [post.id for post in chain[:-1]]
    assert {post.handle for post in chain} == {"adalovely.test", "bonnie.test"}


def test_people_are_called_what_the_network_calls_them(network, door, story):
    dids = [account.did for account in story.who.values()]
    told = asyncio.run(bluesky_history.names(door, dids, api=network.appview))
    assert told[story.who["ines"].did] == ("Ines Marlow", "ines.test")
    assert len(told) == len(dids)


class Everything:
    """An interest in everybody on this network."""

    def __contains__(self, author):
        return True

    def concerns(self, posts):
        return [True] * len(posts)


def heard_until(network, door, wanted):
    """Listen to the firehose from its beginning until ``wanted`` says that it was heard; gives all that was."""
    address = network.pds.replace("http", "ws", 1) + f"/xrpc/{FIREHOSE}"

    async def go():
        heard = []
        reading = Bluesky(door, Everything(), addresses=[address]).read(str(Cursor(1, address, 1)))
        async with asyncio.timeout(60), aclosing(reading):
            async for one in reading:
                heard.append(one)
                if wanted(heard):
                    return heard
        return heard

    return asyncio.run(go())


def posts_of(heard):
    return {post.id: post for one in heard for post in one.posts}


def test_the_stream_and_the_view_of_everything_count_the_same(network, door, story):
    last = story.said["leaver"]["uri"]
    heard = heard_until(network, door, lambda so_far: last in posts_of(so_far))
    own, said = story.own["uri"], posts_of(heard).values()
    signs = [sign.sign for one in heard for sign in one.changes.reactions if sign.of == own]
    there = view(network, story.own)
    assert (signs.count(Sign.LIKE), signs.count(Sign.REPOST)) == (there["likeCount"], there["repostCount"]) == (2, 1)
    assert sum(post.quote_of == own for post in said) == there["quoteCount"] == 1
    assert sum(post.reply_to == own for post in said) == there["replyCount"] == 5


@pytest.fixture
def site(network, door, story):
    """A site that listens for Ines, whose stream brings all but the answer of Ada, beside the owner's account."""
    made = story.who["ines"].call("com.atproto.server.createAppPassword", {"name": f"amends {time.time_ns()}"})
    contact, _, _ = met(network, door, 0)
    add_subject(contact.subject, now())
    kinds = ("bluesky", "bluesky-notifications")
    streams = [models.Source.objects.create(name=kind, kind=kind, address="x") for kind in kinds]
    return SimpleNamespace(opens=AppPassword("ines.test", made["password"], network.pds), streams=streams)


def test_the_owners_notifications_bring_what_the_stream_did_not_and_only_once(network, door, story, site):
    stream, witness = site.streams
    heard = heard_until(network, door, lambda so_far: story.said["leaver"]["uri"] in posts_of(so_far))
    posts = [post for post in posts_of(heard).values() if post.id != story.no["uri"]]
    reactions = tuple(sign for one in heard for sign in one.changes.reactions)
    hear(stream, posts, "1", now(), changes=Changes(reactions=reactions))
    kept, signs = models.Post.objects.count(), models.Reaction.objects.count()
    assert signs == 3

    async def looks():
        account = SignedIn(door, site.opens, now=later)
        reading = Notifications(account, now=later, wait=asyncio.sleep, stream=stream_of).read('{"upto":1}')
        async with asyncio.timeout(60), aclosing(reading):
            return await anext(reading)

    def later():
        return now() + 5 * MINUTE

    async def stream_of():
        return later()

    for _ in range(2):
        told = asyncio.run(looks())
        assert {post.id for post in told.posts} >= {story.no["uri"], story.quote["uri"], story.said["troll"]["uri"]}
        outcome = hear(witness, told.posts, told.cursor, later(), changes=told.changes)
    assert outcome.posts == 0, "the second time nothing is new"
    assert models.Post.objects.count() == kept + 1
    assert models.Post.objects.get(source=witness).origin_id == story.no["uri"]
    assert models.Reaction.objects.count() == signs, "a sign heard twice is counted once"
    assert (witnessed_streams(), missed_by("bluesky", 0)) == ([stream], 1)


def test_what_no_longer_stands_is_found_and_let_go(network, door, story, site):
    stream, _ = site.streams
    everyone = [story.own, story.no, *story.said.values()]
    heard = heard_until(network, door, lambda so_far: story.said["leaver"]["uri"] in posts_of(so_far))
    hear(stream, list(posts_of(heard).values()), "1", now())
    ids = [each["uri"] for each in everyone]
    nothing = asyncio.run(gone(door, ids, api=network.appview, moderators=network.ozone))
    assert not nothing.absent | nothing.taken_down, "everything stands"

    who = story.who
    who["leaver"].take_back(story.said["leaver"])
    who["sleeper"].call("com.atproto.server.deactivateAccount", {})
    network.take_down(**{key: story.said["troll"][key] for key in ("uri", "cid")})
    network.take_down(did=who["quitter"].did)

    def found():
        return asyncio.run(gone(door, ids, api=network.appview, moderators=network.ozone))

    uri = {name: made["uri"] for name, made in story.said.items()}
    eventually(lambda: found().absent >= {uri["leaver"], uri["sleeper"], uri["quitter"]})
    eventually(lambda: found().taken_down == {uri["troll"], uri["quitter"]})
    for later in (0, 11 * MINUTE):
        there = found()
        looked_at("bluesky", ids, absent=there.absent, taken_down=there.taken_down, now=now() + later)
    withdrawn = models.Post.objects.exclude(withdrawn_at=None).values_list("origin_id", flat=True)
    assert set(withdrawn) == set(uri.values())
    # The stream tells of the whole accounts itself, in the second in which it happens.
    accounts = {who["sleeper"].did, who["quitter"].did}
    heard = heard_until(network, door, lambda so_far: departed(so_far) == accounts)
    assert departed(heard) == accounts


def departed(heard):
    return {each.author for one in heard for each in one.changes.departures}


def test_an_account_deleted_as_a_whole_goes_with_all_it_said(network, door, story, site):
    stream, _ = site.streams
    bo = story.who["bonnie"]
    heard = heard_until(network, door, lambda so_far: story.said["leaver"]["uri"] in posts_of(so_far))
    hear(stream, list(posts_of(heard).values()), "1", now())
    said = models.Post.objects.filter(account__author=bo.did, withdrawn_at=None)
    assert said.count() > 1
    delete_account(network, bo.did)
    heard = heard_until(network, door, lambda so_far: bo.did in departed(so_far))
    gone_now = next(one.changes for one in heard if any(each.author == bo.did for each in one.changes.departures))
    hear(stream, [], "2", now(), changes=gone_now)
    assert not said.exists()
    assert not models.Post.objects.filter(account__author=bo.did).exclude(text="").exists()


def delete_account(network, did):
    """Delete an account as whoever runs its server does (dev-env's own fixed password)."""
    known = "Basic " + base64.b64encode(b"admin:admin-pass").decode()
    address, body = f"{network.pds}/xrpc/com.atproto.admin.deleteAccount", json.dumps({"did": did}).encode()
    asked = urllib.request.Request(address, body, {"Authorization": known, "Content-Type": "application/json"})
    urllib.request.urlopen(asked, timeout=30).close()


def test_a_new_handle_is_told_by_the_stream_and_known_by_the_view(network, door, story):
    ada = story.who["adalovely"]
    ada.call("com.atproto.identity.updateHandle", {"handle": "ada-marlow.test"})

    def renamed(heard):
        return [each for one in heard for each in one.changes.renamings if each.author == ada.did]

    heard = heard_until(network, door, lambda so_far: len(renamed(so_far)) == 2)
    assert renamed(heard)[-1].at > now() - 60 * SECOND
    eventually(
        lambda: (
            asyncio.run(bluesky_history.names(door, [ada.did], api=network.appview))[ada.did][1] == "ada-marlow.test"
        )
    )
