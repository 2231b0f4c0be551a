"""The floor's form: what is in it, and what happens when it is sent. No account, no cookie, no script needed."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
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
from amends.actions.follow_up import sends_letters
from amends.actions.line import LineFull
from amends.actions.take_message import WRITABLE, FloorClosed, Taken, Written, take_message
from amends.core.floor.gate import Proof
from amends.core.floor.wording import RULES, Rule
from amends.core.vocabulary import Instant, Stance
from amends.store.models import Case
from amends.web import challenge, words
from amends.web.errors import said, why
from amends.web.floor_list import whole
from amends.web.same_site import same_site

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import HttpRequest

LARGEST: Final = 64 * 1024
"""Bytes of a sent form; the longest message fits three times."""
SEAL: Final = "amends.floor.form"
FIELDS: Final = ("name", "words", "email", "hear", "stance", "parent", "made", "altcha", "erase_hash", "website")
TAKEN: Final = "amends.taken"
"""Where, in the scope of a request, stands what came of a message that was taken before Django was asked."""
REFUSALS: Final = (FloorClosed, NoSuchCase, LineFull)
STANCES: Final = (Stance.OBJECTS, Stance.SUPPORTS, Stance.QUESTIONS, Stance.NEUTRAL)
WRONG_FIELD: Final = {
    Rule.NO_NAME: "name",
    Rule.NAME_TOO_LONG: "name",
    Rule.EMAIL_TOO_LONG: "email",
    Rule.EMAIL_UNKNOWN_FORM: "email",
    Rule.NO_EMAIL_TO_HEAR: "email",
}


@dataclass(frozen=True, slots=True)
class Filled:
    """What stands in the form, and what is wrong with which field.

    ``hear`` is the language in which somebody asks for a letter, or empty.
    """

    name: str = ""
    words: str = ""
    email: str = ""
    hear: str = ""
    stance: str = ""
    parent: int = 0
    wrong: str = ""
    wrong_field: str = ""


def form(case: Case, now: Instant, filled: Filled = Filled()) -> dict[str, Any]:
    """Return what `amends/case_say.html` needs."""
    return {
        "writable": writable(case, now),
        "filled": filled,
        "made": signing.dumps(now, salt=SEAL),
        "may_hear": sends_letters(),
        "say_stances": [(stance.value, words.STANCE_NAMES[stance]) for stance in STANCES],
    }


def writable(case: Case, now: Instant) -> bool:
    """Tell whether anybody can write on the floor of a case now."""
    open_now = case.life in WRITABLE and (case.floor_closes_at is None or now < case.floor_closes_at)
    return case.public and open_now


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
        return _page(request, case, now, Filled(parent=whole(request.GET.get("to", ""))))
    if _is_too_large(request):
        return said(request, 413, *_too_large())
    sent = {name: request.POST.get(name, "") for name in FIELDS}
    filled = read_form(sent)
    came_to = getattr(request, "scope", {}).get(TAKEN) or _take(request, number, sent, now)
    if isinstance(came_to, Taken):
        return _answer(request, case, came_to, filled, now)
    status = 503 if isinstance(came_to, LineFull) else 409
    return _page(request, case, now, _with(filled, why(came_to)), status=status)


def _take(request: HttpRequest, number: int, sent: Mapping[str, str], now: Instant) -> Taken | Exception:
    """Take a message where nobody took it before Django was asked (`amends.web.quick_say`)."""
    remote, forwarded = request.META.get("REMOTE_ADDR", ""), request.headers.get("X-Forwarded-For", "")
    try:
        return line.do(clock.now, take_message, number, written(sent, sender_of(remote, forwarded), now), now)
    except REFUSALS as refused:
        return refused


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
    answer = HttpResponseRedirect(receipt_of(case.number, taken.message.erase_hash, taken.token))
    answer.status_code = 303
    return answer


def receipt_of(number: int, erase_hash: str, token: str) -> str:
    """Return the address of a receipt, with the key behind the # where this site made it."""
    where = reverse("receipt", args=[number, erase_hash])
    return f"{where}#{token}" if token else where


def _page(request: HttpRequest, case: Case, now: Instant, filled: Filled, status: int = 200) -> HttpResponse:
    page = {"case": case, "name": case.subject.name, "heading": "say", **form(case, now, filled)}
    return render(request, "amends/say.html", page, status=status)


def read_form(sent: Mapping[str, str]) -> Filled:
    """Read what somebody typed, as the form will show it again if it must."""
    stance = sent.get("stance", "")
    return Filled(
        name=sent.get("name", ""),
        words=sent.get("words", ""),
        email=sent.get("email", "").strip(),
        hear=hear if (hear := sent.get("hear", "")) in dict(settings.LANGUAGES) else "",
        stance=stance if stance in set(Stance) else "",
        parent=whole(sent.get("parent", "")),
    )


def _with(filled: Filled, wrong: str, field: str = "words") -> Filled:
    return replace(filled, wrong=wrong, wrong_field=field)


def written(sent: Mapping[str, str], sender: str, now: Instant) -> Written:
    """Make of the fields of a form what the deed takes; asks no database."""
    filled = read_form(sent)
    # Whether a proof was used before is looked up where the message is taken, in one transaction with noting it.
    checked = challenge.check(sent.get("altcha", ""), _key(), now, lambda _digest: False)
    erase_hash = sent.get("erase_hash", "").lower()
    proven = checked.proof is Proof.VALID
    return Written(
        name=filled.name,
        words=filled.words,
        stance=Stance(filled.stance or Stance.NEUTRAL),
        email=filled.email,
        hear=filled.hear,
        parent=filled.parent,
        erase_hash=erase_hash if _is_hash(erase_hash) else "",
        extra=sent.get("website", ""),
        sender=sender,
        made_at=_made_at(sent.get("made", "")),
        proof=checked.proof,
        proof_digest=checked.digest if proven else "",
        proof_until=checked.expires_at,
    )


def sender_of(remote: str, forwarded: str) -> str:
    """Return the part of the network somebody writes from, which the deed hashes and keeps for a day at most.

    ``forwarded`` is believed for as many proxies as stand in front (AMENDS_PROXIES).
    """
    proxies = settings.ALLAUTH_TRUSTED_PROXY_COUNT
    named = [part.strip() for part in forwarded.split(",") if part.strip()]
    address = named[-proxies] if proxies and len(named) >= proxies else remote
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


def _key() -> bytes:
    return hashlib.sha256(f"altcha:{settings.SECRET_KEY}".encode()).digest()


def _is_hash(text: str) -> bool:
    return len(text) == 64 and all(digit in "0123456789abcdef" for digit in text)


def _is_too_large(request: HttpRequest) -> bool:
    """Tell whether more was sent than a message needs: by its own word before it is read, and by what came."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    return not (length.isascii() and length.isdigit() and len(length) < 10 and int(length) <= LARGEST) or (
        len(request.body) > LARGEST
    )


def _too_large() -> tuple[str, str]:
    return (
        gettext("This was not kept"),
        gettext("It is larger than the longest message. Go back: your words are still in the box. Shorten them."),
    )
