"""The desk's pages for what is said elsewhere: read it, change it, press; see how it stands; delete it with a reason.

Nothing is ever said elsewhere but by the button of one of these pages, in the words that stood in its boxes.
"""

from __future__ import annotations

import secrets
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from amends import clock
from amends.actions import line
from amends.actions.own_accounts import IN_THE_DEMO, NoSpeaking
from amends.actions.speak import Said, Unsaid, drop, say, send_again
from amends.actions.tell_links import tell_the_pages
from amends.actions.unsay import NotWithdrawn, withdraw
from amends.connectors.speaking import room_of
from amends.core.statement.crosspost import BLUESKY, LONGEST_THREAD, MASTODON
from amends.store.models import Case, OwnAccount, Speech
from amends.store.rows import storable
from amends.web.desk import around
from amends.web.elsewhere_words import Offer, Thing, accounts, boxes, by_hand, offer, root, things, told
from amends.web.feeds import absolute

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

_ROOMS: Final = {OwnAccount.Network.BLUESKY: BLUESKY, OwnAccount.Network.MASTODON: MASTODON}


@login_required
@require_safe
def elsewhere(request: HttpRequest, number: int) -> HttpResponse:
    """Show what of a case can be said elsewhere, and how everything that was said stands."""
    case, now, zone = _case(number), clock.now(), timezone.get_current_timezone()
    speeches = case.speeches.select_related("account").order_by("-pressed_at", "-pk")
    page = {
        "case": case,
        "things": list(things(case, zone)),
        "told": [told(speech, now, zone) for speech in speeches],
        "accounts": accounts(),
        "pages": list(case.told_links.order_by("path", "pk")),
        "reachable": bool(settings.AMENDS_ADDRESS),
        "demo": IN_THE_DEMO if settings.AMENDS_DEMO else "",
    }
    return render(request, "amends/elsewhere.html", {**around("desk"), **page})


@login_required
@require_POST
def pages(request: HttpRequest, number: int) -> HttpResponse:
    """Keep whether pages are told that her words in this case link to them."""
    wanted = request.POST.get("tell") == "yes"
    if not line.do(clock.now, tell_the_pages, number, wanted=wanted):
        raise Http404("There is no such case.")
    said = "They are told from now on, and once more whenever you change your words." if wanted else "Nobody is told."
    messages.success(request, said)
    return redirect("elsewhere", number)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def say_elsewhere(request: HttpRequest, number: int, kind: str, which: int) -> HttpResponse:
    """Show something as posts for other networks, each as it would be sent, and send what stands in the boxes."""
    case = _case(number)
    found = (one for one in things(case, timezone.get_current_timezone()) if (one.kind, one.which) == (kind, which))
    thing = next(found, None)
    if thing is None:
        raise Http404("Nothing of that kind stands in public in this case.")
    link = absolute(request, thing.path)
    if request.method != "POST":
        return _compose(request, case, thing, link)
    given = _given(request)
    chosen = _number(request.POST.get("account", ""))
    said = Said(chosen, number, kind, which, given, request.POST.get("press", "")[:64] or secrets.token_hex(16), link)
    try:
        speech = line.do(clock.now, say, said, clock.now())
    except (Unsaid, NoSpeaking, line.LineFull) as error:
        return _compose(request, case, thing, link, kept=(chosen, given, str(error)))
    messages.success(request, f"It is being sent as @{speech.account.handle}. Reload this page in a moment.")
    return redirect("elsewhere", number)


@login_required
@require_POST
def again(request: HttpRequest, speech: int) -> HttpResponse:
    """Try once more what waits."""
    row = _speech(speech)
    if line.do(clock.now, send_again, row, clock.now()):
        messages.success(request, "It is tried once more. Reload this page in a moment.")
    else:
        messages.error(request, "It does not wait any more. See below how it stands.")
    return redirect("elsewhere", row.case.number)


@login_required
@require_POST
def not_sent(request: HttpRequest, speech: int) -> HttpResponse:
    """Do not send what waits."""
    row = _speech(speech)
    if line.do(clock.now, drop, row, clock.now()):
        messages.success(request, "It is not sent.")
    else:
        messages.error(request, "It is being sent, or was. See below how it stands.")
    return redirect("elsewhere", row.case.number)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def delete(request: HttpRequest, speech: int) -> HttpResponse:
    """Delete what was said where it stands, with a reason that everybody reads: this page, and its button."""
    row, reason, wrong = _speech(speech), storable(request.POST.get("reason", "")), ""
    if request.method == "POST":
        try:
            line.do(clock.now, withdraw, row, reason, clock.now())
        except NotWithdrawn as refused:
            wrong = str(refused)
        else:
            messages.success(request, "Written down, and it is being deleted there. Reload this page in a moment.")
            return redirect("elsewhere", row.case.number)
    page = {
        "case": row.case,
        "told": told(row, clock.now(), timezone.get_current_timezone()),
        "reason": reason,
        "wrong": wrong,
    }
    return render(request, "amends/speech_delete.html", {**around("desk"), **page}, status=400 if wrong else 200)


def _compose(
    request: HttpRequest, case: Case, thing: Thing, link: str, *, kept: tuple[int, list[str], str] | None = None
) -> HttpResponse:
    now, zone = clock.now(), timezone.get_current_timezone()
    connected = accounts()
    offers = [_with_kept(offer(thing, case, one, link, now, zone), kept) for one in connected]
    missing = [room for network, room in _ROOMS.items() if network not in {one.network for one in connected}]
    page: dict[str, Any] = {
        "case": case,
        "thing": thing,
        "address": link,
        "near": not settings.AMENDS_ADDRESS,
        "root": root(),
        "offers": [*offers, *(by_hand(thing, link, room) for room in missing)],
        "press": secrets.token_hex(16),
        "demo": IN_THE_DEMO if settings.AMENDS_DEMO else "",
        "wrong": kept[2] if kept else "",
    }
    return render(request, "amends/elsewhere_say.html", {**around("desk"), **page}, status=400 if kept else 200)


def _with_kept(made: Offer, kept: tuple[int, list[str], str] | None) -> Offer:
    """Put what the owner had written back into its boxes, with what is wrong about it."""
    if kept is None or made.account is None or made.account.pk != kept[0]:
        return made
    room = room_of(made.account.network, made.account.letters, made.account.link)
    return replace(made, boxes=boxes(kept[1], room), wrong=kept[2])


def _given(request: HttpRequest) -> list[str]:
    sent = (request.POST.get(f"post-{at}") for at in range(1, LONGEST_THREAD + 2))
    return [storable(one).replace("\r\n", "\n") for one in sent if one is not None]


def _number(given: str) -> int:
    return int(given) if given.isascii() and given.isdigit() and len(given) < 10 else 0


def _case(number: int) -> Case:
    case = Case.objects.select_related("subject").filter(number=number).first()
    if case is None:
        raise Http404("There is no such case.")
    return case


def _speech(pk: int) -> Speech:
    row = Speech.objects.select_related("account", "case").filter(pk=pk).first()
    if row is None:
        raise Http404("There is nothing like that.")
    return row
