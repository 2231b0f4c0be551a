"""How a private link is handed to its holder, and kept from everybody else."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.urls import reverse

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import HttpResponse


def vote_address(token: str, marks: Sequence[str]) -> str:
    """Return a private link's address, with the marks that its form begins with."""
    asked = urlencode([("mark", mark) for mark in marks])
    return reverse("vote", args=[token]) + (f"?{asked}" if asked else "")


def private(response: HttpResponse) -> HttpResponse:
    """Keep a page whose address is a key out of caches and search engines."""
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response
