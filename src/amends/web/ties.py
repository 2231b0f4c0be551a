"""Which public cases of this site declare a tie, for other sites: whoever is offered the same deal can know of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import JsonResponse
from django.views.decorators.http import require_safe

from amends.connectors.declared_ties import told
from amends.store.tied_cases import tied_cases

if TYPE_CHECKING:
    from django.http import HttpRequest


@require_safe
def ties_json(request: HttpRequest) -> JsonResponse:  # noqa: ARG001 - a view is given its request
    """Hand out the public cases that declare a tie, newest first: no voices, and nobody's name but the partner's."""
    return JsonResponse(told(tied_cases()))
