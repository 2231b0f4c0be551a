"""Forget a person who asks for it: their words, names and addresses leave for good, and counted stubs stay."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from django.db import transaction
from django.db.models import Q

from amends.actions import wake
from amends.actions.record import record
from amends.actions.removals import words_leave
from amends.actions.strike_from_shares import strike_from_shares
from amends.actions.whose import voters_of, whose
from amends.connectors.erased import place_without, without
from amends.core.floor.wording import FORGOTTEN
from amends.store import models

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from amends.core.ledger.entry import Fact
    from amends.core.vocabulary import Instant

_NETWORK_OF: Final = {"github": "github", "discourse": "discourse", "webmention": "web"}
"""The network that deliveries to a source of this kind are of; a source of another kind may bring any."""

_GONE: Final = (models.Message.State.ERASED, models.Message.State.REMOVED)


class SpeaksForOwner(ValueError):
    """The account is one of those for whom this site listens; the message says so in a sentence."""


@dataclass(frozen=True, slots=True)
class Known:
    """Who was found, as rows, and how much is kept of them.

    ``ballots`` are those that stand in a count, ``cases`` the numbers of those on whose floor they speak.
    """

    people: tuple[int, ...]
    accounts: int
    posts: int
    messages: int
    ballots: int
    cases: tuple[int, ...]


def known(network: str, account: str) -> Known:
    """Find a person, with all accounts that are known to be theirs, and count what is kept of them.

    They are named as `amends.actions.whose.whose` says; ``network`` may be empty. Raises `NobodyThere`, and
    `SpeaksForOwner` for whom this site listens.
    """
    people = whose(account, network)
    own = models.Reading.objects.filter(person__in=people, by_subject=True).select_related("subject").first()
    if own is not None:
        raise SpeaksForOwner(f"This account speaks for {own.subject.name}, whom this site listens for. It stays.")
    posts = models.Post.objects.filter(account__person__in=people)
    return Known(
        people,
        models.Account.objects.filter(person__in=people).count(),
        posts.count(),
        models.Message.objects.filter(post__in=posts).count(),
        models.Ballot.objects.filter(voter__in=voters_of(people), stands=True).count(),
        tuple(sorted(set(models.Message.objects.filter(post__in=posts).values_list("case__number", flat=True)))),
    )


def forget_person(network: str, account: str, now: Instant) -> Known:
    """Erase everything that is kept of a person (`known`), and write down that it was done, and nothing of whom.

    Each message on a floor leaves a stub that is counted, with an entry of its own so that its case can still be
    checked. Ballots stay in their count under a pseudonym that nothing ties to them any more. Backups and copies of
    the database hold it still: call `amends.store.sqlite.overwrite_erased` after the commit for this one.
    """
    with transaction.atomic():
        found = known(network, account)
        people, posts = found.people, models.Post.objects.filter(account__person__in=found.people)
        for subject in set(posts.values_list("readings__subject", flat=True)) - {None}:
            wake.changed(subject)
        _what_others_say_of(posts)
        _what_leads_to_them(people, posts)
        _deliveries(people)
        strike_from_shares(list(models.Account.objects.filter(person__in=people).values_list("network", "author")), now)
        _answers_there(posts, now)
        _stubs(posts, now)
        voters = voters_of(people)
        models.Opinion.objects.filter(voter__in=voters).delete()
        models.Elector.objects.filter(person__in=people).update(person=None)
        for table in (models.Proof, models.Passkey, models.Listed, models.Voice):
            table.objects.filter(person__in=people).delete()
        keys = list(models.Person.objects.filter(pk__in=people).values_list("key", flat=True))
        models.Link.objects.filter(Q(one__in=keys) | Q(other__in=keys)).delete()
        models.Reading.objects.filter(post__in=posts).delete()
        posts.filter(message=None).delete()
        _nameless(people)
        facts: dict[str, Fact] = {"what": "person-forgotten", "posts": found.posts, "messages": found.messages}
        record("owner.action", at=now, facts=facts)
        words_leave()
    return found


def _stubs(posts: QuerySet[models.Post], now: Instant) -> None:
    """Leave a stub of each message: that it was there, when, on which side, and why it is gone."""
    rows = models.Message.objects.filter(post__in=posts).select_related("case", "entry", "post")
    for message in rows.order_by("case", "number"):
        models.Address.objects.filter(message=message).delete()
        models.Entry.objects.filter(pk=message.entry_id).update(content=None, salt=None)
        # An origin's id may hold the account's own.
        stub = {"text": "", "url": "", "reply_to": "", "quote_of": "", "origin_id": _nobody()}
        models.Post.objects.filter(pk=message.post_id).update(**stub)
        if message.state in _GONE:
            continue
        message.state, message.state_at = models.Message.State.REMOVED, now
        message.rule, message.reason = "", FORGOTTEN
        message.save()
        facts: dict[str, Fact] = {"of": message.entry.n or 0, "message": message.number, "by": "request"}
        record("voice.erased", at=now, case=message.case, facts=facts)


def _what_others_say_of(posts: QuerySet[models.Post]) -> None:
    """Take this person's ids out of what others wrote in answer; the replies hang where they hung."""
    for network in set(posts.values_list("network", flat=True)):
        ids = list(posts.filter(network=network).values_list("origin_id", flat=True))
        for start in range(0, len(ids), 400):
            for column in ("reply_to", "quote_of"):
                named = {f"{column}__in": ids[start : start + 400]}
                models.Post.objects.filter(network=network, **named).update(**{column: ""})
            models.Thread.objects.filter(network=network, origin_id__in=ids[start : start + 400]).delete()


def _what_leads_to_them(people: tuple[int, ...], posts: QuerySet[models.Post]) -> None:
    """Take out what names this person without being theirs: answers to posts that were never kept, and places."""
    accounts = set(models.Account.objects.filter(person__in=people).values_list("network", "author"))
    for network, author in accounts:
        # A shorter id, such as a number, stands inside of other things too.
        if not author.startswith(("did:", "https://", "http://")):
            continue
        for column in ("reply_to", "quote_of"):
            models.Post.objects.filter(network=network, **{f"{column}__contains": author}).update(**{column: ""})
        models.Thread.objects.filter(network=network, origin_id__contains=author).delete()
    ids = {author for _, author in accounts} | set(posts.values_list("origin_id", flat=True))
    for row in models.Source.objects.filter(cursor__contains="addressed"):
        if (left := place_without(row.cursor, ids)) != row.cursor:
            models.Source.objects.filter(pk=row.pk).update(cursor=left)
    # A server may be one person's alone; by the next sign-in there it is asked anew what it knows us by.
    servers = {f"{parts.scheme}://{parts.netloc}" for _, author in accounts if (parts := urlsplit(author)).netloc}
    models.SignInApp.objects.filter(base__in=servers).delete()
    models.SignIn.objects.filter(beside__person__in=people).delete()


def _answers_there(posts: QuerySet[models.Post], now: Instant) -> None:
    """Take this person's name and ids out of what was answered under their posts; what was not sent is not sent."""
    speeches = models.Speech.objects.filter(answer__message__post__in=posts)
    models.SpokenPost.objects.filter(speech__in=speeches).update(words="")
    speeches.filter(sent_at=None).update(due_at=None, dropped_at=now, note="")
    speeches.update(under="")


def _deliveries(people: tuple[int, ...]) -> None:
    """Take this person out of what was delivered and nobody has heard yet."""
    accounts = list(models.Account.objects.filter(person__in=people).values_list("network", "author", "handle"))
    for row in models.Arrival.objects.exclude(body=b"").select_related("source"):
        network = _NETWORK_OF.get(row.source.kind, "")
        theirs = [(author, handle) for of, author, handle in accounts if not network or of == network]
        # A forum's own id of somebody is told here behind the forum's name.
        ids = {part for author, _ in theirs for part in (author, author.removeprefix(f"{_host(row.source)}/"))}
        left = without(bytes(row.body), ids, {handle.casefold() for _, handle in theirs if handle}) if theirs else None
        if left is not None and left != bytes(row.body):
            models.Arrival.objects.filter(pk=row.pk).update(body=left)


def _host(source: models.Source) -> str:
    return urlsplit(source.address).netloc


def _nameless(people: tuple[int, ...]) -> None:
    """Let the stubs stand under one person without a name; who left none is gone altogether."""
    accounts = models.Account.objects.filter(person__in=people)
    accounts.filter(posts=None).delete()
    kept = list(accounts)
    if kept:
        stub = models.Person.objects.create(key=_nobody())
        for row in kept:
            row.author, row.name, row.handle, row.person = _nobody(), "", "", stub
        models.Account.objects.bulk_update(kept, ["author", "name", "handle", "person"], batch_size=200)
    models.Person.objects.filter(pk__in=people).delete()


def _nobody() -> str:
    return f"forgotten:{secrets.token_hex(16)}"
