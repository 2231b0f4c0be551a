"""The receipt of a message: what became of it, where it stands in the ledger, and a file that proves it.

The address of a receipt names the hash of its author's key, which stands openly in the ledger. So the words are on it
only while everybody may read them; the author gives the key to have them while they are held or hidden.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from amends.actions.hand_receipt import NotSigned, hand_receipt
from amends.actions.stand_on_floor import token_hash
from amends.core.floor.message import Message as Said
from amends.core.floor.message import State, Tally
from amends.core.floor.receipt import RECEIPTS, Fate, fate
from amends.core.floor.wording import RULES, Rule, reason_told, told
from amends.core.ledger.tree import Refused
from amends.core.verification import check_receipt
from amends.core.vocabulary import GROUND_TITLES, Ground, Stance
from amends.store.floor_rows import ground_answers
from amends.store.models import Choice, LedgerHead, Memory, Message
from amends.web import receipt_chart, unread, words
from amends.web.errors import said, why
from amends.web.prose import prose
from amends.web.same_site import same_site

if TYPE_CHECKING:
    from django.http import HttpRequest

    from amends.store.models import Answer

SHOWN: Final = Message.State.SHOWN
NETWORK: Final = "floor"


@dataclass(frozen=True, slots=True)
class Proved:
    """What was checked while the page was made: where the entry stands, and whether everything led to the root."""

    holds: bool
    why: str
    size: int
    steps: int
    wide: str
    narrow: str


@require_safe
def receipt(request: HttpRequest, number: int, erase_hash: str) -> HttpResponse:
    """Show the receipt of a message that was written on the floor."""
    return _receipt(request, _by_hash(number, erase_hash))


@require_safe
def message_receipt(request: HttpRequest, number: int, message: int) -> HttpResponse:
    """Show the receipt of any message by its number: also of one that was heard on a network."""
    return _receipt(request, _by_number(number, message))


@same_site
@require_http_methods(["GET", "HEAD", "POST"])
def receipt_file(request: HttpRequest, number: int, erase_hash: str) -> HttpResponse:
    """Hand out the receipt as a file; with the author's key also for words that are not shown."""
    message = _by_hash(number, erase_hash)
    if request.method == "POST" and not _is_token(request.POST.get("token", ""), erase_hash):
        return said(
            request,
            403,
            gettext("This key does not fit"),
            gettext("It stands on the page you saw when you sent your message: 64 letters and digits."),
        )
    return _file(request, message, with_words=request.method == "POST" or message.state == SHOWN)


@require_safe
def message_receipt_file(request: HttpRequest, number: int, message: int) -> HttpResponse:
    """Hand out the receipt of any message as a file, with its words while they are shown."""
    row = _by_number(number, message)
    return _file(request, row, with_words=row.state == SHOWN)


def _by_hash(number: int, erase_hash: str) -> Message:
    if len(erase_hash) != 64:  # an empty one would find every message that was heard on a network
        raise Http404("There is no such receipt.")
    return _found(case__number=number, erase_hash=erase_hash)


def _by_number(number: int, message: int) -> Message:
    return _found(case__number=number, number=message)


def _found(**which: Any) -> Message:  # noqa: ANN401 - whatever a query may ask for
    rows = Message.objects.filter(case__public=True, **which)
    row = rows.select_related("case__subject", "post__account", "entry").first()
    if row is None:
        raise Http404("There is no such receipt.")
    return row


def _is_token(token: str, erase_hash: str) -> bool:
    try:
        return token_hash(token.strip()) == erase_hash
    except ValueError:
        return False


def _file(request: HttpRequest, message: Message, *, with_words: bool) -> HttpResponse:
    try:
        text = hand_receipt(message.entry, with_words=with_words)
    except NotSigned as refused:
        return said(request, 503, gettext("Not signed yet"), why(refused))
    response = HttpResponse(text, content_type="text/plain; charset=utf-8")
    name = f"receipt-{message.number}-case-{message.case.number}.txt"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _receipt(request: HttpRequest, message: Message) -> HttpResponse:
    case, zone = message.case, timezone.get_current_timezone()
    answer = message.answers.order_by("at", "pk").first()
    came_to = fate(_as_said(message, answer), ground_answers(case))
    memories = list(Memory.objects.filter(size__gt=message.entry.seq).order_by("-at"))
    own = message.post.network == NETWORK and bool(message.erase_hash)
    base = f"/cases/{case.number}"
    where = f"{base}/receipts/{message.erase_hash}/" if own else f"{base}/messages/{message.number}/"
    page = {
        "case": case,
        "name": case.subject.name,
        "message": message,
        **_told(came_to, message),
        "words": prose(message.post.text) if message.state == SHOWN else "",
        "stance": "unread" if message.unread else message.stance,
        "verb": unread.verb(message.unread) if message.unread else words.stance(message.stance),
        "own": own,
        "network": "" if own else words.network(message.post.network),
        "answer": answer,
        "grounds_answered": came_to is Fate.ANSWERED_WITH_OTHERS,
        "received_iso": words.iso(message.at, zone),
        "received": f"{words.day(message.at, zone)} {words.moment(message.at, zone):%Y, %H:%M:%S}",
        "fingerprint": _print(bytes(message.entry.leaf).hex()),
        "proved": _proved(message),
        "memories": memories,
        "file": f"{where}receipt.txt",
        "take_back": f"{where}take-back/" if own and message.state in {SHOWN, State.HELD, State.HIDDEN} else "",
        "vote": _open_vote(message) if own and message.tally == Message.Tally.UNVERIFIED else None,
        "closed": own and message.state in {State.HELD, State.HIDDEN},
        "key": LedgerHead.objects.values_list("verifier", flat=True).first() or "",
    }
    return render(request, "amends/receipt.html", page)


def _open_vote(message: Message) -> Choice | None:
    """Find the vote at which its author can show who they are, so that it counts on their side."""
    return message.case.choices.filter(state=Choice.State.OPEN).first()


def _as_said(message: Message, answer: Answer | None) -> Said:
    return Said(
        number=message.number,
        person="",
        at=message.at,
        stance=Stance(message.stance),
        tally=Tally(message.tally),
        state=State(message.state),
        ground=Ground(message.ground) if message.ground else None,
        read_at=message.read_at,
        answered_at=None if answer is None else answer.at,
    )


def _told(came_to: Fate, message: Message) -> dict[str, object]:
    """Say in the reader's language what became of the words."""
    rule = RULES[Rule(message.rule)].author if message.rule in set(Rule) else ""
    values = {
        "owner": message.case.subject.name,
        "rule": gettext(rule) if rule else "",
        "reason": reason_told(message.reason, gettext),
        "ground": gettext(GROUND_TITLES[Ground(message.ground)]) if message.ground else "",
    }
    says = RECEIPTS[came_to]
    return {
        "heading": told(says.heading, gettext, **values),
        "lines": [told(line, gettext, **values) for line in says.lines],
    }


def _proved(message: Message) -> Proved | None:
    """Check the receipt as its holder would; nothing where its entry is not signed yet."""
    head = LedgerHead.objects.first()
    try:
        text = hand_receipt(message.entry, with_words=True)
    except NotSigned:
        return None
    try:
        held = check_receipt(text, "" if head is None else head.verifier)
    except Refused as refused:
        return Proved(holds=False, why=str(refused), size=0, steps=0, wide="", narrow="")
    size, seq = held.tree.size, message.entry.seq
    wide, narrow = (receipt_chart.path_chart(seq, size, of) for of in (receipt_chart.WIDE, receipt_chart.NARROW))
    return Proved(holds=True, why="", size=size, steps=(size - 1).bit_length(), wide=wide, narrow=narrow)


def _print(digits: str) -> str:
    return " ".join(digits[at : at + 4] for at in range(0, 32, 4))
