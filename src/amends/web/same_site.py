"""Refuse what another site's page sends here in a reader's name.

Readers have no cookie, so there is nothing a forged request could borrow; yet a page elsewhere could have its visitors
write on a floor without knowing. Browsers say where a request comes from (Fetch Metadata, and the Origin header); what
says nothing is no browser, and carries nobody's name.
"""

from __future__ import annotations

from functools import wraps
from inspect import isawaitable
from typing import TYPE_CHECKING, TypeVar, cast
from urllib.parse import urlsplit

from asgiref.sync import iscoroutinefunction, sync_to_async
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _
from django.views.decorators.csrf import csrf_exempt

from amends.web.errors import said

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from django.http import HttpRequest, HttpResponse

V = TypeVar("V", bound="Callable[..., HttpResponse | Awaitable[HttpResponse]]")

ELSEWHERE = (
    _("This was not kept"),
    _("It was sent from a page of another site. Open this page itself, and write there."),
)


def same_site(view: V) -> V:
    """Let a public form take what this site's own pages send, with no cookie; the rest gets a sentence and a 403."""

    @wraps(view)
    def checked(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse | Awaitable[HttpResponse]:
        return _refusal(request) or view(request, *args, **kwargs)

    @wraps(view)
    async def checked_later(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        answer = await sync_to_async(_refusal)(request) or view(request, *args, **kwargs)
        return await answer if isawaitable(answer) else answer

    return cast("V", csrf_exempt(checked_later if iscoroutinefunction(view) else checked))


def _refusal(request: HttpRequest) -> HttpResponse | None:
    if request.method == "POST" and comes_from_elsewhere(request):
        return said(request, 403, *(gettext(part) for part in ELSEWHERE))
    return None


def comes_from_elsewhere(request: HttpRequest) -> bool:
    """Tell whether a browser says that another site's page sent this."""
    fetched = request.headers.get("Sec-Fetch-Site", "")
    if fetched:
        return fetched not in ("same-origin", "none")
    origin = request.headers.get("Origin", "")
    return bool(origin) and urlsplit(origin).netloc != request.get_host()
