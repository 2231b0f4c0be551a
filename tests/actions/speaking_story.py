"""A case whose statement stands in public, and accounts to say it with; what carries it is another test's matter."""

from __future__ import annotations

from amends.actions.acknowledge import acknowledge
from amends.actions.own_accounts import keep_account
from amends.actions.publish_statement import publish_statement
from amends.actions.speak import Said
from amends.actions.stand_on_floor import stand_on_floor
from amends.connectors.speaking import Opened
from amends.core.vocabulary import HOUR
from amends.store import models

WORDS = "I put it there, and I did not say so in the first line. I am sorry."
LINK = "https://ines.example/cases/7/"


def bluesky(now, *, place="https://bsky.social", author="did:plc:ines", secrets=None):
    return keep_account(Opened("bluesky", place, author, "", "ines.example", 300, 0, secrets or {"password": "p"}), now)


def mastodon(now, *, place="https://own.example", author="https://own.example/users/ines", local="1", token="t"):
    return keep_account(Opened("mastodon", place, author, local, "ines@own.example", 500, 23, {"token": token}), now)


def case(now):
    """Make a case whose first version stands."""
    subject = models.Subject.objects.create(name="Ines Marlow")
    made = models.Case.objects.create(
        number=7, subject=subject, title="The phone", noticed_at=now - 3 * HOUR, began_at=now - 3 * HOUR
    )
    acknowledge(made.number, now + HOUR, now - 2 * HOUR)
    publish_statement(made.number, WORDS, [], now - HOUR)
    made.refresh_from_db()
    return made


def said(account, *posts, kind="version", which=1, press="press-1", number=7):
    return Said(account.pk, number, kind, which, posts or (f"{WORDS}\n\n{LINK}",), press, LINK)


def objection(
    case, now, *, network="mastodon", name="https://own.example/users/ben/statuses/9",
    author="https://own.example/users/ben", handle="ben", words="Not in our personal space.",
):  # fmt: skip
    """Let somebody object on a network, so that it stands on the floor; returns the message."""
    person = models.Person.objects.create(key=f"{network}:{author}")
    account = models.Account.objects.create(network=network, author=author, name="Ben", handle=handle, person=person)
    post = models.Post.objects.create(
        network=network, origin_id=name, account=account, text=words, created_at=now, heard_at=now, url=author
    )
    reading = models.Reading.objects.create(
        post=post, subject=case.subject, person=person, at=now, relation="reply", stance="objects", p_objects=0.9,
        p_supports=0, p_questions=0, p_neutral=0.1, heat=1, grounds=["ads"], language="en", reader="plain-1/0",
    )  # fmt: skip
    models.Voice.objects.create(
        case=case, person=person, name="Ben", stance="objects", heat=1, grounds=["ads"], networks=[network],
        first_at=now, last_at=now, posts=1, chance=0.9, said=reading,
    )  # fmt: skip
    return stand_on_floor(case, [reading])[0]
