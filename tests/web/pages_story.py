"""An invented evening for the pages: one subject, ordinary weeks, a storm, five sources. All of it is made up."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import count, cycle, islice

from amends.core.vocabulary import DAY, HOUR, MINUTE, SECOND, WEEK, Stance
from amends.store import models
from amends.store.rows import spoken

NOW = 1_773_359_280 * SECOND
"""Thursday 12 March 2026, 23:48 UTC."""
MIDNIGHT = NOW // DAY * DAY
WEEKLY = (2, 4, 3, 5, 1, 4, 3, 2, 6, 3, 4, 2)
BY_HOUR = {  # objects, supports, questions, neutral
    6: (0, 0, 0, 0), 7: (0, 1, 0, 2), 8: (0, 2, 0, 1), 9: (0, 1, 1, 3), 10: (0, 3, 0, 2), 11: (0, 1, 1, 1),
    12: (0, 2, 0, 3), 13: (0, 1, 0, 2), 14: (0, 0, 1, 1), 15: (0, 2, 0, 2), 16: (0, 1, 0, 3), 17: (6, 3, 2, 5),
    18: (26, 9, 6, 11), 19: (44, 12, 7, 14), 20: (38, 8, 5, 12), 21: (33, 7, 4, 8), 22: (27, 5, 3, 7),
    23: (19, 4, 2, 5),
}  # fmt: skip
OPENING = (
    ("Tobias Wren", "mastodon", Stance.OBJECTS, 1, 17 * 60 + 52, ("ads",),
     "I came here for your thinking, and tonight I got a billboard. Please don’t cross the streams."),
    ("Adaeze Holm", "bluesky", Stance.OBJECTS, 1, 18 * 60 + 2, ("disclosure",),
     "The word “gifted” is in your fourth paragraph. I had to go and look for it."),
    ("Kofi Larder", "bluesky", Stance.QUESTIONS, 0, 18 * 60 + 7, (),
     "Did they see the text before you posted it? That would change how I read it."),
    ("Mirela Voss", "mastodon", Stance.SUPPORTS, 0, 18 * 60 + 18, (),
     "You said it was free. I would rather hear it from you than from a banner."),
    ("Bex Tolliver", "bluesky", Stance.OBJECTS, 0, 18 * 60 + 26, ("trust",), "Unfollowed. Not angry, just finished."),
    ("Sunniva Ashby", "bluesky", Stance.OBJECTS, 1, 18 * 60 + 31, ("ads",),
     "Nine years of letters from a friend, and then one from a shop in the friend’s handwriting."),
    ("Oskar Fenn", "mastodon", Stance.OBJECTS, 2, 19 * 60 + 10, ("sponsorship",),
     "Twenty-five free phones, twenty-five glowing reviews. Funny, that."),
    ("Petra Quill", "weblog", Stance.OBJECTS, 1, 20 * 60 + 44, ("association",),
     "The sponsor still owes its repairers for last summer. Did you not look?"),
    ("Jun Hartley", "bluesky", Stance.OBJECTS, 1, 19 * 60 + 52, ("campaign",),
     "I follow six of the twenty-five. Same afternoon, same photo of the same box."),
)  # fmt: skip
POOLS = {Stance.OBJECTS: 124, Stance.SUPPORTS: 37, Stance.QUESTIONS: 21, Stance.NEUTRAL: 47}
GROUNDS = (("ads",), ("ads", "disclosure"), ("ads",), ("disclosure",), ("ads", "sponsorship"), ("association",))
FIRST = (
    "Ada", "Björn", "Chidi", "Dora", "Emre", "Farida", "Goran", "Hana", "Ivo", "Jun", "Kwame", "Lena", "Mateo",
    "Nadia", "Oskar", "Priya", "Quentin", "Rosa", "Sefa", "Tove",
)  # fmt: skip
LAST = (
    "Abara", "Brook", "Castell", "Duarte", "Ekberg", "Farrow", "Grewal", "Holloway", "Ilves", "Jansen", "Kowal",
    "Lindqvist",
)  # fmt: skip
SAID = {
    Stance.OBJECTS: "This is not what I follow you for.",
    Stance.SUPPORTS: "I do not mind. It is your page.",
    Stance.QUESTIONS: "Were you paid as well?",
    Stance.NEUTRAL: "They talk about it everywhere today.",
}


@dataclass
class Teller:
    """Writes posts with their readings; every person has an account of the same name."""

    subject: models.Subject
    source: models.Source

    def __post_init__(self):
        self.ids = count(1)
        self.accounts = {}
        self.kept = []
        self.answered = ""

    def account(self, name, network="bluesky", person=None):
        key = (name, network)
        if key not in self.accounts:
            if person is None:
                person = models.Person.objects.create(key=f"{network}:{name}"[:500])
            self.accounts[key] = models.Account.objects.create(
                network=network, author=name[:400], name=name[:200], handle="", person=person
            )
        return self.accounts[key]

    def crowd(self, names, network="bluesky"):
        """Make many accounts at once, each of a person of its own."""
        people = models.Person.objects.bulk_create(models.Person(key=f"{network}:{name}") for name in names)
        made = models.Account.objects.bulk_create(
            models.Account(network=network, author=name, name=name, person=person)
            for name, person in zip(names, people, strict=True)
        )
        self.accounts |= {(account.name, network): account for account in made}
        return made

    def say(self, account, text, stance, at, *, heat=0, grounds=(), url="", by_subject=False, history=False):
        number = next(self.ids)
        post = models.Post(
            network=account.network, origin_id=f"p{number}", source=self.source, account=account, text=text,
            created_at=at, heard_at=at, url=url or f"https://{account.network}.example/{number}", history=history,
        )  # fmt: skip
        if self.answered and stance is Stance.OBJECTS and not history:
            post.reply_to = self.answered
        p = [0.02] * 4
        p[list(Stance).index(stance)] = 0.94
        self.kept.append((post, stance, at, heat, list(grounds), by_subject, p))

    def keep(self):
        posts = models.Post.objects.bulk_create([row[0] for row in self.kept])
        models.Reading.objects.bulk_create(
            models.Reading(
                post=post, subject=self.subject, person_id=post.account.person_id, at=at, relation="mention",
                by_subject=by_subject, stance=stance.value, p_objects=p[0], p_supports=p[1], p_questions=p[2],
                p_neutral=p[3], heat=heat, grounds=grounds, language="en", reader="test",
            )
            for post, (_, stance, at, heat, grounds, by_subject, p) in zip(posts, self.kept, strict=True)
        )  # fmt: skip
        self.kept = []


def subject(name="Ines Marlow", **given):
    return models.Subject.objects.create(name=name, **given)


def sources(now=NOW):
    rows = (
        ("Bluesky", "listening", 9, ""),
        ("Mastodon, glass.example", "silent", 41 * 60, "It does not answer."),
        ("Mastodon, harbour.example", "listening", 21, ""),
        ("Your blog: comments and links to it", "listening", 120, ""),
        ("News and weblog feeds", "listening", 720, ""),
    )
    made = [
        models.Source.objects.create(
            name=name, kind="jsonl", address=f"/{number}", state=state, since=0, last_heard_at=now - ago * SECOND,
            last_event_at=now - ago * SECOND, note=note,
            next_try_at=now + 4 * MINUTE if state == "silent" else None,
        )
        for number, (name, state, ago, note) in enumerate(rows)
    ]  # fmt: skip
    models.Gap.objects.create(source=made[1], began_at=now - 41 * MINUTE)
    return made


def ordinary(teller, until):
    """Tell twelve ordinary weeks: a few who object, more who speak of it kindly or not at all."""
    people = cycle(teller.crowd([f"Reader {number}" for number in range(40)]))
    for back, objecting in enumerate(reversed(WEEKLY), start=1):
        for number in range(objecting):
            at = until - back * WEEK + number * DAY + 9 * HOUR
            teller.say(next(people), "I do not like this one.", Stance.OBJECTS, at, history=True)
        for day in range(7):
            for hour in (7, 9, 10, 12, 14, 17, 19, 20):
                at = until - back * WEEK + day * DAY + (hour + (day * 5 + back) % 3) % 24 * HOUR
                stance = (Stance.SUPPORTS, Stance.NEUTRAL, Stance.QUESTIONS, Stance.NEUTRAL)[(hour + day) % 4]
                teller.say(next(people), SAID[stance], stance, at, history=True)


def storm(*, public=False, posted=True, life="noticed", **case):
    """Tell the evening: 131 people object by 23:48, most of them because a personal space was used to sell."""
    given = subject()
    teller = Teller(given, sources()[0])
    ordinary(teller, MIDNIGHT)
    if posted:
        me = teller.account("Ines Marlow")
        teller.say(me, "My review.", Stance.NEUTRAL, MIDNIGHT + 17 * HOUR + 40 * MINUTE, by_subject=True)
        teller.answered = teller.kept[-1][0].origin_id
    for name, network, stance, heat, minute, grounds, text in OPENING:
        at = MIDNIGHT + minute * MINUTE
        teller.say(teller.account(name, network), text, stance, at, heat=heat, grounds=grounds)
    second = teller.account("Adaeze Holm", "mastodon", person=teller.account("Adaeze Holm").person)
    teller.say(second, "Here too: I had to look for it.", Stance.OBJECTS, MIDNIGHT + 19 * HOUR, grounds=("disclosure",))
    _crowd(teller)
    teller.keep()
    return opened(given, MIDNIGHT + 17 * HOUR + 52 * MINUTE, public=public, life=life, **case)


def _crowd(teller):
    named = iter(f"{first} {last}" for last in LAST for first in FIRST)
    pools = {stance: cycle(teller.crowd(list(islice(named, many)))) for stance, many in POOLS.items()}
    grounds = cycle(GROUNDS)
    for hour, counts in BY_HOUR.items():
        for stance, many in zip(
            (Stance.OBJECTS, Stance.SUPPORTS, Stance.QUESTIONS, Stance.NEUTRAL), counts, strict=True
        ):
            for place, account in enumerate(islice(pools[stance], many)):
                first = 54 if hour == 17 else 31 if hour == 18 else 0
                at = MIDNIGHT + hour * HOUR + (first + place * (47 - first if first < 47 else 5) // many) * MINUTE
                held = next(grounds) if stance is Stance.OBJECTS else ()
                heat = place % 4 if stance is Stance.OBJECTS else 0
                teller.say(account, SAID[stance], stance, at, heat=heat, grounds=held)


def opened(given, began, *, public=False, life="noticed", title="The free phone", **case):
    """Open the case as the alarm does, 22 minutes after the first objection, and gather its voices."""
    noticed = began + 22 * MINUTE
    row = models.Case.objects.create(
        number=7, subject=given, title=title, life=life, noticed_at=noticed, began_at=began, public=public, **case
    )
    models.Alert.objects.create(
        subject=given, case=row, at=noticed, channel="case", people=12, objecting=8, first_objection_at=began,
        due_at=noticed,
    )  # fmt: skip
    gather(row)
    return row


def gather(case):
    from amends.core.case import voices as core

    readings = models.Reading.objects.filter(subject=case.subject, at__gte=case.began_at, by_subject=False)
    people = dict(models.Person.objects.values_list("key", "pk"))
    told = core.gather(spoken(case, set(readings.values_list("person_id", flat=True))))
    models.Voice.objects.filter(case=case).delete()
    models.Voice.objects.bulk_create(
        models.Voice(
            case=case, person_id=people[v.person], name=v.name, stance=v.stance.value, heat=v.heat,
            grounds=list(v.grounds), networks=list(v.networks), first_at=v.first_at, last_at=v.last_at,
            posts=v.posts, said_id=int(v.said_id), unread=v.unread, chance=v.chance, unsure=v.unsure,
        )
        for v in told
    )  # fmt: skip


def quiet():
    """Tell twelve ordinary weeks and a thirteenth like them, with a question three hours old."""
    given = subject()
    teller = Teller(given, sources()[0])
    models.Source.objects.filter(state="silent").update(state="listening", note="", last_heard_at=NOW - 50 * SECOND)
    ordinary(teller, NOW - WEEK)
    for number in range(2):
        account = teller.account(f"Reader {number}")
        teller.say(account, "I do not like this one.", Stance.OBJECTS, NOW - (number + 2) * DAY)
    asked = teller.account("Jun Hartley")
    teller.say(asked, "Will the talk be recorded?", Stance.QUESTIONS, NOW - 3 * HOUR)
    teller.keep()
    return given
