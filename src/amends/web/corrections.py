"""The owner says what a post holds: one press, and everything alike is read anew."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from amends import clock
from amends.actions import line
from amends.actions.correct_reading import Corrected, NotYours, correct_reading
from amends.core.vocabulary import Stance
from amends.web import words

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

TAKE_BACK = "as-read"
SAID = {
    Stance.OBJECTS: "this objects",
    Stance.SUPPORTS: "this supports you",
    Stance.QUESTIONS: "this asks",
    Stance.NEUTRAL: "this is no objection",
}
"""What the owner says of a post, as the page repeats it."""


@login_required
@require_POST
def correct(request: HttpRequest, reading: int) -> HttpResponse:
    """Keep what the owner says of a post, and tell what that changed."""
    given = request.POST.get("stance", "")
    if given != TAKE_BACK and given not in set(Stance):
        messages.error(request, "Nothing was changed: the page did not say what this post holds. Try it again.")
        return redirect(_back(request))
    stance = None if given == TAKE_BACK else Stance(given)
    try:
        came_to = line.do(clock.now, correct_reading, reading, stance, clock.now())
    except NotYours as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, told(stance, came_to))
    return redirect(_back(request))


def told(stance: Stance | None, came_to: Corrected) -> str:
    """Return what a correction changed, in a sentence or two.

    >>> told(Stance.NEUTRAL, Corrected(object_now=0, no_longer=3))
    'Kept: this is no objection. Read anew: 3 other posts no longer object.'
    >>> told(Stance.OBJECTS, Corrected(object_now=0, no_longer=0))
    'Kept: this objects. No other post is read differently.'
    """
    kept = "Taken back: it stands as it was read." if stance is None else f"Kept: {SAID[stance]}."
    turned = [
        f"{words.count(many, 'other post')} {says[many > 1]}"
        for many, says in ((came_to.object_now, ("objects now", "object now")), (came_to.no_longer, _NO_LONGER))
        if many
    ]
    return f"{kept} Read anew: {words.listed(turned)}." if turned else f"{kept} No other post is read differently."


_NO_LONGER = ("no longer objects", "no longer object")


def _back(request: HttpRequest) -> str:
    """Return the page the press came from: the desk or its list of voices, and nowhere else."""
    back, desk = request.POST.get("back", ""), reverse("desk")
    plain = back.isprintable() and "//" not in back and "\\" not in back
    return back if plain and (back == desk or back.startswith((f"{desk}?", reverse("voices")))) else desk
