"""The floor's form: what is in it, and what happens when it is sent. No account, no cookie, no script needed."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from ipaddress import ip_address, ip_network
from typing import TYPE_CHECKING, Any, Final

from django.conf import settings
from django.core import signing
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from amends import clock
from amends.actions import line
from amends.actions.case_life import NoSuchCase
from amends.actions.line import LineFull
from amends.actions.take_message import WRITABLE, FloorClosed, Taken, Written, take_message
from amends.core.floor.gate import Proof
from amends.core.floor.wording import RULES, Rule
from amends.core.vocabulary import Instant, Stance
from amends.store.models import Case, SpentProof
from amends.web import challenge, words
from amends.web.errors import said
from amends.web.same_site import same_site

if TYPE_CHECKING:
    from django.http import HttpRequest

LARGEST: Final = 64 * 1024
"""Bytes of a sent form; the longest message fits three times."""
SEAL: Final = "amends.floor.form"
STANCES: Final = (Stance.OBJECTS, Stance.SUPPORTS, Stance.QUESTIONS, Stance.NEUTRAL)
WRONG_FIELD: Final = {
    Rule.NO_NAME: "name",
    Rule.NAME_TOO_LONG: "name",
    Rule.EMAIL_TOO_LONG: "email",
    Rule.EMAIL_UNKNOWN_FORM: "email",
}


@dataclass(frozen=True, slots=True)
class Filled:
    """What stands in the form, and what is wrong with which field."""

    name: str = ""
    words: str = ""
    email: str = ""
    stance: str = ""
    parent: int = 0
    wrong: str = ""
    wrong_field: str = ""


def form(case: Case, now: Instant, filled: Filled = Filled()) -> dict[str, Any]:
    """Return what `amends/case_say.html` needs."""
    open_now = case.life in WRITABLE and (case.floor_closes_at is None or now < case.floor_closes_at)
    return {
        "writable": case.public and open_now,
        "filled": filled,
        "made": signing.dumps(now, salt=SEAL),
        "say_stances": [(stance.value, words.STANCE_NAMES[stance]) for stance in STANCES],
    }


@same_site
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def say(request: HttpRequest, number: int) -> HttpResponse:
    """Take what was written, or give it back with the sentence that says why not."""
    case = Case.objects.filter(number=number, public=True).select_related("subject").first()
    if case is None:
        raise Http404("There is no such case.")
    now = clock.now()
    if request.method != "POST":
        return _page(request, case, now, Filled(parent=_number(request.GET.get("to", ""))))
    if int(request.META.get("CONTENT_LENGTH") or 0) > LARGEST:
        return said(request, 413, *_too_large())
    filled = _filled(request)
    try:
        taken = line.do(clock.now, take_message, number, _written(request, filled, now), now)
    except (FloorClosed, NoSuchCase) as refused:
        return _page(request, case, now, _with(filled, gettext(str(refused))), status=409)
    except LineFull as refused:
        return _page(request, case, now, _with(filled, gettext(str(refused))), status=503)
    return _answer(request, case, taken, filled, now)


@require_safe
@never_cache
def give_challenge(request: HttpRequest, number: int) -> HttpResponse:  # noqa: ARG001 - a view is given both
    """Hand out a small sum for the browser to do while somebody writes."""
    return HttpResponse(challenge.make(_key(), clock.now()), content_type="application/json")


def _answer(request: HttpRequest, case: Case, taken: Taken, filled: Filled, now: Instant) -> HttpResponse:
    if taken.message is None:
        rule = taken.judgement.rule  # type: ignore[union-attr]  # without a message it was refused by one
        wrong = _with(filled, gettext(RULES[rule].author), WRONG_FIELD.get(rule, "words"))
        return _page(request, case, now, wrong, status=429 if rule is Rule.FAR_TOO_MANY else 422)
    where = reverse("receipt", args=[case.number, taken.message.erase_hash])
    answer = HttpResponseRedirect(f"{where}#{taken.token}" if taken.token else where)
    answer.status_code = 303
    return answer


def _page(request: HttpRequest, case: Case, now: Instant, filled: Filled, status: int = 200) -> HttpResponse:
    page = {"case": case, "name": case.subject.name, "heading": "say", **form(case, now, filled)}
    return render(request, "amends/say.html", page, status=status)


def _filled(request: HttpRequest) -> Filled:
    sent = request.POST
    stance = sent.get("stance", "")
    return Filled(
        name=sent.get("name", ""),
        words=sent.get("words", ""),
        email=sent.get("email", "").strip(),
        stance=stance if stance in set(Stance) else "",
        parent=_number(sent.get("parent", "")),
    )


def _with(filled: Filled, wrong: str, field: str = "words") -> Filled:
    return Filled(filled.name, filled.words, filled.email, filled.stance, filled.parent, wrong, field)


def _written(request: HttpRequest, filled: Filled, now: Instant) -> Written:
    sent = request.POST
    checked = challenge.check(sent.get("altcha", ""), _key(), now, _was_used)
    erase_hash = sent.get("erase_hash", "").lower()
    proven = checked.proof is Proof.VALID
    return Written(
        name=filled.name,
        words=filled.words,
        stance=Stance(filled.stance or Stance.NEUTRAL),
        email=filled.email,
        parent=filled.parent,
        erase_hash=erase_hash if _is_hash(erase_hash) else "",
        extra=sent.get("website", ""),
        sender=_sender(request),
        made_at=_made_at(sent.get("made", "")),
        proof=checked.proof,
        proof_digest=checked.digest if proven else "",
        proof_until=checked.expires_at,
    )


def _sender(request: HttpRequest) -> str:
    """Return the part of the network somebody writes from, which the deed hashes and keeps for a day at most."""
    address = request.META.get("REMOTE_ADDR", "")
    proxies = settings.ALLAUTH_TRUSTED_PROXY_COUNT
    forwarded = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",") if part.strip()]
    if proxies and len(forwarded) >= proxies:
        address = forwarded[-proxies]
    try:
        found = ip_address(address)
    except ValueError:
        return "unknown"
    return str(ip_network((found, 24 if found.version == 4 else 48), strict=False))


def _made_at(seal: str) -> Instant | None:
    try:
        made = signing.loads(seal, salt=SEAL) if len(seal) < 200 else None
    except signing.BadSignature:
        return None
    return made if isinstance(made, int) else None


def _was_used(digest: str) -> bool:
    return SpentProof.objects.filter(digest=digest).exists()


def _key() -> bytes:
    return hashlib.sha256(f"altcha:{settings.SECRET_KEY}".encode()).digest()


def _is_hash(text: str) -> bool:
    return len(text) == 64 and all(digit in "0123456789abcdef" for digit in text)


def _number(given: str) -> int:
    return int(given) if given.isascii() and given.isdigit() and len(given) < 10 else 0


def _too_large() -> tuple[str, str]:
    return (
        gettext("This was not kept"),
        gettext("It is larger than the longest message. Go back: your words are still in the box. Shorten them."),
    )
