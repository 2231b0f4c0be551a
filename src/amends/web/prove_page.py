"""The page of the ways to show who one is, with what was chosen already: whatever went wrong, nothing of it is lost."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.shortcuts import render
from django.utils import timezone

from amends import clock
from amends.actions.prove import hears_phrases, sends_codes
from amends.web import choice_part, passkeys, prove_github
from amends.web.choice_marks import chosen_words
from amends.web.prove_answer import private
from amends.web.sign_in_clients import bluesky_client

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from django.http import HttpRequest, HttpResponse

    from amends.store.models import Choice


@dataclass(frozen=True, slots=True)
class Given:
    """What somebody gave already: marks, what stands in fields (by their names), and what was wrong with it.

    ``beside`` names what they showed before in the same sitting, as it travels.
    """

    marks: Sequence[str] = ()
    fields: Mapping[str, str] = field(default_factory=dict)
    wrong: str = ""
    beside: str = ""


def prove_page(request: HttpRequest, row: Choice, given: Given) -> HttpResponse:
    """Show the ways that are open here."""
    asked = choice_part.shown(row, clock.now(), timezone.get_current_timezone())
    page = {
        "case": row.case,
        "name": row.case.subject.name,
        "asked": asked,
        "marks": given.marks,
        "chosen": chosen_words(asked.question, given.marks),
        "by_mail": sends_codes(),
        "by_phrase": hears_phrases(),
        "passkey": None if given.beside else passkeys.asked_to_use(request),
        "github": prove_github.sign_in_address(request, row, given.marks, given.beside),
        "bluesky": bluesky_client(request) is not None,
        "beside": given.beside,
        "given": given.fields,
        "wrong": given.wrong,
    }
    return private(render(request, "amends/prove.html", page, status=400 if given.wrong else 200))
