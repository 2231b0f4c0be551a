"""What was promised, by a decision or a statement: set, done, withdrawn in public, or written down as missed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from django.db import transaction

from amends.actions.case_life import NoSuchCase
from amends.actions.record import record
from amends.core.case.life import Life, move
from amends.core.decision import honour
from amends.store import models

if TYPE_CHECKING:
    from collections.abc import Sequence

    from amends.core.vocabulary import Instant

LONGEST: Final = 500
"""Letters of a promise, and of how it can be seen."""
MOST: Final = 20
LONGEST_EVIDENCE: Final = 2000
LONGEST_REASON: Final = 1000


class UnfitPromise(ValueError):
    """It cannot be promised like this; the message says why in a sentence."""


@dataclass(frozen=True, slots=True)
class Owed:
    """One thing that the owner takes on.

    ``due_at`` is the last instant that is in time, or nothing: from now on. ``seen_by`` says how anybody can see that
    it is kept: an address, or where to look.
    """

    words: str
    due_at: Instant | None = None
    seen_by: str = ""


class NoSuchDuty(LookupError):
    """There is no duty of that number in this case; the message says so in a sentence."""


class DutySettled(ValueError):
    """It cannot be said of a duty any more, or not like this; the message says why in a sentence."""


def refuse_unfit(owed: Sequence[Owed], already: int = 0) -> None:
    """Refuse what could not stand as promises beside so many that stand already; raises `UnfitPromise`."""
    for one in owed:
        if not one.words.strip():
            raise UnfitPromise("Write what is to be done, or leave out what stands beside it.")
        if len(one.words) > LONGEST:
            raise UnfitPromise(f"Say each duty in at most {LONGEST} letters: “{one.words[:60]}…” is longer.")
        if len(one.seen_by) > LONGEST:
            raise UnfitPromise(f"Say in at most {LONGEST} letters how it can be seen: “{one.seen_by[:60]}…” is longer.")
    if len(owed) + already > MOST:
        raise UnfitPromise(f"Take on at most {MOST} duties in a case, so that each can be watched.")


def set_duties(case: models.Case, duties: Sequence[Owed], now: Instant, version: models.Version | None = None) -> None:
    """Take on duties, numbered on from those there are, each with an entry; call it inside the transaction of the deed.

    ``version`` is that of the statement that promised them; without one, a decision did.
    """
    for number, one in enumerate(duties, case.duties.count() + 1):
        facts: dict[str, Any] = {"duty": number}
        if one.due_at is not None:
            facts["due_at"] = one.due_at
        if version is not None:
            facts["version"] = version.number
        said = {"words": one.words, **({"seen_by": one.seen_by} if one.seen_by else {})}
        entry = record("duty.set", at=now, case=case, facts=facts, said=said)
        models.Duty.objects.create(
            case=case, number=number, words=one.words, due_at=one.due_at, seen_by=one.seen_by, version=version,
            entry=entry,
        )  # fmt: skip


def duty_done(number: int, duty: int, evidence: str, now: Instant) -> models.Duty:
    """Say that a duty is done, with what shows it: an address, or words. What is past its date is done late.

    When all that had a date is done, the case is honoured. Raises `NoSuchCase`, `NoSuchDuty`, and `DutySettled` without
    evidence, for a lasting promise, and for what is done or withdrawn already.
    """
    evidence = evidence.strip()
    if not evidence:
        raise DutySettled("Give something that shows it: an address, the number of a parcel, or a sentence.")
    if len(evidence) > LONGEST_EVIDENCE:
        raise DutySettled(f"Say it in at most {LONGEST_EVIDENCE} letters. It is still in the box.")
    with transaction.atomic():
        row = _open_duty(number, duty)
        if row.due_at is None:
            raise DutySettled("This is a promise from now on; there is no day on which it is done.")
        row.done_at, row.evidence = now, evidence
        row.save(update_fields=["done_at", "evidence"])
        record("duty.done", at=now, case=row.case, facts={"duty": duty}, said={"evidence": evidence})
        honour_if_done(row.case, now)
    return row


def duty_withdrawn(number: int, duty: int, reason: str, now: Instant) -> models.Duty:
    """Take a duty back in public, with a reason; the case can then never be called honoured.

    Raises `NoSuchCase`, `NoSuchDuty`, and `DutySettled` without a reason and for what is done or withdrawn already.
    """
    reason = reason.strip()
    if not reason:
        raise DutySettled("Write why you take it back: everybody can read it, and it stays beside the duty.")
    if len(reason) > LONGEST_REASON:
        raise DutySettled(f"Say why in at most {LONGEST_REASON} letters. It is still in the box.")
    with transaction.atomic():
        row = _open_duty(number, duty)
        row.withdrawn_at, row.withdrawn_reason = now, reason
        row.save(update_fields=["withdrawn_at", "withdrawn_reason"])
        record("duty.missed", at=now, case=row.case, facts={"duty": duty, "withdrawn": True}, said={"reason": reason})
    return row


def missed_due(now: Instant) -> int:
    """Write down every duty whose date has passed undone, once each, and tell how many there were."""
    passed = models.Duty.objects.filter(
        due_at__lt=now, done_at__isnull=True, withdrawn_at__isnull=True, missed_at__isnull=True
    )
    with transaction.atomic():
        late = list(passed.select_for_update().select_related("case").order_by("due_at", "pk"))
        for row in late:
            row.missed_at = now
            row.save(update_fields=["missed_at"])
            record("duty.missed", at=now, case=row.case, facts={"duty": row.number})
    return len(late)


def duty_of(row: models.Duty) -> honour.Duty:
    """Make a duty of the core of its row."""
    since: int = row.entry.at
    return honour.Duty(
        words=row.words,
        # Where the question itself fixed the date, a late decision may have been made after it.
        since=since if row.due_at is None else min(since, row.due_at),
        by=row.due_at,
        done_at=row.done_at,
        evidence=(row.evidence,) if row.evidence else (),
        withdrawn_at=row.withdrawn_at,
        reason=row.withdrawn_reason,
    )


def honoured(case: models.Case, now: Instant) -> honour.Honour:
    """Sum up how a case's decision stands."""
    return honour.honour([duty_of(row) for row in case.duties.select_related("entry")], now)


def honour_if_done(case: models.Case, now: Instant) -> bool:
    """Move a decided case on where all that was owed is done; call it in the transaction, after the deed's entry."""
    if case.life != Life.DECIDED or not honoured(case, now).honoured:
        return False
    case.life, case.honoured_at = move(case.life, Life.HONOURED).value, now
    case.save(update_fields=["life", "honoured_at"])
    return True


def _open_duty(number: int, duty: int) -> models.Duty:
    case = models.Case.objects.select_for_update().filter(number=number).first()
    if case is None:
        raise NoSuchCase(f"There is no case {number}.")
    row = models.Duty.objects.select_related("entry").filter(case=case, number=duty).first()
    if row is None:
        raise NoSuchDuty(f"Case {number} has no duty {duty}.")
    row.case = case
    if row.done_at is not None:
        raise DutySettled("This was said to be done already. What was said stays as it is.")
    if row.withdrawn_at is not None:
        raise DutySettled("This was taken back already, with a reason. What was said stays as it is.")
    return row
