"""Rows of opinions to the values of the core: who answered what, each person once, and the groups they make."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count

from amends.core.choice.answers import Person, Table, table
from amends.core.choice.opinion import MOST_STATEMENTS, OpinionMap, opinion_map
from amends.core.vocabulary import Stance
from amends.store import models

if TYPE_CHECKING:
    from collections.abc import Mapping

    from amends.core.vocabulary import Instant


@dataclass(frozen=True, slots=True)
class Gathered:
    """The votes on a case's short messages, as the core wants them.

    ``person``, ``statement`` and ``value`` are parallel and in the order of voting; ``member``, ``stances``,
    ``voters`` (every pseudonym of each) and ``people`` (the row of each, or the one pseudonym) are by person.
    """

    messages: tuple[models.Message, ...]
    person: tuple[int, ...]
    statement: tuple[int, ...]
    value: tuple[int, ...]
    member: tuple[bool, ...]
    stances: tuple[Stance | None, ...]
    voters: tuple[tuple[str, ...], ...]
    people: tuple[int | str, ...]

    def drawn(self) -> OpinionMap | None:
        """Draw the map, where anybody answered at all."""
        if not self.value:
            return None
        hidden = [at for at, message in enumerate(self.messages) if message.state != models.Message.State.SHOWN]
        return opinion_map(self.person, self.statement, self.value, self.member, len(self.messages), hidden=hidden)


def gathered(case: models.Case, before: Instant | None = None) -> Gathered:
    """Gather who answered what, ``before`` an instant where one is given.

    One person who answered under two questions of a case is one. Messages that are hidden by now stay in: their votes
    count like all others.
    """
    cast = models.Opinion.objects.filter(message__case=case, message__short=True)
    if before is not None:
        cast = cast.filter(at__lt=before)
    answered = case.messages.filter(pk__in=cast.values("message")).annotate(opinion_count=Count("opinions"))
    most = answered.select_related("post").order_by("-opinion_count", "number")[:MOST_STATEMENTS]
    kept = sorted(most, key=lambda message: message.number)
    place = {message.pk: at for at, message in enumerate(kept)}
    votes = [vote for vote in cast.order_by("at", "pk").values_list("message_id", "voter", "value") if vote[0] in place]
    electors = dict(models.Elector.objects.filter(choice__case=case).values_list("pseudonym", "person_id"))
    human = _humans(case, {voter for _message, voter, _value in votes}, electors)
    index = {who: at for at, who in enumerate(dict.fromkeys(human[voter] for _message, voter, _value in votes))}
    voters: list[list[str]] = [[] for _ in index]
    for voter, who in sorted(human.items()):
        voters[index[who]].append(voter)
    stance = _stances(case, [who for who in index if isinstance(who, int)])
    return Gathered(
        messages=tuple(kept),
        person=tuple(index[human[voter]] for _message, voter, _value in votes),
        statement=tuple(place[message] for message, _voter, _value in votes),
        value=tuple(value for _message, _voter, value in votes),
        member=tuple(any(voter in electors for voter in theirs) for theirs in voters),
        stances=tuple(stance.get(who) for who in index),
        voters=tuple(map(tuple, voters)),
        people=tuple(index),
    )


def table_of(choice: models.Choice, *, named: bool) -> Table | None:
    """Return who answered what until a choice's close, each person once; nothing where nobody answered.

    Listed is who is on the list of this choice, whichever question of the case they came to the floor by. ``named``
    lets their rows say the pseudonym they have in this choice.
    """
    votes = gathered(choice.case, before=choice.closes_at)
    if not votes.value:
        return None
    listed = dict(choice.electors.values_list("pseudonym", "person_id"))
    mine = {person: pseudonym for pseudonym, person in listed.items() if person is not None}
    answers: list[dict[int, int]] = [{} for _ in votes.people]
    for person, statement, value in zip(votes.person, votes.statement, votes.value, strict=True):
        answers[person][votes.messages[statement].number] = value
    own = [next((voter for voter in voters if voter in listed), "") for voters in votes.voters]
    names = [
        mine.get(who, voter) if isinstance(who, int) else voter for who, voter in zip(votes.people, own, strict=True)
    ]
    return table([Person(said, name) for said, name in zip(answers, names, strict=True)], named=named)


def _humans(case: models.Case, voters: set[str], electors: Mapping[str, int | None]) -> dict[str, int | str]:
    """Tell the person behind each voter, where one is known; whoever showed nothing is only their own pseudonym."""
    proven = dict(models.Proof.objects.filter(choice__case=case).exclude(voter="").values_list("voter", "person_id"))
    return {voter: electors.get(voter) or proven.get(voter) or voter for voter in voters}


def _stances(case: models.Case, people: list[int]) -> dict[int | str, Stance]:
    spoken = models.Voice.objects.filter(case=case).values_list("person_id", "stance")
    wanted = set(people)
    return {person: Stance(stance) for person, stance in spoken if person in wanted}
