"""The messages of a floor as pages show them: in an order, from a side, twenty at a time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.db.models import Prefetch
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from amends.core.floor.account import account
from amends.core.floor.heard import Coverage, GroundAnswer, Heard, Hearing, heard, hearing
from amends.core.floor.message import TALLIES, State, Tally
from amends.core.floor.message import Message as Said
from amends.core.floor.thread import Order, Page, Placed, arrange, page
from amends.core.floor.wording import RULES, STUBS, Rule, reason_told, told
from amends.core.vocabulary import GROUND_TITLES, Ground, Instant, Stance
from amends.store import floor_rows
from amends.store.models import Answer, Case, Message, Refusals
from amends.web import unread, words
from amends.web.ground_answers import Reply, ToMany, reply, to_many, with_speeches
from amends.web.prose import prose

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import tzinfo

    from django.utils.safestring import SafeString

HERE: Final = "floor"
WAITING: Final = "waiting"
SIDES: Final = (
    ("", _("All")),
    (Stance.OBJECTS.value, _("Object")),
    (Stance.SUPPORTS.value, _("Support")),
    (Stance.QUESTIONS.value, _("Ask")),
    (WAITING, _("Not answered yet")),
)
ORDERS: Final = (
    (Order.TIME, _("Oldest first")),
    (Order.GROUP, _("By what they say")),
    (Order.WAITING, _("Longest wait first")),
)
SIDE_SENTENCES: Final = {
    Stance.OBJECTS: _("{heard} of {people} who object have been heard"),
    Stance.SUPPORTS: _("{heard} of {people} who support have been heard"),
    Stance.QUESTIONS: _("{heard} of {people} who ask have been heard"),
}
TALLY_SENTENCES: Final = {
    Tally.NETWORK: _("In the network before the storm: {heard} of {people}"),
    Tally.NEWCOMERS: _("Known, and came with the storm: {heard} of {people}"),
    Tally.UNVERIFIED: _("Written here, nobody showed who they are: {heard} of {people}"),
}
NOBODY: Final = _("Somebody without a name")


@dataclass(frozen=True, slots=True)
class Line:
    """One message where it stands: its words, or the stub that takes their place."""

    number: int
    depth: int
    name: str
    stance: str
    verb: str
    where: str
    when: str
    words: SafeString | str
    stub: str
    link: str
    address: str
    receipt: str
    answers: tuple[Reply, ...]
    answered: bool
    short: bool
    group: str
    state: str
    read: bool
    ground: str
    network: str


@dataclass(frozen=True, slots=True)
class Choice:
    """One way to look at the floor: its word, how many, where it leads, and whether it is the one shown."""

    word: str
    count: int | None
    address: str
    current: bool


@dataclass(frozen=True, slots=True)
class Share:
    """How many of a side were heard: the sentence, the share in thousandths, and what being heard meant."""

    stance: str
    sentence: str
    thousandths: int
    how: str


@dataclass(frozen=True, slots=True)
class Floor:
    """A floor as it stands: what is shown of it, the ways to look at it, and who was heard."""

    lines: tuple[Line, ...]
    shown: Page
    sides: tuple[Choice, ...]
    orders: tuple[Choice, ...]
    account: str
    places: str
    shares: tuple[Share, ...]
    tallies: tuple[str, ...]
    to_many: tuple[ToMany, ...]


def floor(
    case: Case,
    now: Instant,
    zone: tzinfo,
    *,
    order: str = "",
    side: str = "",
    number: str = "",
    at: str = "",
    usual: Order = Order.TIME,
) -> Floor:
    """Read a floor; ``order``, ``side`` and ``number`` (of the page) are what a reader asked for, whatever it is.

    ``at`` is the address the ways of looking lead to, and ``usual`` the order it has without being asked.
    """
    said, given = floor_rows.messages(case), floor_rows.ground_answers(case)
    hears = heard(said, given)
    chosen = Order(order) if order in set(Order) else usual
    here = side if side in {value for value, _word in SIDES} else ""
    waiting = unanswered(said, given)
    of_side = [row for row in said if _belongs(row, here, waiting)]
    shown = page(arrange(of_side, chosen, given), whole(number) or 1)
    counts = {value: sum(_belongs(row, value, waiting) for row in said) for value, _word in SIDES}
    refused = {
        Rule(rule): count
        for rule, count in Refusals.objects.filter(case=case).values_list("rule", "count")
        if rule in set(Rule)
    }
    return Floor(
        lines=lines(case, shown.rows, now, zone, answered=frozenset(row.number for row in said) - waiting),
        shown=shown,
        sides=tuple(
            Choice(gettext(word), counts[value], _to(at, chosen, value, usual), value == here) for value, word in SIDES
        ),
        orders=tuple(
            Choice(gettext(word), None, _to(at, value, here, usual), value == chosen) for value, word in ORDERS
        ),
        account=account(said, refused).sentence(gettext),
        places=_places(case),
        shares=_shares(hears),
        tallies=_tallies(hears),
        to_many=to_many(case, now, zone),
    )


def coverage(case: Case) -> tuple[Share, ...]:
    """Return how many of those who spoke have been heard, on each side on which somebody did."""
    return _shares(heard(floor_rows.messages(case), floor_rows.ground_answers(case)))


def unanswered(said: Iterable[Said], given: Iterable[GroundAnswer]) -> frozenset[int]:
    """Return the numbers of the messages that stand on the floor and have no answer, alone or with others."""
    answers = frozenset(given)
    return frozenset(row.number for row in said if row.state is State.SHOWN and hearing(row, answers) < Hearing.GROUPED)


def whole(given: str) -> int:
    """Return the number somebody's address or form names; nought where it is none, or too long to be one.

    >>> whole("12"), whole("-1"), whole("9" * 5000), whole("²")
    (12, 0, 0, 0)
    """
    return int(given) if given.isascii() and given.isdigit() and len(given) < 10 else 0


def lines(
    case: Case, placed: tuple[Placed, ...], now: Instant, zone: tzinfo, *, answered: frozenset[int] = frozenset()
) -> tuple[Line, ...]:
    """Read the messages that stand in these places, with a fixed number of questions to the database."""
    rows = Message.objects.filter(case=case, number__in=[one.number for one in placed])
    rows = rows.select_related("post__account").prefetch_related(
        Prefetch("answers", with_speeches(Answer.objects.order_by("at", "pk")))
    )
    by_number = {row.number: row for row in rows}
    return tuple(_line(case, by_number[one.number], one, now, zone, answered) for one in placed)


def _line(  # noqa: PLR0917 - a row, where it stands, and what is known of both
    case: Case, row: Message, placed: Placed, now: Instant, zone: tzinfo, answered: frozenset[int]
) -> Line:
    post = row.post
    stub = _stub(case, row, now, zone) if placed.stub else ""
    erased = row.state == State.ERASED
    base = reverse("message", args=[case.number, row.number])
    receipt = f"{base}receipt/"
    if post.network == HERE and row.erase_hash:
        receipt = reverse("receipt", args=[case.number, row.erase_hash])
    return Line(
        number=row.number,
        depth=placed.depth,
        name="" if erased else (post.account.name or post.account.handle or gettext(NOBODY)),
        stance="unread" if row.unread else row.stance,
        verb=unread.verb(row.unread) if row.unread else words.stance(row.stance),
        where=gettext("written here") if post.network == HERE else words.network(post.network),
        when=words.clock_with_day(row.at, now, zone),
        words="" if placed.stub else prose(post.text),
        stub=stub,
        link="" if placed.stub else words.safe_link(post.url),
        address=base,
        receipt=receipt,
        answers=tuple(reply(answer, now, zone) for answer in row.answers.all()),
        answered=row.number in answered,
        short=row.short,
        group=_group(placed),
        state=row.state,
        read=row.read_at is not None,
        ground=row.ground,
        network=post.network,
    )


def _stub(case: Case, row: Message, now: Instant, zone: tzinfo) -> str:
    if row.state == State.HELD:
        rule = Rule(row.rule) if row.rule in set(Rule) else Rule.FLOOD
        return gettext(RULES[rule].public)
    when, reason = words.at_time(row.state_at or row.at, now, zone), reason_told(row.reason, gettext)
    return told(STUBS[State(row.state)], gettext, owner=case.subject.name, when=when, reason=reason)


def _group(placed: Placed) -> str:
    if placed.group is None:
        return ""
    stance, ground = placed.group
    if ground is not None:
        return gettext(GROUND_TITLES[Ground(ground)])
    return gettext(words.STANCE_NAMES[stance])


def _belongs(row: Said, side: str, waiting: frozenset[int]) -> bool:
    if side == WAITING:
        return row.number in waiting
    return not side or row.stance == side


def _to(at: str, order: str, side: str, usual: Order) -> str:
    asked = [f"order={order}"] if order != usual else []
    asked += [f"side={side}"] if side else []
    return f"{at}?{'&'.join(asked)}" if asked else at


def _places(case: Case) -> str:
    here = Message.objects.filter(case=case, post__network=HERE).count()
    elsewhere = Message.objects.filter(case=case).exclude(post__network=HERE).count()
    return gettext("{here} written here, {elsewhere} from networks.").format(
        here=words.grouped(here), elsewhere=words.grouped(elsewhere)
    )


def _shares(hears: Heard) -> tuple[Share, ...]:
    shares = []
    for stance, sentence in SIDE_SENTENCES.items():
        of = hears.by_side[stance]
        if of.people:
            said = gettext(sentence).format(heard=words.grouped(of.heard), people=words.grouped(of.people))
            shares.append(Share(stance.value, said, of.thousandths or 0, _how(of)))
    return tuple(shares)


def _how(of: Coverage) -> str:
    return gettext("answered in person {in_person}, answered with others {grouped}, read {read}").format(
        in_person=words.grouped(of.in_person), grouped=words.grouped(of.grouped), read=words.grouped(of.only_read)
    )


def _tallies(hears: Heard) -> tuple[str, ...]:
    told_of = []
    for tally in TALLIES:
        of = hears.by_tally[tally]
        if of.people:
            sentence = gettext(TALLY_SENTENCES[tally])
            told_of.append(sentence.format(heard=words.grouped(of.heard), people=words.grouped(of.people)))
    return tuple(told_of)
