"""Plays the demo's deeds: what its owner and everybody else did, done by the very deeds a site has."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import singledispatchmethod
from typing import TYPE_CHECKING

from amends import demo
from amends.actions.acknowledge import acknowledge
from amends.actions.answer import answer_ground, answer_message
from amends.actions.ask import Asked, ask
from amends.actions.cast import cast
from amends.actions.close_case import close_case
from amends.actions.decide_case import decide_case
from amends.actions.duty import Owed, duty_done
from amends.actions.form_opinion import form_opinion
from amends.actions.hear import hear
from amends.actions.hide import hide
from amends.actions.lessons import (
    ask_guards,
    connections,
    declare_connection,
    declare_stream,
    end_connection,
    set_guard,
)
from amends.actions.mark_read import mark_read
from amends.actions.prove import begin, claim_codes, confirm, fresh_code, sent
from amends.actions.publish_statement import publish_statement
from amends.actions.save_draft import save_draft
from amends.actions.take_back import take_back
from amends.actions.take_message import Written, take_message
from amends.core.choice.preset import supermajority
from amends.core.choice.question import Consequence, Consequences, Kind, Option
from amends.core.decision.judge import Outcome
from amends.core.lessons.guard import Guard
from amends.core.statement.connection import Connection, Tie
from amends.core.vocabulary import MINUTE, Post
from amends.demo import told
from amends.store import models
from amends.worker.story import VOTERS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from amends.core.vocabulary import Instant


class NotInTheStory(LookupError):
    """A deed speaks of something that is not there; the message says what."""


class OtherEnd(ValueError):
    """A deed would say what is not so; the message says what."""


@dataclass(slots=True)
class Player:
    """Does one deed after the other, and remembers who holds which key, link and message."""

    case: int
    messages: dict[str, int] = field(default_factory=dict)
    keys: dict[str, str] = field(default_factory=dict)
    links: dict[str, str] = field(default_factory=dict)

    def play(self, deed: told.Deed) -> None:
        """Do one deed at its own instant; raises what a site's deeds raise, and `NotInTheStory`."""
        self._do(deed)

    @singledispatchmethod
    def _do(self, deed: object) -> None:
        raise NotInTheStory(f"Nobody here can do “{type(deed).__name__}”.")

    @_do.register
    def _(self, deed: told.Acknowledge) -> None:
        acknowledge(self.case, told.instant(deed.answer_by), deed.instant)

    @_do.register
    def _(self, deed: told.Draft) -> None:
        save_draft(self.case, deed.words, _ties(deed.connections), deed.instant)

    @_do.register
    def _(self, deed: told.Publish) -> None:
        ties = _ties(deed.connections)
        publish_statement(self.case, deed.words, ties, deed.instant, title=deed.title, note=deed.note)

    @_do.register
    def _(self, deed: told.Ask) -> None:
        rule = supermajority(deed.rule.numerator, deed.rule.denominator, deed.rule.floor)
        words = (deed.reached, deed.not_reached, deed.tie, deed.contested)
        ask(
            self.case,
            Asked(
                words=deed.words,
                options=tuple(Option(each.key, each.words) for each in deed.options),
                kind=Kind(deed.kind),
                rule=rule,
                proposal=deed.proposal,
                otherwise=deed.otherwise,
                consequences=Consequences(*(Consequence(each) for each in words)),
                closes_at=told.instant(deed.closes_at),
            ),
            deed.instant,
        )

    @_do.register
    def _(self, deed: told.Say) -> None:
        written = Written(
            name=deed.name,
            words=deed.words,
            stance=deed.stance,
            email=deed.email,
            parent=self._number(deed.reply_to) if deed.reply_to else 0,
            sender=deed.key,
            made_at=deed.instant - MINUTE,
        )
        taken = take_message(self.case, written, deed.instant)
        if taken.message is None:
            raise NotInTheStory(f"The message of {deed.name} was refused.")
        self.messages[deed.key], self.keys[deed.key] = taken.message.number, taken.token

    @_do.register
    def _(self, deed: told.Vote) -> None:
        cast(self._link(deed.voter, deed.by, deed.email, deed.instant), deed.marks, deed.reason, deed.instant)

    @_do.register
    def _(self, deed: told.Opinion) -> None:
        # Who has an opinion before voting shows who they are all the same: all of them are people of the network.
        form_opinion(
            self._link(deed.by, "phrase", "", deed.instant),
            self._number(deed.key),
            deed.value,
            deed.instant,
            case=self.case,
        )

    @_do.register
    def _(self, deed: told.Answer) -> None:
        answer_message(self.case, self._number(deed.to), deed.words, deed.instant)

    @_do.register
    def _(self, deed: told.AnswerGround) -> None:
        answer_ground(self.case, deed.ground.value, deed.words, deed.instant)

    @_do.register
    def _(self, deed: told.ReadAll) -> None:
        unread = models.Message.objects.filter(case__number=self.case, read_at=None, at__lte=deed.instant)
        mark_read(self.case, list(unread.values_list("number", flat=True)), deed.instant)

    @_do.register
    def _(self, deed: told.Hide) -> None:
        hide(self.case, self._number(deed.key), deed.rule, deed.reason, deed.instant)

    @_do.register
    def _(self, deed: told.TakeBack) -> None:
        self._number(deed.key)
        take_back(self.case, self.keys[deed.key], deed.instant)

    @_do.register
    def _(self, deed: told.Decide) -> None:
        asked = models.Choice.objects.filter(case__number=self.case).order_by("-number").first()
        if asked is None or asked.state == models.Choice.State.OPEN:
            raise NotInTheStory("The votes are still being counted.")
        if asked.verdict is None or asked.verdict["outcome"] != Outcome.NOT_REACHED:
            raise OtherEnd("The votes came out otherwise than in the story, so its words would not be true.")
        duties = [
            Owed(each.words, None if each.due_at is None else told.instant(each.due_at), each.seen_by)
            for each in deed.duties
        ]
        decide_case(self.case, "rule", deed.headline, deed.reasons, duties, deed.instant)

    @_do.register
    def _(self, deed: told.DutyDone) -> None:
        duty_done(self.case, deed.number, deed.evidence, deed.instant)

    @_do.register
    def _(self, deed: told.Space) -> None:
        declare_stream(deed.name, deed.purpose, deed.instant)

    @_do.register
    def _(self, deed: told.Tied) -> None:
        declare_connection(deed.with_whom, deed.kind, deed.detail, deed.instant)

    @_do.register
    def _(self, deed: told.TieEnded) -> None:
        for tie in models.Connection.objects.filter(with_whom=deed.with_whom, ended_at=None):
            end_connection(tie.pk, deed.instant)

    @_do.register
    def _(self, deed: told.SetGuard) -> None:
        duty = models.Duty.objects.filter(case__number=self.case, number=deed.number).first()
        if duty is None:
            raise NotInTheStory(f"Nothing of the number {deed.number} was promised.")
        streams = frozenset(_space(name).pk for name in deed.spaces)
        guard = Guard(streams=streams, ties=frozenset(Tie(tie) for tie in deed.ties), needs=deed.needs)
        set_guard(guard, duty.pk, deed.instant)

    @_do.register
    def _(self, deed: told.Close) -> None:
        close_case(self.case, deed.instant)

    @_do.register
    def _(self, deed: told.Look) -> None:
        ask_guards(deed.words, _space(deed.space).pk, connections(), deed.instant)

    def _number(self, key: str) -> int:
        """Find a message by the key of what was written here, or by the id of a post."""
        if key in self.messages:
            return self.messages[key]
        found = models.Message.objects.filter(case__number=self.case, post__origin_id=key).first()
        if found is None:
            raise NotInTheStory(f"The post {key} was not heard yet.")
        return found.number

    def _link(self, voter: str, by: str, email: str, at: Instant) -> str:
        """Show who a voter is, as they would themselves, unless they have; and give their private link."""
        if voter in self.links:
            return self.links[voter]
        choice = models.Choice.objects.filter(case__number=self.case).order_by("-number").first()
        if choice is None:
            raise NotInTheStory("Nothing was asked yet.")
        begun = begin(choice, by, at, address=email)
        if by == "phrase":
            _post_aloud(voter, begun.secret, at)
        elif by == "email":
            _open_the_mail(begun.token, begun.proof, at)
        self.links[voter] = begun.token
        return begun.token


def _space(name: str) -> models.Stream:
    space = models.Stream.objects.filter(name=name, retired_at=None).first()
    if space is None:
        raise NotInTheStory(f"“{name}” is no space of hers any more.")
    return space


def _ties(given: Iterable[told.Connection]) -> list[Connection]:
    return [
        Connection(each.with_whom, each.given, each.in_return_for, each.also_given_to, Tie(each.kind)) for each in given
    ]


def _post_aloud(voter: str, phrase: str, at: Instant) -> None:
    """Let a voter's post with the phrase be heard as any post is."""
    network, _, author = voter.partition(":")
    source = models.Source.objects.get(name=VOTERS)
    post = Post(
        id=f"phrase-of-{voter}-{at}",
        network=network,
        author=author,
        text=f"I vote on {demo.SUBJECT.links[0]}: {phrase}",
        created_at=at,
        heard_at=at,
    )
    hear(source, [post], str(at), at, finished=True)


def _open_the_mail(token: str, proof: models.Proof, at: Instant) -> None:
    """Read the code out of a letter that never leaves this machine: the story's addresses are invented."""
    for row in claim_codes(at, at):
        code = fresh_code(row)
        sent(row, at)
        if row.pk == proof.pk:
            confirm(token, code, at)
