"""Ask a binding question: who may bind is frozen, everything that decides is hashed, and then people may vote."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.db import transaction
from django.db.models import Max, Q
from django.db.models.functions import Coalesce

from amends.actions.case_life import NoSuchCase, moved
from amends.actions.record import record
from amends.actions.stand_on_floor import MARGIN
from amends.core.case.life import Life, UnlawfulMove
from amends.core.choice.electorate import SALT_BYTES, freeze, pseudonym
from amends.core.choice.question import Consequences, Kind, Option, Question, canonical, digest
from amends.core.decision.judge import Outcome
from amends.core.vocabulary import HOUR
from amends.store import models

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from amends.core.choice.preset import Rule
    from amends.core.ledger.entry import Fact
    from amends.core.vocabulary import Instant

SHORTEST: Final = HOUR
"""The least time in which people may vote: nobody is asked and told the answer in one breath."""


class NobodyToAsk(ValueError):
    """Nobody was heard before the storm and no list was brought, so nobody could bind; the message says what to do."""


class TooShort(ValueError):
    """The vote would close too soon; the message says so in a sentence."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as its owner asks it; who may bind is not hers to write."""

    words: str
    options: tuple[Option, ...]
    kind: Kind
    rule: Rule
    proposal: str
    otherwise: str
    consequences: Consequences
    closes_at: Instant


def ask(number: int, asked: Asked, now: Instant) -> models.Choice:
    """Put a question to the network as it stood before the storm; from here on nothing of it can be changed.

    It opens at ``now``. A question that was voided may be asked anew. Raises `NobodyToAsk`, `TooShort`, `NoSuchCase`,
    `UnlawfulMove`, and `amends.core.choice.question.UnfitQuestion`, which names every fault at once.
    """
    if asked.closes_at < now + SHORTEST:
        raise TooShort("Give people at least an hour to vote. Your question is still in the form.")
    with transaction.atomic():
        case = models.Case.objects.select_for_update().filter(number=number).first()
        if case is None:
            raise NoSuchCase(f"There is no case {number}.")
        _refuse_second(case)
        salt = secrets.token_bytes(SALT_BYTES)
        people = network_of(case)
        if not people:
            raise NobodyToAsk(
                "Nobody spoke to you before the storm that amends has heard of, so nobody could bind. Import an archive"
                " of the weeks before, or a list of people who follow or subscribe, and ask then."
            )
        frozen = freeze(people.values(), salt)
        question = question_of(asked, frozen.root, frozen.size, now)
        if case.life != Life.ASKED:
            case = moved(number, Life.ASKED, {"asked_at": now})
        last: int | None = case.choices.aggregate(last=Max("number"))["last"]
        facts: dict[str, Fact] = {"choice": (last or 0) + 1, "size": frozen.size, "root": frozen.root}
        record("electorate.frozen", at=now, case=case, facts=facts)
        return _keep(case, (last or 0) + 1, question, people, salt)


def network_of(case: models.Case) -> dict[int, str]:
    """Tell who was in the network before the storm: the rows and keys of people heard of before, or on a list.

    Whom a list dates after the storm began does not count. Where a question ended contested and is asked once more,
    it is asked of the same people: whoever lost must not bring others.
    """
    newest = case.choices.order_by("-number").first()
    if newest is not None and _contested(newest):
        same = newest.electors.filter(person__isnull=False)
        return _who_they_are(Q(pk__in=same.values("person")))
    return _who_they_are(Q(pk__in=_heard_before(case)) | Q(listed__in=_listed_before(case)))


def late_listed(case: models.Case, until: Instant) -> int:
    """Count those who could bind only because a list was brought after the storm began, and by ``until``.

    Its page says how many: a list that its owner brings in a storm may be drawn up for it.
    """
    lists = _listed_before(case).filter(added_at__lte=until)
    late = _who_they_are(Q(listed__in=lists.filter(added_at__gte=case.began_at)))
    before = Q(pk__in=_heard_before(case)) | Q(listed__in=lists.filter(added_at__lt=case.began_at))
    return len(late.keys() - _who_they_are(before).keys())


def _who_they_are(which: Q) -> dict[int, str]:
    """Tell the rows and keys of people, each as whom they have shown to be."""
    people = models.Person.objects.filter(which).values_list("pk", "key", "joined_to", "joined_to__key").distinct()
    return {root or pk: key if root_key is None else root_key for pk, key, root, root_key in people}


def _heard_before(case: models.Case) -> QuerySet[models.Reading, dict[str, int | None]]:
    """Select who was heard before the storm; where the owner alone says that an account is somebody's, its holder."""
    before = models.Reading.objects.filter(subject_id=case.subject_id, at__lt=case.began_at - MARGIN, by_subject=False)
    return before.values_list(Coalesce("post__account__holder", "person"), flat=True)


def _listed_before(case: models.Case) -> QuerySet[models.Listed]:
    rows = models.Listed.objects.filter(subject_id=case.subject_id)
    return rows.filter(Q(since=None) | Q(since__lt=case.began_at - MARGIN))


def _refuse_second(case: models.Case) -> None:
    if case.life not in (Life.OPEN, Life.ASKED):
        raise UnlawfulMove("Ask once the floor is open: first publish what happened, in your own words.")
    newest = case.choices.order_by("-number").first()
    if newest is not None and newest.state != models.Choice.State.VOID and not _contested(newest):
        raise UnlawfulMove(
            "You have asked already. A question stands as it was asked; it can only be voided in public."
        )


def _contested(choice: models.Choice) -> bool:
    """Tell whether the rule left a question open: then the same people may be asked once more."""
    return choice.verdict is not None and choice.verdict["outcome"] == Outcome.CONTESTED.value


def question_of(asked: Asked, root: str, size: int, now: Instant) -> Question:
    """Make the question as it will stand, put to a list of that root and size; raises `UnfitQuestion`."""
    return Question(
        words=asked.words,
        options=asked.options,
        kind=asked.kind,
        rule=asked.rule,
        proposal=asked.proposal,
        otherwise=asked.otherwise,
        consequences=asked.consequences,
        opens_at=now,
        closes_at=asked.closes_at,
        electorate_root=root,
        electorate_size=size,
        frozen_at=now,
    )


def _keep(case: models.Case, number: int, question: Question, people: dict[int, str], salt: bytes) -> models.Choice:
    now, root, size = question.opens_at, question.electorate_root, question.electorate_size
    fixed = canonical(question)
    facts: dict[str, Fact] = {
        "choice": number,
        "digest": digest(question),
        "root": root,
        "size": size,
        "closes_at": question.closes_at,
    }
    entry = record("choice.opened", at=now, case=case, facts=facts, said={"question": fixed})
    choice = models.Choice.objects.create(
        case=case,
        number=number,
        question=fixed,
        digest=digest(question),
        opens_at=now,
        closes_at=question.closes_at,
        salt=salt,
        entry=entry,
    )
    models.Elector.objects.bulk_create(
        [models.Elector(choice=choice, pseudonym=pseudonym(salt, key), person_id=pk) for pk, key in people.items()],
        batch_size=300,
    )
    return choice
