"""Take a message from the floor's form: the voice first, and who it is afterwards."""

from __future__ import annotations

import secrets
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.db import transaction
from django.db.models import F

from amends.actions.case_life import NoSuchCase
from amends.actions.floor_door import Door
from amends.actions.forget_senders import forget_senders
from amends.actions.record import record
from amends.actions.stand_on_floor import NETWORK, Standing, next_number, stand_together, token_hash
from amends.core.case.life import Life
from amends.core.floor.gate import Held, Proof, Refused
from amends.core.floor.message import Tally
from amends.core.vocabulary import STANCES, Instant, Relation, Stance
from amends.engine import packaged_reader
from amends.store import models, rows

if TYPE_CHECKING:
    from collections.abc import Sequence

    from amends.core.floor.gate import Judgement, Passed
    from amends.core.vocabulary import Reading

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
    name a valid proof of work. ``erase_hash`` is given where the author's own browser made the token; ``hear``
    is the language in which they ask for a letter, or empty.
    """

    name: str
    words: str
    stance: Stance = Stance.NEUTRAL
    email: str = ""
    hear: str = ""
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


@dataclass(frozen=True, slots=True)
class Sent:
    """One press of the button: what was written, in which case, and when."""

    number: int
    written: Written
    now: Instant


def take_message(number: int, written: Written, now: Instant) -> Taken:
    """Take a message into a case's floor: shown at once, held by a rule, or refused and counted.

    Raises `NoSuchCase` for a case that is not public and `FloorClosed` where nobody can write.
    """
    came_to = take_messages([Sent(number, written, now)])[0]
    if isinstance(came_to, Exception):
        raise came_to
    return came_to


def take_messages(sent: Sequence[Sent]) -> list[Taken | NoSuchCase | FloorClosed]:
    """Take messages that came at about the same time, each as `take_message` would, and ask the store once for all.

    What became of each stands in its place; what `take_message` raises is returned there. They are judged one after
    the other, so that it is the same whether they came together or alone.
    """
    with transaction.atomic():
        public = models.Case.objects.filter(number__in={one.number for one in sent}, public=True)
        cases = {case.number: case for case in public}
        forget_senders(sent[0].now)
        door = Door(sent)
        came_to: list[Taken | NoSuchCase | FloorClosed] = []
        passed: dict[int, dict[int, tuple[Sent, Passed | Held]]] = defaultdict(dict)
        for place, one in enumerate(sent):
            came_to.append(refusal := _refusal(cases.get(one.number), one, door))
            if isinstance(refusal, Taken) and not isinstance(refusal.judgement, Refused):
                passed[one.number][place] = one, refusal.judgement
        door.remember()
        for number, those in passed.items():
            for place, taken in zip(those, _keep(cases[number], list(those.values())), strict=True):
                came_to[place] = taken
        return came_to


def _refusal(case: models.Case | None, one: Sent, door: Door) -> Taken | NoSuchCase | FloorClosed:
    """Say why a message cannot be taken, or how it was judged."""
    if case is None:
        return NoSuchCase(f"There is no case {one.number}.")
    if (closed := _closed(case, one.now)) is not None:
        return closed
    judgement = door.judge(one)
    if isinstance(judgement, Refused):
        _count_refusal(case, judgement.rule.value, one.now)
    return Taken(None, judgement)


def _closed(case: models.Case, now: Instant) -> FloorClosed | None:
    if case.life not in WRITABLE:
        return FloorClosed("Nobody can write here: this case is not open. Your words are still in the box.")
    if case.floor_closes_at is not None and now >= case.floor_closes_at:
        return FloorClosed("The floor has closed. What was said stands here for good. Your words are still in the box.")
    return None


def _count_refusal(case: models.Case, rule: str, now: Instant) -> None:
    counted, _ = models.Refusals.objects.get_or_create(case=case, rule=rule)
    models.Refusals.objects.filter(pk=counted.pk).update(count=F("count") + 1)
    if counted.count % REFUSALS_TOLD == 0:
        record("voice.refused", at=now, case=case, facts={"rule": rule, "count": counted.count + 1})


def _keep(case: models.Case, passed: Sequence[tuple[Sent, Passed | Held]]) -> list[Taken]:
    sent = [one for one, _ in passed]
    readings = _spoken(case, sent)
    own_keys = _own_keys(sent)
    tokens = ["" if key else secrets.token_hex(32) for key in own_keys]
    parents = _parents(case, sent)
    number = next_number(case)
    messages = stand_together(
        case,
        [
            Standing(
                reading,
                number + offset,
                Tally.UNVERIFIED,
                one.now,
                parent=parents.get(one.written.parent),
                state=models.Message.State.HELD if isinstance(judgement, Held) else models.Message.State.SHOWN,
                rule=judgement.rule.value if isinstance(judgement, Held) else "",
                erase_hash=own_keys[offset] or token_hash(tokens[offset]),
                token_by_author=bool(own_keys[offset]),
            )
            for offset, (reading, (one, judgement)) in enumerate(zip(readings, passed, strict=True))
        ],
    )
    addresses = [
        models.Address(message=message, address=one.written.email, hear=one.written.hear)
        for message, one in zip(messages, sent, strict=True)
        if one.written.email
    ]
    models.Address.objects.bulk_create(addresses)
    models.Voice.objects.bulk_create([_one_voice(case, reading) for reading in readings])
    judged = zip(messages, passed, tokens, strict=True)
    return [Taken(message, judgement, token) for message, (_, judgement), token in judged]


def _own_keys(sent: Sequence[Sent]) -> list[str]:
    """Return the hash of the key each author's browser made, unless some message has it already: a key opens one."""
    given = {one.written.erase_hash for one in sent} - {""}
    with_key = models.Message.objects.filter(erase_hash__in=given) if given else models.Message.objects.none()
    used = set(with_key.values_list("erase_hash", flat=True))
    keys = []
    for one in sent:
        keys.append("" if one.written.erase_hash in used else one.written.erase_hash)
        used.add(one.written.erase_hash)
    return keys


def _parents(case: models.Case, sent: Sequence[Sent]) -> dict[int, models.Message]:
    answered = {one.written.parent for one in sent} - {0}
    return {row.number: row for row in case.messages.filter(number__in=answered)} if answered else {}


def _one_voice(case: models.Case, reading: models.Reading) -> models.Voice:
    """Give somebody who spoke for the first time, and only here, the voice that gathering would give them."""
    return models.Voice(
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


def _spoken(case: models.Case, sent: Sequence[Sent]) -> list[models.Reading]:
    """Keep the words as posts of people of their own, read as their authors say."""
    keys = [secrets.token_hex(16) for _ in sent]
    people = models.Person.objects.bulk_create([models.Person(key=f"{NETWORK}:{key}") for key in keys])
    accounts = models.Account.objects.bulk_create(
        [
            models.Account(
                network=NETWORK, author=key, name=rows.storable(one.written.name).strip()[:200], person=person
            )
            for key, one, person in zip(keys, sent, people, strict=True)
        ]
    )
    posts = models.Post.objects.bulk_create(
        [
            models.Post(
                network=NETWORK,
                origin_id=account.author,
                account=account,
                text=rows.storable(one.written.words),
                created_at=one.now,
                heard_at=one.now,
            )
            for account, one in zip(accounts, sent, strict=True)
        ]
    )
    read = packaged_reader.load().read_many([post.text for post in posts], by_subject=[False] * len(posts))
    spoken = zip(posts, sent, read, strict=True)
    return models.Reading.objects.bulk_create([_reading(case, post, one, each) for post, one, each in spoken])


def _reading(case: models.Case, post: models.Post, one: Sent, read: Reading) -> models.Reading:
    stance = one.written.stance
    return models.Reading(
        post=post,
        subject_id=case.subject_id,
        person=post.account.person,
        at=one.now,
        relation=Relation.FLOOR.value,
        stance=stance.value,
        heat=read.heat,
        grounds=[ground.value for ground in read.grounds] if stance is Stance.OBJECTS else [],
        language=read.language[:20],
        reader=READER,
        **{f"p_{each.value}": float(each is stance) for each in STANCES},
    )
