"""Rows to the words of the house, and back."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from amends.core import vocabulary
from amends.core.antennae.ear import Mention
from amends.core.case.escalation import Kind, Novelty, Objection, Told, told_grounds
from amends.core.case.voices import Spoken
from amends.core.vocabulary import Ground, GroundCount, Instant, Stance, UnreadCount
from amends.store import models

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

LATEST: Final[Instant] = 4_102_444_800 * vocabulary.SECOND
"""2100-01-01: a later claim is a broken clock, and no claim outgrows the column it is kept in."""


def subject(row: models.Subject) -> vocabulary.Subject:
    """Make a subject of its row."""
    return vocabulary.Subject(
        name=row.name,
        terms=tuple(row.terms),
        handles=tuple(row.handles),
        accounts=tuple(row.accounts),
        links=tuple(row.links),
        exclusions=tuple(row.exclusions),
        everything=row.everything,
    )


def subject_row(given: vocabulary.Subject) -> models.Subject:
    """Make an unsaved row of a subject."""
    return models.Subject(
        name=given.name[:200],
        terms=list(given.terms),
        handles=list(given.handles),
        accounts=list(given.accounts),
        links=list(given.links),
        exclusions=list(given.exclusions),
        everything=given.everything,
    )


def storable(text: str) -> str:
    r"""Replace what no database keeps in a text: NUL and halves of surrogate pairs.

    >>> storable("a\x00b\ud800c")
    'a\ufffdb\ufffdc'
    """
    if text.isascii():
        return text.replace("\0", "\ufffd")
    return text.replace("\0", "\ufffd").encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def with_storable_words(post: vocabulary.Post) -> vocabulary.Post:
    """Give a post the words that can be kept of it, so that what is read is what is kept."""
    words = storable(post.text)
    return post if words == post.text else replace(post, text=words)


def name_of(text: str, longest: int) -> str:
    """Keep an id as it is where it fits its column; a longer one becomes its hash, so that no two become one."""
    text = storable(text)
    return text if len(text) <= longest else "sha256:" + hashlib.sha256(text.encode()).hexdigest()


def post_key(post: vocabulary.Post) -> tuple[str, str]:
    """Tell the network and the id under which a post is kept."""
    return storable(post.network)[:40], name_of(post.id, 500)


def account_key(post: vocabulary.Post) -> tuple[str, str]:
    """Tell the network and the author id under which the account of a post is kept."""
    return storable(post.network)[:40], name_of(post.author, 400)


def post_row(
    post: vocabulary.Post, account: models.Account, source: models.Source | None, *, history: bool, around: bool = False
) -> models.Post:
    """Make an unsaved row of a post that concerns a subject and whose words can be kept."""
    network, origin_id = post_key(post)
    return models.Post(
        network=network,
        origin_id=origin_id,
        source=source,
        account=account,
        text=post.text,
        created_at=min(max(post.created_at, 0), LATEST),
        heard_at=min(max(post.heard_at, 0), LATEST),
        url=storable(post.url) if len(post.url) <= 2000 else "",
        reply_to=name_of(post.reply_to, 500),
        quote_of=name_of(post.quote_of, 500),
        language=storable(post.language)[:20],
        history=history,
        around=around,
    )


def reading_row(  # each of these is a column
    reading: vocabulary.Reading,
    post: models.Post,
    about: models.Subject,
    *,
    at: Instant,
    relation: vocabulary.Relation,
    by_subject: bool,
) -> models.Reading:
    """Make an unsaved row of what a reader took from a post."""
    objects, supports, questions, neutral = reading.p
    return models.Reading(
        post=post,
        subject=about,
        person_id=post.account.person_id,
        at=at,
        relation=relation.value,
        by_subject=by_subject,
        stance=reading.stance.value,
        p_objects=objects,
        p_supports=supports,
        p_questions=questions,
        p_neutral=neutral,
        heat=reading.heat,
        grounds=[ground.value for ground in reading.grounds],
        language=reading.language[:20],
        reader=reading.reader[:60],
        unread=reading.unread,
    )


def mention(row: models.Reading) -> Mention:
    """Make of a reading what the alarm counts; its person is known by the person's row."""
    return _mention(
        (row.pk, row.person_id, row.at, row.stance, row.p_objects, row.grounds, row.language, row.unread),
    )


def mentions(subject_id: int, *, since: Instant) -> Iterator[Mention]:
    """Tell what the alarm counts of a subject, from an instant on, in order of time and then of keeping.

    The subject's own posts are left out: nobody objects to themselves. So is the floor: whoever writes there was
    asked to, and a busy floor is no second storm; and what was fetched around an alert because it had rung.
    """
    kept = models.Reading.objects.filter(subject_id=subject_id, at__gte=since, by_subject=False, post__around=False)
    kept = kept.exclude(relation=vocabulary.Relation.FLOOR.value)
    rows = kept.order_by("at", "pk").values_list(
        "pk", "person_id", "at", "stance", "p_objects", "grounds", "language", "unread"
    )
    yield from map(_mention, rows.iterator(chunk_size=5000))


def _mention(row: tuple[int, int, Instant, str, float, Iterable[str], str, bool]) -> Mention:
    pk, person_id, at, stance, objection, grounds, language, unread = row
    held = tuple(Ground(word) for word in grounds)
    return Mention(pk, str(person_id), at, Stance(stance), objection, held, language if unread else "")


def spoken(case: models.Case, people: Iterable[int]) -> list[Spoken]:
    """Tell what these people said in a case and did not take back, towards its subject, whatever they hold.

    The id of each is the key of its reading, padded so that ids order as readings were kept.
    """
    rows = (
        models.Reading.objects.filter(
            subject_id=case.subject_id, person_id__in=list(people), at__gte=case.began_at, by_subject=False
        )
        .exclude(post__withdrawn_at__isnull=False)
        .select_related("post__account", "person")
        .order_by("at", "pk")
    )
    return [
        Spoken(
            person=row.person.key,
            name=row.post.account.name or row.post.account.handle,
            network=row.post.network,
            at=row.at,
            stance=Stance(row.stance),
            heat=row.heat,
            grounds=tuple(Ground(word) for word in row.grounds),
            text=row.post.text,
            url=row.post.url,
            id=f"{row.pk:020d}",
            unread=row.language if row.unread else "",
            p=(row.p_objects, row.p_supports, row.p_questions, row.p_neutral),
        )
        for row in rows
    ]


def objection(row: models.Reading) -> Objection:
    """Make of a reading what may be new in a storm."""
    held = tuple(Ground(word) for word in row.grounds)
    return Objection(row.pk, str(row.person_id), row.at, row.post.network, held)


def told(case: models.Case) -> Told:
    """Tell what the alerts of a case have told of those who object; a call to have a look tells nothing of them."""
    rung = case.alerts.filter(channel=vocabulary.Channel.CASE.value)
    alerts = list(rung.order_by("at", "pk").values_list("at", "grounds"))
    shown = models.Reading.objects.filter(alerts__in=rung, stance=Stance.OBJECTS.value)
    return Told(
        last_at=max((at for at, _ in alerts), default=case.noticed_at),
        grounds=told_grounds(
            GroundCount(Ground(row["ground"]), row["people"]) for _, grounds in alerts for row in grounds
        ),
        networks=frozenset(shown.values_list("post__network", flat=True).distinct()),
    )


def ground_counts(counts: Iterable[GroundCount]) -> list[dict[str, object]]:
    """Make JSON of grounds and how many people stand on each."""
    return [{"ground": count.ground.value, "people": count.people} for count in counts]


def novelties(news: Iterable[Novelty]) -> list[dict[str, object]]:
    """Make JSON of what is new in a storm."""
    return [{"kind": one.kind.value, "name": one.name, "people": one.people} for one in news]


def by_the_alarm(news: Iterable[Mapping[str, object]]) -> bool:
    """Tell of an alert's news whether the alarm rang, or whether it says only what is new in an open storm.

    >>> by_the_alarm([]), by_the_alarm([{"kind": "ground"}]), by_the_alarm([{"kind": "size"}, {"kind": "ground"}])
    (True, False, True)
    """
    kinds = {one["kind"] for one in news}
    return not kinds or Kind.SIZE.value in kinds


def unread_counts(counts: Iterable[UnreadCount]) -> list[dict[str, object]]:
    """Make JSON of what was heard and not read, by language."""
    return [{"language": count.language, "people": count.people, "posts": count.posts} for count in counts]
