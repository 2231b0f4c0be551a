"""What is held about one person, so that an owner can tell them: all of it, and nothing of anybody else."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from django.db.models import Count, Max, Min, Q

from amends.actions.whose import voters_of
from amends.store import models
from amends.store.outgoing import instant_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.db.models import QuerySet

    from amends.core.vocabulary import Instant

SCHEMA: Final = "amends/person/1"


@dataclass(frozen=True, slots=True)
class About:
    """What is held about one person, each list as it is told; what only its count tells is a number.

    ``ballots`` says of each question whether they voted, and never how.
    """

    accounts: list[dict[str, Any]]
    links: list[dict[str, Any]]
    posts: list[dict[str, Any]]
    voices: list[dict[str, Any]]
    messages: list[dict[str, Any]]
    addresses: list[dict[str, Any]]
    lists: list[dict[str, Any]]
    ballots: list[dict[str, Any]]
    opinions: int
    passkeys: int
    waiting: list[dict[str, Any]]
    alerts: int
    ledger: list[dict[str, Any]]

    def record(self) -> dict[str, Any]:
        """Return it as the document ``amends/person/1``, for JSON."""
        return {"schema": SCHEMA, **{name: getattr(self, name) for name in self.__slots__}}


def about_person(people: tuple[int, ...]) -> About:
    """Gather what is held about the one person whose rows these are (`amends.actions.whose.whose`)."""
    posts = models.Post.objects.filter(account__person__in=people)
    voters = voters_of(people)
    return About(
        accounts=list(_accounts(people)),
        links=list(_links(people)),
        posts=list(_posts(posts)),
        voices=list(_voices(people)),
        messages=list(_messages(posts)),
        addresses=list(_addresses(posts)),
        lists=list(_lists(people)),
        ballots=list(_ballots(people, voters)),
        opinions=models.Opinion.objects.filter(voter__in=voters).count(),
        passkeys=models.Passkey.objects.filter(person__in=people).count(),
        waiting=list(_waiting(people)),
        alerts=models.Alert.objects.filter(evidence__post__in=posts).distinct().count(),
        ledger=list(_ledger(posts)),
    )


def _accounts(people: tuple[int, ...]) -> Iterator[dict[str, Any]]:
    rows = models.Account.objects.filter(Q(person__in=people) | Q(holder__in=people)).distinct()
    told = rows.annotate(many=Count("posts"), first=Min("posts__created_at"), last=Max("posts__created_at"))
    for row in told.order_by("network", "pk"):
        yield {
            "network": row.network,
            "id": row.author,
            "name": row.name,
            "handle": row.handle,
            "posts": row.many,
            "first_post_at": _when(row.first),
            "last_post_at": _when(row.last),
        }


def _links(people: tuple[int, ...]) -> Iterator[dict[str, Any]]:
    keys = list(models.Person.objects.filter(pk__in=people).values_list("key", flat=True))
    for row in models.Link.objects.filter(Q(one__in=keys) | Q(other__in=keys)).order_by("pk"):
        yield {
            "one": row.one,
            "other": row.other,
            "by": row.way,
            "at": _when(row.at),
            "undone_at": _when(row.undone_at),
        }


def _posts(posts: QuerySet[models.Post]) -> Iterator[dict[str, Any]]:
    """Tell each post with what was read in it, and what the owner corrected of that."""
    for post in posts.order_by("created_at", "pk").prefetch_related("readings__subject", "readings__correction"):
        yield {
            "network": post.network,
            "id": post.origin_id,
            "link": post.url,
            "words": post.text,
            "said_at": _when(post.created_at),
            "heard_at": _when(post.heard_at),
            "taken_back_at": _when(post.withdrawn_at),
            "answers": post.reply_to,
            "quotes": post.quote_of,
            "readings": [
                {
                    "towards": row.subject.name,
                    "stance": row.stance,
                    "heat": row.heat,
                    "grounds": row.grounds,
                    "language": row.language,
                    "chance_that_it_objects": round(row.p_objects, 3),
                    "reader": row.reader,
                    "corrected": hasattr(row, "correction"),
                }
                for row in post.readings.all()
            ],
        }


def _voices(people: tuple[int, ...]) -> Iterator[dict[str, Any]]:
    for row in models.Voice.objects.filter(person__in=people).select_related("case").order_by("case__number", "pk"):
        yield {
            "case": row.case.number,
            "stance": row.stance,
            "heat": row.heat,
            "grounds": row.grounds,
            "networks": row.networks,
            "posts": row.posts,
            "first_at": _when(row.first_at),
            "last_at": _when(row.last_at),
            "answered_at": _when(row.answered_at),
        }


def _messages(posts: QuerySet[models.Post]) -> Iterator[dict[str, Any]]:
    rows = models.Message.objects.filter(post__in=posts).select_related("case").annotate(many=Count("answers"))
    for row in rows.order_by("case__number", "number"):
        yield {
            "case": row.case.number,
            "number": row.number,
            "at": _when(row.at),
            "stance": row.stance,
            "state": row.state,
            "counted_with": row.tally,
            "answers": row.many,
        }


def _addresses(posts: QuerySet[models.Post]) -> Iterator[dict[str, Any]]:
    rows = models.Address.objects.filter(message__post__in=posts).select_related("message__case")
    for row in rows.order_by("pk"):
        yield {
            "address": row.address,
            "case": row.message.case.number,
            "message": row.message.number,
            "asked_to_hear": bool(row.hear),
        }


def _lists(people: tuple[int, ...]) -> Iterator[dict[str, Any]]:
    for row in models.Listed.objects.filter(person__in=people).select_related("subject").order_by("pk"):
        yield {"list": row.name, "of": row.subject.name, "since": _when(row.since), "added_at": _when(row.added_at)}


def _ballots(people: tuple[int, ...], voters: list[str]) -> Iterator[dict[str, Any]]:
    asked = Q(electors__person__in=people) | Q(ballots__voter__in=voters)
    for choice in (
        models.Choice.objects.filter(asked).select_related("case").distinct().order_by("case__number", "number")
    ):
        yield {
            "case": choice.case.number,
            "question": choice.number,
            "could_bind": choice.electors.filter(person__in=people).exists(),
            "voted": choice.ballots.filter(voter__in=voters, stands=True).exists(),
        }


def _waiting(people: tuple[int, ...]) -> Iterator[dict[str, Any]]:
    """Tell by which ways they show or showed who they are at a vote; what opens their vote is not told."""
    for row in models.Proof.objects.filter(person__in=people).select_related("choice__case").order_by("pk"):
        yield {
            "case": row.choice.case.number,
            "question": row.choice.number,
            "shown_by": row.kind,
            "shown_at": _when(row.proven_at),
            "good_until": _when(row.expires_at),
        }


def _ledger(posts: QuerySet[models.Post]) -> Iterator[dict[str, Any]]:
    """Tell which entries commit to words of theirs, and whether those can still be opened."""
    rows = models.Entry.objects.filter(pk__in=models.Message.objects.filter(post__in=posts).values("entry"))
    for row in rows.order_by("seq"):
        yield {"entry": row.seq, "at": _when(row.at), "deed": row.deed, "opens": row.salt is not None}


def _when(at: Instant | None) -> str | None:
    return None if at is None else instant_text(at)
