"""Styles and scripts, served by the site itself, out of this package and the ones it stands on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpResponse
from whitenoise.middleware import WhiteNoiseMiddleware  # type: ignore[import-untyped] # it ships no types

if TYPE_CHECKING:
    from django.http import HttpRequest
    from whitenoise.responders import StaticFile  # type: ignore[import-untyped] # as above


class StaticFiles(WhiteNoiseMiddleware):  # type: ignore[misc] # as above: without types it is Any
    """WhiteNoise, with each file answered whole.

    It answers with an open file, which Django under an asynchronous server reads all at once anyway, with a warning
    and without closing it. Ours are small: read, close, answer.
    """

    @staticmethod
    def serve(static_file: StaticFile, request: HttpRequest) -> HttpResponse:
        """Return the file, or the part of it that was asked for, with the headers WhiteNoise gives it."""
        found = static_file.get_response(request.method, request.META)
        body = b""
        if found.file is not None:
            with found.file:
                body = found.file.read()
        answer = HttpResponse(body, status=int(found.status))
        del answer["Content-Type"]
        for name, value in found.headers:
            answer[name] = value
        return answer
