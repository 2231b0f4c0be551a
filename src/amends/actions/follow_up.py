"""Write once to those who objected and asked to hear: the owner's own words, to each of them, and never again.

A press makes a letter due for every address; the worker hands them in one by one. Who they are is shown to nobody.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.db.models import Q

from amends.actions.case_life import NoSuchCase
from amends.actions.own_accounts import refuse_demo
from amends.actions.prove import sends_codes
from amends.actions.record import record
from amends.core.case.life import Life
from amends.core.case.telling import try_again
from amends.core.vocabulary import Stance
from amends.store import models
from amends.store.rows import storable

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import QuerySet

    from amends.core.vocabulary import Instant

LONGEST: Final = 5_000
"""Characters of a letter."""
_DONE: Final = (Life.DECIDED, Life.HONOURED, Life.CLOSED)
_SEAL: Final = "amends.letter"


class NotWritten(ValueError):
    """Nothing is sent; the message says why in a sentence, and the words are still the owner's."""


@dataclass(frozen=True, slots=True)
class Due:
    """One letter that was claimed: to which address, in which language its frame is, and what it needs to say."""

    letter: int
    key: str
    address: str
    language: str
    token: str
    case: int
    title: str
    name: str
    words: str


@dataclass(frozen=True, slots=True)
class Sending:
    """How far a follow-up has come: letters that were handed in, that wait, were given up, or were forgotten before."""

    sent: int
    waiting: int
    given_up: int
    forgotten: int


def sends_letters() -> bool:
    """Tell whether letters can go out: there is a post office, and an address that the link in them can lead to."""
    return sends_codes() and bool(settings.AMENDS_ADDRESS) and not settings.AMENDS_DEMO


def asked_to_hear(case: models.Case) -> int:
    """Count the addresses of those who objected on the floor of a case and asked to hear: each address once."""
    return len(_addresses(case))


def why_not(case: models.Case) -> str:
    """Say why nothing can be sent in a case now, or nothing where it can."""
    earlier = models.FollowUp.objects.filter(case=case).first()
    if earlier is not None:
        return "This was sent already. People were promised one letter, so there is no second one."
    if not case.public or case.life not in _DONE:
        return "The case is not decided yet. People asked to hear what came of it, and they hear once: decide first."
    if not sends_codes():
        return "No post office is set up, so no letter can be sent. Set AMENDS_EMAIL_URL, and start again."
    if not settings.AMENDS_ADDRESS:
        return "Set AMENDS_ADDRESS first: every letter carries a link by which its reader is forgotten."
    if not _addresses(case):
        return "Nobody who objected has asked to hear, so there is nobody to write to."
    return ""


def unfit(words: str) -> str:
    """Say what is wrong with the words of a letter, or nothing."""
    if not any(sign.isalnum() for sign in words):
        return "Write your words first: this field is still empty."
    if len(words) > LONGEST:
        return f"This is longer than {LONGEST:,} characters. It is still in the box: shorten it."
    return ""


def send_follow_up(number: int, words: str, now: Instant) -> models.FollowUp:
    """Let a letter go to everybody who objected and asked to hear, in the owner's ``words``; once in a case.

    Raises `NotWritten`, `NoSuchCase`, and `amends.actions.own_accounts.NoSpeaking` in the demo.
    """
    refuse_demo()
    words = storable(words).replace("\r\n", "\n").strip()
    with transaction.atomic():
        case = models.Case.objects.select_for_update().filter(number=number).first()
        if case is None:
            raise NoSuchCase(f"There is no case {number}.")
        refused = why_not(case) or unfit(words)
        if refused:
            raise NotWritten(refused)
        addresses = _addresses(case)
        facts = {"reached": len(addresses)}
        entry = record("followup.sent", at=now, case=case, facts=facts, said={"words": words})
        sent = models.FollowUp.objects.create(
            case=case, words=words, at=now, reached=len(addresses), entry=entry
        )  # fmt: skip
        models.Letter.objects.bulk_create(
            models.Letter(follow_up=sent, address=address, key=secrets.token_hex(16), due_at=now)
            for address in addresses
        )
    return sent


def stands(sent: models.FollowUp) -> Sending:
    """Tell how far a follow-up has come."""
    letters = sent.letters
    handed_in = letters.filter(sent_at__isnull=False).count()
    unsent = letters.filter(sent_at=None)
    forgotten = unsent.filter(address=None).count()
    given_up = unsent.filter(address__isnull=False, ended_at__isnull=False).count()
    return Sending(handed_in, sent.reached - handed_in - forgotten - given_up, given_up, forgotten)


def claim_letter(now: Instant, stale_before: Instant) -> Due | None:
    """Take the next letter that is due and that nobody else sends: one at a time, so that a crash repeats one at most.

    A claim older than ``stale_before`` was left by a process that died: it is sent again under the same key. Whoever
    was forgotten meanwhile has none.
    """
    due = models.Letter.objects.filter(ended_at=None, due_at__lte=now).exclude(address=None)
    due = due.filter(Q(claimed_at=None) | Q(claimed_at__lt=stale_before)).order_by("due_at", "pk")
    row = due.select_related("follow_up__case__subject", "address").first()
    if row is None or row.address is None:
        return None
    # Compare and swap: whoever changes the row first has it.
    same = models.Letter.objects.filter(pk=row.pk, ended_at=None, claimed_at=row.claimed_at, address=row.address)
    if same.update(claimed_at=now, first_try_at=row.first_try_at or now) != 1:
        return None
    case = row.follow_up.case
    return Due(
        row.pk, row.key, row.address.address, row.address.hear, token_of(row.address), case.number, case.title,
        case.subject.name, row.follow_up.words,
    )  # fmt: skip


def note_letter(letter: int, now: Instant, *, handed_in: bool) -> None:
    """Note that a letter was handed in, or when it is tried again; after two days of tries it is given up."""
    with transaction.atomic():
        row = models.Letter.objects.select_for_update().get(pk=letter)
        row.tries, row.claimed_at = row.tries + 1, None
        again = None if handed_in else try_again(row.tries, row.first_try_at or now, now)
        if handed_in:
            row.sent_at = now
        if again is None:
            row.ended_at = now
        else:
            row.due_at = again
        row.save()


def token_of(address: models.Address) -> str:
    """Seal which address a letter went to, so that its reader alone can have it forgotten: it holds a number only."""
    return signing.dumps(address.pk, salt=_SEAL)


def case_of(token: str) -> models.Case | None:
    """Find the case of a letter by its reader's link; nothing where the address is forgotten already.

    Raises `signing.BadSignature` for what is no such link.
    """
    row = models.Address.objects.filter(pk=_opened(token)).select_related("message__case__subject").first()
    return None if row is None else row.message.case


def forget_address(token: str) -> bool:
    """Forget the address a letter went to, wherever its reader left it; tell whether it was there.

    It writes no entry: an address was nobody's word. Raises `signing.BadSignature` for what is no such link.
    """
    with transaction.atomic():
        row = models.Address.objects.filter(pk=_opened(token)).first()
        if row is None:
            return False
        models.Address.objects.filter(address__iexact=row.address).delete()
    return True


def _opened(token: str) -> int:
    found = signing.loads(token, salt=_SEAL) if len(token) < 200 else None
    if not isinstance(found, int):
        raise signing.BadSignature("This is no link of a letter.")
    return found


def _addresses(case: models.Case) -> list[models.Address]:
    """Return an address for everybody who objected and asked; a message that waits to be looked at asks nothing yet."""
    held = models.Message.State.HELD
    asked = models.Address.objects.filter(message__case=case, message__stance=Stance.OBJECTS.value).exclude(hear="")
    return _each_once(asked.exclude(message__state=held).order_by("pk"))


def _each_once(rows: QuerySet[models.Address]) -> list[models.Address]:
    found: dict[str, models.Address] = {}
    each: Iterable[models.Address] = rows
    for row in each:
        found.setdefault(row.address.strip().casefold(), row)
    return list(found.values())
