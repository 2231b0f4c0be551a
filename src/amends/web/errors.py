"""What a reader sees when something is not there, not allowed, or broken: a sentence and a way on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from amends.core.choice.sentences import Sentence
from amends.web import words as wording

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

SAID = {
    400: (
        _("This could not be read"),
        _("What your browser sent makes no sense here. Nothing was changed. Go back, reload the page, and try again."),
    ),
    403: (
        _("This was not done"),
        _(
            "It is not yours to do, or the page you sent it from had grown old. Nothing was changed. Reload and try "
            "again."
        ),
    ),
    404: (
        _("There is nothing here"),
        _(
            "Either this page never was, or it is not public. Nothing on this site disappears without a line that says "
            "so."
        ),
    ),
    500: (
        _("We could not show this page"),
        _("The fault is ours and it is in the log. What was kept stays kept. Try again in a minute."),
    ),
}


def said(request: HttpRequest, status: int, heading: str, words: str) -> HttpResponse:
    """Answer with a heading and a sentence that says what was kept and what to do."""
    return render(request, "amends/error.html", {"heading": heading, "words": words}, status=status)


def _page(request: HttpRequest, status: int) -> HttpResponse:
    heading, words = SAID[status]
    return said(request, status, gettext(heading), gettext(words))


def why(refused: Exception) -> str:
    """Tell in the reader's language why a deed was refused: a deed says it in English, or as a sentence of the core."""
    told = refused.args[0] if refused.args else ""
    if isinstance(told, Sentence):
        zone = timezone.get_current_timezone()
        return told.told(gettext, lambda at: wording.full(at, zone))
    return gettext(str(refused))


def unreadable(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001 - Django's
    """Answer a request that makes no sense."""
    return _page(request, 400)


def forbidden(request: HttpRequest, exception: Exception | None = None, reason: str = "") -> HttpResponse:  # noqa: ARG001 - Django's
    """Answer a request that is not allowed, also one whose form had grown old."""
    return _page(request, 403)


def unknown(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001 - Django's
    """Answer a request for what is not there or not public: the two look the same."""
    return _page(request, 404)


def broken(request: HttpRequest) -> HttpResponse:
    """Answer when we failed."""
    return _page(request, 500)
