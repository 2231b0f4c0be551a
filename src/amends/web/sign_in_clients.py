"""Who this site is to a server at which somebody signs in, and where their browser comes back to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from django.conf import settings
from django.http import Http404, JsonResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from amends.connectors.sign_in.bluesky import Client, described, local_client

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

_HERE: Final = ("localhost", "127.0.0.1", "::1")


def bluesky_client(request: HttpRequest) -> Client | None:
    """Return who asks servers of Bluesky's network: they must be able to read our description, or we sit beside them.

    Nothing where the site has no address under HTTPS and is not on one's own machine either.
    """
    back = reverse("prove-bluesky")
    if settings.AMENDS_ADDRESS.startswith("https://"):
        return Client(f"{settings.AMENDS_ADDRESS}{reverse('bluesky-client')}", f"{settings.AMENDS_ADDRESS}{back}")
    parts = urlsplit(f"//{request.get_host()}")
    if settings.AMENDS_ADDRESS or parts.hostname not in _HERE:
        return None
    # The specification takes an address of this machine by its number only.
    return local_client(f"http://127.0.0.1{f':{parts.port}' if parts.port else ''}{back}")


def address_of(request: HttpRequest) -> str:
    """Return where the world finds this site, or where this visitor did."""
    return settings.AMENDS_ADDRESS or request.build_absolute_uri("/").rstrip("/")


@require_safe
def bluesky_description(request: HttpRequest) -> HttpResponse:
    """Serve our own description, whose address is our name at every server of the network."""
    client = bluesky_client(request)
    if client is None or not client.id.startswith("https://"):
        raise Http404("There is no such page.")
    return JsonResponse(described(client, settings.AMENDS_ORIGIN, settings.AMENDS_ADDRESS))
