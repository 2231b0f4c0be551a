"""A case as a feed: what its owner said, asked, decided and did, each once, newest first; as Atom and as JSON Feed.

Voices are not in it: whoever follows a feed has not asked to follow people.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from django.conf import settings
from django.http import Http404, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_safe

from amends.core.vocabulary import GROUND_TITLES, Ground, Instant, iso
from amends.store.models import Case
from amends.web import words
from amends.web.prose import prose

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.http import HttpRequest

MOST: Final = 50
"""Items in a feed; what is older stands on the pages."""


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that happened: its address on this site, when, what, and in which words."""

    path: str
    at: Instant
    title: str
    html: str


@require_safe
def case_atom(request: HttpRequest, number: int) -> HttpResponse:
    """Tell a public case as Atom (RFC 4287)."""
    case = _public(number)
    return _atom(request, case.title, reverse("case", args=[number]), _newest([case]))


@require_safe
def case_json(request: HttpRequest, number: int) -> HttpResponse:
    """Tell a public case as JSON Feed 1.1."""
    case = _public(number)
    return _json(request, case.title, reverse("case", args=[number]), _newest([case]))


@require_safe
def site_atom(request: HttpRequest) -> HttpResponse:
    """Tell every public case in one Atom feed."""
    return _atom(request, gettext("All cases"), reverse("front"), _newest(_all()))


@require_safe
def site_json(request: HttpRequest) -> HttpResponse:
    """Tell every public case in one JSON Feed."""
    return _json(request, gettext("All cases"), reverse("front"), _newest(_all()))


def absolute(request: HttpRequest, path: str) -> str:
    """Return where the world finds a page: under the site's own address, or the one it was asked at."""
    return f"{settings.AMENDS_ADDRESS}{path}" if settings.AMENDS_ADDRESS else request.build_absolute_uri(path)


def _public(number: int) -> Case:
    case = Case.objects.filter(number=number, public=True).select_related("subject").first()
    if case is None:
        raise Http404("There is no such case.")
    return case


def _all() -> list[Case]:
    return list(Case.objects.filter(public=True).select_related("subject").order_by("-noticed_at")[:MOST])


def _newest(cases: list[Case]) -> list[Item]:
    items = [item for case in cases for item in _items(case)]
    return sorted(items, key=lambda item: (item.at, item.path), reverse=True)[:MOST]


def _items(case: Case) -> Iterator[Item]:
    here, name = reverse("case", args=[case.number]), case.subject.name
    if case.acknowledged_at is not None and case.answer_by is not None:
        by = words.full(case.answer_by, timezone.get_current_timezone())
        said = gettext("{name} has seen it, is reading, and answers by {by}.").format(name=name, by=by)
        yield Item(f"{here}#acknowledged", case.acknowledged_at, said, "")
    for version in case.versions.all():
        title = gettext("Version {number} of the statement").format(number=version.number)
        yield Item(f"{here}#statement-{version.number}", version.at, title, prose(version.words))
    for choice in case.choices.all():
        asked = str(choice.question["words"])
        yield Item(f"{here}#choice-{choice.number}", choice.opens_at, asked, "")
        if choice.state == choice.State.VOID:
            title = gettext("A question was voided: {words}").format(words=asked)
            yield Item(f"{here}#void-{choice.number}", choice.opens_at + 1, title, prose(choice.void_reason))
        elif choice.state == choice.State.CLOSED:
            title = gettext("The vote has closed: {words}").format(words=asked)
            yield Item(f"{here}verdict/#closed-{choice.number}", choice.closes_at, title, "")
    for answer in case.answers.filter(message=None).exclude(ground=""):
        title = gettext("An answer to everybody who says: {ground}").format(
            ground=gettext(GROUND_TITLES[Ground(answer.ground)])
        )
        yield Item(f"{here}#answer-{answer.pk}", answer.at, title, prose(answer.words))
    decision = getattr(case, "decision", None)
    if decision is not None:
        yield Item(f"{here}verdict/#decision", decision.at, decision.headline, prose(decision.reasons))
    promised = here if decision is None else f"{here}verdict/"
    for duty in case.duties.exclude(version=None).select_related("entry"):
        title = gettext("Promised: {words}").format(words=duty.words)
        yield Item(f"{promised}#promise-{duty.number}", duty.entry.at, title, prose(duty.seen_by))
    for duty in case.duties.exclude(done_at=None):
        title = gettext("Done: {words}").format(words=duty.words)
        yield Item(f"{promised}#duty-{duty.number}", duty.done_at or 0, title, prose(duty.evidence))


def _atom(request: HttpRequest, title: str, path: str, items: list[Item]) -> HttpResponse:
    feed = Atom1Feed(
        title=title,
        link=absolute(request, path),
        description="",
        language=get_language(),
        feed_url=absolute(request, request.path),
    )
    for item in items:
        when = words.moment(item.at, timezone.get_current_timezone())
        feed.add_item(
            item.title,
            absolute(request, item.path),
            item.html,
            unique_id=absolute(request, item.path),
            pubdate=when,
            updateddate=when,
        )
    return HttpResponse(feed.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8")


def _json(request: HttpRequest, title: str, path: str, items: list[Item]) -> HttpResponse:
    told: dict[str, Any] = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": title,
        "home_page_url": absolute(request, path),
        "feed_url": absolute(request, request.path),
        "language": get_language(),
        "items": [
            {
                "id": absolute(request, item.path),
                "url": absolute(request, item.path),
                "title": item.title,
                "content_html": str(item.html) or item.title,
                "date_published": iso(item.at),
            }
            for item in items
        ],
    }
    return JsonResponse(told, content_type="application/feed+json; charset=utf-8")
