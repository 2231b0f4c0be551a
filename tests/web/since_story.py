"""Ten weeks after the invented evening: what the same people said since. Made up, by arithmetic and a seed."""

from __future__ import annotations

import random
from itertools import count

from amends.core.vocabulary import DAY, HOUR, MINUTE, WEEK, Stance
from amends.store import models
from web import pages_story, statement_story

WEEKS = 10
LATER = pages_story.NOW + WEEKS * WEEK


class Goes(pages_story.Teller):
    """Goes on telling: posts are numbered after those there are."""

    def __post_init__(self):
        super().__post_init__()
        self.ids = count(1_000_000)


def told(case=None):
    """Tell the evening, unless it was told, the statement, eighty regulars, and what each cohort made of it."""
    case = case or pages_story.storm()
    models.Case.objects.update(public=True)
    statement_story.said()
    teller = Goes(case.subject, models.Source.objects.order_by("pk").first())
    draw = random.Random(7)
    regulars = [teller.account(f"Regular {number}", "mastodon") for number in range(80)]
    for number, account in enumerate(regulars):
        objects = number < 30
        _speaks(teller, account, draw, (case.began_at - 12 * WEEK, case.began_at), 1.0)
        stance = Stance.OBJECTS if objects else (Stance.SUPPORTS, Stance.QUESTIONS)[number % 2]
        teller.say(account, pages_story.SAID[stance], stance, case.began_at + HOUR + number * MINUTE)
        _speaks(teller, account, draw, (pages_story.NOW, LATER), 0.2 if objects else 1.0)
    objectors = models.Voice.objects.filter(case=case, stance="objects").select_related("person")
    for number, voice in enumerate(objectors.order_by("pk")):
        _goes_on(teller, voice.person.accounts.first(), number, draw)
    teller.keep()
    return case


def _speaks(teller, account, draw, span, a_week):
    start, end = span
    at = start
    while (at := at + int(draw.expovariate(a_week) * WEEK)) < end:
        names = draw.random() < (0.02 if end <= pages_story.NOW else 0.3 * 0.5 ** ((at - start) / (14 * DAY)))
        words = "Is that the Larkspur one?" if names else "Good letter this week."
        teller.say(account, words, Stance.NEUTRAL, at, history=True)


def _goes_on(teller, account, number, draw):
    """Two in three object again for some days; some of them say something kinder in the end."""
    at = pages_story.NOW
    stops = at + int(draw.expovariate(1 / 6) * DAY) if number % 3 else at
    while (at := at + int(draw.expovariate(0.8) * DAY)) < stops:
        teller.say(account, "Still not what I follow you for. Larkspur!", Stance.OBJECTS, at, history=True)
    if number % 4 == 0:
        kind = Stance.SUPPORTS if number % 8 else Stance.OBJECTS
        teller.say(account, "You did what you said.", kind, LATER - 2 * WEEK + number * HOUR, history=True)
