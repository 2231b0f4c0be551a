"""Which language a page is in: the one its reader's browser asks for, of those the site speaks; the desk is in English.

No cookie remembers it and no address carries it. What a reader prefers travels with every request.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from asgiref.sync import iscoroutinefunction, markcoroutinefunction
from django.conf import settings
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.translation.trans_real import parse_accept_lang_header

from amends.web.headers import PRIVATE

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from django.http import HttpRequest, HttpResponseBase


def preferred(header: str) -> str:
    """Return the language to answer in, for the header ``Accept-Language``: the first that the site speaks.

    >>> preferred("fr, de-AT;q=0.8, en;q=0.5"), preferred("fr"), preferred("")
    ('de', 'en', 'en')
    """
    spoken = {code for code, _ in settings.LANGUAGES}
    for asked, _quality in parse_accept_lang_header(header.lower()):
        base = asked.partition("-")[0]
        if base in spoken:
            return base
    return str(settings.LANGUAGE_CODE)


class Language:
    """Speaks the reader's language while a public page is made, and says which one it was."""

    sync_capable = True
    async_capable = True

    def __init__(self, get_response: Callable[[HttpRequest], Any]) -> None:
        self.get_response = get_response
        self._is_async = iscoroutinefunction(get_response)
        if self._is_async:
            markcoroutinefunction(self)

    def __call__(self, request: HttpRequest) -> HttpResponseBase | Awaitable[HttpResponseBase]:
        """Answer as the rest of the site does, in the reader's language."""
        code = _code(request)
        if self._is_async:
            return self._later(request, code)
        with translation.override(code):
            return _marked(self.get_response(request), code)

    async def _later(self, request: HttpRequest, code: str) -> HttpResponseBase:
        with translation.override(code):
            return _marked(await self.get_response(request), code)


def _code(request: HttpRequest) -> str:
    if request.path.startswith(PRIVATE):
        return str(settings.LANGUAGE_CODE)
    return preferred(request.headers.get("Accept-Language", ""))


def _marked(response: HttpResponseBase, code: str) -> HttpResponseBase:
    response.headers.setdefault("Content-Language", code)
    patch_vary_headers(response, ("Accept-Language",))
    return response
