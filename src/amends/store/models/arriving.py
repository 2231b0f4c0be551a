"""What networks send by themselves, from when it is received until it is heard, and what was agreed for it."""

from __future__ import annotations

from django.db import models

from amends.store.models.hearing import Source


class Arrival(models.Model):
    """One delivery whose signature was right. Its body is emptied when it has been heard; its id shows a repetition."""

    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="arrivals")
    delivery = models.CharField(max_length=200, help_text="The delivery's own id, given by who sends it.")
    event = models.CharField(max_length=200, default="", blank=True)
    body = models.BinaryField()
    at = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "delivery"], name="a_delivery_arrives_once")]


class Delivered(models.Model):
    """That a delivery came whose signature covers no time: its id alone, for as long as its source is listened to."""

    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="delivered")
    delivery = models.CharField(max_length=200)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "delivery"], name="a_delivery_came_once")]


class Subscription(models.Model):
    """That a feed's hub tells of each change (WebSub); `due_at` is when it is to be asked again."""

    source = models.OneToOneField(Source, on_delete=models.CASCADE, related_name="subscription")
    hub = models.CharField(max_length=2000)
    topic = models.CharField(max_length=2000)
    token = models.CharField(max_length=64, unique=True, help_text="Part of the address it tells to: only it knows.")
    secret = models.CharField(max_length=200, help_text="Locked away: what its deliveries are signed with.")
    asked_at = models.BigIntegerField(null=True, help_text="When it was last asked, until it has answered.")
    held_until = models.BigIntegerField(default=0, help_text="Until when it has promised to tell.")
    due_at = models.BigIntegerField()
    failures = models.PositiveIntegerField(default=0)
    note = models.CharField(max_length=300, default="", blank=True, help_text="Why it does not tell, in a sentence.")
