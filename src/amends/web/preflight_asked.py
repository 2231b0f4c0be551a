"""What other programs ask before they publish: a draft in JSON, and the findings in JSON.

A guard that speaks stands in the ledger, as it does on the desk: another program is no way around it.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from django.http import JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from amends import clock
from amends.actions import line
from amends.actions.asking_keys import may_ask
from amends.actions.keep_memory import spaces
from amends.actions.lessons import ask_guards, connections, promises
from amends.core.lessons.guard import spoken
from amends.core.lessons.preflight import preflight
from amends.engine.asked_draft import Unreadable, as_record, connections_of, declared, fit, promises_of, stream_of
from amends.engine.repeat_weights import learned
from amends.engine.rulebook_files import JURISDICTIONS, packaged_rulebook
from amends.store.memory_rows import memory

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
    book, text, stream = packaged_rulebook(jurisdiction), fit(told["text"], "the text"), stream_of(told.get("stream"))
    ties = connections() if told.get("connections") is None else connections_of(told)
    found = preflight(
        text,
        book,
        stream=stream,
        connections=ties,
        promises=[duty.words for duty in promises()] if told.get("promises") is None else promises_of(told),
        memory=memory([tie.with_whom for tie in ties], clock.now()),
        learned=learned(),
    )
    fired = line.do(clock.now, ask_guards, text, declared(stream, spaces()), ties, clock.now())
    spoke = [spoken(one.guard.number, one.guard.duty.words if one.guard.duty else "", span) for one, span in fired]
    findings = sorted((*found, *spoke), key=lambda one: one.span)
    guards = [{"number": one.guard.number, "overridden": one.overridden_at is not None} for one, _ in fired]
    return {
        "id": told.get("id"),
        "findings": [as_record(one) for one in findings],
        "guards": guards,
        "notice": book.notice,
    }
