"""The desk's page on which one message is answered: here, and where it was said, in the words that stand in the boxes.

The first press shows what would stand under the message on its network, the second answers and posts it.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.conf import settings
from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from amends import clock
from amends.actions import line
from amends.actions.answer import UnfitAnswer, answer_message
from amends.actions.hide import NotHidden
from amends.actions.own_accounts import NoSpeaking
from amends.actions.speak import Said, Unsaid, answer_there
from amends.connectors.speaking import room_of
from amends.core.floor.thread import Placed
from amends.core.statement.crosspost import LONGEST_THREAD
from amends.store import floor_rows
from amends.store.models import Message, OwnAccount, Speech
from amends.store.rows import storable
from amends.web.desk import around
from amends.web.elsewhere_words import Box, boxes, reply_posts
from amends.web.feeds import absolute
from amends.web.floor_list import lines
from amends.web.prose import prose

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import HttpRequest, HttpResponse

    from amends.core.statement.crosspost import Room
    from amends.store.models import Case

NOT_CONNECTED: Final = "That account is not connected any more. Your answer is still in the box."
ERASED: Final = (Message.State.ERASED, Message.State.REMOVED)


@dataclass(frozen=True, slots=True)
class There:
    """An account that can answer where a message was said; ``boxes`` are its posts, once they were made ready."""

    account: OwnAccount
    most: int
    chosen: bool = False
    press: str = ""
    boxes: tuple[Box, ...] = ()


def speakers(networks: Sequence[str]) -> list[OwnAccount]:
    """Return the accounts the owner speaks with on these networks; in the demo there are none."""
    if settings.AMENDS_DEMO:
        return []
    return list(OwnAccount.objects.filter(removed_at=None, network__in=networks).order_by("pk"))


def answer(request: HttpRequest, case: Case, number: int) -> HttpResponse:
    """Show one message with a box for its answer; make its posts ready; and answer it, here and where it was said."""
    message = Message.objects.filter(case=case, number=number).select_related("post__account", "case").first()
    if message is None:
        raise Http404("There is no such message.")
    said = storable(request.POST.get("words", "")).replace("\r\n", "\n")
    if request.method != "POST":
        return _page(request, message, _there(message, []), said)
    picked = set(request.POST.getlist("account"))
    chosen = [account for account in speakers([message.post.network]) if str(account.pk) in picked]
    wrong = NOT_CONNECTED if len(chosen) < len(picked) else ""
    if request.POST.get("press") == "do":
        return _pressed(request, message, chosen, said, wrong)
    wrong = wrong or ("" if said.strip() else "Write your answer first: this field is still empty.")
    look = not wrong and request.POST.get("press") != "edit"
    made = _ready(request, message, chosen, said) if look else _there(message, chosen)
    return _page(request, message, made, said, look=look, wrong=wrong)


def _pressed(
    request: HttpRequest, message: Message, chosen: Sequence[OwnAccount], said: str, wrong: str
) -> HttpResponse:
    """Answer, here and with the chosen accounts; ``wrong`` is what stands in the way already."""
    given = [_given(request, message, account) for account in chosen]
    if not wrong:
        try:
            _do(message, said, given)
        except (UnfitAnswer, NotHidden, Unsaid, NoSpeaking, line.LineFull) as error:
            wrong = str(error)
    if wrong:
        kept = tuple(_kept(account, one) for account, one in zip(chosen, given, strict=True))
        return _page(request, message, kept, said, look=True, wrong=wrong)
    where = " and ".join(f"@{account.handle}" for account in chosen)
    told = f" It is being posted as {where}. See “Said elsewhere too”." if chosen else ""
    messages.success(request, f"Answered message {message.number}. It stands under it, for everybody.{told}")
    return redirect("floor_desk", message.case.number)


def _do(message: Message, said: str, given: list[Said]) -> None:
    number = message.case.number
    if given:
        line.do(clock.now, answer_there, number, message.number, said, given, clock.now())
    else:
        line.do(clock.now, answer_message, number, message.number, said, clock.now())


def _there(message: Message, chosen: Sequence[OwnAccount]) -> tuple[There, ...]:
    if message.state in ERASED:
        return ()
    picked = {account.pk for account in chosen}
    return tuple(There(account, account.letters, account.pk in picked) for account in speakers([message.post.network]))


def _ready(request: HttpRequest, message: Message, chosen: Sequence[OwnAccount], said: str) -> tuple[There, ...]:
    link = absolute(request, reverse("message", args=[message.case.number, message.number]))
    return tuple(
        There(
            account,
            account.letters,
            chosen=True,
            press=secrets.token_hex(16),
            boxes=boxes(reply_posts(said.strip(), account, message, link), _room(account)),
        )
        for account in chosen
    )


def _given(request: HttpRequest, message: Message, account: OwnAccount) -> Said:
    sent = (request.POST.get(f"post-{account.pk}-{at}") for at in range(1, LONGEST_THREAD + 2))
    posts = [storable(one).replace("\r\n", "\n") for one in sent if one is not None]
    press = request.POST.get(f"press-{account.pk}", "")[:64] or secrets.token_hex(16)
    return Said(account.pk, message.case.number, Speech.Kind.ANSWER, message.number, posts, press)


def _kept(account: OwnAccount, given: Said) -> There:
    return There(account, account.letters, chosen=True, press=given.press, boxes=boxes(given.posts, _room(account)))


def _room(account: OwnAccount) -> Room:
    return room_of(account.network, account.letters, account.link)


def _page(
    request: HttpRequest, message: Message, there: tuple[There, ...], said: str, *, look: bool = False, wrong: str = ""
) -> HttpResponse:
    case, now, zone = message.case, clock.now(), timezone.get_current_timezone()
    place = next(
        one for one in (Placed(row, 0, 0, stub=message.state in ERASED) for row in floor_rows.messages(case))
        if one.number == message.number
    )  # fmt: skip
    page = {
        "case": case,
        "line": lines(case, (place,), now, zone)[0],
        "there": there,
        "said": said,
        "prose": prose(said) if look else "",
        "look": look,
        "wrong": wrong,
        "gone": message.state in ERASED,
    }
    return render(request, "amends/answer.html", {**around("desk"), **page}, status=422 if wrong else 200)
