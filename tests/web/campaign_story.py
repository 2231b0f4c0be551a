"""Twenty-four invented reviewers who took part in what Ines took part in: keys and hours, and no words."""

from __future__ import annotations

import random

from amends.actions.bring_share import bring_file
from amends.actions.join_campaign import Own, join_campaign
from amends.actions.own_share import key_of
from amends.core.campaign.share import Declared, Share, Space, Told, began, person_mark
from amends.core.campaign.written import written
from amends.core.vocabulary import DAY, HOUR
from amends.store import models
from web import pages_story

NOW = pages_story.NOW
NAMES = (
    "Tomasz Wolny", "Adaeze Obi", "Lior Katz", "Maren Vogt", "Kenji Mori", "Paula Reyes", "Samira Aziz",
    "Henrik Dahl", "Yusuf Demir", "Clara Benn", "Ravi Nair", "Elif Kaya", "Jonas Falk", "Mei Tan", "Olga Petrova",
    "Nils Aker", "Fatou Sarr", "Hugo Lemaire", "Irene Sala", "Bram de Wit", "Zofia Krol", "Dylan Price",
    "Anouk Meyer", "Wren Talbot",
)  # fmt: skip
STORMS = 6
KEY = "amends-campaign:QkVFRkJFRUZCRUVGQkVFRkJFRUZCRUVGQkVFRkJFRUY"


def told(number, name, posted, noticed, answered):
    """The first few had a storm: most of them posted in a personal space and did not name the gift at once."""
    storm = number < STORMS
    return Told(
        name, posted - 28 * DAY, NOW // HOUR * HOUR, posts=400 - 9 * number, posted_at=posted,
        space=Space.PERSONAL if storm or number % 5 == 0 else Space.PROFESSIONAL,
        declared=Declared.LATER if storm else Declared.WITH_IT,
        noticed_at=noticed if storm else None, answered_at=answered,
    )  # fmt: skip


def share(number, name, key):
    rng = random.Random(number)
    posted = (NOW - rng.randrange(5, 40) * HOUR) // HOUR * HOUR - 7 * DAY * (number == 23)
    until = NOW // HOUR * HOUR
    people = {}
    for _ in range(rng.randrange(60, 400)):
        people[person_mark(key, "bluesky", f"did:plc:{rng.randrange(4000)}")] = ()
    crowd = list(people)
    many = rng.randrange(25, 90) if number < STORMS else rng.randrange(0, 6)
    for person in crowd[:many]:
        at = posted + int(rng.expovariate(1 / 6.0) * HOUR)
        people[person] = began([min(at, until - 1)])
    first = min((hours[0] for hours in people.values() if hours), default=None)
    answered = None if first is None or number % 3 == 1 else first + 3 * HOUR
    return Share(told(number, name, posted, posted + 2 * HOUR, answered), people)


def joined(subject):
    """Ines takes part, and the others' files are brought in."""
    own = Own(NOW - 6 * HOUR, Space.PERSONAL, Declared.LATER)
    campaign = join_campaign(subject, "The Larkspur reviewers", "Ines Marlow", own, NOW, key=KEY)
    for number, name in enumerate(NAMES):
        bring_file(campaign, written(share(number, name, key_of(campaign)), key_of(campaign)), NOW)
    return models.Campaign.objects.get(pk=campaign.pk)
