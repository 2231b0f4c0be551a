"""Say something on another network, because the owner pressed the button: what she read is what is sent.

A press is a row that is due; the worker sends it and reads it back. Nothing else ever makes such a row.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction

from amends.actions.answer import answer_message
from amends.actions.case_life import NoSuchCase
from amends.actions.own_accounts import refuse_demo
from amends.actions.spoken import hang, standing
from amends.connectors.bluesky_records import record_key
from amends.connectors.speaking import room_of
from amends.core.statement.crosspost import LONGEST_THREAD, fits, size
from amends.store import models
from amends.store.rows import storable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from amends.core.statement.crosspost import Room
    from amends.core.vocabulary import Instant

Kind = models.Speech.Kind


class Unsaid(ValueError):
    """This is not sent; the message says why, and the words are still the owner's."""


@dataclass(frozen=True, slots=True)
class Said:
    """What the owner says with one press: with which account, about what, in which posts.

    ``number`` is that of the case, ``which`` that of the version, choice or duty; ``press`` names the press, so that a
    second one does nothing; ``link`` is the page the posts lead to.
    """

    account: int
    number: int
    kind: str
    which: int
    posts: Sequence[str]
    press: str
    link: str = ""


def say(said: Said, now: Instant) -> models.Speech:
    """Let something be sent; the same press twice sends it once.

    Raises `Unsaid`, `NoSuchCase`, and `amends.actions.own_accounts.NoSpeaking` in the demo.
    """
    refuse_demo()
    with transaction.atomic():
        known = models.Speech.objects.filter(press=said.press[:64]).first()
        if known is not None:
            return known
        account, posts = _account(said.account), [storable(one).strip() for one in said.posts]
        case = models.Case.objects.select_for_update().filter(number=said.number).first()
        if case is None:
            raise NoSuchCase(f"There is no case {said.number}.")
        about = _about(case, said.kind, said.which)
        if standing(account, case, said.kind, said.which) is not None:
            raise Unsaid(f"@{account.handle} has said this already. It was not sent again.")
        speech = models.Speech(
            account=account, case=case, kind=said.kind, number=said.which, press=said.press[:64], about=about,
            link=said.link[:1000], pressed_at=now, due_at=now,
        )  # fmt: skip
        hang(speech)
        return _kept(speech, [one for one in posts if one])


def answer_there(
    number: int, message: int, words: str, replies: Sequence[Said], now: Instant
) -> tuple[models.Answer, list[models.Speech]]:
    """Answer one message in the open, and say the same under it where it was said; the same press twice does it once.

    Each of ``replies`` names an account on the network of the message, and the posts. Raises as `answer_message` and
    `say` do.
    """
    refuse_demo()
    with transaction.atomic():
        known = list(
            models.Speech.objects.filter(press__in=[said.press[:64] for said in replies], answer__isnull=False)
        )
        if known and known[0].answer is not None:
            return known[0].answer, known
        answer = answer_message(number, message, words, now)
        made = []
        for said in replies:
            account, post = _account(said.account), answer.message and answer.message.post
            if not post or post.network != account.network:
                raise Unsaid("This was not said where that account is. Answer it here alone.")
            speech = models.Speech(
                account=account, case=answer.case, kind=Kind.ANSWER, number=message, press=said.press[:64],
                about=answer.entry, answer=answer, under=post.origin_id, pressed_at=now, due_at=now,
            )  # fmt: skip
            made.append(_kept(speech, [storable(one).strip() for one in said.posts]))
    return answer, made


def send_again(speech: models.Speech, now: Instant) -> bool:
    """Try once more to send or delete what waits for its owner; tell whether it did wait."""
    with transaction.atomic():
        row = models.Speech.objects.select_for_update().select_related("account").get(pk=speech.pk)
        done = row.dropped_at is not None or row.account.removed_at is not None
        if row.due_at is not None or done or not _undone(row):
            return False
        row.due_at, row.first_try_at, row.tries, row.note = now, None, row.tries and 1, ""
        row.save(update_fields=["due_at", "first_try_at", "tries", "note"])
    return True


def drop(speech: models.Speech, now: Instant) -> bool:
    """Do not send what waits after all; tell whether nothing of it was sent, nor is being sent, so that it could be."""
    with transaction.atomic():
        unsent = models.Speech.objects.filter(pk=speech.pk, sent_at=None, dropped_at=None, claimed_at=None)
        unsent = unsent.exclude(posts__sent_at__isnull=False)
        return unsent.update(dropped_at=now, due_at=None, note="") == 1


def _undone(row: models.Speech) -> bool:
    if row.withdrawn_at is not None:
        return row.posts.filter(sent_at__isnull=False, gone_at=None).exists()
    return row.sent_at is None


def _account(pk: int) -> models.OwnAccount:
    account = models.OwnAccount.objects.filter(pk=pk, removed_at=None).first()
    if account is None:
        raise Unsaid("That account is not connected any more. Your words are still in the box.")
    return account


def _about(case: models.Case, kind: str, which: int) -> models.Entry:
    """Find the entry of what is told: only what stands in public already is said elsewhere."""
    row: models.Version | models.Choice | models.Decision | models.Duty | None = None
    if case.public and kind == Kind.VERSION:
        row = case.versions.filter(number=which).first()
    elif case.public and kind == Kind.CHOICE:
        row = case.choices.filter(number=which).exclude(state=models.Choice.State.VOID).first()
    elif case.public and kind == Kind.VERDICT:
        row = models.Decision.objects.filter(case=case).first()
    elif case.public and kind == Kind.PROMISE:
        row = case.duties.filter(number=which, withdrawn_at=None).first()
    if row is None:
        raise Unsaid("This does not stand in public here, so it is not said elsewhere.")
    return row.entry


def _kept(speech: models.Speech, posts: list[str]) -> models.Speech:
    account = speech.account
    refuse_unfit(posts, room_of(account.network, account.letters, account.link))
    speech.save(force_insert=True)
    for at, words in enumerate(posts):
        speech.posts.create(number=at + 1, words=words, key=_key(speech, at))
    return speech


def refuse_unfit(posts: Sequence[str], room: Room) -> None:
    """Raise `Unsaid` where a network would not take these posts."""
    if not any(one.strip() for one in posts):
        raise Unsaid("Write what is to be said first: nothing stands in the box.")
    if len(posts) > LONGEST_THREAD:
        raise Unsaid(f"A thread has at most {LONGEST_THREAD} posts. Your words are still in the boxes.")
    for at, words in enumerate(posts, 1):
        if not fits(words, room):
            which = f"Post {at}" if len(posts) > 1 else "This"
            long = f"{which} has {size(words, room)} letters, and {room.name} takes {room.letters}."
            raise Unsaid(f"{long} Shorten it; all of it is still there.")


def _key(speech: models.Speech, at: int) -> str:
    if speech.account.network == models.OwnAccount.Network.BLUESKY:
        return record_key(speech.pressed_at + at, secrets.randbelow(1024))
    return secrets.token_hex(16)
