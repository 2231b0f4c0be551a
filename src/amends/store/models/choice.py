"""A binding question, who may answer it, and the ballots."""

from __future__ import annotations

from django.db import models

from amends.store.models.case import Case
from amends.store.models.floor import Message
from amends.store.models.hearing import Account, Person
from amends.store.models.ledger import Entry
from amends.store.models.subject import Subject


class Listed(models.Model):
    """One person on a list the owner brought (subscribers, followers): known by a keyed hash or by an account."""

    subject = models.ForeignKey(Subject, on_delete=models.CASCADE, related_name="listed")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="listed")
    name = models.CharField(max_length=100, help_text="The list it came with.")
    since = models.BigIntegerField(null=True, help_text="Since when, where the list says so.")
    added_at = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["subject", "person", "name"], name="listed_once")]


class Choice(models.Model):
    """A question fixed and hashed before its first ballot; changing anything voids it in public."""

    class State(models.TextChoices):
        """Where it stands."""

        OPEN = "open", "Open"
        CLOSED = "closed", "Closed, and the rule has run"
        VOID = "void", "Voided in public"

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="choices")
    number = models.PositiveIntegerField(help_text="In its case, from 1; a question asked again has the next.")
    question = models.JSONField(help_text="The canonical question, as the core writes it.")
    digest = models.CharField(max_length=64, help_text="SHA-256 of the canonical question.")
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    opens_at = models.BigIntegerField()
    closes_at = models.BigIntegerField(db_index=True)
    salt = models.BinaryField(max_length=32, help_text="Makes the pseudonyms of this choice, and of no other.")
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="+", help_text="choice.opened")
    closed_entry = models.ForeignKey(Entry, on_delete=models.PROTECT, null=True, related_name="+")
    void_reason = models.CharField(max_length=1000, default="", blank=True)
    verdict = models.JSONField(null=True, help_text="The canonical verdict, once the rule has run.")
    claimed_at = models.BigIntegerField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "number"], name="choices_are_numbered")]


class Elector(models.Model):
    """One person of the frozen electorate; `pseudonym` alone is published."""

    choice = models.ForeignKey(Choice, on_delete=models.CASCADE, related_name="electors")
    pseudonym = models.CharField(max_length=64)
    person = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["choice", "pseudonym"], name="an_elector_stands_once")]


class Proof(models.Model):
    """A proof of who somebody is, on its way: a code sent, a phrase to be posted, a sign-in; short-lived."""

    class Kind(models.TextChoices):
        """How it is shown."""

        EMAIL = "email", "A code sent to an address"
        PHRASE = "phrase", "A phrase posted where the antennae hear it"
        GITHUB = "github", "A sign-in at GitHub"
        BLUESKY = "bluesky", "A sign-in with an account of Bluesky’s network"
        MASTODON = "mastodon", "A sign-in with an account of Mastodon or of its kind"
        PASSKEY = "passkey", "A passkey set up at an earlier vote"
        NOTHING = "nothing", "Nobody was shown anything"

    choice = models.ForeignKey(Choice, on_delete=models.CASCADE, related_name="proofs")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    token = models.CharField(max_length=64, unique=True, help_text="SHA-256 of the private voting link's token.")
    secret = models.CharField(max_length=64, default="", blank=True, help_text="SHA-256 of the code or the phrase.")
    tries = models.PositiveSmallIntegerField(default=0)
    address = models.CharField(max_length=254, default="", blank=True, help_text="Emptied once the code is sent.")
    language = models.CharField(max_length=10, default="en", help_text="That of the page, in which the code is told.")
    person = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    account = models.ForeignKey(Account, on_delete=models.SET_NULL, null=True, related_name="+")
    beside = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, related_name="+", help_text="Shown before, in the same sitting."
    )
    voter = models.CharField(max_length=64, default="", blank=True, help_text="Once proven: the pseudonym.")
    tally = models.CharField(max_length=10, choices=Message.Tally.choices, default=Message.Tally.UNVERIFIED)
    made_at = models.BigIntegerField()
    expires_at = models.BigIntegerField()
    sent_at = models.BigIntegerField(null=True)
    claimed_at = models.BigIntegerField(null=True)
    proven_at = models.BigIntegerField(null=True)

    class Meta:
        indexes = [models.Index(fields=["secret"], name="proofs_by_secret")]


class Passkey(models.Model):
    """A passkey somebody made at a vote after they had shown who they are; at the next one it shows it again."""

    key = models.CharField(max_length=64, unique=True, help_text="SHA-256 of the credential's id.")
    credential = models.BinaryField(help_text="Attested credential data of WebAuthn: the id and the public key.")
    uses = models.BigIntegerField(default=0, help_text="The authenticator's own counter, as last told; often stays 0.")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="passkeys")
    made_at = models.BigIntegerField()


class Ballot(models.Model):
    """One ballot as it was cast; the last of a voter stands, the others are history."""

    choice = models.ForeignKey(Choice, on_delete=models.PROTECT, related_name="ballots")
    voter = models.CharField(max_length=64)
    tally = models.CharField(max_length=10, choices=Message.Tally.choices)
    marks = models.JSONField(help_text="Keys of options, in the voter's order.")
    reason = models.TextField(default="", blank=True)
    at = models.BigIntegerField()
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="+")
    stands = models.BooleanField(default=True)
    removed = models.CharField(max_length=1000, default="", blank=True, help_text="Why it is left out; public.")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["choice", "voter"], condition=models.Q(stands=True), name="one_ballot_a_person"
            )
        ]
        indexes = [models.Index(fields=["choice", "voter"], name="ballots_by_voter")]


class Flag(models.Model):
    """Ballots or messages that look coordinated: shown to people, removing nothing by itself."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="flags")
    choice = models.ForeignKey(Choice, on_delete=models.CASCADE, null=True, related_name="flags")
    kind = models.CharField(max_length=40)
    members = models.JSONField(help_text="Pseudonyms of voters, or numbers of messages.")
    at = models.BigIntegerField()
