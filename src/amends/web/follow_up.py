"""The one letter of a case as everybody reads it, and the page on which its reader is forgotten."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.core import signing
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from amends import clock
from amends.actions import line
from amends.actions.follow_up import case_of, forget_address
from amends.store.models import FollowUp, Subject
from amends.web.prose import prose
from amends.web.same_site import same_site

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.utils.safestring import SafeString

    from amends.core.vocabulary import Instant
    from amends.store.models import Case


@dataclass(frozen=True, slots=True)
class Written:
    """When a letter was sent, to how many, and what it said."""

    at: Instant
    reached: int
    words: SafeString


def written(case: Case) -> Written | None:
    """Return the letter of a case, where one was sent."""
    row = FollowUp.objects.filter(case=case).first()
    return None if row is None else Written(row.at, row.reached, prose(row.words))


@same_site
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def forget(request: HttpRequest, token: str) -> HttpResponse:
    """Forget the address a letter went to: its link leads here, and this page's button does it; so does a mail program.

    A program that unsubscribes for its reader (RFC 8058) posts here without having seen the page.
    """
    try:
        case = case_of(token)
        done = request.method == "POST" and line.do(clock.now, forget_address, token)
    except signing.BadSignature as error:
        raise Http404("There is no such letter.") from error
    name = Subject.objects.filter(drill=False).order_by("pk").values_list("name", flat=True).first()
    page = {"name": name, "of": case, "heading": "forget", "gone": done or case is None}
    return render(request, "amends/forget_address.html", page)
