"""Refuse what another site's page sends here in a reader's name.

Readers have no cookie, so there is nothing a forged request could borrow; yet a page elsewhere could have its visitors
write on a floor without knowing. Browsers say where a request comes from (Fetch Metadata, and the Origin header); what
says nothing is no browser, and carries nobody's name.
"""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, TypeVar, cast
from urllib.parse import urlsplit

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _
from django.views.decorators.csrf import csrf_exempt

from amends.web.errors import said

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

V = TypeVar("V", bound="Callable[..., HttpResponse]")

ELSEWHERE = (
    _("This was not kept"),
    _("It was sent from a page of another site. Open this page itself, and write there."),
)


def same_site(view: V) -> V:
    """Let a public form take what this site's own pages send, with no cookie; the rest gets a sentence and a 403."""

    @wraps(view)
    def checked(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if request.method == "POST" and comes_from_elsewhere(request):
            return said(request, 403, *(gettext(part) for part in ELSEWHERE))
        return view(request, *args, **kwargs)

    return cast("V", csrf_exempt(checked))


def comes_from_elsewhere(request: HttpRequest) -> bool:
    """Tell whether a browser says that another site's page sent this."""
    fetched = request.headers.get("Sec-Fetch-Site", "")
    if fetched:
        return fetched not in ("same-origin", "none")
    origin = request.headers.get("Origin", "")
    return bool(origin) and urlsplit(origin).netloc != request.get_host()
