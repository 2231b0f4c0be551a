"""Take a message from the floor's form: the voice first, and who it is afterwards."""

from __future__ import annotations

import hmac
import secrets
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from django.conf import settings
from django.db import transaction
from django.db.models import F

from amends.actions.case_life import NoSuchCase
from amends.actions.forget_senders import forget_senders
from amends.actions.record import record
from amends.actions.stand_on_floor import NETWORK, next_number, stand, token_hash
from amends.core.case.life import Life
from amends.core.floor.gate import Earlier, Held, Proof, Refused, Submission, essence, judge
from amends.core.floor.message import Tally
from amends.core.vocabulary import DAY, MINUTE, STANCES, Instant, Relation, Stance
from amends.engine import packaged_reader
from amends.store import models, rows

if TYPE_CHECKING:
    from amends.core.floor.gate import Judgement

READER: Final = "said by its author"
WRITABLE: Final = (Life.ACKNOWLEDGED, Life.OPEN, Life.ASKED, Life.DECIDED, Life.HONOURED)
REFUSALS_TOLD: Final = 100
"""Refused messages of one rule after which the count goes into the ledger again: one entry each would be a flood."""


class FloorClosed(ValueError):
    """Nobody can write on this floor now; the message says why in a sentence."""


@dataclass(frozen=True, slots=True)
class Written:
    """What came with one press of the button; ``sender`` is the part of the network it came from, and is not kept.

    ``made_at`` is when the form was given out, or nothing where its seal is wrong; ``proof_digest`` and ``proof_until``
    name a valid proof of work. ``erase_hash`` is given where the author's own browser made the token.
    """

    name: str
    words: str
    stance: Stance = Stance.NEUTRAL
    email: str = ""
    parent: int = 0
    erase_hash: str = ""
    extra: str = ""
    sender: str = ""
    made_at: Instant | None = None
    proof: Proof = Proof.MISSING
    proof_digest: str = ""
    proof_until: Instant = 0


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of it: the message, or nothing where it was refused; the token, where this site made it."""

    message: models.Message | None
    judgement: Judgement
    token: str = ""


def take_message(number: int, written: Written, now: Instant) -> Taken:
    """Take a message into a case's floor: shown at once, held by a rule, or refused and counted.

    Raises `NoSuchCase` for a case that is not public and `FloorClosed` where nobody can write.
    """
    with transaction.atomic():
        case = models.Case.objects.filter(number=number, public=True).first()
        if case is None:
            raise NoSuchCase(f"There is no case {number}.")
        _refuse_closed(case, now)
        forget_senders(now)
        if written.proof_digest and models.SpentProof.objects.filter(digest=written.proof_digest).exists():
            written = replace(written, proof=Proof.USED)
        sender = _keyed(f"{now // DAY}:{written.sender}")
        words_hash = _keyed(essence(written.words))
        judgement = judge(_submission(written, sender, words_hash, now), _earlier(sender, now))
        if isinstance(judgement, Refused):
            _count_refusal(case, judgement.rule.value, now)
            return Taken(None, judgement)
        models.Sender.objects.create(digest=sender, at=now, words=words_hash)
        if written.proof_digest:
            models.SpentProof.objects.create(digest=written.proof_digest, expires_at=written.proof_until)
        return _keep(case, written, judgement, now)


def _refuse_closed(case: models.Case, now: Instant) -> None:
    if case.life not in WRITABLE:
        raise FloorClosed("Nobody can write here: this case is not open. Your words are still in the box.")
    if case.floor_closes_at is not None and now >= case.floor_closes_at:
        raise FloorClosed("The floor has closed. What was said stands here for good. Your words are still in the box.")


def _submission(written: Written, sender: str, words_hash: str, now: Instant) -> Submission:
    return Submission(
        name=written.name,
        words=written.words,
        at=now,
        form_made_at=written.made_at,
        sender=sender,
        words_hash=words_hash,
        email=written.email,
        extra=written.extra,
        proof=_worth_now(written),
        site_last_minute=models.Sender.objects.filter(at__gt=now - MINUTE).count(),
    )


def _worth_now(written: Written) -> Proof:
    """Say what the proof is worth in its turn: another message may have spent it while this one stood in line."""
    spent = written.proof_digest and models.SpentProof.objects.filter(digest=written.proof_digest).exists()
    return Proof.USED if spent else written.proof


def _earlier(sender: str, now: Instant) -> list[Earlier]:
    rows_of_sender = models.Sender.objects.filter(digest=sender, at__gt=now - DAY)
    return [Earlier(*columns) for columns in rows_of_sender.values_list("digest", "words", "at")]


def _count_refusal(case: models.Case, rule: str, now: Instant) -> None:
    counted, _ = models.Refusals.objects.get_or_create(case=case, rule=rule)
    models.Refusals.objects.filter(pk=counted.pk).update(count=F("count") + 1)
    if counted.count % REFUSALS_TOLD == 0:
        record("voice.refused", at=now, case=case, facts={"rule": rule, "count": counted.count + 1})


def _keep(case: models.Case, written: Written, judgement: Judgement, now: Instant) -> Taken:
    reading = _spoken(case, written, now)
    own_key = _own_key(written)
    token = "" if own_key else secrets.token_hex(32)
    held = isinstance(judgement, Held)
    message = stand(
        case,
        reading,
        next_number(case),
        tally=Tally.UNVERIFIED,
        at=now,
        parent=case.messages.filter(number=written.parent).first() if written.parent else None,
        state=models.Message.State.HELD if held else models.Message.State.SHOWN,
        rule=judgement.rule.value if isinstance(judgement, Held) else "",
        erase_hash=own_key or token_hash(token),
        token_by_author=bool(own_key),
    )
    if written.email:
        models.Address.objects.create(message=message, address=written.email)
    _one_voice(case, reading)
    return Taken(message, judgement, token)


def _own_key(written: Written) -> str:
    """Return the hash of the key its author's browser made, unless some message has it already: a key opens one."""
    used = models.Message.objects.filter(erase_hash=written.erase_hash).exists()
    return "" if used else written.erase_hash


def _one_voice(case: models.Case, reading: models.Reading) -> None:
    """Give somebody who spoke for the first time, and only here, the voice that gathering would give them."""
    models.Voice.objects.create(
        case=case,
        person_id=reading.person_id,
        name=reading.post.account.name,
        stance=reading.stance,
        heat=reading.heat,
        grounds=reading.grounds,
        networks=[NETWORK],
        first_at=reading.at,
        last_at=reading.at,
        posts=1,
        said=reading,
    )


def _spoken(case: models.Case, written: Written, now: Instant) -> models.Reading:
    """Keep the words as a post of a person of its own, read as their author says."""
    key = secrets.token_hex(16)
    person = models.Person.objects.create(key=f"{NETWORK}:{key}")
    name = rows.storable(written.name).strip()[:200]
    account = models.Account.objects.create(network=NETWORK, author=key, name=name, person=person)
    post = models.Post.objects.create(
        network=NETWORK,
        origin_id=key,
        account=account,
        text=rows.storable(written.words),
        created_at=now,
        heard_at=now,
    )
    read = packaged_reader.load().read_many([post.text], by_subject=[False])[0]
    objects = written.stance is Stance.OBJECTS
    one_hot = {f"p_{stance.value}": float(stance is written.stance) for stance in STANCES}
    return models.Reading.objects.create(
        post=post,
        subject_id=case.subject_id,
        person=person,
        at=now,
        relation=Relation.FLOOR.value,
        stance=written.stance.value,
        heat=read.heat,
        grounds=[ground.value for ground in read.grounds] if objects else [],
        language=read.language[:20],
        reader=READER,
        **one_hot,
    )


def _keyed(text: str) -> str:
    """Hash under the site's secret, so that nobody can guess what stands behind it."""
    return hmac.digest(settings.SECRET_KEY.encode(), f"floor:{text}".encode(), "sha256").hex()
