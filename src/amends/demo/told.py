"""What was done about the demo storm, as deeds: by the owner and by the others, one a line, in order of time.

`read_deeds` is strict: a word it does not know, a field too many or a clock without a zone is an error that names
its line. Who a deed speaks of is told by keys: of a message on the floor (`Say.key`), of a post by its network's id,
of a voter by ``network:author`` or, where nothing of the kind was shown, by the name given.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Literal, TypeAlias

import msgspec

from amends.core.vocabulary import SECOND, Ground, Instant, Stance

Moment: TypeAlias = Annotated[datetime, msgspec.Meta(tz=True)]


def instant(moment: datetime) -> Instant:
    """Turn a time with its zone into microseconds UTC, losing nothing below the second.

    >>> instant(datetime(2026, 3, 12, 18, 26, 14, 210_000, tzinfo=UTC))
    1773339974210000
    """
    moment = moment.astimezone(UTC)
    return int(moment.replace(microsecond=0).timestamp()) * SECOND + moment.microsecond


class _Part(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A piece of a deed."""


class Connection(_Part, frozen=True):
    """A material tie, in the owner's words; ``kind`` is a word of `amends.core.statement.connection.Tie`."""

    with_whom: str = msgspec.field(name="with")
    given: str
    in_return_for: str
    also_given_to: str
    kind: str


class Option(_Part, frozen=True):
    """One thing that may be chosen."""

    key: str
    words: str


class Rule(_Part, frozen=True):
    """A rule preset: at least ``numerator``/``denominator`` of those who vote, and ``floor`` people."""

    preset: Literal["supermajority"]
    numerator: int
    denominator: int
    floor: int


class Duty(_Part, frozen=True):
    """One thing owed, and how anybody can see it; without ``due_at`` it is a lasting promise."""

    words: str
    due_at: Moment | None
    seen_by: str = ""


class _Done(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, tag_field="deed"):
    """What every deed has: when it was done."""

    at: Moment

    @property
    def instant(self) -> Instant:
        """When it was done, in microseconds UTC."""
        return instant(self.at)


class Acknowledge(_Done, tag="acknowledge", frozen=True):
    """The owner has seen it and says until when there will be an answer."""

    answer_by: Moment


class Draft(_Done, tag="draft", frozen=True):
    """The owner saves words that nobody else sees."""

    words: str
    connections: tuple[Connection, ...]


class Publish(_Done, tag="publish", frozen=True):
    """The owner publishes a version of the statement; ``note`` says why it was corrected."""

    words: str
    connections: tuple[Connection, ...]
    title: str = ""
    note: str = ""


class Ask(_Done, tag="ask", frozen=True):
    """The owner asks a binding question, with everything that decides it."""

    words: str
    options: tuple[Option, ...]
    kind: Literal["one"]
    rule: Rule
    proposal: str
    otherwise: str
    reached: str
    not_reached: str
    tie: str
    contested: str
    closes_at: Moment


class Say(_Done, tag="say", frozen=True):
    """Somebody writes on the floor; ``reply_to`` is the key of another message."""

    key: str
    name: str
    words: str
    stance: Stance
    email: str = ""
    reply_to: str = ""


class Opinion(_Done, tag="opinion", frozen=True):
    """A voter agrees (1), passes (0) or disagrees (-1) with a short message."""

    key: str
    by: str
    value: Literal[-1, 0, 1]


class Vote(_Done, tag="vote", frozen=True):
    """Somebody casts a ballot; the last of a voter stands. ``by`` tells how they showed who they are.

    By ``phrase`` the voter is a ``network:author`` key, by ``email`` a name with the address a code goes to.
    """

    voter: str
    by: Literal["phrase", "email", "nothing"]
    marks: tuple[str, ...]
    reason: str = ""
    email: str = ""


class Answer(_Done, tag="answer", frozen=True):
    """The owner answers one message of the floor, by its key, or one post, by its id."""

    to: str
    words: str


class AnswerGround(_Done, tag="answer-ground", frozen=True):
    """The owner answers everybody who stands on a ground."""

    ground: Ground
    words: str


class ReadAll(_Done, tag="read-all", frozen=True):
    """The owner has read everything that has come so far."""


class Hide(_Done, tag="hide", frozen=True):
    """The owner hides a message, under a rule and with a reason."""

    key: str
    rule: str
    reason: str


class TakeBack(_Done, tag="take-back", frozen=True):
    """Somebody takes a message back for good."""

    key: str


class Decide(_Done, tag="decide", frozen=True):
    """The owner publishes the decision; ``dissent`` names voters whose reasons are printed with it."""

    headline: str
    reasons: str
    duties: tuple[Duty, ...]
    dissent: tuple[str, ...]


class DutyDone(_Done, tag="duty-done", frozen=True):
    """The owner did what was owed: ``number`` counts the decision's duties from 1."""

    number: int
    evidence: str


class Space(_Done, tag="space", frozen=True):
    """The owner says what a space is for; ``purpose`` is a word of `amends.core.lessons.finding.Purpose`."""

    name: str
    purpose: str


class Tied(_Done, tag="tie", frozen=True):
    """The owner declares a material tie; ``kind`` is a word of `amends.core.statement.connection.Tie`."""

    with_whom: str = msgspec.field(name="with")
    kind: str
    detail: str


class TieEnded(_Done, tag="tie-ended", frozen=True):
    """A tie has ended."""

    with_whom: str = msgspec.field(name="with")


class SetGuard(_Done, tag="guard", frozen=True):
    """The owner sets a guard beside a promise: ``number`` counts the decision's duties from 1.

    It looks at drafts for these ``spaces``, none for all, that name one of these ``ties``, and whose first line holds
    none of the words in ``needs``.
    """

    number: int
    spaces: tuple[str, ...]
    ties: tuple[str, ...]
    needs: tuple[str, ...]


class Close(_Done, tag="close", frozen=True):
    """The owner closes the case: nothing is owed any more."""


class Look(_Done, tag="look", frozen=True):
    """The owner has a draft for a space looked at before it is published."""

    space: str
    words: str


Deed: TypeAlias = (
    Acknowledge
    | Draft
    | Publish
    | Ask
    | Say
    | Opinion
    | Vote
    | Answer
    | AnswerGround
    | ReadAll
    | Hide
    | TakeBack
    | Decide
    | DutyDone
    | Space
    | Tied
    | TieEnded
    | SetGuard
    | Close
    | Look
)


def read_deeds(path: Path) -> tuple[Deed, ...]:
    """Read deeds from JSON Lines. Raises ``ValueError`` naming the line that is none, or is out of time."""
    return tuple(_in_order(path))


def _in_order(path: Path) -> Iterator[Deed]:
    decoder = msgspec.json.Decoder(Deed)
    latest = None
    for number, line in enumerate(path.read_bytes().splitlines(), 1):
        try:
            deed = decoder.decode(line)
        except msgspec.DecodeError as fault:
            message = f"Line {number} of {path.name} tells no deed: {fault}. Nothing was played."
            raise ValueError(message) from fault
        if latest is not None and deed.at < latest:
            message = f"Line {number} of {path.name} happens before the line above it. Nothing was played."
            raise ValueError(message)
        latest = deed.at
        yield deed
