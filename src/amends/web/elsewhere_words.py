"""What can be said elsewhere of a case, made ready for each account; and how what was said stands, in sentences."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.urls import reverse

from amends.actions.spoken import corrected, standing
from amends.connectors.mastodon_writer import mention_of
from amends.connectors.speaking import room_of
from amends.core.choice.question import from_canonical
from amends.core.ledger.checkpoint import read_checkpoint
from amends.core.ledger.remembered import root_line
from amends.core.statement.crosspost import Prepared, Room, prepare, size
from amends.store.models import Choice, Decision, LedgerHead, OwnAccount, Speech
from amends.web import verdict, words

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import tzinfo

    from amends.core.vocabulary import Instant
    from amends.store.models import Case, Message, SpokenPost

Kind = Speech.Kind


@dataclass(frozen=True, slots=True)
class Thing:
    """Something of a case that stands in public: what it is called, what is said of it, and its page."""

    kind: str
    which: int
    title: str
    said: str
    path: str


@dataclass(frozen=True, slots=True)
class Box:
    """One post in its box: its words, how long they are, and how many rows show all of them on a phone."""

    words: str
    size: str
    rows: int


@dataclass(frozen=True, slots=True)
class Offer:
    """What one account would say: its posts in their boxes, under which earlier ones, or what it has said already.

    Without an account it is what is copied by hand. ``whole`` is false where only the beginning found room.
    """

    network: str
    account: OwnAccount | None
    most: int
    boxes: tuple[Box, ...]
    whole: bool = True
    corrects: Speech | None = None
    told: Told | None = None
    wrong: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    """One speech as the desk tells of it; ``waits`` says that it is the owner's turn."""

    speech: Speech
    what: str
    who: str
    state: str
    links: tuple[tuple[str, str], ...]
    waits: bool
    may_drop: bool
    may_delete: bool


def things(case: Case, zone: tzinfo) -> Iterator[Thing]:
    """Give what can be said elsewhere of a case: the newest version, the newest question, the decision, the duties."""
    if not case.public:
        return
    home = reverse("case", args=[case.number])
    if (version := case.versions.order_by("-number").first()) is not None:
        said = f"A correction. {version.note}\n\n{version.words}" if version.note else version.words
        yield Thing(Kind.VERSION, version.number, f"Version {version.number} of the statement", said, home)
    choice = case.choices.exclude(state=Choice.State.VOID).order_by("-number").first()
    if choice is not None:
        path = reverse("choice", args=[case.number, choice.number])
        yield Thing(Kind.CHOICE, choice.number, "The question", _of_choice(choice, zone), path)
    decided = reverse("verdict", args=[case.number])
    if (decision := Decision.objects.filter(case=case).first()) is not None:
        said = f"{decision.headline}\n\n{decision.reasons}".strip()
        yield Thing(Kind.VERDICT, 1, "The decision", said, decided)
    for duty in case.duties.filter(withdrawn_at=None).order_by("number"):
        by = "" if duty.due_at is None else f"\n\nBy {_at(duty.due_at, zone)}."
        title = f"What you promised: {words.shortened(duty.words, 60)}"
        seen = f"\n\nTo be seen: {duty.seen_by}" if duty.seen_by else ""
        path = decided if verdict.exists(case) else f"{home}#promised"
        yield Thing(Kind.PROMISE, duty.number, title, f"I promise: {duty.words}{by}{seen}", path)


def _of_choice(choice: Choice, zone: tzinfo) -> str:
    question = from_canonical(choice.question)
    options = "\n".join(f"– {option.words}" for option in question.options)
    verb = "Open until" if choice.state == Choice.State.OPEN else "It closed on"
    return f"{question.words}\n\n{options}\n\n{verb} {_at(choice.closes_at, zone)}."


def _at(at: Instant, zone: tzinfo) -> str:
    return f"{words.full(at, zone)} {words.zone_note(at, zone)}".strip()


def root() -> str:
    """Return the newest signed root of the ledger in a line, so that a post elsewhere remembers it."""
    head = LedgerHead.objects.first()
    if head is None or not head.checkpoint:
        return ""
    found = read_checkpoint(head.checkpoint)
    return root_line(found.size, found.root)


def accounts() -> list[OwnAccount]:
    """Return the accounts the owner speaks with."""
    return list(OwnAccount.objects.filter(removed_at=None).order_by("network", "pk"))


def offer(  # noqa: PLR0917 - what, of which case, by whom, leading where, and when
    thing: Thing, case: Case, account: OwnAccount, link: str, now: Instant, zone: tzinfo
) -> Offer:
    """Make ready what an account would say of something."""
    room = room_of(account.network, account.letters, account.link)
    spoken = standing(account, case, thing.kind, thing.which)
    made = _prepared(thing.said, "\n".join(part for part in (root(), link) if part), room)
    return Offer(
        network=_network(account),
        account=account,
        most=room.letters,
        boxes=boxes(() if made is None else made.posts, room),
        whole=made is not None and made.whole,
        corrects=corrected(account, case, thing.kind, thing.which),
        told=None if spoken is None else told(spoken, now, zone),
    )


def by_hand(thing: Thing, link: str, room: Room) -> Offer:
    """Make ready what is copied by hand, where no account of that network is connected."""
    made = _prepared(thing.said, "\n".join(part for part in (root(), link) if part), room)
    posts = () if made is None else made.posts
    return Offer(room.name, None, room.letters, boxes(posts, room), whole=made is not None and made.whole)


def reply_posts(said: str, account: OwnAccount, message: Message, link: str) -> tuple[str, ...]:
    """Return an answer as it would hang under what it answers: on Mastodon it names whom it answers.

    What is too long for a thread is its beginning, with the link to all of it.
    """
    room = room_of(account.network, account.letters, account.link)
    author = message.post.account
    if account.network == OwnAccount.Network.MASTODON:
        mention = mention_of(author.handle, author.author, account.place)
        said = said if not mention or mention in said else f"{mention} {said}"
    made = prepare(said, "", room)
    return made.posts if made.whole else prepare(said, link, room).posts


def boxes(posts: Sequence[str], room: Room) -> tuple[Box, ...]:
    """Put posts into their boxes."""
    return tuple(
        Box(post, words.grouped(size(post, room)), sum(len(one) // 28 + 1 for one in post.splitlines()) or 1)
        for post in posts
    )


def _prepared(said: str, ends: str, room: Room) -> Prepared | None:
    """Return the posts for a network, or nothing where the address alone fills one."""
    try:
        return prepare(said, ends, room)
    except ValueError:
        return None


def told(speech: Speech, now: Instant, zone: tzinfo) -> Told:
    """Tell how a speech stands."""
    posts = list(speech.posts.order_by("number"))
    stands = [post for post in posts if post.sent_at is not None and post.gone_at is None]
    waits = speech.due_at is None and speech.dropped_at is None and bool(_left(speech, posts))
    return Told(
        speech=speech,
        what=_what(speech),
        who=f"@{speech.account.handle} on {_network(speech.account)}",
        state=_state(speech, posts, now, zone),
        links=tuple((post.address, f"Post {post.number}" if len(posts) > 1 else "The post") for post in stands),
        waits=waits and speech.account.removed_at is None,
        may_drop=waits and speech.withdrawn_at is None and not any(post.sent_at for post in posts),
        may_delete=speech.withdrawn_at is None and bool(stands) and speech.account.removed_at is None,
    )


_WHAT: Final = {
    Kind.VERSION: "Version {} of the statement",
    Kind.CHOICE: "Question {}",
    Kind.VERDICT: "The decision",
    Kind.PROMISE: "Promise {}",
    Kind.ANSWER: "Your answer to message {}",
}


def _what(speech: Speech) -> str:
    return _WHAT[Kind(speech.kind)].format(speech.number)


def _network(account: OwnAccount) -> str:
    return OwnAccount.Network(account.network).label


def _left(speech: Speech, posts: list[SpokenPost]) -> list[SpokenPost]:
    """Return the posts that are still to be sent, or to be deleted."""
    if speech.withdrawn_at is not None:
        return [post for post in posts if post.sent_at is not None and post.gone_at is None]
    return [] if speech.sent_at is not None else posts


def _state(speech: Speech, posts: list[SpokenPost], now: Instant, zone: tzinfo) -> str:
    if speech.dropped_at is not None:
        return "It was not sent: you chose so."
    left = _left(speech, posts)
    if speech.withdrawn_at is None and not left:
        return _standing(speech, posts, now, zone)
    doing = "sent" if speech.withdrawn_at is None else "deleted there"
    if not left:
        return f"You deleted it there, {words.clock_with_day(speech.withdrawn_at or now, now, zone)}: {speech.reason}"
    if speech.due_at is None:
        return f"It is not {doing}. {speech.note}"
    if speech.note and speech.claimed_at is None:
        return f"{speech.note} It is tried again, {words.clock_with_day(speech.due_at, now, zone)}."
    return f"It is being {doing}. Reload this page in a moment."


def _standing(speech: Speech, posts: list[SpokenPost], now: Instant, zone: tzinfo) -> str:
    said = f"It stands there, read back {words.clock_with_day(speech.sent_at or now, now, zone)}."
    gone = [post for post in posts if post.gone_at is not None]
    changed = [post for post in posts if post.changed_at is not None and post.gone_at is None]
    if gone:
        which = "It was" if len(gone) == len(posts) else f"{len(gone)} of {len(posts)} posts were"
        when = words.clock_with_day(max(post.gone_at or 0 for post in gone), now, zone)
        said = f"{which} found deleted there, {when}. This page and the public one say so."
    if changed:
        said += f" {words.count(len(changed), 'post')} found with other words there. The public page says so."
    return said
