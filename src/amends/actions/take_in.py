"""Keep the posts that concern a subject, and read them: the part that live listening and an import share."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING, Final, TypeVar

from amends.actions import learned
from amends.core.antennae.about import Concern, Watch, concerns_many, watch
from amends.core.antennae.people import person_key
from amends.engine import packaged_reader
from amends.store import models, rows

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from amends.core import vocabulary
    from amends.core.vocabulary import Instant

_AT_ONCE: Final = 400
"""Keys asked for in one query: SQLite promises 999 parameters, and a key takes one or two."""

Key = tuple[str, str]
T = TypeVar("T")


@dataclass(slots=True)
class TakenIn:
    """What a batch of posts added: posts that are new to the house, and new readings by subject, in order of time."""

    posts: int = 0
    readings: dict[int, list[models.Reading]] = field(default_factory=lambda: defaultdict(list))


@lru_cache(maxsize=4)
def _watch(subjects: tuple[vocabulary.Subject, ...]) -> Watch:
    return watch(subjects)


def take_in(
    posts: Iterable[vocabulary.Post],
    subjects: Sequence[models.Subject],
    *,
    source: models.Source | None,
    history: bool,
    judged_at: Callable[[vocabulary.Post, models.Subject], Instant],
    around: bool = False,
) -> TakenIn:
    """Keep and read those posts that concern one of ``subjects``; what is kept already is passed over.

    ``judged_at`` is asked once for each new reading, in order of time and then of id. Call it inside a transaction.
    """
    watched = _watch(tuple(rows.subject(row) for row in subjects))
    ordered = sorted(map(rows.with_storable_words, posts), key=lambda post: (post.created_at, post.id))
    found = {
        rows.post_key(post): (post, about)
        for post, about in reversed(list(zip(ordered, concerns_many(watched, ordered), strict=True)))
        if about
    }
    found = dict(reversed(found.items()))  # of two posts under one id the first is kept
    taken = TakenIn()
    if not found:
        return taken
    known = _posts(found)
    read_already = _read_already(known.values())
    fresh = {key: post for key, (post, _) in found.items() if key not in known}
    if fresh:
        accounts = _accounts(fresh.values(), rename=not history)
        models.Post.objects.bulk_create(
            [
                rows.post_row(post, accounts[rows.account_key(post)], source, history=history, around=around)
                for post in fresh.values()
            ],
            ignore_conflicts=True,
        )
        known |= _posts(fresh)
        taken.posts = len(fresh)
    due = [
        (post, known[key], concern)
        for key, (post, about) in found.items()
        for concern in about
        if (known[key].pk, subjects[concern.subject].pk) not in read_already
    ]
    _read(due, subjects, taken, judged_at)
    return taken


def _read(
    due: Sequence[tuple[vocabulary.Post, models.Post, Concern]],
    subjects: Sequence[models.Subject],
    taken: TakenIn,
    judged_at: Callable[[vocabulary.Post, models.Subject], Instant],
) -> None:
    read = packaged_reader.load().read_many(
        [post.text for post, _, _ in due], by_subject=[concern.by_subject for _, _, concern in due]
    )
    made = []
    for (post, row, concern), reading in zip(due, read, strict=True):
        about = subjects[concern.subject]
        made.append(
            rows.reading_row(
                reading,
                row,
                about,
                at=judged_at(post, about),
                relation=concern.relation,
                by_subject=concern.by_subject,
            )
        )
    learned.move([row for row in made if not row.post.history])
    for reading_row in models.Reading.objects.bulk_create(made):
        taken.readings[reading_row.subject_id].append(reading_row)


def _posts(keys: Iterable[Key]) -> dict[Key, models.Post]:
    return {
        (row.network, row.origin_id): row
        for network, ids in _by_network(keys)
        for row in models.Post.objects.filter(network=network, origin_id__in=ids).select_related("account")
    }


def _read_already(posts: Iterable[models.Post]) -> set[tuple[int, int]]:
    return {
        pair
        for chunk in _chunks([row.pk for row in posts])
        for pair in models.Reading.objects.filter(post_id__in=chunk).values_list("post_id", "subject_id")
    }


def _accounts(posts: Iterable[vocabulary.Post], *, rename: bool) -> dict[Key, models.Account]:
    """Find or make the accounts of these posts, and a person for each new one.

    ``rename`` notes names that changed: not those of history, which may be older than what is known.
    """
    newest = {rows.account_key(post): post for post in posts}
    known = _known_accounts(newest)
    missing = [key for key in newest if key not in known]
    if missing:
        people = _people(missing)
        models.Account.objects.bulk_create(
            [_account_row(key, newest[key], people[person_key(*key)]) for key in missing],
            ignore_conflicts=True,
        )
        known |= _known_accounts(missing)
    renamed = [row for key, row in known.items() if rename and _rename(row, newest[key])]
    if renamed:
        models.Account.objects.bulk_update(renamed, ["name", "handle"], batch_size=_AT_ONCE // 2)
    return known


def _account_row(key: Key, post: vocabulary.Post, person: models.Person) -> models.Account:
    row = models.Account(network=key[0], author=key[1], person=person)
    _rename(row, post)
    return row


def _rename(row: models.Account, post: vocabulary.Post) -> bool:
    before = row.name, row.handle
    row.name = rows.storable(post.author_name)[:200] or row.name
    row.handle = rows.storable(post.handle)[:300] or row.handle
    return before != (row.name, row.handle)


def _known_accounts(keys: Iterable[Key]) -> dict[Key, models.Account]:
    return {
        (row.network, row.author): row
        for network, authors in _by_network(keys)
        for row in models.Account.objects.filter(network=network, author__in=authors)
    }


def _people(accounts: Sequence[Key]) -> dict[str, models.Person]:
    keys = [person_key(*account) for account in accounts]
    models.Person.objects.bulk_create([models.Person(key=key) for key in keys], ignore_conflicts=True)
    return {row.key: row for chunk in _chunks(keys) for row in models.Person.objects.filter(key__in=chunk)}


def _by_network(keys: Iterable[Key]) -> Iterator[tuple[str, list[str]]]:
    by_network: dict[str, list[str]] = defaultdict(list)
    for network, name in keys:
        by_network[network].append(name)
    for network, names in by_network.items():
        for chunk in _chunks(names):
            yield network, chunk


def _chunks(items: Iterable[T]) -> Iterator[list[T]]:
    rest = iter(items)
    while chunk := list(islice(rest, _AT_ONCE)):
        yield chunk
