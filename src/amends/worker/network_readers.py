"""Which connector listens to a source on a network, and with which key. Each is imported when it is needed."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Final

from django.conf import settings

from amends import clock
from amends.actions.source_keys import SESSION, TOKEN, key_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from amends.connectors.door import Door
    from amends.connectors.protocols import Reader
    from amends.store import models


def _door(*, plain: bool = False) -> Door:
    from amends.connectors.door import Door

    return Door(near=settings.AMENDS_NEAR, plain=plain)


def _mastodon(source: models.Source) -> Reader:
    if token := key_of(source, TOKEN, settings.AMENDS_DATA):
        from amends.connectors.mastodon_live import MastodonAccount

        return MastodonAccount(source.address, token=token, door=_door(), now=clock.now, wait=asyncio.sleep)
    from amends.connectors.mastodon_public import MastodonAnswers

    return MastodonAnswers(source.address, door=_door(), now=clock.now, wait=asyncio.sleep)


def _bluesky_notifications(source: models.Source) -> Reader:
    from amends.connectors.bluesky_notifications import Notifications, place_of
    from amends.connectors.bluesky_session import AppPassword, SignedIn, read_session
    from amends.worker.waiting import keep_session_of, stream_of_bluesky

    service, identifier = place_of(source.address)
    opens = AppPassword(identifier, key_of(source, TOKEN, settings.AMENDS_DATA), service)
    kept = read_session(key_of(source, SESSION, settings.AMENDS_DATA))
    account = SignedIn(_door(), opens, now=clock.now, kept=kept, keep=keep_session_of(source.pk))
    return Notifications(account, now=clock.now, wait=asyncio.sleep, stream=stream_of_bluesky)


def _feed(source: models.Source) -> Reader:
    from amends.connectors.feeds import FeedReader
    from amends.worker.waiting import Pushed

    pushes = Pushed(source.pk)
    return FeedReader(source.address, door=_door(plain=True), now=clock.now, wait=asyncio.sleep, pushes=pushes)


def _github(source: models.Source) -> Reader:
    from amends.connectors.github_discussions import Discussions
    from amends.connectors.github_live import EVERY, RARELY, GitHub, Repository
    from amends.worker.waiting import Waiting

    token, api = key_of(source, TOKEN, settings.AMENDS_DATA), str(source.options.get("api", ""))
    repository = Repository(source.address, door=_door(), now=clock.now, token=token, api=api)
    how = {"every": EVERY, "discussions": Discussions(repository)} if token else {"every": RARELY}
    return GitHub(repository, now=clock.now, wait=asyncio.sleep, arrivals=Waiting(source.pk), **how)


def _discourse(source: models.Source) -> Reader:
    from amends.connectors.discourse import Discourse
    from amends.worker.waiting import Waiting

    waiting = Waiting(source.pk)
    return Discourse(source.address, door=_door(), now=clock.now, wait=asyncio.sleep, arrivals=waiting)


def _webhook(source: models.Source) -> Reader:
    from amends.connectors.webhook_in import WebhookIn
    from amends.worker.waiting import Waiting

    return WebhookIn(source.name, Waiting(source.pk), now=clock.now, wait=asyncio.sleep)


def _hacker_news(source: models.Source) -> Reader:
    from amends.connectors.hacker_news import HackerNews

    return HackerNews(source.address, door=_door(), now=clock.now, wait=asyncio.sleep)


def _webmention(source: models.Source) -> Reader:
    from amends.connectors.webmention import Webmentions
    from amends.worker.waiting import Waiting

    return Webmentions(Waiting(source.pk), door=_door(plain=True), now=clock.now, wait=asyncio.sleep)


def _mailbox(source: models.Source) -> Reader:
    from amends.actions.prove import email_person_key
    from amends.connectors.imap_live import Mailbox

    def keyed(text: str) -> str:
        # Whoever also left their address on the floor is the same person, and the address is kept in neither place.
        return email_person_key(text).removeprefix("email:")

    password = key_of(source, TOKEN, settings.AMENDS_DATA)
    return Mailbox(source.address, password, door=_door(), keyed=keyed, now=clock.now, wait=asyncio.sleep)


def _reddit(source: models.Source) -> Reader:
    from amends.connectors.metered import budget_of
    from amends.connectors.reddit import Reddit

    key, questions = key_of(source, TOKEN, settings.AMENDS_DATA), budget_of(source.options)
    return Reddit(source.address, key, questions=questions, door=_door(), now=clock.now, wait=asyncio.sleep)


def _youtube(source: models.Source) -> Reader:
    from amends.connectors.metered import budget_of
    from amends.connectors.youtube import YouTube

    key, units = key_of(source, TOKEN, settings.AMENDS_DATA), budget_of(source.options)
    return YouTube(source.address, key, units=units, door=_door(), now=clock.now, wait=asyncio.sleep)


def _x(source: models.Source) -> Reader:
    from amends.connectors.metered import budget_of
    from amends.connectors.x_live import Mentions

    key, posts = key_of(source, TOKEN, settings.AMENDS_DATA), budget_of(source.options)
    return Mentions(source.address, key, posts=posts, door=_door(), now=clock.now, wait=asyncio.sleep)


NETWORKS: Final[dict[str, Callable[[models.Source], Reader]]] = {
    "mastodon": _mastodon,
    "bluesky-notifications": _bluesky_notifications,
    "feed": _feed,
    "github": _github,
    "discourse": _discourse,
    "webhook": _webhook,
    "hacker-news": _hacker_news,
    "webmention": _webmention,
    "mailbox": _mailbox,
    "reddit": _reddit,
    "youtube": _youtube,
    "x": _x,
}
