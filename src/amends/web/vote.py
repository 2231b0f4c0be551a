"""A voter's private page: enter the code, or post the words; then vote, see that it stands, and change it."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from django.http import Http404, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from amends import clock
from amends.actions import line
from amends.actions.cast import LONGEST_REASON, NotCast, cast
from amends.actions.claim_message import claim_message
from amends.actions.keep_passkey import keep_passkey
from amends.actions.link_people import NotLinked, join_shown, part_shown
from amends.actions.prove import NotProven, confirm, networks_heard, phrase_of, proof_of
from amends.actions.take_back import NotYours
from amends.core.choice.ballot import Tally
from amends.core.choice.question import from_canonical
from amends.store.models import Ballot, Choice, Link, Proof
from amends.web import choice_part, passkeys, words
from amends.web.choice_marks import NoMarks, chosen_words, marks_of
from amends.web.choice_part import fingerprint
from amends.web.errors import said, why
from amends.web.one_person import account_named, one_person
from amends.web.prove import WAYS
from amends.web.prove_answer import private, vote_address
from amends.web.same_site import same_site

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import HttpRequest, HttpResponse

LONGEST_TOKEN = 200


@same_site
@require_http_methods(["GET", "HEAD", "POST"])
def vote(request: HttpRequest, token: str) -> HttpResponse:
    """Show a voter's page; take the code that shows who they are, and the ballot they cast."""
    proof = proof_of(token[:LONGEST_TOKEN])
    if proof is None:
        unknown = gettext("Look at the address again: it must be whole. If it is lost, show who you are once more.")
        return private(said(request, 404, gettext("This link does not lead on"), unknown))
    row = Choice.objects.select_related("case__subject", "entry").get(pk=proof.choice_id)
    if not row.case.public:
        raise Http404("There is no such page.")
    page: dict[str, Any] = {"wrong": "", "marks": [], "reason": ""}
    try:
        asked = from_canonical(row.question)
        page["marks"] = marks_of(asked, request.POST if request.method == "POST" else request.GET)
        if request.method == "POST":
            page["reason"] = request.POST.get("reason", "")[: 2 * LONGEST_REASON]
            return _done(request, token, page)
    except (NoMarks, NotProven, NotCast, NotLinked, NotYours) as error:
        page["wrong"] = why(error)
    return _page(request, token, proof, row, page)


def _done(request: HttpRequest, token: str, page: dict[str, Any]) -> HttpResponse:
    """Do what a form asks, and lead back to the page; raises the sentence that says why it was not done."""
    now, marks = clock.now(), page["marks"]
    if request.POST.get("press") == "code":
        line.do(clock.now, confirm, token, request.POST.get("code", "")[:40], now)
        return private(HttpResponseRedirect(vote_address(token, marks), status=303))
    if request.POST.get("press") == "passkey":
        made = passkeys.made(request, token, request.POST.dict())
        line.do(clock.now, keep_passkey, token, made.key, made.credential, made.uses, now)
        return private(HttpResponseRedirect(vote_address(token, marks), status=303))
    if request.POST.get("press") == "claim":
        line.do(clock.now, claim_message, token, request.POST.get("key", "").strip()[:100], now)
        return private(HttpResponseRedirect(vote_address(token, marks), status=303))
    if (joining := _JOINING.get(request.POST.get("press", ""))) is not None:
        linked = line.do(clock.now, joining, token, now)
        return private(HttpResponseRedirect(vote_address(token, _left_out(token, linked)), status=303))
    line.do(clock.now, cast, token, marks, page["reason"], now)
    return private(HttpResponseRedirect(vote_address(token, ()), status=303))


def _left_out(token: str, made: Link | None) -> Sequence[str]:
    """Return what somebody chose by a vote that did not bind and was left out, where none of theirs stands now."""
    if made is None or _standing(proof_of(token)) is not None:
        return ()
    last = Ballot.objects.filter(pk__in=made.left_out).order_by("-entry__seq").first()
    return () if last is None else last.marks


_JOINING: Final = MappingProxyType({"join": join_shown, "apart": part_shown})
"""What somebody says of two accounts they have shown: that both are theirs, or that they are not."""


def _page(request: HttpRequest, token: str, proof: Proof, row: Choice, page: dict[str, Any]) -> HttpResponse:
    now, zone = clock.now(), timezone.get_current_timezone()
    standing = _standing(proof)
    marks: Sequence[str] = page["marks"]
    if standing is not None and not marks and not page["wrong"]:
        marks, page["reason"] = standing.marks, standing.reason
    asked = choice_part.shown(row, now, zone, marks)
    seen = {
        "case": row.case,
        "name": row.case.subject.name,
        "token": token,
        "asked": asked,
        "proof": proof,
        "late": now >= proof.expires_at,
        "phrase": phrase_of(token) if proof.kind == Proof.Kind.PHRASE and not proof.voter else "",
        "networks": words.listed([words.network(name) for name in networks_heard()], gettext("or")),
        "binds": proof.tally == Tally.NETWORK,
        "newcomer": proof.tally == Tally.NEWCOMERS,
        "shown_by": WAYS[Proof.Kind(proof.kind)](),
        "account": account_named(proof),
        **one_person(proof),
        "passkey": passkeys.asked_to_make(request, token, proof),
        "has_passkey": proof.person is not None and proof.voter and proof.person.passkeys.exists(),
        "standing": standing,
        "stands": chosen_words(asked.question, standing.marks) if standing is not None else [],
        "leaf": fingerprint(bytes(standing.entry.leaf).hex()) if standing is not None else "",
        "chosen": chosen_words(asked.question, page["marks"]),
        "longest": LONGEST_REASON,
    }
    status = 400 if page["wrong"] else 200
    return private(render(request, "amends/vote.html", {**page, **seen}, status=status))


def _standing(proof: Proof | None) -> Ballot | None:
    if proof is None or not proof.voter:
        return None
    rows = Ballot.objects.select_related("entry").filter(choice=proof.choice_id, voter=proof.voter, stands=True)
    return rows.first()
