"""The desk's pages of spaces and ties, and of guards: what each space is for, who one is tied to, what speaks up."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, Any, Final

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from amends import clock
from amends.actions import line
from amends.actions.asking_keys import NamelessKey, make_key, retire_key
from amends.actions.lessons import (
    Unfit,
    declare_connection,
    declare_stream,
    end_connection,
    promises,
    retire_guard,
    retire_stream,
    set_guard,
    try_guard,
)
from amends.core.lessons.finding import Purpose
from amends.core.lessons.guard import Content, Guard, UnfitGuard, contradiction, fitted, guard_of
from amends.core.statement.connection import Tie
from amends.store import models
from amends.store.rows import storable
from amends.web import words
from amends.web.desk import around
from amends.web.feeds import absolute

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from django.http import HttpRequest, HttpResponse

    from amends.core.vocabulary import Instant

PURPOSES: Final = {
    Purpose.PERSONAL: "personal: friends, family, your own days",
    Purpose.PROFESSIONAL: "professional: your work",
    Purpose.COMMERCIAL: "commercial: selling, advertising",
    Purpose.COMMUNITY: "community: a club, a project, a neighbourhood",
}
TIES: Final = {
    Tie.FREE_GOODS: "free things",
    Tie.LENT_GOODS: "lent things",
    Tie.PAID: "money",
    Tie.EMPLOYMENT: "a job",
    Tie.FAMILY: "family or friends",
    Tie.AFFILIATE: "a share of what people buy",
    Tie.EQUITY: "a part of the company",
}
CONTENTS: Final = {
    Content.TRADE: "advertising, offers and sales",
    Content.PARTNER_LINK: "links that pay somebody",
    Content.CODE: "discount codes",
    Content.PICTURE: "pictures and videos",
    Content.CHILD: "children",
    Content.PRIVATE_WORD: "private messages",
    Content.RUMOUR: "rumours",
    Content.GAMBLING: "gambling",
    Content.CRYPTO: "crypto money",
    Content.DIET: "losing weight",
    Content.POLITICS: "politics",
    Content.MACHINE_MADE: "what a machine made",
    Content.JOBS: "job offers",
}
SHOWN: Final = 5
"""Past posts that a guard would have stopped, and are shown."""
MOST: Final = 20
"""Words, links or names of one guard."""


@dataclass(frozen=True, slots=True)
class Standing:
    """One guard in words."""

    row: models.Guard
    looks_for: str
    fired: int
    overridden: int


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def spaces(request: HttpRequest) -> HttpResponse:
    """Show what each space is for and who the owner is tied to, and declare another."""
    wrong, key = "", ""
    if request.method == "POST" and request.POST.get("do") == "key":
        key, wrong = _key(request)
    elif request.method == "POST":
        wrong = _declared(request)
        if not wrong:
            return redirect("spaces")
    page = {
        "streams": models.Stream.objects.filter(retired_at=None).order_by("name"),
        "ties": [(tie, TIES[Tie(tie.kind)]) for tie in models.Connection.objects.filter(ended_at=None).order_by("pk")],
        "purposes": PURPOSES.items(),
        "kinds": TIES.items(),
        "wrong": wrong,
        "given": request.POST,
        "key": key,
        "keys": models.AskingKey.objects.filter(retired_at=None).order_by("pk"),
        "address": absolute(request, reverse("ask-preflight")),
    }
    return render(request, "amends/spaces.html", {**around("preflight"), **page}, status=400 if wrong else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def guards(request: HttpRequest) -> HttpResponse:
    """Show the guards, and try or set another: it is tried on past posts before it can be set."""
    tried: dict[str, Any] = {}
    posted, wrong = request.method == "POST", ""
    guard = _chosen(request) if posted else Guard()
    if posted:
        tried, wrong = _tried(guard)
        if not wrong and request.POST.get("do") == "set":
            row = line.do(clock.now, set_guard, guard, number_in(request.POST.get("duty", "")), clock.now())
            messages.success(request, f"Guard {row.number} looks at every draft from here on. That is written down.")
            return redirect("guards")
    streams = list(models.Stream.objects.filter(retired_at=None).order_by("name"))
    page = {
        "standing": _standing(streams),
        "against": _contradictions(streams),
        "streams": [(one, one.pk in guard.streams) for one in streams],
        "ties": [(tie, says, tie in guard.ties) for tie, says in TIES.items()],
        "contents": [(content, says, content in guard.contents) for content, says in CONTENTS.items()],
        "promises": promises(),
        "given": request.POST,
        "wrong": wrong,
        **tried,
    }
    return render(request, "amends/guards.html", {**around("preflight"), **page}, status=400 if wrong else 200)


def _taking_away(deed: Callable[[int, Instant], object], says: str, back: str) -> Callable[..., HttpResponse]:
    """Return the view that takes one thing away, says so, and leads back to where it stood."""

    @login_required
    @require_POST
    def taken(request: HttpRequest, which: int) -> HttpResponse:
        line.do(clock.now, deed, which, clock.now())
        messages.success(request, says)
        return redirect(back)

    return taken


retire = _taking_away(retire_stream, "The space is taken away. That is written down.", "spaces")
retire_asking_key = _taking_away(retire_key, "The key is taken away: whoever holds it is answered no longer.", "spaces")
end = _taking_away(end_connection, "The tie has ended. That is written down.", "spaces")
retire_a_guard = _taking_away(retire_guard, "The guard is taken away. That is written down.", "guards")


def _declared(request: HttpRequest) -> str:
    given = request.POST
    try:
        if given.get("do") == "tie":
            args = (given.get("with_whom", ""), given.get("kind", ""), given.get("detail", ""))
            line.do(clock.now, declare_connection, *args, clock.now())
            messages.success(request, "The tie is written down, and every draft is asked about it.")
        else:
            line.do(clock.now, declare_stream, given.get("name", ""), given.get("purpose", ""), clock.now())
            messages.success(request, "The space is written down.")
    except Unfit as refused:
        return str(refused)
    return ""


def _key(request: HttpRequest) -> tuple[str, str]:
    """Make a key, and return it to be shown once; or the sentence that says why there is none."""
    try:
        return line.do(clock.now, make_key, request.POST.get("program", ""), clock.now()), ""
    except NamelessKey as refused:
        return "", str(refused)


def _chosen(request: HttpRequest) -> Guard:
    """Read the rule that was chosen; what is no choice is left out."""
    given = request.POST
    return Guard(
        streams=frozenset(filter(None, map(number_in, given.getlist("stream")))),
        ties=frozenset(Tie(one) for one in given.getlist("tie") if one in TIES),
        contents=frozenset(Content(one) for one in given.getlist("content") if one in CONTENTS),
        **{name: _list(given.get(name, "")) for name in ("words", "hosts", "parties", "needs")},
    )


def number_in(typed: str) -> int | None:
    """Read the number of a row from a form, or nothing where it is none.

    >>> number_in("7"), number_in("²"), number_in("9" * 40), number_in("-1")
    (7, None, None, None)
    """
    return int(typed) if typed.isdecimal() and len(typed) <= 9 else None


def _list(typed: str) -> tuple[str, ...]:
    parts = (" ".join(storable(part).split())[:100] for part in typed.split(","))
    return tuple(dict.fromkeys(part for part in parts if part))[:MOST]


def _tried(guard: Guard) -> tuple[dict[str, Any], str]:
    """Try a guard on past posts, and say what came of it, or why it cannot be set."""
    trial, stopped = try_guard(guard)
    told = {"trial": trial.told, "stopped": stopped[:SHOWN], "more": max(0, len(stopped) - SHOWN)}
    try:
        fitted(guard, trial)
    except UnfitGuard as refused:
        return told, str(refused)
    return told, ""


def _standing(streams: Sequence[models.Stream]) -> list[Standing]:
    called = {one.pk: one.name for one in streams}
    rows = models.Guard.objects.filter(retired_at=None).select_related("duty__case").order_by("number")
    standing = []
    for row in rows:
        firings = row.firings
        over = firings.exclude(overridden_at=None).count()
        standing.append(Standing(row, _in_words(guard_of(row.rule), called), firings.count(), over))
    return standing


def _in_words(guard: Guard, called: dict[int, str]) -> str:
    """Say what a guard looks for: all of its sorts, and of each sort one thing is enough.

    >>> _in_words(Guard(contents=frozenset({Content.CODE}), streams=frozenset({1})), {1: "family"})
    'discount codes, in family'
    >>> _in_words(Guard(ties=frozenset({Tie.PAID, Tie.FREE_GOODS}), words=("lamp",)), {})
    'somebody who gives you free things or money, with “lamp”'
    """
    ties = words.listed([TIES[tie] for tie in TIES if tie in guard.ties], "or")
    sorts = [
        f"somebody who gives you {ties}" if ties else "",
        words.listed([CONTENTS[content] for content in CONTENTS if content in guard.contents], "or"),
        *(words.listed([f"“{one}”" for one in named], "or") for named in (guard.words, guard.hosts, guard.parties)),
    ]
    where = [called.get(stream, "a space that was taken away") for stream in sorted(guard.streams)]
    needs = f", unless the first line says {words.listed([f'“{one}”' for one in guard.needs], 'or')}"
    place = f", in {words.listed(where, 'or')}" if where else ""
    return f"{', with '.join(sort for sort in sorts if sort)}{place}{needs if guard.needs else ''}"


def _contradictions(streams: Sequence[models.Stream]) -> list[tuple[list[tuple[int, str]], str]]:
    """Return each pair of guards that contradict each other, with their rules in words, and how they do."""
    called = {one.pk: one.name for one in streams}
    rows = [(row.number, guard_of(row.rule)) for row in models.Guard.objects.filter(retired_at=None).order_by("number")]
    return [
        ([(number, _in_words(guard, called)) for number, guard in pair], says)
        for pair in combinations(rows, 2)
        if (says := contradiction(pair[0][1], pair[1][1]))
    ]
