"""One person, Mopsa, whose word and whose name are in every place where amends keeps anything of anybody."""

from __future__ import annotations

import json
from dataclasses import replace

from actions.plain_storm import INES, NOON, quiet_days, say, storm
from actions.speaking_story import bluesky, said
from amends.actions.acknowledge import acknowledge
from amends.actions.add_source import add_source
from amends.actions.ask import Asked, ask
from amends.actions.cast import cast
from amends.actions.correct_reading import correct_reading
from amends.actions.form_opinion import form_opinion, votable
from amends.actions.hear import hear
from amends.actions.hide import hide
from amends.actions.import_list import import_list
from amends.actions.keep_passkey import keep_passkey
from amends.actions.link_people import Evidence, link_by_owner
from amends.actions.prove import Account, begin, show_account
from amends.actions.publish_statement import publish_statement
from amends.actions.raise_notification import raise_alert
from amends.actions.sending import note_said, note_stands
from amends.actions.speak import answer_there
from amends.actions.take_message import Written, take_message
from amends.connectors.protocols import Stands
from amends.core.antennae.links import Way
from amends.core.choice.preset import simple_majority
from amends.core.choice.question import EXAMPLE
from amends.core.vocabulary import HOUR, MINUTE, Changes, Stance
from amends.store import models

LATER = NOON + 6 * HOUR
TRACES = ("walrus", "mopsa", "harriet")
"""Letters that stand in nothing but this person's words, names, ids and addresses."""

PAGE = "https://mopsa.example/users/mopsa"


def tell_everywhere(source):
    """Let her speak on two networks and on the floor, be read, corrected, answered, linked, listed, and vote."""
    _storm(source)
    raise_alert(models.Alert.objects.first(), LATER)
    acknowledge(1, NOON + 9 * HOUR, NOON + 5 * HOUR)
    publish_statement(1, "I put it there.", [], LATER, title="The phone")
    case = models.Case.objects.get()
    first, second = case.messages.filter(post__account__author="did:mopsa").order_by("number")[:2]
    correct_reading(first.post.readings.get().pk, Stance.SUPPORTS, LATER)
    hide(1, second.number, "threat", "It threatens somebody.", LATER)
    form = Written(
        "Harriet", "Walrus here.", Stance.OBJECTS, "harriet@mopsa.example", "en", made_at=LATER, sender="walrus"
    )
    floor = take_message(1, form, LATER + MINUTE)
    _answered(first)
    owner = Evidence(Way.OWNER, one_says=False, other_says=False, confirmed=True)
    link_by_owner("bluesky:did:mopsa", f"mastodon:{PAGE}", owner, LATER)
    link_by_owner("bluesky:did:mopsa", f"floor:{floor.message.post.account.author}", owner, LATER)
    import_list(INES.name, "readers", "bluesky:did:mopsa\nharriet@mopsa.example", LATER)
    _votes()
    _on_its_way(case)


def _storm(source):
    mine = [say(50_000 + n, NOON + (80 + n) * MINUTE, "no walrus " * 400, author="did:mopsa") for n in range(4)]
    mine = [replace(post, id=f"at://did:mopsa/{post.id}", url=f"https://sky.example/mopsa/{post.id}") for post in mine]
    there = say(50_010, NOON + 85 * MINUTE, "no walrus there", author=PAGE, network="mastodon")
    there = replace(there, id=f"{PAGE}/statuses/7", handle="mopsa@m.example", author_name="Mopsa", url=f"{PAGE}/7")
    others = [say(50_020 + n, NOON + (90 + n) * MINUTE, "yes quite", author=f"did:friend{n}") for n in range(3)]
    others[0] = replace(others[0], reply_to=mine[0].id)
    others[1] = replace(others[1], reply_to="at://did:mopsa/never-kept")
    others[2] = replace(others[2], quote_of="at://did:mopsa/never-kept-either")
    posts = sorted([*quiet_days(3), *storm(), *mine, there, *others], key=lambda post: (post.created_at, post.id))
    hear(source, posts, "all", posts[-1].created_at)
    edited = replace(mine[3], text="no walrus any more @ines.example", heard_at=posts[-1].created_at + 1)
    hear(source, [], "more", posts[-1].created_at + 1, changes=Changes(edits=(edited,)))


def _answered(message):
    """Answer her where she spoke; what is sent there names her, and has come to stand."""
    account = bluesky(LATER)
    reply = said(account, "@mopsa.example You are right.", kind="answer", number=1)
    _, (speech,) = answer_there(1, message.number, "You are right.", [reply], LATER)
    for post in speech.posts.all():
        note_stands(post.pk, Stands("at://did:plc:ines/1", "1", "https://sky.example/ines/1", "v1", post.words), LATER)
    note_said(speech.pk, LATER)


def _votes():
    given = {name: getattr(EXAMPLE, name) for name in ("words", "options", "kind", "proposal", "otherwise")}
    question = Asked(**given, rule=simple_majority(), consequences=EXAMPLE.consequences, closes_at=LATER + 3 * HOUR)
    choice = ask(1, question, LATER + 5 * MINUTE)
    shown = Account("bluesky", "did:mopsa", "Mopsa")
    link = show_account(choice, models.Proof.Kind.BLUESKY, shown, LATER + 6 * MINUTE)
    cast(link.token, ["withdraw"], "It was a gift.", LATER + 7 * MINUTE)
    number = votable(models.Case.objects.get()).exclude(post__account__author="did:mopsa").first().number
    form_opinion(link.token, number, 1, LATER + 8 * MINUTE)
    models.SignInApp.objects.create(base="https://mopsa.example", back="https://b", locked="x", made_at=LATER)
    keep_passkey(link.token, "a" * 64, b"mopsa's walrus credential", 0, LATER + 9 * MINUTE)
    begin(choice, models.Proof.Kind.EMAIL, LATER + 9 * MINUTE, address="harriet@mopsa.example")


def _on_its_way(case):
    """Let her be in a delivery nobody heard yet, in a thread that is to be asked for, and in a source's place."""
    webhook = add_source("webhook", "webhook", "", NOON)
    body = json.dumps({"posts": [{"author": "did:mopsa", "text": "No walrus", "time": 1}]}).encode()
    models.Arrival.objects.create(source=webhook, delivery="one", body=body, at=LATER)
    models.Thread.objects.create(case=case, network="bluesky", origin_id="at://did:mopsa/elsewhere", due_at=LATER)
    place = {"home": "5", "addressed": {"1": f"{PAGE}/statuses/7", "2": "https://o.example/8"}}
    models.Source.objects.filter(pk=webhook.pk).update(cursor=json.dumps(place))
