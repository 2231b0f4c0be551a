"""The desk's page “How you are told”: the ways, their quiet hours, who is called next, and every try."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from amends import clock
from amends.actions import line
from amends.actions.deliver import GIVEN_UP, send_again, send_test
from amends.actions.drill import NoDrill, ask_for_drill
from amends.actions.ways import Asked, NoWay, add_way, opened, remove_way, sends_mail, site_key
from amends.connectors.telling.web_push import public_text
from amends.core.case.telling import Level, Quiet
from amends.core.case.telling import Way as Rule
from amends.core.vocabulary import MINUTE
from amends.store.models import Delivery, Drill, Way
from amends.web import words
from amends.web.desk import around
from amends.web.drill_words import table

if TYPE_CHECKING:
    from datetime import tzinfo

    from django.http import HttpRequest, HttpResponse

    from amends.core.vocabulary import Instant

SHOWN: Final = 20
"""Messages on the page, newest first."""

LONGEST_WAIT: Final = 24 * 60
"""Minutes after which a second person is called at the latest."""

LEAST: Final = {
    Level.LOOK: "everything, also what can wait",
    Level.ALARM: "alarms and deadlines",
    Level.DEADLINE: "deadlines alone",
}


@dataclass(frozen=True, slots=True)
class Row:
    """One way in words."""

    way: Way
    says: str
    rules: str


@dataclass(frozen=True, slots=True)
class Sent:
    """One message in words: what became of it, and each try."""

    delivery: Delivery
    heading: str
    state: str
    tries: tuple[str, ...]
    may_repeat: bool


@login_required
@sensitive_post_parameters("secret", "place")
@require_http_methods(["GET", "HEAD", "POST"])
def how_told(request: HttpRequest) -> HttpResponse:
    """Show how the owner is told, and add a way."""
    wrong = ""
    if request.method == "POST":
        wrong = _added(request)
        if not wrong:
            return redirect("how-told")
    now, zone = clock.now(), timezone.get_current_timezone()
    # What was typed is kept, but for the secret.
    given = {name: request.POST.get(name, "") for name in ("kind", "name", "place", "least", "after", "begins", "ends")}
    rows = [_row(way) for way in Way.objects.filter(removed_at=None).order_by("after", "pk")]
    page = {
        "ways": rows,
        "kinds": [kind for kind in Way.Kind.choices if kind[0] != Way.Kind.PUSH],
        "push_key": public_text(site_key()),
        "levels": [(level.value, says) for level, says in LEAST.items()],
        "sends_mail": sends_mail(),
        "sent": [_sent(one, now, zone) for one in _newest()],
        "drill": _drill(),
        "wrong": wrong,
        "given": given,
        "zone": timezone.get_current_timezone_name(),
    }
    return render(request, "amends/how_told.html", {**around("account"), **page}, status=400 if wrong else 200)


@login_required
@require_POST
def drill(request: HttpRequest) -> HttpResponse:
    """Ask for a drill."""
    try:
        line.do(clock.now, ask_for_drill, clock.now())
    except NoDrill as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, "The drill begins. Reload this page in a minute to see how long each leg took.")
    return redirect("how-told")


@login_required
@require_POST
def test(request: HttpRequest, way: int) -> HttpResponse:
    """Send a test by the path of an alarm."""
    row = _way(way)
    line.do(clock.now, send_test, row, clock.now())
    messages.success(request, f"A test is on its way to {row.name}. Reload this page to see whether it was taken.")
    return redirect("how-told")


@login_required
@require_POST
def again(request: HttpRequest, delivery: int) -> HttpResponse:
    """Send a message once more."""
    if not line.do(clock.now, send_again, delivery, clock.now()):
        raise Http404("There is no such message.")
    messages.success(request, "It is sent once more.")
    return redirect("how-told")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def remove(request: HttpRequest, way: int) -> HttpResponse:
    """Remove a way: this page says what that means, and its button does it."""
    row = _way(way)
    if request.method == "POST":
        line.do(clock.now, remove_way, row, clock.now())
        messages.success(request, f"{row.name} is told no longer, and where that led is forgotten.")
        return redirect("how-told")
    last = not Way.objects.filter(removed_at=None, after=0).exclude(pk=row.pk).exists()
    return render(request, "amends/way_remove.html", {**around("account"), "way": row, "last": last})


def _drill() -> dict[str, Any] | None:
    """Return the last drill, if there was one, with what it measured."""
    row = Drill.objects.order_by("-pk").first()
    if row is None:
        return None
    return {"row": row, "legs": table(row) if row.ended_at is not None else []}


def _way(pk: int) -> Way:
    row = Way.objects.filter(pk=pk, removed_at=None).first()
    if row is None:
        raise Http404("There is no such way.")
    return row


def _added(request: HttpRequest) -> str:
    """Add a way, and return nothing; or the sentence that says why it cannot be."""
    sent = request.POST
    try:
        rule = _rule(sent.get("least", ""), sent.get("after", ""), sent.get("begins", ""), sent.get("ends", ""))
        rule = Rule(rule.least, _with_alarms(rule.quiet, alarms="alarms" in sent), rule.after)
        asked = Asked(
            sent.get("kind", ""),
            sent.get("name", "").replace("\0", ""),
            sent.get("place", "").replace("\0", "")[:1000],
            sent.get("secret", "")[:500],
            near="near" in sent,
            key=sent.get("key", "")[:200],
        )
        way = line.do(clock.now, add_way, asked, rule, clock.now())
    except (NoWay, ValueError) as error:
        return str(error)
    said = f"{way.name} is told from here on. Send a test, to be sure."
    if way.kind == Way.Kind.WEBHOOK and not asked.secret:
        said += f" The secret that signs is {opened(way)['secret']}: copy it now, it is not shown again."
    messages.success(request, said)
    return ""


def _rule(least: str, after: str, begins: str, ends: str) -> Rule:
    """Read the rules of a form.

    >>> _rule("alarm", "15", "22:00", "07:00").quiet
    Quiet(begins=1320, ends=420, alarms_too=False)
    """
    minutes = int(after) if after.isascii() and after.isdigit() and len(after) < 6 else -1 if after.strip() else 0
    if not 0 <= minutes <= LONGEST_WAIT:
        raise NoWay("Write after how many minutes: a number from 0 to 1440. 0 is at once.")
    quiet = None
    if begins or ends:
        if not (begins and ends):
            raise NoWay("Quiet hours have a beginning and an end: one of the two is still empty.")
        quiet = Quiet(_minute(begins), _minute(ends))
    level = Level(least) if least in set(Level) else Level.LOOK
    return Rule(level, quiet, minutes * MINUTE)


def _with_alarms(quiet: Quiet | None, *, alarms: bool) -> Quiet | None:
    return None if quiet is None else Quiet(quiet.begins, quiet.ends, alarms)


def _minute(given: str) -> int:
    found = re.fullmatch(r"([01]?\d|2[0-3]):([0-5]\d)(?::[0-5]\d)?", given.strip(), re.ASCII)
    if found is None:
        raise NoWay("Write an hour as the clock shows it: 22:00.")
    return int(found[1]) * 60 + int(found[2])


def _row(way: Way) -> Row:
    rules = [LEAST[Level(way.least)]]
    if way.after:
        rules.append(f"only where nobody has seen it after {words.duration(way.after)}")
    if way.quiet_begins is not None and way.quiet_ends is not None:
        held = "a look and an alarm wait" if way.quiet_alarms else "a look waits"
        rules.append(f"{held} from {_hour(way.quiet_begins)} to {_hour(way.quiet_ends)}")
    return Row(way, Way.Kind(way.kind).label, "; ".join(rules))


def _hour(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}"


def _newest() -> list[Delivery]:
    found = Delivery.objects.select_related("way", "notification").prefetch_related("attempts")
    return list(found.order_by("-made_at", "-pk")[:SHOWN])


def _sent(row: Delivery, now: Instant, zone: tzinfo) -> Sent:
    tiding = row.notification.tidings.filter(revision__lte=row.revision).order_by("-revision").first()
    heading = tiding.heading if tiding is not None else ""
    if tiding is not None and tiding.alert is not None:
        heading = f"{words.people(tiding.alert.people)} speak of {tiding.alert.subject.name}"
    tries = tuple(
        f"{words.clock_with_day(one.at, now, zone)}: "
        + (f"taken in {one.took / 1_000_000:.1f} s" if one.well else one.said)
        for one in sorted(row.attempts.all(), key=lambda one: (one.at, one.pk))
    )
    return Sent(row, heading, _state(row, now, zone), tries, may_repeat=row.way.removed_at is None)


def _state(row: Delivery, now: Instant, zone: tzinfo) -> str:
    if row.sent_at is not None:
        return f"Sent {words.clock_with_day(row.sent_at, now, zone)}."
    if row.ended_at is not None:
        return row.note
    if row.claimed_at is not None:
        return "It is being sent."
    waits = f"It is due {words.clock_with_day(row.due_at, now, zone)}."
    return f"{row.note} {waits}" if row.note and GIVEN_UP not in row.note else waits
