"""Take up what authors made of their words since: edited, taken back, and what others gave them without a word."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from amends.actions import learned
from amends.actions.look_again import count_again, write
from amends.actions.notice import gather_again
from amends.actions.record import record
from amends.actions.removals import words_leave
from amends.actions.stand_on_floor import stand_again
from amends.actions.take_back import erase
from amends.engine import packaged_reader
from amends.store import models, rows

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from amends.core import vocabulary
    from amends.core.ledger.entry import Fact
    from amends.core.vocabulary import Changes, Instant

_AT_ONCE = 400
"""Keys asked for in one query, as `amends.actions.take_in` asks."""


def not_known(edits: Sequence[vocabulary.Post], posts: Sequence[vocabulary.Post]) -> list[vocabulary.Post]:
    """Return those edited posts that are neither kept nor among ``posts``: they are heard as new ones, once each."""
    newest = {rows.post_key(post): post for post in edits}
    here = {rows.post_key(post) for post in posts}
    known = _known(key for key in newest if key not in here)
    return [post for key, post in newest.items() if key not in known and key not in here]


def change(changes: Changes, now: Instant) -> None:
    """Take up what changed; what came at once with it is kept by now.

    Call it inside the transaction that hears, after that. An edit takes the place of what was written before, which
    leaves for good; what its author takes back leaves a stub where it stood in public, and no voice where they said
    nothing else. What the alarm counted when it was said stays counted: it was said.
    """
    _edit(changes.edits, now)
    _react(changes.reactions)
    _take_back(changes.withdrawals, now)
    _depart(changes.departures, now)
    for one in changes.renamings:
        # A server may claim any handle for its accounts: the directory is asked, which looks at both sides.
        models.Account.objects.filter(network=one.network, author=one.author).update(renamed_at=now)


def reaction_key(network: str, origin_id: str) -> str:
    """Return the name under which a reaction is kept: a hash, so that nobody reads out of it who gave it.

    >>> len(reaction_key("bluesky", "at://did:plc:x/app.bsky.feed.like/3k"))
    64
    """
    return hashlib.sha256(f"{network}:{origin_id}".encode()).hexdigest()


def _take_back(withdrawals: Sequence[vocabulary.Withdrawal], now: Instant) -> None:
    keys = [reaction_key(one.network, one.id) for one in withdrawals]
    for start in range(0, len(keys), _AT_ONCE):
        models.Reaction.objects.filter(key__in=keys[start : start + _AT_ONCE]).delete()
    withdraw(_known((one.network, one.id) for one in withdrawals).values(), now)


def _depart(departures: Sequence[vocabulary.Departure], now: Instant) -> None:
    for one in departures:
        said = models.Post.objects.filter(network=one.network, account__author=one.author)
        withdraw(said.select_related("account"), now)


def withdraw(posts: Iterable[models.Post], now: Instant) -> None:
    """Let posts go whose author, or whose network, has taken them back; those that went before are passed over."""
    standing = [post for post in posts if not post.withdrawn_at]
    for post in standing:
        _off_the_floor(post, now, by="network")
        post.text = post.url = ""
        post.withdrawn_at = now
        post.save(update_fields=["text", "url", "withdrawn_at"])
        for case in models.Case.objects.filter(voices__person=post.account.person_id):
            _voice_without(case, post.account.person_id)
    if standing:
        words_leave()


def _voice_without(case: models.Case, person: int) -> None:
    """Gather a voice again after something was taken back; who said nothing else is no voice of the case any more."""
    if rows.spoken(case, [person]):
        gather_again(case, [person])
    else:
        case.voices.filter(person=person).delete()


def _edit(edits: Sequence[vocabulary.Post], now: Instant) -> None:
    newest = {rows.post_key(post): rows.with_storable_words(post) for post in edits}
    for key, row in _known(newest).items():
        if newest[key].text != row.text and not row.withdrawn_at:
            _reword(row, newest[key], now)


def _reword(row: models.Post, post: vocabulary.Post, now: Instant) -> None:
    message = _off_the_floor(row, now, by="edit")
    row.text, row.edited_at = post.text, now
    row.save(update_fields=["text", "edited_at"])
    readings = list(row.readings.select_related("subject__alarm_state", "post__account", "person"))
    texts = [post.text] * len(readings)
    read = packaged_reader.load().read_many(texts, by_subject=[each.by_subject for each in readings])
    for kept, fresh in zip(readings, read, strict=True):
        write(kept, fresh)
        kept.language, kept.unread = fresh.language[:20], fresh.unread
    learned.move(readings)
    models.Reading.objects.bulk_update(readings, [*learned.WRITTEN, "language", "unread"])
    for kept in readings:
        count_again(kept.subject, [kept], now)
    if message is not None:
        stand_again(message, now)
    words_leave()


def _off_the_floor(post: models.Post, now: Instant, *, by: str) -> models.Message | None:
    """Let the words of a post that stands on a floor leave it, and say so in the ledger; else do nothing."""
    standing = models.Message.objects.filter(post=post).exclude(
        state__in=[models.Message.State.ERASED, models.Message.State.REMOVED]
    )
    message = standing.select_related("case", "post__account", "entry").first()
    if message is not None:
        of = message.entry.n or 0
        erase(message, now)
        facts: dict[str, Fact] = {"of": of, "message": message.number, "by": by}
        record("voice.erased", at=now, case=message.case, facts=facts)
    return message


def _react(reactions: Sequence[vocabulary.Reaction]) -> None:
    known = _known((one.network, one.of) for one in reactions)
    models.Reaction.objects.bulk_create(
        [
            models.Reaction(key=reaction_key(one.network, one.id), post=post, sign=one.sign.value)
            for one in reactions
            if (post := known.get((one.network, one.of))) is not None and not post.withdrawn_at
        ],
        ignore_conflicts=True,
    )


def _known(keys: Iterable[tuple[str, str]]) -> dict[tuple[str, str], models.Post]:
    wanted: dict[str, list[str]] = {}
    for network, name in keys:
        wanted.setdefault(network, []).append(name)
    return {
        (row.network, row.origin_id): row
        for network, names in wanted.items()
        for start in range(0, len(names), _AT_ONCE)
        for row in models.Post.objects.filter(
            network=network, origin_id__in=names[start : start + _AT_ONCE]
        ).select_related("account")
    }
