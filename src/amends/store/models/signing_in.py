"""Somebody who left to sign in elsewhere, and is expected back; and by what another server knows us."""

from __future__ import annotations

from django.db import models

from amends.store.models.choice import Choice, Proof


class SignIn(models.Model):
    """One sign-in under way: good once and for a quarter of an hour; its secrets are locked away, and then emptied."""

    state = models.CharField(max_length=64, unique=True, help_text="SHA-256 of what the browser brings back.")
    network = models.CharField(max_length=40)
    choice = models.ForeignKey(Choice, on_delete=models.CASCADE, related_name="sign_ins")
    beside = models.ForeignKey(Proof, on_delete=models.SET_NULL, null=True, related_name="+")
    marks = models.JSONField(default=list, help_text="What was marked before, so that nothing is lost on the way.")
    locked = models.TextField(blank=True, help_text="What must be known again, in the strongbox; empty once used.")
    expires_at = models.BigIntegerField(db_index=True)


class SignInApp(models.Model):
    """By what a server of Mastodon's kind knows us: registered there by ourselves, and for half a day."""

    base = models.CharField(max_length=300, unique=True)
    back = models.CharField(max_length=600, help_text="Where browsers come back to from there.")
    locked = models.TextField(help_text="Its name and its secret, in the strongbox.")
    made_at = models.BigIntegerField(db_index=True)
