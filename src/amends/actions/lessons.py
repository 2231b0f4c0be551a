"""Say what a space is for and who one is tied to, set a guard, and write down when it speaks up and is not heeded."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Final

from django.db import transaction
from django.db.models import Max

from amends.actions.record import record
from amends.core.lessons.draft import draft
from amends.core.lessons.finding import Purpose
from amends.core.lessons.guard import fires, fitted, guard_of, tried
from amends.core.statement.connection import Connection, Tie
from amends.store import models
from amends.store.memory_rows import past_posts
from amends.store.rows import storable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from amends.core.lessons.finding import Span
    from amends.core.lessons.guard import Guard, Trial
    from amends.core.vocabulary import Instant

LONGEST_REASON: Final = 1000


class Unfit(ValueError):
    """It cannot be declared or overridden like this; the message says why in a sentence."""


def declare_stream(name: str, purpose: str, now: Instant) -> models.Stream:
    """Say what a space is for. Raises `Unfit` without a name, for no purpose, and for a name that stands already."""
    name = " ".join(storable(name).split())[:200]
    if not name:
        raise Unfit("Give the space a name: what you call it.")
    if purpose not in set(Purpose):
        raise Unfit("Choose what the space is for.")
    with transaction.atomic():
        if models.Stream.objects.filter(name=name, retired_at=None).exists():
            raise Unfit(f"“{name}” stands here already. Take it away first, if its purpose has changed.")
        row = models.Stream.objects.create(name=name, purpose=purpose, declared_at=now)
        record("owner.action", at=now, facts={"what": "stream.declared", "purpose": purpose}, said={"name": name})
    return row


def retire_stream(stream: int, now: Instant) -> None:
    """Take a space away; what was looked at for it stays written down."""
    with transaction.atomic():
        if models.Stream.objects.filter(pk=stream, retired_at=None).update(retired_at=now):
            record("owner.action", at=now, facts={"what": "stream.retired"})


def declare_connection(with_whom: str, kind: str, detail: str, now: Instant) -> models.Connection:
    """Say who one is tied to, and how. Raises `Unfit` where nobody is named or the kind is none."""
    with_whom, detail = " ".join(storable(with_whom).split())[:300], " ".join(storable(detail).split())[:1000]
    if not with_whom:
        raise Unfit("Say with whom the tie is.")
    if kind not in set(Tie) - {Tie.NONE}:
        raise Unfit("Choose what kind of tie it is.")
    with transaction.atomic():
        row = models.Connection.objects.create(with_whom=with_whom, kind=kind, detail=detail, declared_at=now)
        said = {"with": with_whom, "detail": detail}
        record("owner.action", at=now, facts={"what": "connection.declared", "kind": kind}, said=said)
    return row


def end_connection(connection: int, now: Instant) -> None:
    """Say that a tie has ended."""
    with transaction.atomic():
        if models.Connection.objects.filter(pk=connection, ended_at=None).update(ended_at=now):
            record("owner.action", at=now, facts={"what": "connection.ended"})


def connections() -> list[Connection]:
    """Return the ties that stand."""
    rows = models.Connection.objects.filter(ended_at=None).order_by("pk")
    return [tie_of(row) for row in rows]


def tie_of(row: models.Connection) -> Connection:
    """Make a tie of the core of its row."""
    return Connection(row.with_whom, row.detail, kind=Tie(row.kind))


def promises() -> list[models.Duty]:
    """Return what was promised and holds on: nothing that was taken back, and nothing that was for once and is done."""
    rows = models.Duty.objects.filter(withdrawn_at=None).select_related("case").order_by("pk")
    return [row for row in rows if row.due_at is None or row.done_at is None]


def try_guard(guard: Guard) -> tuple[Trial, list[models.Post]]:
    """Try a guard on past posts, and return those that it would have stopped."""
    posts = past_posts()
    trial = tried(guard, [post.text for post in posts], connections())
    return trial, [posts[place] for place in trial.stopped]


def set_guard(guard: Guard, duty: int | None, now: Instant) -> models.Guard:
    """Set a guard, beside a promise or without one. Raises `UnfitGuard` where it would match everything."""
    trial, _ = try_guard(guard)
    fitted(guard, trial)
    with transaction.atomic():
        promise = models.Duty.objects.filter(pk=duty).select_related("case").first() if duty else None
        number = (models.Guard.objects.aggregate(last=Max("number"))["last"] or 0) + 1
        case = promise.case if promise else None
        facts = {"guard": number, **({"duty": promise.number} if promise else {})}
        entry = record("lesson", at=now, case=case, facts=facts, said={"rule": guard.record()})
        return models.Guard.objects.create(number=number, rule=guard.record(), duty=promise, set_at=now, entry=entry)


def retire_guard(number: int, now: Instant) -> None:
    """Take a guard away. That is written down as its setting was."""
    with transaction.atomic():
        row = models.Guard.objects.filter(number=number, retired_at=None).select_related("duty__case").first()
        if row is None:
            return
        row.retired_at = now
        row.save(update_fields=["retired_at"])
        case = row.duty.case if row.duty else None
        record("lesson", at=now, case=case, facts={"guard": number, "retired": True})


def ask_guards(
    text: str, stream: int | None, ties: Sequence[Connection], now: Instant
) -> list[tuple[models.Firing, Span]]:
    """Let every guard look at a draft, and write down each that speaks up, once a draft, heeded or not."""
    ready, digest = draft(text), hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    fired = []
    with transaction.atomic():
        for row in models.Guard.objects.filter(retired_at=None).select_related("duty__case").order_by("number"):
            span = fires(guard_of(row.rule), ready, stream, ties)
            if span is None:
                continue
            firing = models.Firing.objects.filter(guard=row, digest=digest).first()
            if firing is None:
                case = row.duty.case if row.duty else None
                entry = record("guard.fired", at=now, case=case, facts={"guard": row.number})
                firing = models.Firing.objects.create(guard=row, digest=digest, at=now, entry=entry)
            fired.append((firing, span))
    return fired


def override(firing: int, reason: str, now: Instant) -> models.Firing:
    """Say why a guard is not heeded; beside a public promise the reason is as public.

    Raises `Unfit` without a reason, and for a guard that was overridden at this draft already.
    """
    reason = storable(reason).strip()
    if not reason:
        raise Unfit("Write why you publish it all the same.")
    if len(reason) > LONGEST_REASON:
        raise Unfit(f"Say why in at most {LONGEST_REASON} letters. It is still in the box.")
    with transaction.atomic():
        row = models.Firing.objects.select_related("guard__duty__case").filter(pk=firing, overridden_at=None).first()
        if row is None:
            raise Unfit("That was said of this draft already.")
        row.overridden_at, row.reason = now, reason
        row.save(update_fields=["overridden_at", "reason"])
        case = row.guard.duty.case if row.guard.duty else None
        facts = {"guard": row.guard.number, "overridden": True}
        record("guard.fired", at=now, case=case, facts=facts, said={"reason": reason})
    return row
