"""What the owner says on other networks: her accounts there, what each press says, and how every post of it stands."""

from __future__ import annotations

from django.db import models

from amends.store.models.case import Case
from amends.store.models.floor import Answer
from amends.store.models.ledger import Entry


class OwnAccount(models.Model):
    """An account the owner speaks with; what opens it is locked away (`amends.store.strongbox`)."""

    class Network(models.TextChoices):
        """Where it is."""

        BLUESKY = "bluesky", "Bluesky"
        MASTODON = "mastodon", "Mastodon"

    network = models.CharField(max_length=20, choices=Network.choices)
    place = models.CharField(max_length=1000, help_text="The address of its server, without a path.")
    author = models.CharField(max_length=400, help_text="Its immutable id, as readers tell it: a DID, an actor's URI.")
    local = models.CharField(max_length=100, default="", blank=True, help_text="Its id on its own server.")
    handle = models.CharField(max_length=300)
    letters = models.PositiveIntegerField(help_text="What one post holds there.")
    link = models.PositiveSmallIntegerField(default=0, help_text="What a link counts; 0: its own length.")
    locked = models.TextField(default="", blank=True, help_text="Canonical JSON, locked away; empty once removed.")
    note = models.CharField(max_length=300, default="", blank=True, help_text="Why it lets nobody speak just now.")
    added_at = models.BigIntegerField()
    removed_at = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["network", "author"], condition=models.Q(removed_at=None), name="an_account_is_added_once"
            )
        ]


class Speech(models.Model):
    """What one press of the owner's says with one account: a post or a thread. One that is due is its own queue.

    It is due to be sent, or, once ``withdrawn_at`` is set, to be deleted there. Without a ``due_at`` it is done, or it
    waits for her.
    """

    class Kind(models.TextChoices):
        """What it tells of."""

        VERSION = "version", "A version of the statement"
        CHOICE = "choice", "A question"
        VERDICT = "verdict", "A decision"
        PROMISE = "promise", "Something promised"
        ANSWER = "answer", "An answer"

    account = models.ForeignKey(OwnAccount, on_delete=models.PROTECT, related_name="speeches")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="speeches")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    number = models.PositiveIntegerField(help_text="Of the version, the choice, the duty or the message; else 1.")
    press = models.CharField(max_length=64, unique=True, help_text="Names the press: twice says it once.")
    about = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="+", help_text="The entry it tells of.")
    answer = models.ForeignKey(Answer, on_delete=models.SET_NULL, null=True, related_name="speeches")
    corrects = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, related_name="corrected_by")
    under = models.CharField(max_length=500, default="", blank=True, help_text="The post it hangs under.")
    link = models.CharField(max_length=1000, default="", blank=True, help_text="The page it leads to.")
    pressed_at = models.BigIntegerField()
    due_at = models.BigIntegerField(null=True)
    claimed_at = models.BigIntegerField(null=True)
    first_try_at = models.BigIntegerField(null=True)
    tries = models.PositiveIntegerField(default=0)
    note = models.CharField(max_length=300, default="", blank=True, help_text="Why it waits, in a sentence.")
    sent_at = models.BigIntegerField(null=True, help_text="When all of it stood there.")
    dropped_at = models.BigIntegerField(null=True, help_text="Not to be sent after all; nothing of it stood anywhere.")
    withdrawn_at = models.BigIntegerField(null=True, help_text="When its owner had it deleted there.")
    reason = models.CharField(max_length=1000, default="", blank=True, help_text="Why, in her words; public.")
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, null=True, related_name="+", help_text="crosspost.sent")

    class Meta:
        indexes = [
            models.Index(fields=["due_at"], condition=models.Q(due_at__isnull=False), name="speeches_that_are_due")
        ]


class SpokenPost(models.Model):
    """One post of a speech; ``key`` names it where it is sent, at every try."""

    speech = models.ForeignKey(Speech, on_delete=models.CASCADE, related_name="posts")
    number = models.PositiveSmallIntegerField()
    words = models.TextField()
    key = models.CharField(max_length=64, unique=True)
    name = models.CharField(max_length=500, default="", blank=True, help_text="The network's own name of it.")
    local = models.CharField(max_length=500, default="", blank=True, help_text="What its server asks by.")
    address = models.CharField(max_length=1000, default="", blank=True)
    version = models.CharField(max_length=200, default="", blank=True)
    sent_at = models.BigIntegerField(null=True, help_text="When it was read back there.")
    look_at = models.BigIntegerField(null=True, help_text="When it is read again.")
    changed_at = models.BigIntegerField(null=True, help_text="When other words were found in its place.")
    gone_at = models.BigIntegerField(null=True, help_text="When it was found gone, or was deleted.")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["speech", "number"], name="spoken_posts_are_numbered")]
        indexes = [
            models.Index(fields=["look_at"], condition=models.Q(look_at__isnull=False), name="spoken_posts_to_look_at")
        ]


class ToldLink(models.Model):
    """A page that the owner's words link to, and how telling it went. One that is due is its own queue."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="told_links")
    path = models.CharField(max_length=200, help_text="Of our page that links to it.")
    target = models.CharField(max_length=2000)
    key = models.CharField(max_length=64, help_text="SHA-256 of the target, in hex.")
    mark = models.CharField(max_length=64, help_text="SHA-256 of the words it was made due for last, in hex.")
    due_at = models.BigIntegerField(null=True)
    told_at = models.BigIntegerField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    outcome = models.TextField(default="", blank=True, help_text="What became of it, in a sentence.")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "path", "key"], name="a_link_is_told_once_a_page"),
        ]
