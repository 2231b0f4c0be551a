"""Publish a version of the statement; the first one opens the floor."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.db import transaction

from amends.actions.case_life import NoSuchCase, moved
from amends.actions.heed import seen_on_the_desk
from amends.actions.record import record
from amends.core.case.life import Life, UnlawfulMove, move
from amends.core.statement.connection import Tie, connection_of
from amends.core.statement.versions import Version, append
from amends.core.vocabulary import DAY
from amends.store import models
from amends.store.rows import storable
from amends.store.statement_rows import records, versions

if TYPE_CHECKING:
    from collections.abc import Sequence

    from amends.core.statement.connection import Connection
    from amends.core.vocabulary import Instant

FLOOR_FOR: Final = 7 * DAY
"""How long a floor stays open where its owner names no other time."""

LONGEST_TITLE: Final = 200
LONGEST_NOTE: Final = 1000
LONGEST_TIE: Final = 500
MOST_TIES: Final = 20


class UnfitStatement(ValueError):
    """A statement cannot be published like this; the message says why in a sentence."""


def publish_statement(
    number: int,
    words: str,
    connections: Sequence[Connection],
    now: Instant,
    *,
    title: str = "",
    note: str = "",
    floor_for: int = FLOOR_FOR,
) -> models.Version:
    """Publish the next version of a case's statement, for good; the draft is emptied.

    The first version moves an acknowledged case to an open floor, which stays open for ``floor_for`` microseconds and
    is never closed before. It writes two entries, one that the floor is open and one of the version, because later
    versions open nothing. A correction says what was wrong in ``note``. Raises `UnfitStatement`,
    `amends.core.statement.versions.NothingToPublish`, `NoSuchCase` and `UnlawfulMove`.
    """
    with transaction.atomic():
        case = models.Case.objects.select_for_update().filter(number=number).first()
        if case is None:
            raise NoSuchCase(f"There is no case {number}.")
        version = fitted(case, words, connections, now, title=title, note=note)
        if version.number == 1:
            case = _open_floor(case, storable(" ".join(title.split())), now, now + max(floor_for, DAY))
        row = _kept(case, version)
        models.Draft.objects.filter(case=case).delete()
    return row


def fitted(
    case: models.Case, words: str, connections: Sequence[Connection], now: Instant, *, title: str = "", note: str = ""
) -> Version:
    """Return the version that would be published, or raise what `publish_statement` raises; nothing is written."""
    before = versions(case)
    if before and case.life in (Life.CLOSED, Life.DISMISSED):
        raise UnlawfulMove("This case is closed. What it says stays as it is.")
    if not before:
        move(case.life, Life.OPEN)
    ties = tuple(connection_of(record) for record in records(connections))
    version = append(before, storable(words), ties, now, storable(note.strip()))[-1]
    _refuse_unfit(version, title)
    return version


def _refuse_unfit(version: Version, title: str) -> None:
    if len(title) > LONGEST_TITLE:
        raise UnfitStatement(f"Give the case a title of at most {LONGEST_TITLE} letters. Your words are kept.")
    if len(version.note) > LONGEST_NOTE:
        raise UnfitStatement(f"Say what was wrong in at most {LONGEST_NOTE:,} letters. Your words are kept.")
    if version.number > 1 and not version.note:
        raise UnfitStatement("Say in a sentence what was wrong before: it stands beside the new version.")
    if len(version.connections) > MOST_TIES:
        raise UnfitStatement(f"Name at most {MOST_TIES} connections. Your words are kept.")
    for tie in version.connections:
        if not tie.with_whom.strip() and tie.kind is not Tie.NONE:
            raise UnfitStatement("Say with whom each connection is, or empty its other fields.")
        if any(len(value) > LONGEST_TIE for value in tie.record().values()):
            raise UnfitStatement(f"Each part of a connection has at most {LONGEST_TIE} letters. Your words are kept.")


def _open_floor(case: models.Case, title: str, now: Instant, closes_at: Instant) -> models.Case:
    changes: dict[str, Instant | str | bool] = {"opened_at": now, "floor_closes_at": closes_at, "public": True}
    if title:
        changes["title"] = title
    case = moved(case.number, Life.OPEN, changes)
    record("case.opened", at=now, case=case, facts={"floor_closes_at": closes_at}, said={"title": case.title})
    seen_on_the_desk(case, now)
    return case


def _kept(case: models.Case, version: Version) -> models.Version:
    ties = records(version.connections)
    said = {"number": version.number, "words": version.words, "connections": ties, "note": version.note}
    entry = record("statement.version", at=version.at, case=case, facts={"number": version.number}, said=said)
    return models.Version.objects.create(
        case=case,
        number=version.number,
        words=version.words,
        connections=ties,
        note=version.note,
        at=version.at,
        entry=entry,
    )
