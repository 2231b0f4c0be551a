"""The desk's pages of campaigns: join one, look at all members together, bring and let go of shares, and leave."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from amends import clock
from amends.actions import line
from amends.actions.bring_share import bring_file, drop_share, name_site
from amends.actions.compare_campaign import everybody
from amends.actions.join_campaign import Own, Unfit, join_campaign, tell_own
from amends.actions.leave_campaign import leave_campaign
from amends.actions.own_share import hand_out_file, key_of, own_share
from amends.core.campaign.share import Declared, Space, UnfitKey, key_text
from amends.core.campaign.written import LARGEST, UnfitShare
from amends.store.models import Campaign, Subject
from amends.store.rows import storable
from amends.store.strongbox import DoesNotOpen
from amends.web.campaign_scene import scene
from amends.web.desk import around
from amends.web.feeds import absolute

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest

SPACES: Final = {
    Space.UNTOLD: "I do not say",
    Space.PERSONAL: "personal: friends, family, your own days",
    Space.PROFESSIONAL: "professional: your work",
    Space.COMMERCIAL: "commercial: selling, advertising",
    Space.COMMUNITY: "community: a club, a project, a neighbourhood",
}
DECLARED: Final = {
    Declared.UNTOLD: "I do not say",
    Declared.WITH_IT: "in the post itself",
    Declared.LATER: "later, or somewhere else",
    Declared.NEVER: "not at all",
}


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def campaigns(request: HttpRequest) -> HttpResponse:
    """Show the campaigns that are taken part in, and join or begin another."""
    wrong = ""
    if request.method == "POST":
        try:
            row = _joined(request)
        except (Unfit, UnfitKey) as refused:
            wrong = str(refused)
        else:
            messages.success(request, f"You take part in {row.name} from here on. That is written down.")
            return redirect("campaign-shares", row.pk)
    page = {
        "joined": Campaign.objects.filter(left_at=None).select_related("subject").order_by("-joined_at", "pk"),
        "left": Campaign.objects.exclude(left_at=None).order_by("-left_at", "pk"),
        "subjects": Subject.objects.filter(drill=False).order_by("pk"),
        "spaces": [(one.value, says) for one, says in SPACES.items()],
        "disclosures": [(one.value, says) for one, says in DECLARED.items()],
        "given": request.POST,
        "wrong": wrong,
    }
    return render(request, "amends/campaigns.html", {**around("account"), **page}, status=400 if wrong else 200)


@login_required
@require_safe
def campaign(request: HttpRequest, number: int) -> HttpResponse:
    """Show all members of a campaign together."""
    row = _row(number)
    page: dict[str, Any] = {"campaign": row, "shut": ""}
    try:
        now = clock.now()
        page |= scene(everybody(row, now), row.compared, now, timezone.get_current_timezone())
    except DoesNotOpen as shut:
        page["shut"] = str(shut)
    return render(request, "amends/campaign.html", {**around("account"), **page})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def shares(request: HttpRequest, number: int) -> HttpResponse:
    """Show what is shared and by whom; tell anew of the own post, bring a share, or name a member's site."""
    row = _row(number)
    wrong, at = "", request.POST.get("do", "")
    if request.method == "POST":
        try:
            said = _DEEDS.get(at, _nothing)(request, row)
        except (Unfit, UnfitShare, DoesNotOpen) as refused:
            wrong = str(refused)
        else:
            messages.success(request, said)
            return redirect("campaign-shares", row.pk)
    page: dict[str, Any] = {
        "campaign": row,
        "shares": row.shares.order_by("member", "address", "pk"),
        "ours": absolute(request, "/").rstrip("/"),
        "posted": "" if row.posted_at is None else _local(row.posted_at),
        "spaces": [(one.value, says) for one, says in SPACES.items()],
        "disclosures": [(one.value, says) for one, says in DECLARED.items()],
        "given": request.POST,
        "wrong": wrong,
        "at": at,
    }
    try:
        page |= {"key": key_text(key_of(row)), "own": own_share(row, clock.now())}
    except DoesNotOpen as shut:
        page["shut"] = str(shut)
    return render(request, "amends/campaign_shares.html", {**around("account"), **page}, status=400 if wrong else 200)


@login_required
@require_POST
def share_file(request: HttpRequest, number: int) -> HttpResponse:
    """Hand out the own share as a file."""
    row = _row(number)
    try:
        text = line.do(clock.now, hand_out_file, row, clock.now())
    except DoesNotOpen as shut:
        messages.error(request, str(shut))
        return redirect("campaign-shares", row.pk)
    answer = HttpResponse(text, content_type="application/x-ndjson; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="campaign-{row.mark}.share"'
    answer["Cache-Control"] = "no-store"
    return answer


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def leave(request: HttpRequest, number: int) -> HttpResponse:
    """Leave a campaign: this page says what that means, and its button does it."""
    row = _row(number)
    if request.method == "POST":
        line.do(clock.now, leave_campaign, row, clock.now())
        messages.success(request, f"You have left {row.name}. Its key and all shares are gone from here.")
        return redirect("campaigns")
    return render(request, "amends/campaign_leave.html", {**around("account"), "campaign": row})


def _row(number: int) -> Campaign:
    row = Campaign.objects.filter(pk=number, left_at=None).select_related("subject").first()
    if row is None:
        raise Http404("There is no such campaign.")
    return row


def _joined(request: HttpRequest) -> Campaign:
    given = request.POST
    chosen = Subject.objects.filter(drill=False)
    subject = chosen.filter(pk=given["subject"]).first() if given.get("subject", "").isdigit() else chosen.first()
    if subject is None:
        raise Unfit("Nobody is listened for yet. Connect a source first.")
    name, member = (storable(given.get(field, "")) for field in ("name", "member"))
    own = _own(request)
    return line.do(clock.now, join_campaign, subject, name, member, own, clock.now(), key=given.get("key", "")[:500])


def _own(request: HttpRequest) -> Own:
    given = request.POST
    try:
        space, declared = Space(given.get("space", "")), Declared(given.get("declared", ""))
    except ValueError:
        raise Unfit("Choose what the space is for, and whether the post named the connection.") from None
    return Own(_moment(given.get("posted", "")), space, declared)


def _moment(typed: str) -> int | None:
    """Read a day and time as the browser's field sends it, in the site's zone."""
    if not typed.strip():
        return None
    try:
        told = datetime.fromisoformat(typed.strip())
        when = told if told.tzinfo else told.replace(tzinfo=timezone.get_current_timezone())
        return int(when.timestamp()) * 1_000_000
    except (ValueError, OverflowError):
        raise Unfit("Write when your post went out as a day and a time, such as 2026-03-12 18:02.") from None


def _local(at: int) -> str:
    told = datetime.fromtimestamp(at // 1_000_000, timezone.get_current_timezone())
    return told.replace(tzinfo=None).isoformat(timespec="minutes")


def _tell(request: HttpRequest, row: Campaign) -> str:
    line.do(clock.now, tell_own, row, _own(request), clock.now())
    return "What you tell of your post is changed. The others see it when they next ask."


def _bring(request: HttpRequest, row: Campaign) -> str:
    file = request.FILES.get("file")
    if file is None:
        raise UnfitShare("Choose the file that the member gave you: none was chosen.")
    if (file.size or 0) > LARGEST:
        raise UnfitShare(f"This file is larger than {LARGEST // 1_000_000} MB. A share is smaller. Nothing was taken.")
    try:
        text = file.read().decode("utf-8-sig")
    except UnicodeDecodeError:
        raise UnfitShare("This file is no share: it is not text in UTF-8. Nothing was taken.") from None
    taken = line.do(clock.now, bring_file, row, text, clock.now())
    return f"The share of {taken.member} is here."


def _name(request: HttpRequest, row: Campaign) -> str:
    named = line.do(clock.now, name_site, row, storable(request.POST.get("address", ""))[:500], clock.now())
    return f"{named.address} is asked for its share from here on."


def _drop(request: HttpRequest, row: Campaign) -> str:
    share = request.POST.get("share", "")
    if share.isascii() and share.isdigit() and len(share) < 10:
        line.do(clock.now, drop_share, row, int(share), clock.now())
    return "It is let go of."


def _nothing(_request: HttpRequest, _row: Campaign) -> str:
    raise Unfit("That is nothing that can be done here. Nothing was changed.")


_DEEDS: Final[dict[str, Callable[[HttpRequest, Campaign], str]]] = {
    "tell": _tell,
    "bring": _bring,
    "name": _name,
    "drop": _drop,
}
