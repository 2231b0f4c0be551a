"""How the owner is told: the ways, what there is to tell, and every try."""

from __future__ import annotations

from django.db import models

from amends.store.models.alarm import Alert
from amends.store.models.case import Case
from amends.store.models.hearing import Source
from amends.store.models.subject import Subject


class Way(models.Model):
    """One way to reach somebody; where it leads, and what opens it, are locked away (`amends.store.strongbox`)."""

    class Kind(models.TextChoices):
        """What carries the message."""

        MAIL = "mail", "E-mail"
        WEBHOOK = "webhook", "Signed webhook"
        NTFY = "ntfy", "ntfy"
        PUSH = "push", "Push to a browser"
        OTHER = "other", "Another one, by apprise"

    kind = models.CharField(max_length=10, choices=Kind.choices)
    name = models.CharField(max_length=100, help_text="Whom it reaches, in the owner's words.")
    locked = models.TextField(help_text="Canonical JSON, locked away: the address, and secrets where there are any.")
    least = models.CharField(max_length=10, default="look", help_text="A level of amends.core.case.telling.")
    quiet_begins = models.PositiveSmallIntegerField(null=True, help_text="Minutes after midnight in the owner's zone.")
    quiet_ends = models.PositiveSmallIntegerField(null=True)
    quiet_alarms = models.BooleanField(default=False, help_text="Alarms wait here too: the owner said so.")
    after = models.BigIntegerField(default=0, help_text="Microseconds nobody acknowledged; 0: told at once.")
    made_at = models.BigIntegerField()
    removed_at = models.BigIntegerField(null=True)


class Notification(models.Model):
    """What is told of one thing (a case, a subject, a source): one that is open, which rises and is told again."""

    about = models.CharField(max_length=80, help_text="What it is about, such as case:7; one open one for each.")
    subject = models.ForeignKey(Subject, on_delete=models.CASCADE, null=True, related_name="notifications")
    case = models.ForeignKey(Case, on_delete=models.CASCADE, null=True, related_name="notifications")
    source = models.ForeignKey(Source, on_delete=models.CASCADE, null=True, related_name="notifications")
    level = models.CharField(max_length=10)
    revision = models.PositiveIntegerField(default=0, help_text="How many things it has told so far.")
    since = models.BigIntegerField(help_text="When the newest of them came.")
    seen_revision = models.PositiveIntegerField(default=0, help_text="Up to which somebody acknowledged.")
    seen_at = models.BigIntegerField(null=True)
    snoozed_until = models.BigIntegerField(default=0)
    snoozed_level = models.CharField(max_length=10, default="look")
    closed_at = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["about"], condition=models.Q(closed_at=None), name="one_open_notification_about_a_thing"
            )
        ]


class Tiding(models.Model):
    """One thing to tell; `key` names it for ever, so that it is raised once."""

    notification = models.ForeignKey(Notification, on_delete=models.CASCADE, related_name="tidings")
    key = models.CharField(max_length=80, unique=True)
    revision = models.PositiveIntegerField()
    level = models.CharField(max_length=10)
    at = models.BigIntegerField()
    alert = models.ForeignKey(Alert, on_delete=models.CASCADE, null=True, related_name="tidings")
    heading = models.CharField(max_length=300, default="", blank=True, help_text="Where no alert says it.")
    words = models.TextField(default="", blank=True)


class Delivery(models.Model):
    """One message on one way; an unsent one whose time has come is its own queue. `key` is the same at every try."""

    notification = models.ForeignKey(Notification, on_delete=models.CASCADE, related_name="deliveries")
    way = models.ForeignKey(Way, on_delete=models.CASCADE, related_name="deliveries")
    key = models.CharField(max_length=64, unique=True)
    revision = models.PositiveIntegerField(help_text="Of the notification: what is newest in it.")
    made_at = models.BigIntegerField()
    due_at = models.BigIntegerField()
    claimed_at = models.BigIntegerField(null=True)
    sent_at = models.BigIntegerField(null=True)
    ended_at = models.BigIntegerField(null=True, help_text="Not to be tried any more: sent, needless or given up.")
    note = models.CharField(max_length=300, default="", blank=True, help_text="Why it ended, or why it waits.")
    tries = models.PositiveIntegerField(default=0)
    first_try_at = models.BigIntegerField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["due_at"], condition=models.Q(ended_at=None), name="deliveries_that_are_due"),
        ]


class Attempt(models.Model):
    """One try to send a message: when, how long it took, and what came of it."""

    delivery = models.ForeignKey(Delivery, on_delete=models.CASCADE, related_name="attempts")
    at = models.BigIntegerField()
    took = models.BigIntegerField(help_text="Microseconds.")
    well = models.BooleanField()
    said = models.CharField(max_length=300, default="", blank=True)
