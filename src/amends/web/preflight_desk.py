"""The desk's look at a draft before it is published: what was found, on which words, why, and what would mend it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from amends import clock, demo
from amends.actions import line
from amends.actions.lessons import Unfit, ask_guards, override, promises, tie_of
from amends.core.lessons.draft import LONGEST
from amends.core.lessons.finding import ABSENT, Finding, Kind, Purpose, Span, Stream
from amends.core.lessons.preflight import preflight
from amends.engine.repeat_weights import learned
from amends.engine.rulebook_files import JURISDICTIONS, packaged_rulebook
from amends.store import models
from amends.store.memory_rows import memory
from amends.web.desk import around
from amends.web.lessons_desk import number_in
from amends.web.statement_words import marked_at

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from django.http import HttpRequest, HttpResponse

SHOWN_PROMISES: Final = 8
"""The newest promises, shown to be read beside every draft."""
_PROMISED: Final = "You promised: “"


@dataclass(frozen=True, slots=True)
class Stop:
    """One thing to look at, in words; ``firing`` where a guard speaks, which may be overridden with a reason."""

    number: int
    title: str
    on: str
    why: str
    mend: str
    rule: str
    firing: models.Firing | None = None
    case: int | None = None


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def preflight_page(request: HttpRequest) -> HttpResponse:
    """Show the form, and below it what was found in the draft that was sent. Drafts are not kept."""
    streams = list(models.Stream.objects.filter(retired_at=None).order_by("name"))
    ties = list(models.Connection.objects.filter(ended_at=None).order_by("with_whom"))
    story = settings.AMENDS_DEMO and clock.now() >= demo.LATER
    text = request.POST.get("text", "").replace("\r\n", "\n")
    if story and request.method != "POST" and request.GET.get("draft") == "story":
        text = demo.draft()
    wrong = _wrong(text) if request.method == "POST" else ""
    chosen = {number_in(one) for one in request.POST.getlist("tie")}
    page: dict[str, Any] = {
        "streams": streams,
        "ties": [(tie, request.method != "POST" or tie.pk in chosen) for tie in ties],
        "jurisdictions": [(name, packaged_rulebook(name).title) for name in JURISDICTIONS],
        "text": text,
        "story": story,
        "stream": request.POST.get("stream", "") if request.method == "POST" else _strictest(streams),
        "jurisdiction": _jurisdiction(request),
        "wrong": wrong,
        "looked": request.method == "POST" and not wrong,
        "notice": packaged_rulebook(_jurisdiction(request)).notice,
    }
    if page["looked"]:
        page |= _looked(text, page, [tie for tie in ties if tie.pk in chosen])
    return render(request, "amends/preflight.html", {**around("preflight"), **page}, status=400 if wrong else 200)


@login_required
@require_POST
def overridden(request: HttpRequest, firing: int) -> HttpResponse:
    """Write down why a guard is not heeded."""
    try:
        row = line.do(clock.now, override, firing, request.POST.get("reason", ""), clock.now())
    except Unfit as refused:
        messages.error(request, str(refused))
    else:
        public = row.guard.duty is not None and row.guard.duty.case.public
        messages.success(request, f"That is written down{', where everybody can read it' if public else ''}.")
    return redirect("preflight")


def _strictest(streams: Sequence[models.Stream]) -> str:
    """Return the space that is asked about until the owner says otherwise: a personal one, where most can be amiss."""
    return next((str(one.pk) for one in streams if one.purpose == Purpose.PERSONAL), "")


def _wrong(text: str) -> str:
    if not text.strip():
        return "Paste your draft first: this field is still empty."
    if len(text) > LONGEST:
        return f"This is longer than {LONGEST:,} characters: that is no draft. Nothing of it was read."
    return "This is binary and not text. Nothing of it was read." if "\0" in text else ""


def _jurisdiction(request: HttpRequest) -> str:
    asked = request.POST.get("jurisdiction", "us")
    return asked if asked in JURISDICTIONS else "us"


def _looked(text: str, page: dict[str, Any], ties: Sequence[models.Connection]) -> dict[str, Any]:
    row = next((one for one in page["streams"] if str(one.pk) == page["stream"]), None)
    stream = Stream(Purpose(row.purpose), row.name) if row else None
    owed = promises()
    connections = [tie_of(tie) for tie in ties]
    found = preflight(
        text,
        packaged_rulebook(page["jurisdiction"]),
        stream=stream,
        connections=connections,
        promises=[duty.words for duty in owed],
        memory=memory([tie.with_whom for tie in connections], clock.now(), public=False),
        learned=learned(),
    )
    fired = line.do(clock.now, ask_guards, text, row.pk if row else None, connections, clock.now())
    stops = [*_of_guards(text, fired), *(_of_finding(text, one, owed) for one in found)]
    numbered = [replace(stop, number=number) for number, stop in enumerate(stops, 1)]
    places = [*(span for _, span in fired), *(one.span for one in found)]
    spans = [None if place == ABSENT else place for place in places]
    return {
        "stops": numbered,
        "words": marked_at(text, spans) if any(spans) else "",
        "promised": owed[: -SHOWN_PROMISES - 1 : -1],
        "more_promised": max(0, len(owed) - SHOWN_PROMISES),
    }


def _of_guards(text: str, fired: Sequence[tuple[models.Firing, Span]]) -> Iterator[Stop]:
    for firing, span in fired:
        duty = firing.guard.duty
        why = f"{_PROMISED}{duty.words}”" if duty else "You set this guard."
        mend = "Change the draft. If you publish it all the same, say why."
        rule = f"Guard {firing.guard.number}"
        yield Stop(
            0,
            "A guard of yours speaks up",
            _on(text, span),
            why,
            mend,
            rule,
            firing,
            duty.case.number if duty else None,
        )


def _of_finding(text: str, one: Finding, owed: Sequence[models.Duty]) -> Stop:
    # The public case that a promise was made in, so that what happened then is one press away.
    said = next((duty for duty in owed if one.kind is Kind.REPEAT and duty.words.strip() in one.why), None)
    return Stop(
        0, one.title, _on(text, one.span), one.why, one.mend, one.rule, None, said.case.number if said else None
    )


def _on(text: str, span: Span) -> str:
    said = " ".join(text[slice(*span)].split())
    return said if len(said) <= 120 else f"{said[:119]}…"
