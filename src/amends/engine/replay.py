"""An archive, heard in the order it happened by the same steps that hear live posts.

Two passes. The first reads every row once, in whatever order the archive has, and sets aside the mentions of each
subject: 42 bytes a mention in memory, words in a temporary file. The second walks each subject's mentions in order
of time through `amends.core.antennae.ear`, so an archive that runs backwards tells the same as one that runs
forwards.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt

from amends.connectors.archive import Batch, Refusal, UnreadableArchive, read_archive
from amends.core.antennae.about import Watch, concerns_many, watch
from amends.core.antennae.alarm import BIN, Setting
from amends.core.antennae.ear import Ring, hear, listen, until
from amends.core.antennae.people import person_key
from amends.core.antennae.volume import VolumeRule, volume_rules
from amends.core.vocabulary import DAY, HOUR, WEEK, Alert, Channel, Instant, Post, Subject, UnreadCount
from amends.engine.mention_book import (
    HourOfStances,
    MentionBook,
    Week,
    WordStore,
    distinct_people,
    hours,
    unread_of,
    weeks,
)
from amends.engine.second_look import PostReader
from amends.engine.seen import Seen

REFUSALS_TOLD: Final = 20
"""Refused rows told one by one for each file; the others are counted."""
LATEST_STORM: Final = DAY
"""How long a case's storm is taken to last where quiet weeks are wanted."""


@dataclass(slots=True)
class FileTold:
    """What became of one file: posts kept, duplicates passed over, rows refused, the first of them in words."""

    file: str
    posts: int = 0
    duplicates: int = 0
    refused: int = 0
    refusals: list[Refusal] = field(default_factory=list)
    unreadable: str = ""
    """Why nothing of this file could be read, as a sentence; empty where something could."""


@dataclass(frozen=True, slots=True)
class SubjectTold:
    """What amends would have told one subject's owner."""

    subject: Subject
    posts: int
    mentions: int
    people: int
    objecting_people: int
    began: Instant
    ended: Instant
    alerts: tuple[Alert, ...]
    volume_rules: tuple[VolumeRule, ...]
    weeks: tuple[Week, ...]
    storms: tuple[tuple[HourOfStances, ...], ...]
    """Hour by hour, a day around the first alert of each case's storm."""
    own_posts: tuple[Instant, ...]
    unread: tuple[UnreadCount, ...] = ()
    """What was heard in languages that are not read, of the whole archive."""

    @property
    def length_in_weeks(self) -> float:
        """Weeks from the archive's first post to its last."""
        return (self.ended - self.began) / WEEK


@dataclass(frozen=True, slots=True)
class Replay:
    """A whole replay: the files as they were found, and each subject."""

    files: tuple[FileTold, ...]
    subjects: tuple[SubjectTold, ...]
    setting: Setting
    reader: str


@dataclass(slots=True)
class _Listening:
    """What the first pass gathers."""

    watched: Watch
    reader: PostReader
    same: Mapping[str, str]
    books: list[MentionBook]
    words: WordStore
    seen: Seen = field(default_factory=Seen)
    posts: int = 0
    began: Instant | None = None
    ended: Instant | None = None


def replay(
    paths: Sequence[Path],
    subjects: Sequence[Subject],
    reader: PostReader,
    setting: Setting,
    *,
    format: str = "auto",  # noqa: A002 - the word users type
    mapping: Mapping[str, str] | None = None,
    latest: Instant | None = None,
    same: Mapping[str, str] | None = None,
    progress: Callable[[Path, Batch], None] = lambda _path, _batch: None,
) -> Replay:
    """Hear archives and say what amends would have told each subject's owner, and when.

    ``same`` joins accounts of one person (see `amends.core.antennae.people.same_person`); ``progress`` is called
    after every batch. A file that cannot be read is told in its `FileTold`, and the others are heard.
    """
    listening = _Listening(watch(subjects), reader, same or {}, [MentionBook() for _ in subjects], WordStore())
    try:
        files = tuple(
            _read_file(listening, path, format=format, mapping=mapping, latest=latest, progress=progress)
            for path in paths
        )
        told = tuple(_tell(listening, number, setting) for number in range(len(subjects)))
    finally:
        listening.words.close()
    return Replay(files, told, setting, reader.name)


def replay_posts(posts: Sequence[Post], subjects: Sequence[Subject], reader: PostReader, setting: Setting) -> Replay:
    """Hear posts that lie in memory, in any order, and say what amends would have told each subject's owner."""
    listening = _Listening(watch(subjects), reader, {}, [MentionBook() for _ in subjects], WordStore())
    try:
        _take_in(listening, posts)
        told = tuple(_tell(listening, number, setting) for number in range(len(subjects)))
    finally:
        listening.words.close()
    return Replay((), told, setting, reader.name)


def _read_file(
    listening: _Listening,
    path: Path,
    *,
    format: str,  # noqa: A002 - as in replay()
    mapping: Mapping[str, str] | None,
    latest: Instant | None,
    progress: Callable[[Path, Batch], None],
) -> FileTold:
    told = FileTold(str(path))
    try:
        for batch in read_archive(path, format=format, mapping=mapping, latest=latest):
            told.refused += len(batch.refusals)
            told.refusals += batch.refusals[: REFUSALS_TOLD - len(told.refusals)]
            kept = _take_in(listening, batch.posts)
            told.posts += kept
            told.duplicates += len(batch.posts) - kept
            progress(path, batch)
    except UnreadableArchive as error:
        told.unreadable = str(error)
    return told


def _take_in(listening: _Listening, posts: Sequence[Post]) -> int:
    """Set aside the mentions among a batch of posts; tell how many posts came for the first time."""
    if not posts:
        return 0
    is_fresh = listening.seen.fresh([hash((post.network, post.id)) for post in posts])
    posts = [post for post, fresh in zip(posts, is_fresh, strict=True) if fresh]
    if not posts:
        return 0
    first, last = min(post.created_at for post in posts), max(post.created_at for post in posts)
    listening.began = first if listening.began is None else min(listening.began, first)
    listening.ended = last if listening.ended is None else max(listening.ended, last)
    listening.posts += len(posts)
    concerning = [
        (post, found) for post, found in zip(posts, concerns_many(listening.watched, posts), strict=True) if found
    ]
    if concerning:
        readings = listening.reader.read_many([post.text for post, _ in concerning])
        for (post, found), reading in zip(concerning, readings, strict=True):
            key = person_key(post.network, post.author)
            person = listening.same.get(key, key)
            words = -1
            for concern in found:
                book = listening.books[concern.subject]
                if concern.by_subject:
                    book.own.append(post.created_at)
                    continue
                if words < 0:
                    words = listening.words.keep(post, person)
                book.add(post, person, reading, words)
    return len(posts)


def _tell(listening: _Listening, number: int, setting: Setting) -> SubjectTold:
    book = listening.books[number]
    began, ended = listening.began or 0, listening.ended or 0
    order = book.order()
    alerts = tuple(_alert(ring, listening.words) for ring in _rings(book, order, setting, began, ended))
    times, counts = _volume(book, order, began, ended)
    first_of_storms = [alert for alert in alerts if alert.channel is Channel.CASE and not alert.escalation]
    return SubjectTold(
        subject=listening.watched.subjects[number],
        posts=listening.posts,
        mentions=len(book),
        people=distinct_people(book),
        objecting_people=distinct_people(book, objecting=True),
        began=began,
        ended=ended,
        alerts=alerts,
        volume_rules=volume_rules(times, counts, storms=[_storm(alert) for alert in first_of_storms]),
        weeks=weeks(book, order, began, ended + 1),
        storms=tuple(
            hours(book, order, begins, min(begins + DAY, ended + HOUR))
            for begins in ((alert.at - 8 * HOUR) // HOUR * HOUR for alert in first_of_storms)
        ),
        own_posts=tuple(sorted(book.own)),
        unread=unread_of(book),
    )


def _rings(
    book: MentionBook, order: npt.NDArray[np.int64], setting: Setting, began: Instant, ended: Instant
) -> Iterator[Ring]:
    ear = listen(setting, began)
    for mention in book.in_order(order):
        yield from hear(ear, mention)
    yield from until(ear, ended)


def _alert(ring: Ring, words: WordStore) -> Alert:
    return Alert(
        at=ring.at,
        channel=ring.channel,
        people=ring.people,
        objecting=ring.objecting,
        first_objection_at=ring.first_objection_at,
        grounds=ring.grounds,
        evidence=tuple(words.evidence(mention.ref) for mention in ring.evidence),
        calibrated=ring.calibrated,
        escalation=ring.escalation,
        unread=ring.unread,
    )


def _storm(alert: Alert) -> tuple[Instant, Instant]:
    """Say which time a case's storm takes up, where quiet weeks are counted."""
    return (alert.first_objection_at or alert.at) - HOUR, alert.at + LATEST_STORM


def _volume(
    book: MentionBook, order: npt.NDArray[np.int64], began: Instant, ended: Instant
) -> tuple[list[Instant], list[int]]:
    """Count mentions in bins of five minutes, as common volume rules see them."""
    edges = np.arange(began // BIN * BIN, ended + BIN, BIN, dtype=np.int64)
    places = np.searchsorted(np.frombuffer(book.at, np.int64), np.append(edges, edges[-1] + BIN), sorter=order)
    return edges.tolist(), np.diff(places).tolist()


def posts_of(
    paths: Iterable[Path],
    *,
    format: str = "auto",  # noqa: A002 - as in replay()
    mapping: Mapping[str, str] | None = None,
    latest: Instant | None = None,
) -> Iterator[Sequence[Post]]:
    """Tell the posts of archives batch by batch, for an import; unreadable files were already told of."""
    for path in paths:
        try:
            for batch in read_archive(path, format=format, mapping=mapping, latest=latest):
                yield batch.posts
        except UnreadableArchive:
            continue
