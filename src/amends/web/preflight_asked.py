"""What other programs ask before they publish: a draft in JSON, and the findings in JSON."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from django.http import JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from amends.actions.asking_keys import may_ask
from amends.actions.lessons import connections, promises
from amends.core.lessons.preflight import preflight
from amends.engine.asked_draft import Unreadable, as_record, connections_of, fit, promises_of, stream_of
from amends.engine.rulebook_files import JURISDICTIONS, packaged_rulebook

if TYPE_CHECKING:
    from django.http import HttpRequest

LARGEST: Final = 1_000_000
"""Bytes of one question."""


@csrf_exempt
@require_POST
def asked(request: HttpRequest) -> JsonResponse:
    """Answer about one draft whoever shows a key; ties and promises that are not given are those declared here."""
    scheme, _, key = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not may_ask(key.strip()):
        return JsonResponse({"error": "Show a key of this site: “Authorization: Bearer …”."}, status=401)
    body = request.read(LARGEST + 1)
    if len(body) > LARGEST:
        return JsonResponse({"error": f"A question has at most {LARGEST:,} bytes."}, status=413)
    try:
        return JsonResponse(_answer(_told(body)))
    except Unreadable as refused:
        return JsonResponse({"error": str(refused)}, status=400)


def _told(body: bytes) -> dict[str, Any]:
    try:
        told = json.loads(body.decode("utf-8"))
    except (ValueError, RecursionError):
        raise Unreadable("This is not JSON in UTF-8.") from None
    if not isinstance(told, dict) or not isinstance(told.get("text"), str):
        raise Unreadable("Send an object with “text”, and if you like “id”, “stream”, “connections” and “promises”.")
    return told


def _answer(told: dict[str, Any]) -> dict[str, object]:
    jurisdiction = told.get("jurisdiction") or "us"
    if jurisdiction not in JURISDICTIONS:
        raise Unreadable(f"“jurisdiction” is none of {', '.join(JURISDICTIONS)}.")
    book = packaged_rulebook(jurisdiction)
    found = preflight(
        fit(told["text"], "the text"),
        book,
        stream=stream_of(told.get("stream")),
        connections=connections() if told.get("connections") is None else connections_of(told),
        promises=[duty.words for duty in promises()] if told.get("promises") is None else promises_of(told),
    )
    return {"id": told.get("id"), "findings": [as_record(one) for one in found], "notice": book.notice}
