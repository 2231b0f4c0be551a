"""The script that a browser runs when a push comes, also while no page of the desk is open."""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING, Final

from django.http import HttpResponse
from django.views.decorators.http import require_safe

if TYPE_CHECKING:
    from django.http import HttpRequest

SCRIPT: Final = files("amends.web") / "static" / "amends" / "push-worker.js"


@require_safe
def service_worker(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - Django's
    """Serve it below the desk, so that the desk is all it ever stands for; it holds no secret."""
    return HttpResponse(SCRIPT.read_bytes(), content_type="text/javascript; charset=utf-8")
